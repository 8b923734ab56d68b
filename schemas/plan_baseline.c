#include "schemas/decimal.h"
#include "schemas/plan_sections.h"

struct baseline_draft {
    struct period period;
    const char *source;
};

enum { DAYS_A_YEAR = 365 };

bool plan_read_value(struct plan_reader *reader, const struct plan_node *node,
                     const struct indicator *indicator, int64_t *value)
{
    struct text number = {NULL, 0};
    char limit[DECIMAL_TEXT_BYTES];
    int64_t units = 0;

    plan_read_number(reader, node, NULL, &number);
    if (number.at == NULL || !plan_scale(reader, node, number, indicator->decimals, &units))
        return false;
    if (indicator->has_min && units < indicator->min) {
        decimal_write(indicator->min, indicator->decimals, limit);
        plan_fault(reader, node, "%.*s is below the least that '%s' can be, %s",
                   (int)number.length, number.at, indicator->id, limit);
        return false;
    }
    if (indicator->has_max && units > indicator->max) {
        decimal_write(indicator->max, indicator->decimals, limit);
        plan_fault(reader, node, "%.*s is above the most that '%s' can be, %s",
                   (int)number.length, number.at, indicator->id, limit);
        return false;
    }
    *value = units;
    return true;
}

bool plan_read_level(struct plan_reader *reader, const struct plan_node *node,
                     const struct indicator *indicator, size_t *level)
{
    const char *code = NULL;

    plan_read_id(reader, node, &plan_rule_level_code, &code);
    if (code == NULL)
        return false;
    for (size_t i = 0; i < indicator->level_count; i++) {
        if (strcmp(indicator->levels[i].code, code) == 0) {
            *level = i;
            return true;
        }
    }
    plan_fault(reader, node, "'%s' is no level of '%s'", code, indicator->id);
    return false;
}

static int periods_a_year(enum frequency frequency)
{
    return frequency == FREQUENCY_DAILY ? DAYS_A_YEAR : period_per_year(frequency);
}

static const struct plan_member baseline_items[] = {
    {"period", true, plan_read_period, offsetof(struct baseline_draft, period), NULL},
    {"value", false, plan_read_later, 0, NULL}, /* what it must be depends on the kind */
    {"source", false, plan_read_line, offsetof(struct baseline_draft, source), NULL},
};

static const struct plan_members baseline_members = {"a baseline", baseline_items, 3};

static bool read_baseline_value(struct plan_reader *reader, const struct plan_node *node,
                                const struct indicator *indicator, int64_t *value)
{
    size_t level = 0;

    if (indicator->kind != INDICATOR_LEVEL)
        return plan_read_value(reader, node, indicator, value);
    if (!plan_read_level(reader, node, indicator, &level))
        return false;
    *value = (int64_t)level;
    return true;
}

void plan_read_baseline(struct plan_reader *reader, const struct plan_node *node,
                        const struct indicator *indicator, struct baseline *baseline)
{
    struct plan_node value = plan_node_member(node, "value");
    struct plan_node period = plan_node_member(node, "period");
    struct baseline_draft draft = {0};

    if (!plan_read_object(reader, node, &baseline_members, &draft))
        return;
    if (value.value != NULL && draft.source == NULL)
        plan_fault(reader, node,
                   "'source' is missing; a baseline with a value must say where it "
                   "was published");
    if (periods_a_year(draft.period.frequency) > periods_a_year(indicator->frequency))
        plan_fault(reader, &period,
                   "the period is shorter than those '%s' is reported for (%c)", indicator->id,
                   (char)indicator->frequency);
    *baseline =
        (struct baseline){.given = true, .period = draft.period, .source = draft.source};
    baseline->has_value =
        value.value != NULL && read_baseline_value(reader, &value, indicator, &baseline->value);
}
