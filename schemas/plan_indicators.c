#include "schemas/decimal.h"
#include "schemas/plan_own.h"
#include "schemas/plan_sections.h"
#include "schemas/plan_words.h"

/* What the members say before it is known how they hang together. */
struct indicator_draft {
    struct indicator indicator;
    int kind, frequency, measure, reported_as;
    int factor;
    struct text noise, min, max; /* as written; absent where not given */
    const char *group;
    struct names interpretation;
    struct plan_thresholds thresholds;
};

enum { INDICATORS_MAX = 10000, LEVELS_MAX = 100, DAYS_MAX = 3660, RANK_NOISE = 2 };

static void read_levels(struct plan_reader *reader, const struct plan_node *node,
                        const void *rule, void *into)
{
    static const struct plan_member items[] = {
        {"code", true, plan_read_id, offsetof(struct level, code), &plan_rule_level_code},
        {"names", true, plan_read_names, offsetof(struct level, names), NULL},
    };
    static const struct plan_members members = {"a level", items, 2};
    static const struct plan_span some = {2, LEVELS_MAX};
    size_t count = plan_read_array(reader, node, &some);
    struct level *levels = plan_take(reader, count, sizeof(*levels));
    struct indicator *indicator = into;
    struct id_index codes;
    (void)rule;

    if (levels == NULL || id_index_make(&codes, &reader->scratch, count) != 0) {
        reader->no_memory = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct plan_node item = plan_node_item(node, i);
        struct plan_node code = plan_node_member(&item, "code");

        (void)plan_read_object(reader, &item, &members, &levels[i]);
        if (levels[i].code != NULL &&
            id_index_put(&codes, text_of(levels[i].code), &levels[i]) != NULL)
            plan_fault(reader, &code, "'%s' is already the code of another level",
                       levels[i].code);
    }
    indicator->levels = levels;
    indicator->level_count = count;
}

static void read_limits(struct plan_reader *reader, const struct plan_node *node,
                        const void *rule, void *into)
{
    static const struct plan_member items[] = {
        {"min", false, plan_read_number, offsetof(struct indicator_draft, min), NULL},
        {"max", false, plan_read_number, offsetof(struct indicator_draft, max), NULL},
    };
    static const struct plan_members members = {"limits", items, 2};
    (void)rule;

    if (plan_read_object(reader, node, &members, into) && json_object_size(node->value) == 0)
        plan_fault(reader, node, "these limits have neither 'min' nor 'max'");
}

static const struct plan_span decimals_span = {0, DECIMAL_DECIMALS_MAX};
static const struct plan_span days_span = {0, DAYS_MAX};
static const struct plan_span factor_span = {1, 1000000};

#define AT(member) offsetof(struct indicator_draft, member)

static const struct plan_member indicator_items[] = {
    {"id", true, plan_read_id, AT(indicator.id), &plan_rule_dotted_id},
    {"names", true, plan_read_names, AT(indicator.names), NULL},
    {"kind", true, plan_read_word, AT(kind), &plan_kinds},
    {"unit_measure", true, plan_read_id, AT(indicator.unit_measure), &plan_rule_unit},
    {"factor", false, plan_read_int, AT(factor), &factor_span},
    {"decimals", false, plan_read_int, AT(indicator.decimals), &decimals_span},
    {"part_decimals", false, plan_read_int, AT(indicator.part_decimals), &decimals_span},
    {"frequency", true, plan_read_word, AT(frequency), &plan_frequencies},
    {"lead", true, plan_read_agency_ids, AT(indicator.lead), NULL},
    {"precedence", false, plan_read_agency_ids, AT(indicator.precedence), NULL},
    {"reporters", false, plan_read_agency_ids, AT(indicator.reporters), NULL},
    {"measure", true, plan_read_word, AT(measure), &plan_measures},
    {"reported_as", false, plan_read_word, AT(reported_as), &plan_reported_as},
    {"seasonal", false, plan_read_bool, AT(indicator.seasonal), NULL},
    {"noise", false, plan_read_number, AT(noise), NULL},
    {"limits", false, read_limits, 0, NULL},
    {"release_days", true, plan_read_int, AT(indicator.release_days), &days_span},
    {"stale_after_days", true, plan_read_int, AT(indicator.stale_after_days), &days_span},
    {"levels", false, read_levels, AT(indicator), NULL},
    {"group", false, plan_read_id, AT(group), &plan_rule_group_id},
    {"csv_name", false, plan_read_names, AT(indicator.csv_name), NULL},
    {"counted", false, plan_read_names, AT(indicator.counted), NULL},
    {"counted_one", false, plan_read_names, AT(indicator.counted_one), NULL},
    {"baseline", false, plan_read_later, 0, NULL}, /* once the rest is known to be sound */
    {"alerts", false, plan_read_indicator_alerts, AT(thresholds), NULL},
    {"interpretation", false, plan_read_names, AT(interpretation), NULL},
};

static const struct plan_members indicator_members = {
    "an indicator", indicator_items, sizeof(indicator_items) / sizeof(indicator_items[0])};

/* ---- what belongs to which kind ---- */

enum {
    RATIO = 1U << INDICATOR_RATIO,
    RANK = 1U << INDICATOR_RANK,
    LEVEL = 1U << INDICATOR_LEVEL,
    COUNT = 1U << INDICATOR_COUNT,
    NOT_LEVEL = 0xFFU & ~(1U << INDICATOR_LEVEL),
};

static const struct plan_fit kind_fits[] = {
    {"factor", RATIO, 0},       {"part_decimals", RATIO, 0},
    {"decimals", NOT_LEVEL, 0}, {"noise", NOT_LEVEL, 0},
    {"limits", NOT_LEVEL, 0},   {"levels", LEVEL, LEVEL},
    {"group", RANK, 0},         {"counted", COUNT, 0},
    {"counted_one", COUNT, 0},  {NULL, 0, 0},
};

static const char *kind_phrase(enum indicator_kind kind)
{
    static const char *const phrases[] = {
        [INDICATOR_RATIO] = "a ratio",   [INDICATOR_COUNT] = "a count",
        [INDICATOR_NUMBER] = "a number", [INDICATOR_RANK] = "a rank",
        [INDICATOR_LEVEL] = "a level",   [INDICATOR_COMPARED] = "a compared indicator",
    };
    return phrases[kind];
}

static void check_factor(struct plan_reader *reader, const struct plan_node *node,
                         struct indicator_draft *draft)
{
    struct plan_node place = plan_node_member(node, "factor");
    struct indicator *indicator = &draft->indicator;
    bool percent = text_is(text_of(indicator->unit_measure), "PT") ||
                   text_begins(text_of(indicator->unit_measure), "PT_");
    int rest = draft->factor;

    indicator->factor_digits = 0;
    for (; rest % 10 == 0; rest /= 10)
        indicator->factor_digits++;
    if (rest != 1)
        plan_fault(reader, &place, "%d is not a power of ten from 1 to 1000000", draft->factor);
    else if (percent && draft->factor != 100)
        plan_fault(reader, &place, "the factor of a ratio in %s must be 100, not %d",
                   indicator->unit_measure, draft->factor);
}

static void check_measure(struct plan_reader *reader, const struct plan_node *node,
                          const struct indicator *indicator)
{
    struct plan_node reported_as = plan_node_member(node, "reported_as");
    struct plan_node seasonal = plan_node_member(node, "seasonal");
    bool adds_up = indicator->kind == INDICATOR_RATIO || indicator->kind == INDICATOR_COUNT;
    bool flows = indicator->measure == INDICATOR_FLOW;

    if (indicator->reported_as == REPORTED_YEAR_TO_DATE && !(adds_up && flows))
        plan_fault(reader, &reported_as,
                   "'year_to_date' is for flows that are a ratio or a count; this is a %s, %s",
                   flows ? "flow" : "stock", kind_phrase(indicator->kind));
    if (indicator->seasonal && !flows)
        plan_fault(reader, &seasonal, "'seasonal' is for flows; this is a stock");
}

static void check_kind(struct plan_reader *reader, const struct plan_node *node,
                       struct indicator_draft *draft)
{
    struct indicator *indicator = &draft->indicator;
    struct plan_node decimals = plan_node_member(node, "decimals");
    struct plan_node unit = plan_node_member(node, "unit_measure");
    bool is_rank = indicator->kind == INDICATOR_RANK;

    plan_check_fit(reader, node, kind_fits, 1U << indicator->kind,
                   kind_phrase(indicator->kind));
    if (is_rank && indicator->decimals != 0)
        plan_fault(reader, &decimals,
                   "a rank is a whole number: its decimals must be 0, not %d",
                   indicator->decimals);
    if (is_rank != text_is(text_of(indicator->unit_measure), "RANK"))
        plan_fault(reader, &unit, "the unit of %s must%s be RANK; this is %s",
                   kind_phrase(indicator->kind), is_rank ? "" : " not",
                   indicator->unit_measure);
    if (indicator->kind == INDICATOR_RATIO)
        check_factor(reader, node, draft);
    check_measure(reader, node, indicator);
}

/* ---- numbers ---- */

static bool scale_limit(struct plan_reader *reader, const struct plan_node *limits,
                        const char *name, struct text number, struct indicator_draft *draft)
{
    struct plan_node place = plan_node_member(limits, name);
    int64_t *limit = strcmp(name, "min") == 0 ? &draft->indicator.min : &draft->indicator.max;

    return number.at != NULL &&
           plan_scale(reader, &place, number, draft->indicator.decimals, limit);
}

static void settle_limits(struct plan_reader *reader, const struct plan_node *node,
                          struct indicator_draft *draft)
{
    struct indicator *indicator = &draft->indicator;
    struct plan_node limits = plan_node_member(node, "limits");

    indicator->has_min = scale_limit(reader, &limits, "min", draft->min, draft);
    indicator->has_max = scale_limit(reader, &limits, "max", draft->max, draft);
    if (indicator->has_min && indicator->has_max && indicator->min > indicator->max)
        plan_fault(reader, &limits, "'min' %.*s is above 'max' %.*s", (int)draft->min.length,
                   draft->min.at, (int)draft->max.length, draft->max.at);
}

static void settle_noise(struct plan_reader *reader, const struct plan_node *node,
                         struct indicator_draft *draft)
{
    struct indicator *indicator = &draft->indicator;
    struct plan_node place = plan_node_member(node, "noise");

    indicator->noise = indicator->kind == INDICATOR_RANK ? RANK_NOISE : 1;
    if (draft->noise.at != NULL &&
        plan_scale(reader, &place, draft->noise, indicator->decimals, &indicator->noise) &&
        indicator->noise < 0)
        plan_fault(reader, &place, "%.*s is below 0", (int)draft->noise.length,
                   draft->noise.at);
}

/* ---- references ---- */

static bool may_report(const struct indicator *indicator, const struct agency *agency)
{
    for (size_t i = 0; i < indicator->reporters.count; i++)
        if (plan_in_office(indicator->reporters.items[i]) == plan_in_office(agency))
            return true;
    return false;
}

static void settle_agencies(struct plan_reader *reader, const struct plan_node *node,
                            struct indicator *indicator)
{
    struct plan_node precedence = plan_node_member(node, "precedence");

    if (!plan_node_has(node, "reporters"))
        indicator->reporters = indicator->lead;
    if (precedence.value == NULL) {
        indicator->precedence = indicator->lead;
        return;
    }
    for (size_t i = 0; i < indicator->precedence.count; i++)
        if (!may_report(indicator, indicator->precedence.items[i]))
            plan_fault(reader, &precedence,
                       "'%s' has precedence but is not among the reporters",
                       indicator->precedence.items[i]->id);
}

static void settle_group(struct plan_reader *reader, const struct plan_node *node,
                         struct indicator_draft *draft)
{
    struct plan_node place = plan_node_member(node, "group");

    if (draft->group == NULL)
        return;
    draft->indicator.group = id_index_find(&reader->plan->own->groups, text_of(draft->group));
    if (draft->indicator.group == NULL)
        plan_fault(reader, &place, "'%s' is no group of this plan", draft->group);
}

static void read_indicator(struct plan_reader *reader, const struct plan_node *node,
                           struct indicator_draft *draft)
{
    struct indicator *indicator = &draft->indicator;
    struct plan_node baseline = plan_node_member(node, "baseline");
    size_t faults_before = reader->faults->count;

    draft->factor = 100;
    draft->thresholds = reader->thresholds;
    if (!plan_read_object(reader, node, &indicator_members, draft))
        return;

    indicator->kind = (enum indicator_kind)draft->kind;
    indicator->frequency = (enum frequency)draft->frequency;
    indicator->measure = (enum indicator_measure)draft->measure;
    indicator->reported_as = (enum reported_as)draft->reported_as;
    plan_settle_thresholds(&draft->thresholds, indicator->frequency);
    indicator->off_target = draft->thresholds.off_target;
    indicator->alerts = draft->thresholds.others;
    if (indicator->csv_name.vi == NULL)
        indicator->csv_name = indicator->names;

    if (indicator->counted_one.vi == NULL)
        indicator->counted_one = indicator->counted;

    check_kind(reader, node, draft);
    settle_limits(reader, node, draft);
    settle_noise(reader, node, draft);
    settle_agencies(reader, node, indicator);
    settle_group(reader, node, draft);
    if (baseline.value != NULL && reader->faults->count == faults_before)
        plan_read_baseline(reader, &baseline, indicator, &indicator->baseline);
}

void plan_read_indicators(struct plan_reader *reader, const struct plan_node *node,
                          const void *rule, void *into)
{
    static const struct plan_span items = {1, INDICATORS_MAX};
    struct plan *plan = reader->plan;
    size_t count = plan_read_array(reader, node, &items);
    (void)rule;
    (void)into;

    reader->indicators = plan_take(reader, count, sizeof(struct indicator));
    reader->indicator_sound = plan_take_scratch(reader, count, sizeof(bool));
    plan->indicators = reader->indicators;
    if (reader->indicators == NULL || reader->indicator_sound == NULL ||
        id_index_make(&plan->own->indicators, &plan->own->arena, count) != 0) {
        reader->no_memory = true;
        return;
    }
    plan->indicator_count = count;

    for (size_t i = 0; i < count; i++) {
        struct plan_node item = plan_node_item(node, i);
        struct indicator_draft draft = {0};
        size_t faults_before = reader->faults->count;

        read_indicator(reader, &item, &draft);
        draft.indicator.index = i;
        reader->indicators[i] = draft.indicator;
        reader->indicator_sound[i] = reader->faults->count == faults_before;
        plan_register(reader, &item, &plan->own->indicators, draft.indicator.id,
                      &reader->indicators[i]);
    }
}
