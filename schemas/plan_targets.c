#include <stdlib.h>
#include <string.h>

#include "schemas/plan_own.h"
#include "schemas/plan_sections.h"

enum { TARGETS_MAX = 10000, HORIZON_BYTES = 16 };

static const struct plan_span horizon_span = {2000, 2200};

/* A reference: the id itself is the indicator's affair. */
static void read_indicator_id(struct plan_reader *reader, const struct plan_node *node,
                              const void *rule, void *into)
{
    const char *id = NULL;
    (void)rule;

    plan_read_id(reader, node, &plan_rule_dotted_id, &id);
    if (id == NULL)
        return;
    ((struct target *)into)->indicator = plan_indicator(reader->plan, text_of(id));
    if (((struct target *)into)->indicator == NULL)
        plan_fault(reader, node, "'%s' is no indicator of this plan", id);
}

#define AT(member) offsetof(struct target, member)

static const struct plan_member target_items[] = {
    {"id", true, plan_read_id, AT(id), &plan_rule_dotted_id},
    {"row", true, plan_read_line, AT(row), NULL},
    {"horizon", true, plan_read_int, AT(horizon), &horizon_span},
    {"due", true, plan_read_day, AT(due), NULL},
    {"names", true, plan_read_names, AT(names), NULL},
    {"printed", true, plan_read_line, AT(printed), NULL},
    {"indicator", true, read_indicator_id, 0, NULL},
    {"lead", true, plan_read_agency_ids, AT(lead), NULL},
    {"unit_measure", false, plan_read_id, AT(unit_measure), &plan_rule_unit},
    {"condition", true, plan_read_later, 0,
     NULL}, /* these three, once the indicator is known */
    {"baseline", false, plan_read_later, 0, NULL},
    {"alerts", false, plan_read_later, 0, NULL},
    {"interpretation", false, plan_read_names, AT(interpretation), NULL},
};

static const struct plan_members target_members = {
    "a target", target_items, sizeof(target_items) / sizeof(target_items[0])};

static void check_id(struct plan_reader *reader, const struct plan_node *node,
                     const struct target *target)
{
    struct plan_node place = plan_node_member(node, "id");
    char beginning[HORIZON_BYTES];

    (void)snprintf(beginning, sizeof(beginning), "%d.", target->horizon);
    if (target->id != NULL && target->horizon != 0 &&
        !text_begins(text_of(target->id), beginning))
        plan_fault(reader, &place, "'%s' must begin with the horizon, '%s'", target->id,
                   beginning);
}

static void check_due(struct plan_reader *reader, const struct plan_node *node,
                      const struct target *target, bool indicator_is_sound)
{
    struct plan_node place = plan_node_member(node, "due");
    struct period year, due;

    if (target->due == PLAN_DAY_NONE)
        return;
    year = period_of_day(FREQUENCY_ANNUAL, target->due);
    if (target->horizon != 0 && year.position != target->horizon)
        plan_fault(reader, &place, "the year of 'due' is %d; it must be the horizon, %d",
                   (int)year.position, target->horizon);
    if (!indicator_is_sound)
        return;
    due = period_of_day(target->indicator->frequency, target->due);
    if (period_last_day(due) != target->due) {
        char last_day[PERIOD_TEXT_BYTES];

        day_write(period_last_day(due), last_day);
        plan_fault(reader, &place,
                   "'due' must be the last day of a period of '%s' (%c): the nearest is %s",
                   target->indicator->id, (char)target->indicator->frequency, last_day);
    }
}

static void settle_unit(struct plan_reader *reader, const struct plan_node *node,
                        struct target *target)
{
    struct plan_node place = plan_node_member(node, "unit_measure");
    const char *unit = target->indicator->unit_measure;

    if (target->unit_measure == NULL)
        target->unit_measure = unit;
    else if (strcmp(target->unit_measure, unit) != 0 &&
             target->condition.is != CONDITION_GROWTH)
        plan_fault(reader, &place,
                   "'%s' is not the unit of '%s', %s; only a condition 'growth' has its own",
                   target->unit_measure, target->indicator->id, unit);
}

static void settle_baseline(struct plan_reader *reader, const struct plan_node *node,
                            struct target *target)
{
    struct plan_node place = plan_node_member(node, "baseline");
    const struct baseline *baseline = &target->indicator->baseline;
    size_t faults_before = reader->faults->count;

    if (place.value != NULL) {
        plan_read_baseline(reader, &place, target->indicator, &target->baseline);
        baseline = &target->baseline;
    }
    if (reader->faults->count == faults_before && baseline->given &&
        target->due != PLAN_DAY_NONE && period_last_day(baseline->period) >= target->due)
        plan_fault(reader, place.value != NULL ? &place : node,
                   "the baseline must end before the target is due");
}

static void settle_alerts(struct plan_reader *reader, const struct plan_node *node,
                          struct target *target, bool indicator_is_sound)
{
    struct plan_node alerts = plan_node_member(node, "alerts");
    struct plan_thresholds thresholds = reader->thresholds;

    if (indicator_is_sound) {
        thresholds.off_target = target->indicator->off_target;
        thresholds.others = target->indicator->alerts;
    }
    if (alerts.value != NULL)
        plan_read_target_alerts(reader, &alerts, NULL, &thresholds);
    target->off_target = thresholds.off_target;
    target->alerts = thresholds.others;
}

static void settle(struct plan_reader *reader, const struct plan_node *node,
                   struct target *target, bool indicator_is_sound)
{
    struct plan_node condition = plan_node_member(node, "condition");
    const struct indicator *indicator = target->indicator;

    settle_alerts(reader, node, target, indicator_is_sound);
    if (condition.value != NULL)
        plan_read_condition(reader, &condition, indicator_is_sound ? indicator : NULL,
                            &target->condition);
    check_id(reader, node, target);
    check_due(reader, node, target, indicator_is_sound);
    if (indicator_is_sound) {
        struct indicator *measured = &reader->indicators[indicator->index];

        if (target->due != PLAN_DAY_NONE && target->due > measured->last_due)
            measured->last_due = target->due;
        settle_unit(reader, node, target);
        settle_baseline(reader, node, target);
    }
}

static int by_row(const void *left, const void *right)
{
    const struct target *a = *(struct target *const *)left, *b = *(struct target *const *)right;
    int order = strcmp(a->row, b->row);

    return order != 0 ? order : (a->horizon > b->horizon) - (a->horizon < b->horizon);
}

/* How many of the first have the same row. */
static size_t same_row(struct target *const *sorted, size_t count)
{
    size_t same = 1;

    while (same < count && strcmp(sorted[same]->row, sorted[0]->row) == 0)
        same++;
    return same;
}

/* Rows are numbered anew for each horizon. */
static void find_shared_rows(struct plan_reader *reader, size_t count)
{
    struct target **sorted = plan_take_scratch(reader, count, sizeof(struct target *));
    size_t rows = 0;

    for (size_t i = 0; sorted != NULL && i < count; i++)
        if (reader->targets[i].row != NULL)
            sorted[rows++] = &reader->targets[i];
    if (rows > 0)
        qsort(sorted, rows, sizeof(struct target *), by_row);
    for (size_t first = 0, same; first < rows; first += same) {
        same = same_row(sorted + first, rows - first);
        for (size_t i = first; i < first + same; i++)
            sorted[i]->row_is_shared =
                sorted[first]->horizon != sorted[first + same - 1]->horizon;
    }
}

void plan_read_targets(struct plan_reader *reader, const struct plan_node *node,
                       const void *rule, void *into)
{
    static const struct plan_span items = {1, TARGETS_MAX};
    struct plan *plan = reader->plan;
    size_t count = plan_read_array(reader, node, &items);
    (void)rule;
    (void)into;

    reader->targets = plan_take(reader, count, sizeof(struct target));
    plan->targets = reader->targets;
    if (reader->targets == NULL ||
        id_index_make(&plan->own->targets, &plan->own->arena, count) != 0) {
        reader->no_memory = true;
        return;
    }
    plan->target_count = count;

    for (size_t i = 0; i < count; i++) {
        struct plan_node item = plan_node_item(node, i);
        struct target *target = &reader->targets[i];

        *target = (struct target){.due = PLAN_DAY_NONE, .index = i};
        (void)plan_read_object(reader, &item, &target_members, target);
        if (!json_is_object(item.value))
            continue;
        settle(reader, &item, target,
               target->indicator != NULL && reader->indicator_sound[target->indicator->index]);
        plan_register(reader, &item, &plan->own->targets, target->id, target);
    }
    find_shared_rows(reader, count);
}
