#include "consumers/judge/series.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/judge/series_own.h"

struct series_year series_year(enum frequency frequency)
{
    int periods = period_per_year(frequency);

    if (periods == 0)
        return (struct series_year){1461, 4}; /* 365.25 days */
    return (struct series_year){periods, 1};
}

static bool is_official(char obs_status)
{
    return obs_status == 'A' || obs_status == 'B';
}

/* ---- segments ---- */

/* Whether the province's territory, or whom it is ranked among, is another one. */
static bool is_redefined(const struct series *series, int32_t before, int32_t day)
{
    const struct area *province = &series->plan->areas[0];
    const struct group *group = series->indicator->group;

    return plan_area_on(province, before) != plan_area_on(province, day) ||
           plan_group_on(group, before) != plan_group_on(group, day);
}

static bool breaks(const struct series *series, const struct total *before,
                   const struct total *total)
{
    return total->obs_status == 'B' ||
           (series->indicator->kind == INDICATOR_RANK && total->rank_of != before->rank_of) ||
           (total->communes > 0) != (before->communes > 0) ||
           is_redefined(series, period_last_day(before->period),
                        period_last_day(total->period));
}

static bool is_partial(const struct indicator *indicator, const struct total *total)
{
    if (total->communes == 0)
        return false;
    if (indicator->kind == INDICATOR_RATIO)
        return (int64_t)total->communes_heard * 10 < (int64_t)total->communes * 9;
    return total->communes_heard < total->communes;
}

static int by_position(const void *left, const void *right)
{
    const struct step *a = left, *b = right;

    return (a->total->period.position > b->total->period.position) -
           (a->total->period.position < b->total->period.position);
}

/* Fills `steps` with the totals that carry a figure; returns how many. */
static size_t lay_out(const struct series *series, const struct total *totals, size_t count,
                      struct step *steps)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        if (!totals[i].has_value || strchr("FOMLQ", totals[i].obs_status) != NULL)
            continue;
        steps[used++] = (struct step){
            .total = &totals[i],
            .obs_status = totals[i].obs_status,
            .communes_heard = totals[i].communes_heard,
            .communes = totals[i].communes,
            .partial = is_partial(series->indicator, &totals[i]),
            .disputed = totals[i].disputed,
            .disputed_since_unix_ms = totals[i].disputed_since_unix_ms,
        };
    }
    qsort(steps, used, sizeof(*steps), by_position);
    for (size_t i = 1; i < used; i++)
        steps[i].segment =
            steps[i - 1].segment + (breaks(series, steps[i - 1].total, steps[i].total) ? 1 : 0);
    return used;
}

/* How many periods are summed: 1 is none. */
static size_t window_of(const struct indicator *indicator)
{
    bool summed = indicator->kind == INDICATOR_COUNT ||
                  (indicator->kind == INDICATOR_RATIO && indicator->seasonal);
    struct series_year year = series_year(indicator->frequency);

    if (!summed || indicator->measure != INDICATOR_FLOW ||
        indicator->reported_as == REPORTED_SINCE_START)
        return 1;
    return (size_t)(year.periods / year.of);
}

/* ---- points ---- */

static bool in_group(const struct series *series, int32_t day)
{
    const struct group *group = plan_group_on(series->indicator->group, day);

    if (series->indicator->group == NULL)
        return true;
    for (size_t i = 0; group != NULL && i < group->member_count; i++)
        if (strcmp(group->members[i], series->plan->areas[0].id) == 0)
            return true;
    return false;
}

const struct exact *series_ratio(struct exact_pool *pool, const struct indicator *indicator,
                                 const struct exact *numerator, const struct exact *denominator)
{
    if (exact_sign(denominator) <= 0)
        return NULL;
    return exact_times(
        pool, exact_over(pool, numerator, denominator),
        exact_power(pool, exact_scaled(pool, 10, 0), (unsigned)indicator->factor_digits));
}

static const struct exact *judged_value(struct series *series, const struct step *step)
{
    const struct indicator *indicator = series->indicator;

    if (step->value == NULL)
        return NULL;
    switch (indicator->kind) {
    case INDICATOR_RATIO:
        return series_ratio(series->pool, indicator, step->value, step->denominator);
    case INDICATOR_COMPARED:
        return exact_minus(
            series->pool, step->value,
            exact_scaled(series->pool, step->total->benchmark, indicator->decimals));
    case INDICATOR_COUNT:
    case INDICATOR_NUMBER:
    case INDICATOR_RANK:
    case INDICATOR_LEVEL:
        break;
    }
    return step->value;
}

static enum point_fault fault_of(const struct series *series, const struct step *step,
                                 const struct exact *value, bool whole)
{
    if (!in_group(series, period_last_day(step->total->period)))
        return POINT_GROUP_CHANGED;
    if (step->value == NULL)
        return POINT_NOT_COMPARABLE;
    if (!whole)
        return POINT_SHORT_WINDOW;
    if (value == NULL)
        return POINT_NOT_COMPARABLE;
    return step->partial ? POINT_PARTIAL : POINT_JUDGED;
}

static void place_point(struct series *series, const struct step *step, bool whole,
                        struct point *point)
{
    const struct indicator *indicator = series->indicator;
    const struct exact *value = whole ? judged_value(series, step) : NULL;

    *point = (struct point){
        .period = step->total->period,
        .fault = fault_of(series, step, value, whole),
        .value = value,
        .obs_status = step->obs_status,
        .official = is_official(step->obs_status),
        .disputed = step->disputed,
        .disputed_since_unix_ms = step->disputed_since_unix_ms,
        .communes_heard = step->communes_heard,
        .communes = step->communes,
        .alone = {.communes_heard = step->total->communes_heard,
                  .communes = step->total->communes,
                  .official = is_official(step->total->obs_status)},
        .segment = step->segment,
    };
    if (value != NULL && indicator->kind == INDICATOR_RATIO) {
        point->numerator = step->value;
        point->denominator = step->denominator;
        point->parts = step->parts;
    }
    if (indicator->kind == INDICATOR_COMPARED)
        point->benchmark =
            exact_scaled(series->pool, step->total->benchmark, indicator->decimals);
    if (indicator->kind == INDICATOR_RANK)
        point->rank_of = step->total->rank_of;
}

static void make_points(struct series *series, struct step *steps, size_t count)
{
    size_t window = series->window;

    if (series->indicator->reported_as == REPORTED_YEAR_TO_DATE)
        steps_subtract(series, steps, count);
    steps_run_up(series, steps, count);
    for (size_t i = count; i-- > 0;) {
        bool whole = step_is_whole(steps, i, window);

        if (whole && window > 1)
            step_sum_year(series, steps, i, window);
        place_point(series, &steps[i], whole, &series->points[i]);
    }
    series->count = count;
}

struct series *series_new(const struct plan *plan, const struct indicator *indicator,
                          const struct total *totals, size_t count)
{
    struct series *series = calloc(1, sizeof(*series));
    struct step *steps = calloc(count + 1, sizeof(*steps));

    if (series == NULL || steps == NULL)
        goto fail;
    series->plan = plan;
    series->indicator = indicator;
    series->window = window_of(indicator);
    series->pool = exact_pool_new();
    series->points = calloc(count + 1, sizeof(*series->points));
    if (series->points == NULL)
        goto fail;
    count = lay_out(series, totals, count, steps);
    if (steps_read(series, steps, count) != 0)
        goto fail;
    make_points(series, steps, count);
    free(steps);
    return series;

fail:
    free(steps);
    series_free(series);
    return NULL;
}

void series_free(struct series *series)
{
    if (series == NULL)
        return;
    exact_pool_free(series->pool);
    free(series->parts);
    free(series->points);
    free(series);
}
