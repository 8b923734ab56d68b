#include "consumers/judge/verdict.h"

#include <string.h>

#include "consumers/judge/cagr.h"
#include "consumers/judge/deadline.h"

enum {
    RATIO_DECIMALS = 4,
    GROWTH_DECIMALS = 2,
    PACE_EXTRA_DECIMALS = 2,
    COVERAGE_DECIMALS = 4,
    STATISTIC_DECIMALS = 10, /* to be held against published tables */
};

static void show(const struct exact *value, int decimals, struct verdict_figure *figure)
{
    exact_text(value, decimals, EXACT_HALF_AWAY, figure->text);
}

/* A figure in the indicator's own unit: a value, a bound, what is expected or projected. */
static void show_value(const struct evidence *e, const struct exact *value,
                       struct verdict_figure *figure)
{
    const struct indicator *indicator = e->series->indicator;
    const struct exact *hundred = exact_scaled(e->pool, 100, 0);
    bool is_share = indicator->kind == INDICATOR_RATIO && indicator->factor_digits == 2;
    int64_t place;

    if (indicator->kind == INDICATOR_LEVEL) {
        const struct exact *whole = exact_floor(e->pool, value);

        if (exact_integer(whole, &place) && place >= 0 &&
            place < (int64_t)indicator->level_count)
            strncpy(figure->text, indicator->levels[place].code, sizeof(figure->text) - 1);
        return;
    }
    show(value, indicator->decimals, figure);
    if (is_share && value != NULL && exact_compare(value, hundred) < 0 &&
        strncmp(figure->text, "100", 3) == 0)
        exact_text(value, indicator->decimals, EXACT_TRUNCATED, figure->text);
}

/* What stands on top of a lead to make it a value: the benchmark of the period judged. */
static const struct exact *on_benchmark(const struct evidence *e, const struct exact *lead,
                                        const struct exact *benchmark)
{
    if (e->series->indicator->kind != INDICATOR_COMPARED)
        return lead;
    return exact_plus(e->pool, lead, benchmark);
}

static void show_now(const struct evidence *e, struct verdict *v)
{
    const struct indicator *indicator = e->series->indicator;
    const struct point *now = e->now;

    v->has_period = true;
    v->period = now->period;
    v->obs_status = now->obs_status;
    v->rank_of = now->rank_of;
    v->disputed = now->disputed;
    v->segment = now->segment;
    show_value(e, on_benchmark(e, now->value, now->benchmark), &v->value);
    show(now->numerator, indicator->part_decimals, &v->numerator);
    show(now->denominator, indicator->part_decimals, &v->denominator);
    show(now->benchmark, indicator->decimals, &v->benchmark);
    exact_text(exact_fraction(e->pool, now->communes_heard, now->communes), COVERAGE_DECIMALS,
               EXACT_TRUNCATED, v->coverage.text);
}

static void show_baseline(const struct evidence *e, struct verdict *v)
{
    const struct evidence_baseline *baseline = &e->baseline;

    v->has_baseline = true;
    v->baseline_observed = baseline->observed;
    v->baseline_adjusted = baseline->adjusted;
    v->baseline_period = baseline->period;
    if (e->series->indicator->kind == INDICATOR_COMPARED && baseline->benchmark == NULL)
        show(baseline->value, e->series->indicator->decimals, &v->baseline_value);
    else
        show_value(e, on_benchmark(e, baseline->value, baseline->benchmark),
                   &v->baseline_value);
}

static void show_path(const struct evidence *e, const struct assessment *a, struct verdict *v)
{
    const struct exact *benchmark = e->now->benchmark;
    const struct exact *recover =
        exact_scaled(e->pool, e->target->off_target.recover, RATIO_DECIMALS);

    show_value(e, on_benchmark(e, a->path.expected, benchmark), &v->expected);
    if (!e->met && e->now->fault == POINT_JUDGED)
        show(exact_absolute(e->pool, exact_minus(e->pool, e->bound, e->now->value)),
             e->series->indicator->decimals, &v->gap);
    show(a->path.deviation, e->series->indicator->decimals, &v->deviation);
    exact_text(a->path.linear_ratio, RATIO_DECIMALS, EXACT_TRUNCATED, v->linear_ratio.text);
    show(pace_growth(e), GROWTH_DECIMALS, &v->growth);
    v->has_deviation = a->path.deviation != NULL;
    v->deviation_sign = v->has_deviation ? exact_sign(a->path.deviation) : 0;
    v->recovered =
        a->path.linear_ratio == NULL || exact_compare(a->path.linear_ratio, recover) >= 0;
}

/* What the sentences need besides: where there is no path, how far off the bound it is. */
static void show_bounds(const struct evidence *e, struct verdict *v)
{
    const struct exact *high = pace_ceiling(e);

    v->met = e->met;
    v->baseline_met = e->baseline_met;
    if (e->now->fault != POINT_JUDGED)
        return;
    v->at_bound = !e->met && e->bound != NULL && exact_compare(e->now->value, e->bound) == 0;
    if (high != NULL && exact_compare(e->now->value, high) > 0)
        show(exact_minus(e->pool, e->now->value, high), e->series->indicator->decimals,
             &v->over);
}

static void show_rise(const struct evidence *e, const struct assessment *a, struct verdict *v)
{
    if (a->rise_from == NULL)
        return;
    v->has_rise = true;
    v->fell = a->fell;
    v->rise_period = a->rise_from->period;
    show_value(e, on_benchmark(e, a->rise_from->value, a->rise_from->benchmark),
               &v->rise_value);
}

static void show_missing(const struct evidence *e, struct verdict *v)
{
    if (v->status != STATUS_STALE)
        return;
    v->missing = e->heard->period;
    v->missing.position++;
    v->overdue_since = deadline_of(e->series->indicator, v->missing).last_fresh_day + 1;
}

static void show_methods(const struct evidence *e, const struct assessment *a,
                         struct verdict *v)
{
    const struct off_target_thresholds *limits = &e->target->off_target;
    const struct exact *linear = a->path.linear_ratio;
    struct cagr cagr;

    cagr_find(e, &cagr);
    show(cagr.ratio, STATISTIC_DECIMALS, &v->cagr_ratio);
    show(cagr.score, STATISTIC_DECIMALS, &v->cagr_score);
    v->has_methods = linear != NULL && cagr.ratio != NULL;
    v->methods_disagree =
        v->has_methods && cagr_class(e->pool, linear, limits->on_track, limits->slow) !=
                              cagr_class(e->pool, cagr.ratio, CAGR_ON_TRACK, CAGR_SLOW);
}

static void show_trend(const struct evidence *e, struct verdict *v)
{
    int decimals = e->series->indicator->decimals + PACE_EXTRA_DECIMALS;
    struct trend trend;

    trend_find(e, &trend);
    v->trend_n = trend.n;
    v->trend_s = trend.s;
    if (trend.n == 0)
        return;
    show(exact_near(e->pool, trend.p, STATISTIC_DECIMALS), STATISTIC_DECIMALS, &v->trend_p);
    show(trend.slope, decimals, &v->trend_slope);
    show(trend.intercept, decimals, &v->trend_intercept);
}

static void show_outlook(const struct evidence *e, struct verdict *v)
{
    int decimals = e->series->indicator->decimals + PACE_EXTRA_DECIMALS;
    struct pace_outlook outlook;

    pace_outlook(e, &outlook);
    show(outlook.pace, decimals, &v->pace);
    show(outlook.required_pace, decimals, &v->required_pace);
    show_value(e, on_benchmark(e, outlook.projected, e->now->benchmark), &v->projected);
    v->arrives = outlook.arrives;
}

void verdict_reach(const struct series *series, const struct target *target, int32_t today,
                   struct verdict *v)
{
    struct exact_pool *pool = exact_pool_new();
    struct evidence evidence;
    struct assessment assessment;

    *v = (struct verdict){.target = target,
                          .as_of = today,
                          .arrives = PLAN_DAY_NONE,
                          .overdue_since = PLAN_DAY_NONE};
    evidence_gather(&evidence, series, target, today, pool);
    assess(&evidence, &assessment);
    v->status = assessment.status;
    v->last_status = assessment.last_status;
    v->why = assessment.why;
    v->provisional = assessment.provisional;
    v->awaiting_final = assessment.awaiting_final;
    v->above_band = assessment.above_band;
    v->met_periods = assessment.met_periods;
    v->judged_periods = assessment.judged_periods;
    if (evidence.baseline.value != NULL)
        show_baseline(&evidence, v);
    if (target->condition.is != CONDITION_ABOVE_BENCHMARK)
        show_value(&evidence, evidence.bound, &v->bound);
    if (evidence.now != NULL) {
        show_now(&evidence, v);
        show_path(&evidence, &assessment, v);
        show_bounds(&evidence, v);
        show_rise(&evidence, &assessment, v);
        show_missing(&evidence, v);
        show_methods(&evidence, &assessment, v);
        show_trend(&evidence, v);
        show_outlook(&evidence, v);
    }
    exact_pool_free(pool);
}
