#include "collector/one_value.h"

#include "schemas/reading.h"

const struct option one_value_options[] = {
    {.name = "indicator",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, indicator),
     .metavar = "ID",
     .sentence = "an indicator of the plan"},
    {.name = "period",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, period),
     .metavar = "PERIOD",
     .sentence = "the period: 2026, 2026-S1, 2026-Q3, 2026-10, 2026-10-05"},
    {.name = "area",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, area),
     .metavar = "ID",
     .sentence = "the area; the province without it"},
    {.name = "value",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, value),
     .metavar = "NUMBER",
     .sentence = "the value, or the rank"},
    {.name = "numerator",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, numerator),
     .metavar = "NUMBER",
     .sentence = "of a ratio"},
    {.name = "denominator",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, denominator),
     .metavar = "NUMBER",
     .sentence = "of a ratio"},
    {.name = "rank-of",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, rank_of),
     .metavar = "NUMBER",
     .sentence = "among how many a rank is"},
    {.name = "level",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, level),
     .metavar = "CODE",
     .sentence = "a level of the indicator's list"},
    {.name = "benchmark",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, benchmark),
     .metavar = "NUMBER",
     .sentence = "the national mean"},
    {.name = "unit",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, unit),
     .metavar = "CODE",
     .sentence = "the unit, to be sure of it"},
    {.name = "status",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, status),
     .metavar = "CODE",
     .sentence = "SDMX status: E estimate, F forecast, M withdraws, … [A]"},
    {.name = "revision",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, revision),
     .metavar = "NUMBER",
     .sentence = "stands above lower ones; the time's milliseconds without it"},
    {.name = "comment",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, comment),
     .metavar = "TEXT",
     .sentence = "for people"},
    {.name = "time",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, time),
     .metavar = "TIME",
     .sentence = "when it was drawn up, as 2026-10-05T08:00:00+07:00; now without it"},
    {.name = "id",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct one_value, id),
     .metavar = "TEXT",
     .sentence = "the event's id; made of the content without it"},
    {.name = NULL},
};

enum { MEMBERS = 15 };

static void list_members(const struct one_value *value, struct reading_member members[MEMBERS])
{
    const struct reading_member listed[MEMBERS] = {
        {"indicator", text_of(value->indicator)},
        {"time_period", text_of(value->period)},
        {"ref_area", text_of(value->area)},
        {"obs_value", text_of(value->value)},
        {"numerator", text_of(value->numerator)},
        {"denominator", text_of(value->denominator)},
        {"rank_of", text_of(value->rank_of)},
        {"level", text_of(value->level)},
        {"benchmark", text_of(value->benchmark)},
        {"unit_measure", text_of(value->unit)},
        {"obs_status", text_of(value->status)},
        {"revision", text_of(value->revision)},
        {"comment", text_of(value->comment)},
        {"time", text_of(value->time)},
        {"id", text_of(value->id)},
    };

    memcpy(members, listed, sizeof(listed));
}

bool one_value_given(const struct one_value *value)
{
    struct reading_member members[MEMBERS];

    list_members(value, members);
    for (size_t i = 0; i < MEMBERS; i++)
        if (members[i].text.at != NULL)
            return true;
    return false;
}

char *one_value_reading(const struct one_value *value)
{
    struct reading_member members[MEMBERS];

    list_members(value, members);
    return reading_compose(members, MEMBERS);
}
