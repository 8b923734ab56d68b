#include <jansson.h>

#include "consumers/show/plan_view.h"
#include "schemas/decimal.h"

enum { GROWTH_DECIMALS = 4, RATIO_DECIMALS = 4 };

static json_t *names_json(struct names names)
{
    return names.vi == NULL ? json_null()
                            : json_pack("{ss ss}", "vi", names.vi, "en", names.en);
}

static json_t *day_json(int32_t day)
{
    char text[PERIOD_TEXT_BYTES];

    if (day == PLAN_DAY_NONE)
        return json_null();
    (void)day_write(day, text);
    return json_string(text);
}

static json_t *period_json(struct period period)
{
    char text[PERIOD_TEXT_BYTES];

    (void)period_write(period, text);
    return json_string(text);
}

static json_t *decimal_json(int64_t units, int decimals)
{
    char text[DECIMAL_TEXT_BYTES];

    (void)decimal_write(units, decimals, text);
    return json_string(text);
}

static json_t *ids_json(const struct agencies *agencies)
{
    json_t *ids = json_array();

    for (size_t i = 0; i < agencies->count; i++)
        (void)json_array_append_new(ids, json_string(agencies->items[i]->id));
    return ids;
}

static json_t *agency_json(const struct agency *agency)
{
    json_t *replaces = json_object();

    for (size_t i = 0; i < agency->replacements; i++)
        (void)json_object_set_new(replaces, agency->replaces[i].old_source,
                                  json_string(agency->replaces[i].new_source));
    return json_pack(
        "{ss so ss? so ss? ss si so}", "id", agency->id, "names", names_json(agency->names),
        "contact", agency->contact, "retired_on", day_json(agency->retired_on), "succeeded_by",
        agency->succeeded_by == NULL ? NULL : agency->succeeded_by->id, "in_office",
        plan_in_office(agency)->id, "grace_days", agency->grace_days, "replaces", replaces);
}

static json_t *area_json(const struct area *area)
{
    return json_pack("{ss so ss? so so ss?}", "id", area->id, "names", names_json(area->names),
                     "parent", area->parent == NULL ? NULL : area->parent->id, "valid_from",
                     day_json(area->valid_from), "valid_to", day_json(area->valid_to), "source",
                     area->source);
}

static json_t *group_json(const struct group *group)
{
    json_t *members = json_array();

    for (size_t i = 0; i < group->member_count; i++)
        (void)json_array_append_new(members, json_string(group->members[i]));
    return json_pack("{ss so so so so}", "id", group->id, "names", names_json(group->names),
                     "members", members, "valid_from", day_json(group->valid_from), "valid_to",
                     day_json(group->valid_to));
}

static json_t *baseline_json(const struct baseline *baseline, const struct indicator *indicator)
{
    json_t *value = json_null();

    if (!baseline->given)
        return json_null();
    if (baseline->has_value && indicator->kind == INDICATOR_LEVEL)
        value = json_string(indicator->levels[baseline->value].code);
    else if (baseline->has_value)
        value = decimal_json(baseline->value, indicator->decimals);
    return json_pack("{so so ss?}", "period", period_json(baseline->period), "value", value,
                     "source", baseline->source);
}

static json_t *levels_json(const struct indicator *indicator)
{
    json_t *levels = json_array();

    for (size_t i = 0; i < indicator->level_count; i++)
        (void)json_array_append_new(levels,
                                    json_pack("{ss so}", "code", indicator->levels[i].code,
                                              "names", names_json(indicator->levels[i].names)));
    return levels;
}

static json_t *thresholds_json(const struct off_target_thresholds *thresholds)
{
    return json_pack("{si so so so}", "periods", thresholds->periods, "on_track",
                     decimal_json(thresholds->on_track, RATIO_DECIMALS), "slow",
                     decimal_json(thresholds->slow, RATIO_DECIMALS), "recover",
                     decimal_json(thresholds->recover, RATIO_DECIMALS));
}

/* Of the other kinds, named as in a plan file. */
static json_t *target_alerts_json(const struct thresholds *t)
{
    return json_pack("{s{si si so} s{si}}", "reversing", "k", t->reversing.periods, "n",
                     t->reversing.points, "p", decimal_json(t->reversing.p, RATIO_DECIMALS),
                     "falling_back", "k", t->falling_back.periods);
}

static json_t *indicator_alerts_json(const struct thresholds *t)
{
    return json_pack("{s{si} s{si} s{so si} s{so so}}", "due_soon", "days", t->due_soon.days,
                     "disputed", "days", t->disputed.days, "outlier", "z",
                     decimal_json(t->outlier.z, RATIO_DECIMALS), "n", t->outlier.changes,
                     "coverage_drop", "raise",
                     decimal_json(t->coverage_drop.raise, RATIO_DECIMALS), "clear",
                     decimal_json(t->coverage_drop.clear, RATIO_DECIMALS));
}

static json_t *plan_alerts_json(const struct thresholds *t)
{
    return json_pack("{s{si so si}}", "rejections", "n", t->rejections.refused, "share",
                     decimal_json(t->rejections.share, RATIO_DECIMALS), "hours",
                     t->rejections.hours);
}

static json_t *indicator_json(const struct indicator *indicator)
{
    json_t *own = json_pack(
        "{ss so ss ss si si ss# ss ss sb si si}", "id", indicator->id, "names",
        names_json(indicator->names), "kind", plan_kind_name(indicator->kind), "unit_measure",
        indicator->unit_measure, "decimals", indicator->decimals, "part_decimals",
        indicator->part_decimals, "frequency", &(const char){(char)indicator->frequency}, 1,
        "measure", indicator->measure == INDICATOR_FLOW ? "flow" : "stock", "reported_as",
        plan_reported_as_name(indicator->reported_as), "seasonal", (int)indicator->seasonal,
        "release_days", indicator->release_days, "stale_after_days",
        indicator->stale_after_days);
    json_t *more = json_pack(
        "{so so so so so so so ss? so so so so si so}", "lead", ids_json(&indicator->lead),
        "precedence", ids_json(&indicator->precedence), "reporters",
        ids_json(&indicator->reporters), "noise",
        decimal_json(indicator->noise, indicator->decimals), "min",
        indicator->has_min ? decimal_json(indicator->min, indicator->decimals) : json_null(),
        "max",
        indicator->has_max ? decimal_json(indicator->max, indicator->decimals) : json_null(),
        "levels", levels_json(indicator), "group",
        indicator->group == NULL ? NULL : indicator->group->id, "csv_name",
        names_json(indicator->csv_name), "counted",
        indicator->counted.vi == NULL ? json_null() : names_json(indicator->counted),
        "baseline", baseline_json(&indicator->baseline, indicator), "off_target",
        thresholds_json(&indicator->off_target), "factor_digits", indicator->factor_digits,
        "alerts", indicator_alerts_json(&indicator->alerts));

    (void)json_object_update(own, more);
    json_decref(more);
    return own;
}

static json_t *condition_json(const struct target *target)
{
    const struct condition *condition = &target->condition;
    const struct indicator *indicator = target->indicator;
    bool growth = condition->is == CONDITION_GROWTH;
    int decimals = growth ? GROWTH_DECIMALS : indicator->decimals;
    json_t *json =
        json_pack("{ss sb sb}", "is", plan_condition_name(condition->is), "rising",
                  (int)condition->rising, "every_period", (int)condition->every_period);

    switch (condition->is) {
    case CONDITION_AT_LEAST:
    case CONDITION_GREATER_THAN:
    case CONDITION_AT_MOST:
        (void)json_object_set_new(json, "value", decimal_json(condition->value, decimals));
        break;
    case CONDITION_BETWEEN:
    case CONDITION_GROWTH:
        (void)json_object_set_new(json, "low", decimal_json(condition->low, decimals));
        if (condition->has_high || !growth)
            (void)json_object_set_new(json, "high", decimal_json(condition->high, decimals));
        (void)json_object_set_new(json, "above",
                                  json_string(condition->above_is_breach ? "breach" : "ok"));
        break;
    case CONDITION_LEVEL_AT_LEAST:
        (void)json_object_set_new(json, "level",
                                  json_string(indicator->levels[condition->level].code));
        break;
    case CONDITION_ABOVE_BENCHMARK:
    case CONDITION_BY_SCHEME:
        break;
    }
    return json;
}

static json_t *target_json(const struct target *target)
{
    const struct baseline *baseline =
        target->baseline.given ? &target->baseline : &target->indicator->baseline;

    return json_pack("{ss ss si so so ss ss so ss so so so so so}", "id", target->id, "row",
                     target->row, "horizon", target->horizon, "due", day_json(target->due),
                     "names", names_json(target->names), "printed", target->printed,
                     "indicator", target->indicator->id, "lead", ids_json(&target->lead),
                     "unit_measure", target->unit_measure, "condition", condition_json(target),
                     "baseline", baseline_json(baseline, target->indicator), "interpretation",
                     names_json(target->interpretation), "off_target",
                     thresholds_json(&target->off_target), "alerts",
                     target_alerts_json(&target->alerts));
}

static json_t *agencies_json(const struct plan *plan)
{
    json_t *list = json_array();

    for (size_t i = 0; i < plan->agency_count; i++)
        (void)json_array_append_new(list, agency_json(&plan->agencies[i]));
    return list;
}

static json_t *areas_json(const struct plan *plan)
{
    json_t *list = json_array();

    for (size_t i = 0; i < plan->area_count; i++)
        (void)json_array_append_new(list, area_json(&plan->areas[i]));
    return list;
}

static json_t *groups_json(const struct plan *plan)
{
    json_t *list = json_array();

    for (size_t i = 0; i < plan->group_count; i++)
        (void)json_array_append_new(list, group_json(&plan->groups[i]));
    return list;
}

static json_t *indicators_json(const struct plan *plan)
{
    json_t *list = json_array();

    for (size_t i = 0; i < plan->indicator_count; i++)
        (void)json_array_append_new(list, indicator_json(&plan->indicators[i]));
    return list;
}

static json_t *targets_json(const struct plan *plan)
{
    json_t *list = json_array();

    for (size_t i = 0; i < plan->target_count; i++)
        (void)json_array_append_new(list, target_json(&plan->targets[i]));
    return list;
}

int plan_print_json(const struct plan *plan, FILE *out)
{
    int result = -1;
    json_t *json =
        json_pack("{ss si so ss so so ss ss so so so so so so}", "plan", plan->id, "version",
                  plan->version, "title", names_json(plan->title), "source", plan->source,
                  "valid_from", day_json(plan->valid_from), "first_period",
                  period_json(plan->first_period), "time_zone", plan->time_zone, "sha256",
                  plan->sha256, "agencies", agencies_json(plan), "areas", areas_json(plan),
                  "groups", groups_json(plan), "indicators", indicators_json(plan), "targets",
                  targets_json(plan), "alerts", plan_alerts_json(&plan->alerts));
    if (json != NULL && json_dumpf(json, out, JSON_INDENT(2)) == 0 && fputc('\n', out) != EOF)
        result = 0;
    json_decref(json);
    return result;
}
