#include "consumers/judge/series.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/judge/communes.h"

/* A total on its way to a point. */
struct step {
    const struct total *total;
    const struct exact *value; /* of a ratio: the numerator; NULL: no predecessor to subtract */
    const struct exact *denominator;
    const struct exact *value_so_far, *denominator_so_far; /* of all steps up to here */
    char obs_status;
    int communes_heard, communes;
    bool partial, disputed;
    int64_t disputed_since_unix_ms;
    int segment;
    struct commune *parts; /* of the series' own; NULL: the total has none */
};

struct series_year series_year(enum frequency frequency)
{
    int periods = period_per_year(frequency);

    if (periods == 0)
        return (struct series_year){1461, 4}; /* 365.25 days */
    return (struct series_year){periods, 1};
}

/* ---- statuses ---- */

static bool is_official(char obs_status)
{
    return obs_status == 'A' || obs_status == 'B';
}

/* The status of a figure made of two: of the one that is least settled. */
static char less_settled(char a, char b)
{
    static const char order[] = "UEIPVDGHJKNSW"; /* design: a total's status */
    const char *place_a = strchr(order, a), *place_b = strchr(order, b);

    if (place_a == NULL && place_b == NULL)
        return 'A';
    if (place_a == NULL || (place_b != NULL && place_b < place_a))
        return b;
    return a;
}

/* Of two times of which 0 is none. */
static int64_t earlier(int64_t a, int64_t b)
{
    if (a == 0 || b == 0)
        return a == 0 ? b : a;
    return a < b ? a : b;
}

/* A step whose value also rests on another one. */
static void rest_on(struct step *step, const struct step *other)
{
    step->obs_status = less_settled(step->obs_status, other->obs_status);
    step->partial = step->partial || other->partial;
    step->disputed = step->disputed || other->disputed;
    step->disputed_since_unix_ms =
        earlier(step->disputed_since_unix_ms, other->disputed_since_unix_ms);
    if ((int64_t)other->communes_heard * step->communes <
        (int64_t)step->communes_heard * other->communes) {
        step->communes_heard = other->communes_heard;
        step->communes = other->communes;
    }
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

/* ---- figures ---- */

/* The communes' own figures, where some are lacking.  0, or -1: out of memory. */
static int read_parts(struct series *series, struct step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (steps[i].total->parts != NULL)
            series->part_count = steps[i].total->part_count;
    if (series->part_count == 0)
        return 0;
    series->parts = calloc(count * series->part_count, sizeof(*series->parts));
    if (series->parts == NULL)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (steps[i].total->parts == NULL)
            continue;
        steps[i].parts = &series->parts[i * series->part_count];
        communes_read(series->pool, series->indicator, steps[i].total->parts,
                      series->part_count, steps[i].parts);
    }
    return 0;
}

static void read_figures(struct series *series, struct step *steps, size_t count)
{
    const struct indicator *indicator = series->indicator;

    for (size_t i = 0; i < count; i++) {
        const struct total *total = steps[i].total;

        if (indicator->kind == INDICATOR_RATIO) {
            steps[i].value =
                exact_scaled(series->pool, total->numerator, indicator->part_decimals);
            steps[i].denominator =
                exact_scaled(series->pool, total->denominator, indicator->part_decimals);
        } else if (indicator->kind == INDICATOR_LEVEL) {
            steps[i].value = exact_scaled(series->pool, total->value, 0);
        } else {
            steps[i].value = exact_scaled(series->pool, total->value, indicator->decimals);
        }
    }
}

static bool begins_a_year(struct period period)
{
    int32_t first = period_first_day(period);

    return period_of_day(FREQUENCY_ANNUAL, first).position !=
           period_of_day(FREQUENCY_ANNUAL, first - 1).position;
}

/* Less the report before it, over the communes in both; of one that is partial, not to be judged and
 * so not known by communes, as it stands. */
static void take_difference(struct series *series, struct step *step, const struct step *before)
{
    struct exact_pool *pool = series->pool;
    struct commune_sum odd;

    step->value = exact_minus(pool, step->value, before->value);
    step->denominator = exact_minus(pool, step->denominator, before->denominator);
    if (step->parts == NULL || step->partial || before->partial)
        return;
    odd = communes_subtract(pool, step->parts, before->parts, series->part_count);
    step->value = exact_minus(pool, step->value, odd.numerator);
    step->denominator = exact_minus(pool, step->denominator, odd.denominator);
}

/* year_to_date to the period's own.  From the end, so that each predecessor is still whole. */
static void take_differences(struct series *series, struct step *steps, size_t count)
{
    for (size_t i = count; i-- > 0;) {
        struct step *step = &steps[i];
        const struct step *before = i > 0 ? &steps[i - 1] : NULL;

        if (begins_a_year(step->total->period))
            continue;
        if (before == NULL || before->segment != step->segment ||
            before->total->period.position != step->total->period.position - 1) {
            step->value = NULL;
            continue;
        }
        take_difference(series, step, before);
        rest_on(step, before);
    }
}

/* Whether the `window` steps that end at `last` are a whole year of one segment. */
static bool is_whole(const struct step *steps, size_t last, size_t window)
{
    if (last + 1 < window)
        return false;

    const struct step *first = &steps[last + 1 - window];

    if (first->segment != steps[last].segment ||
        steps[last].total->period.position - first->total->period.position != (int)window - 1)
        return false;
    for (size_t i = 0; i < window; i++)
        if (first[i].value == NULL)
            return false;
    return true;
}

/* Adds up what can be: the year's sum is then one difference, also for 365 daily figures. */
static void run_up(struct series *series, struct step *steps, size_t count)
{
    const struct exact *value = exact_scaled(series->pool, 0, 0), *denominator = value;

    for (size_t i = 0; i < count; i++) {
        if (steps[i].value != NULL)
            value = exact_plus(series->pool, value, steps[i].value);
        if (steps[i].value != NULL && steps[i].denominator != NULL)
            denominator = exact_plus(series->pool, denominator, steps[i].denominator);
        steps[i].value_so_far = value;
        steps[i].denominator_so_far = denominator;
    }
}

/* The sum of the year that ends at `last`: in place, so from the end. */
static void sum_year(struct series *series, struct step *steps, size_t last, size_t window)
{
    struct step *sum = &steps[last];

    if (last >= window) {
        const struct step *before = &steps[last - window];

        sum->value = exact_minus(series->pool, sum->value_so_far, before->value_so_far);
        sum->denominator =
            exact_minus(series->pool, sum->denominator_so_far, before->denominator_so_far);
    } else {
        sum->value = sum->value_so_far;
        sum->denominator = sum->denominator_so_far;
    }
    for (size_t i = last + 1 - window; i < last; i++) {
        rest_on(sum, &steps[i]);
        if (sum->parts == NULL)
            continue;
        assert(steps[i].parts != NULL); /* of one segment: both are of communes */
        communes_add(series->pool, sum->parts, steps[i].parts, series->part_count);
    }
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

    read_figures(series, steps, count);
    if (series->indicator->reported_as == REPORTED_YEAR_TO_DATE)
        take_differences(series, steps, count);
    run_up(series, steps, count);
    for (size_t i = count; i-- > 0;) {
        bool whole = is_whole(steps, i, window);

        if (whole && window > 1)
            sum_year(series, steps, i, window);
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
    if (read_parts(series, steps, count) != 0)
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
