#include "schemas/plan_words.h"

#include "schemas/plan.h"

static const struct word kinds[] = {
    {"ratio", INDICATOR_RATIO}, {"count", INDICATOR_COUNT}, {"number", INDICATOR_NUMBER},
    {"rank", INDICATOR_RANK},   {"level", INDICATOR_LEVEL}, {"compared", INDICATOR_COMPARED},
};

static const struct word conditions[] = {
    {"at_least", CONDITION_AT_LEAST},
    {"greater_than", CONDITION_GREATER_THAN},
    {"at_most", CONDITION_AT_MOST},
    {"between", CONDITION_BETWEEN},
    {"level_at_least", CONDITION_LEVEL_AT_LEAST},
    {"above_benchmark", CONDITION_ABOVE_BENCHMARK},
    {"growth", CONDITION_GROWTH},
    {"by_scheme", CONDITION_BY_SCHEME},
};

static const struct word measures[] = {{"flow", INDICATOR_FLOW}, {"stock", INDICATOR_STOCK}};

static const struct word reports[] = {
    {"period", REPORTED_PERIOD},
    {"year_to_date", REPORTED_YEAR_TO_DATE},
    {"since_start", REPORTED_SINCE_START},
};

static const struct word frequencies[] = {
    {"A", FREQUENCY_ANNUAL},  {"S", FREQUENCY_HALF_YEARLY}, {"Q", FREQUENCY_QUARTERLY},
    {"M", FREQUENCY_MONTHLY}, {"D", FREQUENCY_DAILY},
};

static const struct word above[] = {{"ok", 0}, {"breach", 1}};

static const struct word when[] = {{"every_period", 1}};

#define WORDS(what, items)                                                                     \
    {                                                                                          \
        what, items, sizeof(items) / sizeof((items)[0])                                        \
    }

const struct words plan_kinds = WORDS("a kind", kinds);
const struct words plan_conditions = WORDS("a condition", conditions);
const struct words plan_measures = WORDS("a measure", measures);
const struct words plan_reported_as = WORDS("a way of reporting", reports);
const struct words plan_frequencies = WORDS("a frequency", frequencies);
const struct words plan_above = WORDS("an answer", above);
const struct words plan_when = WORDS("a time", when);

static const char *name_of(const struct words *words, int value)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->items[i].value == value)
            return words->items[i].name;
    return "";
}

const char *plan_kind_name(enum indicator_kind kind)
{
    return name_of(&plan_kinds, (int)kind);
}

const char *plan_condition_name(enum condition_is is)
{
    return name_of(&plan_conditions, (int)is);
}

const char *plan_reported_as_name(enum reported_as reported_as)
{
    return name_of(&plan_reported_as, (int)reported_as);
}
