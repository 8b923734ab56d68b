/* The small parts a sentence is made of: periods, values in their units, conditions. */
#include "consumers/judge/words_parts.h"

#include <stdio.h>
#include <string.h>

#include "consumers/judge/sentence.h"
#include "schemas/decimal.h"

/* How a unit is written around a value, and behind a difference of two. */
static const struct unit {
    const char *code;
    struct names before, after, difference;
    struct names one; /* difference, of exactly 1; NULL: the same */
} units[] = {
    {"PT", {"", ""}, {"%", "%"}, {" điểm phần trăm", " percentage points"}, {NULL, NULL}},
    {"PT_GRDP",
     {"", ""},
     {"% GRDP", "% of GRDP"},
     {" điểm phần trăm", " percentage points"},
     {NULL, NULL}},
    {"PT_POP",
     {"", ""},
     {"% dân số", "% of the population"},
     {" điểm phần trăm", " percentage points"},
     {NULL, NULL}},
    {"PT_NSNN",
     {"", ""},
     {"% tổng chi NSNN", "% of state budget spending"},
     {" điểm phần trăm", " percentage points"},
     {NULL, NULL}},
    {"PER_10K",
     {"", ""},
     {" người/vạn dân", " per 10,000 people"},
     {" người/vạn dân", " per 10,000 people"},
     {NULL, NULL}},
    {"POINTS", {"", ""}, {" điểm", " points"}, {" điểm", " points"}, {NULL, NULL}},
    {"RANK", {"hạng ", "rank "}, {"", ""}, {" bậc", " places"}, {" bậc", " place"}},
    {"CODE", {"", ""}, {"", ""}, {" mức", " levels"}, {" mức", " level"}},
    {"", {"", ""}, {"", ""}, {"", ""}, {NULL, NULL}}, /* every other: the bare number */
};

static const struct unit *unit_of(const char *code)
{
    const struct unit *unit = units;

    while (unit->code[0] != '\0' && strcmp(unit->code, code) != 0)
        unit++;
    return unit;
}

/* A number of what is counted. */
static struct words_part counted_words(const struct indicator *indicator, const char *figure)
{
    struct names what = strcmp(figure, "1") == 0 ? indicator->counted_one : indicator->counted;
    struct words_part number = words_number(figure), unit;

    if (what.vi == NULL || figure[0] == '\0')
        return number;
    unit = words_around(what, "", (struct names){"", ""});
    return sentence_part((struct names){"{0} {1}", "{0} {1}"}, &number, &unit);
}

struct words_part words_difference(const struct indicator *indicator, const char *figure)
{
    const struct unit *unit = unit_of(indicator->unit_measure);

    if (figure[0] == '-')
        figure++;
    if (indicator->kind == INDICATOR_COUNT)
        return counted_words(indicator, figure);
    return words_around((struct names){"", ""}, figure,
                        strcmp(figure, "1") == 0 && unit->one.en != NULL ? unit->one
                                                                         : unit->difference);
}

struct words_part words_value(const struct indicator *indicator, const char *figure)
{
    const struct unit *unit = unit_of(indicator->unit_measure);

    for (size_t i = 0; i < indicator->level_count; i++)
        if (indicator->kind == INDICATOR_LEVEL &&
            strcmp(indicator->levels[i].code, figure) == 0)
            return words_around(indicator->levels[i].names, "", (struct names){"", ""});
    if (indicator->kind == INDICATOR_COUNT)
        return counted_words(indicator, figure);
    return words_around(unit->before, figure, unit->after);
}

struct words_part words_row(const struct target *target)
{
    struct words_part row;

    if (target->row_is_shared) {
        (void)snprintf(row.vi, sizeof(row.vi), "%.100s đến năm %d", target->row,
                       target->horizon);
        (void)snprintf(row.en, sizeof(row.en), "%.100s of %d", target->row, target->horizon);
    } else {
        (void)snprintf(row.vi, sizeof(row.vi), "%s", target->row);
        (void)snprintf(row.en, sizeof(row.en), "%s", target->row);
    }
    return row;
}

struct words_part words_value_of(const struct indicator *indicator, const char *figure,
                                 int64_t rank_of)
{
    struct words_part value = words_value(indicator, figure), whole = words_whole(rank_of);

    if (rank_of <= 0)
        return value;
    return sentence_part((struct names){"{0}/{1}", "{0} of {1}"}, &value, &whole);
}

/* ---- periods ---- */

static struct words_part day_words(int32_t day, const char *before_vi)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    char text[PERIOD_TEXT_BYTES];
    struct words_part part;
    unsigned month;

    day_write(day, text); /* YYYY-MM-DD */
    month = (unsigned)((text[5] - '0') * 10 + (text[6] - '0'));
    (void)snprintf(part.vi, sizeof(part.vi), "%s%.2s/%.2s/%.4s", before_vi, text + 8, text + 5,
                   text);
    (void)snprintf(part.en, sizeof(part.en), "%s %s %.4s", text[8] == '0' ? text + 9 : text + 8,
                   months[(month - 1) % 12], text);
    return part;
}

struct words_part words_day(int32_t day)
{
    return day_words(day, "");
}

static struct words_part month_words(struct period period)
{
    struct words_part part = day_words(period_first_day(period), "");
    char text[PERIOD_TEXT_BYTES];

    period_write(period, text); /* YYYY-MM */
    (void)snprintf(part.vi, sizeof(part.vi), "tháng %s/%.4s",
                   text[5] == '0' ? text + 6 : text + 5, text);
    memmove(part.en, part.en + 2, strlen(part.en) - 1); /* without "1 " */
    return part;
}

struct words_part words_period(struct period period)
{
    static const char *const quarters[] = {"I", "II", "III", "IV"};
    char text[PERIOD_TEXT_BYTES];
    struct words_part part = {0};
    size_t place;

    period_write(period, text);
    place = text[4] == '-' ? (size_t)(text[6] - '1') : 0; /* of YYYY-Sn and YYYY-Qn */
    switch (period.frequency) {
    case FREQUENCY_ANNUAL:
        (void)snprintf(part.vi, sizeof(part.vi), "năm %s", text);
        (void)snprintf(part.en, sizeof(part.en), "%s", text);
        break;
    case FREQUENCY_HALF_YEARLY:
        (void)snprintf(part.vi, sizeof(part.vi), "6 tháng %s năm %.4s",
                       place == 0 ? "đầu" : "cuối", text);
        (void)snprintf(part.en, sizeof(part.en), "the %s half of %.4s",
                       place == 0 ? "first" : "second", text);
        break;
    case FREQUENCY_QUARTERLY:
        (void)snprintf(part.vi, sizeof(part.vi), "quý %s/%.4s", quarters[place % 4], text);
        (void)snprintf(part.en, sizeof(part.en), "Q%zu %.4s", place + 1, text);
        break;
    case FREQUENCY_MONTHLY:
        return month_words(period);
    case FREQUENCY_DAILY:
        return day_words(period_first_day(period), "ngày ");
    }
    return part;
}

struct names words_frequency(enum frequency frequency)
{
    switch (frequency) {
    case FREQUENCY_ANNUAL:
        break;
    case FREQUENCY_HALF_YEARLY:
        return (struct names){"6 tháng", "half-year"};
    case FREQUENCY_QUARTERLY:
        return (struct names){"quý", "quarter"};
    case FREQUENCY_MONTHLY:
        return (struct names){"tháng", "month"};
    case FREQUENCY_DAILY:
        return (struct names){"ngày", "day"};
    }
    return (struct names){"năm", "year"};
}

/* ---- conditions ---- */

enum { GROWTH_DECIMALS = 4 };

/* A plan's number without needless zeros: 80, 0.7. */
static void plain_number(int64_t units_of, int decimals, char out[DECIMAL_TEXT_BYTES])
{
    size_t length = decimal_write(units_of, decimals, out);

    while (decimals > 0 && out[length - 1] == '0')
        out[--length] = '\0';
    if (decimals > 0 && out[length - 1] == '.')
        out[--length] = '\0';
}

struct words_part words_bound(const struct target *target)
{
    char number[DECIMAL_TEXT_BYTES];

    plain_number(target->condition.value, target->indicator->decimals, number);
    return words_value(target->indicator, number);
}

/* A rank of at most 10: the best is the first. */
static struct words_part at_most_words(const struct target *target)
{
    struct words_part bound = words_bound(target);

    if (target->indicator->kind != INDICATOR_RANK)
        return sentence_part((struct names){"≤ {0}", "≤ {0}"}, &bound, NULL);
    if (target->condition.value <= 1)
        return bound;
    return sentence_part((struct names){"{0} hoặc cao hơn", "{0} or better"}, &bound, NULL);
}

/* "8–10" in both languages' numbers. */
static struct words_part range_words(struct names before, const struct condition *condition,
                                     int decimals, struct names after)
{
    char low[DECIMAL_TEXT_BYTES], high[DECIMAL_TEXT_BYTES];
    struct words_part part, from, to;

    plain_number(condition->low, decimals, low);
    plain_number(condition->high, decimals, high);
    from = words_around((struct names){"", ""}, low, (struct names){"", ""});
    to = words_around((struct names){"", ""}, high, (struct names){"", ""});
    if (!condition->has_high && condition->is == CONDITION_GROWTH)
        return words_around(before, low, after);
    (void)snprintf(part.vi, sizeof(part.vi), "%s%.40s–%.40s%s", before.vi, from.vi, to.vi,
                   after.vi);
    (void)snprintf(part.en, sizeof(part.en), "%s%.40s–%.40s%s", before.en, from.en, to.en,
                   after.en);
    return part;
}

struct words_part words_condition(const struct target *target)
{
    const struct indicator *indicator = target->indicator;
    const struct condition *condition = &target->condition;
    struct words_part bound = words_bound(target);

    switch (condition->is) {
    case CONDITION_AT_LEAST:
        if (indicator->has_max && condition->value == indicator->max)
            return bound; /* there is no more than 100% */
        return sentence_part((struct names){"≥ {0}", "≥ {0}"}, &bound, NULL);
    case CONDITION_GREATER_THAN:
        return sentence_part((struct names){"> {0}", "> {0}"}, &bound, NULL);
    case CONDITION_AT_MOST:
        return at_most_words(target);
    case CONDITION_BETWEEN:
        return range_words((struct names){"", ""}, condition, indicator->decimals,
                           unit_of(indicator->unit_measure)->after);
    case CONDITION_GROWTH:
        return range_words((struct names){"tăng bình quân ", "average growth of "}, condition,
                           GROWTH_DECIMALS, (struct names){"%/năm", "% a year"});
    case CONDITION_LEVEL_AT_LEAST:
        return words_value(indicator, indicator->levels[condition->level].code);
    case CONDITION_ABOVE_BENCHMARK:
        return (struct words_part){"trên mức bình quân cả nước", "above the national mean"};
    case CONDITION_BY_SCHEME:
        break;
    }
    return (struct words_part){"theo đề án được phê duyệt", "as the approved scheme will say"};
}

struct words_part words_demand(const struct target *target)
{
    struct words_part demand = words_condition(target);

    if (target->condition.every_period)
        demand =
            sentence_part((struct names){"{0} ở mọi kỳ", "{0} in every period"}, &demand, NULL);
    if (target->condition.rising)
        demand = sentence_part(
            (struct names){"{0} và tăng hằng năm", "{0} and rising each year"}, &demand, NULL);
    return demand;
}

struct words_part words_upper_end(const struct target *target)
{
    const struct indicator *indicator = target->indicator;
    bool is_growth = target->condition.is == CONDITION_GROWTH;
    char number[DECIMAL_TEXT_BYTES];

    plain_number(target->condition.high, is_growth ? GROWTH_DECIMALS : indicator->decimals,
                 number);
    if (is_growth)
        return words_around((struct names){"tăng bình quân ", "average growth of "}, number,
                            (struct names){"%/năm", "% a year"});
    return words_value(indicator, number);
}
