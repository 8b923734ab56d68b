#include "consumers/judge/evidence.h"

#include <math.h>

#include "consumers/judge/communes.h"
#include "consumers/judge/growth.h"

/* ---- which points ---- */

/* How many points lie before a position. */
static size_t points_before(const struct series *series, int32_t position)
{
    size_t low = 0, high = series->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (series->points[middle].period.position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Closed are the periods before the one that holds today. */
static void find_points(struct evidence *e)
{
    enum frequency frequency = e->series->indicator->frequency;
    int32_t running = period_of_day(frequency, e->today).position;
    size_t heard = points_before(e->series, running);

    if (heard > 0)
        e->heard = &e->series->points[heard - 1];
    e->closed = running > e->due ? points_before(e->series, e->due + 1) : heard;
    for (size_t i = e->closed; i-- > 0 && e->now == NULL;)
        if (e->series->points[i].fault != POINT_NOT_COMPARABLE)
            e->now = &e->series->points[i];
}

bool evidence_compares(const struct evidence *e, const struct point *point)
{
    return point->fault == POINT_JUDGED && point->segment == e->now->segment;
}

/* ---- the baseline ---- */

/* What the baseline would have been, had the communes of now been heard in it: so that what was
 * gained since is the change over the communes in both. */
static const struct exact *comparable(const struct evidence *e, const struct point *point)
{
    const struct exact *change;

    if (e->series->part_count == 0 || e->now->fault != POINT_JUDGED)
        return point->value;
    change = communes_change(e->pool, e->series, point, e->now);
    return exact_minus(e->pool, e->now->value, change);
}

static void take_baseline(struct evidence *e, const struct point *point, bool observed)
{
    e->baseline = (struct evidence_baseline){
        .value = comparable(e, point),
        .benchmark = point->benchmark,
        .period = point->period,
        .position = point->period.position,
        .observed = observed,
    };
    e->baseline.adjusted =
        e->baseline.value != NULL && exact_compare(e->baseline.value, point->value) != 0;
}

static int32_t position_of(const struct evidence *e, struct period period)
{
    return period_of_day(e->series->indicator->frequency, period_last_day(period)).position;
}

static bool publish_baseline(struct evidence *e, const struct baseline *baseline)
{
    const struct indicator *indicator = e->series->indicator;
    int decimals = indicator->kind == INDICATOR_LEVEL ? 0 : indicator->decimals;

    if (!baseline->given || !baseline->has_value)
        return false;
    e->baseline = (struct evidence_baseline){
        .value = exact_scaled(e->pool, baseline->value, decimals),
        .period = baseline->period,
        .position = position_of(e, baseline->period),
    };
    return true;
}

static bool usable_as_baseline(const struct evidence *e, const struct point *point)
{
    return point->official && evidence_compares(e, point);
}

static bool period_baseline(struct evidence *e, const struct baseline *baseline)
{
    if (!baseline->given)
        return false;
    for (size_t i = 0; i < e->closed; i++) {
        const struct point *point = &e->series->points[i];

        if (point->period.position == position_of(e, baseline->period) &&
            usable_as_baseline(e, point)) {
            take_baseline(e, point, false);
            return true;
        }
    }
    return false;
}

static bool earliest_baseline(struct evidence *e)
{
    for (size_t i = 0; i < e->closed; i++)
        if (usable_as_baseline(e, &e->series->points[i])) {
            take_baseline(e, &e->series->points[i], true);
            return true;
        }
    return false;
}

static void find_baseline(struct evidence *e)
{
    const struct baseline *own = &e->target->baseline,
                          *shared = &e->series->indicator->baseline;

    if (publish_baseline(e, own) || publish_baseline(e, shared))
        return;
    if (e->now == NULL || period_baseline(e, own) || period_baseline(e, shared))
        return;
    (void)earliest_baseline(e);
}

/* ---- growth ---- */

static struct growth_years years_to(const struct evidence *e, int32_t position)
{
    return growth_years(e->series->indicator->frequency, e->baseline.position, position);
}

double evidence_years(const struct evidence *e, int32_t position)
{
    struct growth_years years = years_to(e, position);

    return (double)years.steps / years.periods;
}

static int compare_growth(const struct evidence *e, const struct exact *value, int32_t position,
                          int64_t rate)
{
    return growth_compare(e->pool, e->baseline.value, value, years_to(e, position), rate);
}

static bool can_grow(const struct evidence *e, int32_t position)
{
    return e->baseline.value != NULL && exact_sign(e->baseline.value) > 0 &&
           position > e->baseline.position;
}

const struct exact *evidence_grown(const struct evidence *e, int64_t rate, int32_t position)
{
    if (!can_grow(e, position))
        return NULL;
    return growth_of(e->pool, e->baseline.value, years_to(e, position), rate);
}

/* ---- the condition ---- */

static bool above_high(const struct evidence *e, const struct exact *value, int32_t position)
{
    const struct condition *condition = &e->target->condition;

    if (condition->is == CONDITION_BETWEEN)
        return exact_compare(value, exact_scaled(e->pool, condition->high,
                                                 e->series->indicator->decimals)) > 0;
    if (condition->is == CONDITION_GROWTH && condition->has_high && can_grow(e, position))
        return compare_growth(e, value, position, condition->high) > 0;
    return false;
}

bool evidence_meets(const struct evidence *e, const struct exact *value, int32_t position)
{
    const struct condition *condition = &e->target->condition;
    bool breach = condition->above_is_breach && above_high(e, value, position);

    switch (condition->is) {
    case CONDITION_AT_LEAST:
    case CONDITION_LEVEL_AT_LEAST:
        return exact_compare(value, e->bound) >= 0;
    case CONDITION_GREATER_THAN:
    case CONDITION_ABOVE_BENCHMARK:
        return exact_compare(value, e->bound) > 0;
    case CONDITION_AT_MOST:
        return exact_compare(value, e->bound) <= 0;
    case CONDITION_BETWEEN:
        return exact_compare(value, e->bound) >= 0 && !breach;
    case CONDITION_GROWTH:
        return can_grow(e, position) &&
               compare_growth(e, value, position, condition->low) >= 0 && !breach;
    case CONDITION_BY_SCHEME:
        break;
    }
    return false;
}

static const struct exact *bound_of(const struct evidence *e)
{
    const struct condition *condition = &e->target->condition;
    int decimals = e->series->indicator->decimals;

    switch (condition->is) {
    case CONDITION_AT_LEAST:
    case CONDITION_GREATER_THAN:
    case CONDITION_AT_MOST:
        return exact_scaled(e->pool, condition->value, decimals);
    case CONDITION_BETWEEN:
        return exact_scaled(e->pool, condition->low, decimals);
    case CONDITION_LEVEL_AT_LEAST:
        return exact_scaled(e->pool, (int64_t)condition->level, 0);
    case CONDITION_ABOVE_BENCHMARK:
        return exact_scaled(e->pool, 0, 0);
    case CONDITION_GROWTH:
        return evidence_grown(e, condition->low, e->due);
    case CONDITION_BY_SCHEME:
        break;
    }
    return NULL;
}

/* ---- noise ---- */

/* Of a level none: one step is one step.  Of grown counts at least 1.645 x sqrt(y0 + y), the
 * 90 % band of a difference of two Poisson counts. */
static const struct exact *noise_of(const struct evidence *e)
{
    const struct indicator *indicator = e->series->indicator;
    const struct exact *noise, *spread, *sum;

    if (indicator->kind == INDICATOR_LEVEL)
        return exact_scaled(e->pool, 0, 0);
    noise = exact_scaled(e->pool, indicator->noise, indicator->decimals);
    if (e->target->condition.is != CONDITION_GROWTH || e->now == NULL)
        return noise;
    sum = exact_plus(e->pool, e->baseline.value, e->now->value);
    if (sum == NULL || exact_sign(sum) <= 0)
        return noise;
    spread = exact_of_double(e->pool, 1.645 * sqrt(exact_double(sum)));
    return spread != NULL && exact_compare(spread, noise) > 0 ? spread : noise;
}

bool evidence_beyond_noise(const struct evidence *e, const struct exact *difference)
{
    return exact_sign(difference) != 0 &&
           exact_compare(exact_absolute(e->pool, difference), e->noise) >= 0;
}

const struct exact *evidence_progress(const struct evidence *e, const struct exact *from,
                                      const struct exact *to)
{
    return e->direction > 0 ? exact_minus(e->pool, to, from) : exact_minus(e->pool, from, to);
}

const struct exact *evidence_change(const struct evidence *e, const struct point *from,
                                    const struct point *to)
{
    return e->direction > 0 ? communes_change(e->pool, e->series, from, to)
                            : communes_change(e->pool, e->series, to, from);
}

void evidence_gather(struct evidence *e, const struct series *series,
                     const struct target *target, int32_t today, struct exact_pool *pool)
{
    *e = (struct evidence){.series = series, .target = target, .today = today, .pool = pool};
    e->due = period_of_day(series->indicator->frequency, target->due).position;
    e->direction = target->condition.is == CONDITION_AT_MOST ? -1 : 1;
    find_points(e);
    find_baseline(e);
    e->bound = bound_of(e);
    e->noise = noise_of(e);
    if (e->now != NULL && e->now->value != NULL && e->bound != NULL) {
        e->met = evidence_meets(e, e->now->value, e->now->period.position);
        e->above_band = above_high(e, e->now->value, e->now->period.position);
    }
    if (e->baseline.value != NULL && e->bound != NULL)
        e->baseline_met = evidence_meets(e, e->baseline.value, e->baseline.position);
}
