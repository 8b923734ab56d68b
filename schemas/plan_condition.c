#include "schemas/decimal.h"
#include "schemas/plan_sections.h"
#include "schemas/plan_words.h"

enum { PERCENT_DECIMALS = 4 };

static const int64_t percent_floor = -1000000; /* -100 %: nothing is left */

enum {
    BOUND = 1U << CONDITION_AT_LEAST | 1U << CONDITION_GREATER_THAN | 1U << CONDITION_AT_MOST,
    BETWEEN = 1U << CONDITION_BETWEEN,
    GROWTH = 1U << CONDITION_GROWTH,
    LEVEL = 1U << CONDITION_LEVEL_AT_LEAST,
    BENCHMARK = 1U << CONDITION_ABOVE_BENCHMARK,
    SCHEME = 1U << CONDITION_BY_SCHEME,
    NOT_SCHEME = BOUND | BETWEEN | GROWTH | LEVEL | BENCHMARK,
};

static const struct plan_fit member_fits[] = {
    {"value", BOUND, BOUND},
    {"low", BETWEEN | GROWTH, BETWEEN | GROWTH},
    {"high", BETWEEN | GROWTH, BETWEEN},
    {"above", BETWEEN | GROWTH, BETWEEN | GROWTH},
    {"level", LEVEL, LEVEL},
    {"rising", NOT_SCHEME, 0},
    {"when", NOT_SCHEME, 0},
    {NULL, 0, 0},
};

/* Which conditions an indicator of a kind can meet.  The best rank is 1, so that of the bounds only
 * `at_most` makes sense of it. */
static const unsigned conditions_of[] = {
    [INDICATOR_RATIO] = BOUND | BETWEEN | SCHEME,
    [INDICATOR_COUNT] = BOUND | BETWEEN | GROWTH | SCHEME,
    [INDICATOR_NUMBER] = BOUND | BETWEEN | SCHEME,
    [INDICATOR_RANK] = 1U << CONDITION_AT_MOST | SCHEME,
    [INDICATOR_LEVEL] = LEVEL | SCHEME,
    [INDICATOR_COMPARED] = BENCHMARK | SCHEME,
};

struct condition_draft {
    int is, above, when;
    bool rising;
};

static void read_true(struct plan_reader *reader, const struct plan_node *node,
                      const void *rule, void *into)
{
    (void)rule;

    if (plan_expect(reader, node, json_is_true(node->value), "true, or left out"))
        *(bool *)into = true;
}

static const struct plan_member condition_items[] = {
    {"is", true, plan_read_word, offsetof(struct condition_draft, is), &plan_conditions},
    {"value", false, plan_read_later, 0, NULL}, /* what numbers mean depends on `is` */
    {"low", false, plan_read_later, 0, NULL},
    {"high", false, plan_read_later, 0, NULL},
    {"above", false, plan_read_word, offsetof(struct condition_draft, above), &plan_above},
    {"level", false, plan_read_later, 0, NULL},
    {"rising", false, read_true, offsetof(struct condition_draft, rising), NULL},
    {"when", false, plan_read_word, offsetof(struct condition_draft, when), &plan_when},
};

static const struct plan_members condition_members = {
    "a condition", condition_items, sizeof(condition_items) / sizeof(condition_items[0])};

static char *phrase_of(struct plan_reader *reader, enum condition_is is)
{
    const char *name = plan_condition_name(is);
    size_t bytes = strlen(name) + sizeof("a condition ''");
    char *phrase = plan_take_scratch(reader, bytes, 1);

    if (phrase != NULL)
        (void)snprintf(phrase, bytes, "a condition '%s'", name);
    return phrase;
}

static bool read_percent(struct plan_reader *reader, const struct plan_node *node,
                         int64_t *percent)
{
    struct text number = {NULL, 0};
    int64_t value = 0;

    plan_read_number(reader, node, NULL, &number);
    if (number.at == NULL || !plan_scale(reader, node, number, PERCENT_DECIMALS, &value))
        return false;
    if (value <= percent_floor) {
        plan_fault(reader, node, "%.*s is not above -100 percent a year", (int)number.length,
                   number.at);
        return false;
    }
    *percent = value;
    return true;
}

static bool read_bound(struct plan_reader *reader, const struct plan_node *node,
                       const struct indicator *indicator, struct condition *condition,
                       int64_t *bound)
{
    if (condition->is == CONDITION_GROWTH)
        return read_percent(reader, node, bound);
    return plan_read_value(reader, node, indicator, bound);
}

static void read_range(struct plan_reader *reader, const struct plan_node *node,
                       const struct indicator *indicator, struct condition *condition)
{
    struct plan_node low = plan_node_member(node, "low");
    struct plan_node high = plan_node_member(node, "high");
    bool has_low = read_bound(reader, &low, indicator, condition, &condition->low);

    condition->has_high =
        high.value != NULL && read_bound(reader, &high, indicator, condition, &condition->high);
    if (has_low && condition->has_high && condition->low >= condition->high)
        plan_fault(reader, node, "'low' must be below 'high'");
}

static void read_single(struct plan_reader *reader, const struct plan_node *node,
                        const struct indicator *indicator, struct condition *condition)
{
    struct plan_node value = plan_node_member(node, "value");

    if (plan_read_value(reader, &value, indicator, &condition->value) &&
        condition->is == CONDITION_GREATER_THAN && indicator->has_max &&
        condition->value == indicator->max)
        plan_fault(reader, &value, "nothing can be greater than the most that '%s' can be",
                   indicator->id);
}

static void read_numbers(struct plan_reader *reader, const struct plan_node *node,
                         const struct indicator *indicator, struct condition *condition)
{
    struct plan_node level = plan_node_member(node, "level");

    switch (condition->is) {
    case CONDITION_AT_LEAST:
    case CONDITION_GREATER_THAN:
    case CONDITION_AT_MOST:
        read_single(reader, node, indicator, condition);
        break;
    case CONDITION_BETWEEN:
    case CONDITION_GROWTH:
        read_range(reader, node, indicator, condition);
        break;
    case CONDITION_LEVEL_AT_LEAST:
        (void)plan_read_level(reader, &level, indicator, &condition->level);
        break;
    case CONDITION_ABOVE_BENCHMARK:
    case CONDITION_BY_SCHEME:
        break;
    }
}

void plan_read_condition(struct plan_reader *reader, const struct plan_node *node,
                         const struct indicator *indicator, struct condition *condition)
{
    struct plan_node is = plan_node_member(node, "is");
    struct condition_draft draft = {0};
    size_t faults_before = reader->faults->count;
    char *phrase;

    if (!plan_read_object(reader, node, &condition_members, &draft))
        return;
    *condition = (struct condition){.is = (enum condition_is)draft.is,
                                    .above_is_breach = draft.above == 1,
                                    .rising = draft.rising,
                                    .every_period = draft.when == 1};
    phrase = phrase_of(reader, condition->is);
    if (phrase == NULL)
        return;

    plan_check_fit(reader, node, member_fits, 1U << condition->is, phrase);
    if (indicator == NULL)
        return;
    if ((conditions_of[indicator->kind] & (1U << condition->is)) == 0)
        plan_fault(reader, &is, "%s does not fit '%s', whose kind is %s", phrase, indicator->id,
                   plan_kind_name(indicator->kind));
    if (reader->faults->count == faults_before)
        read_numbers(reader, node, indicator, condition);
}
