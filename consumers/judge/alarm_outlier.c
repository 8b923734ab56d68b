/*
 * outlier: the newest change is out of the ordinary: |z| > 3.5 with
 * z = 0.6745 x (change - median) / max(MAD, noise) over the earlier changes, of which there must be
 * seven; warning; cleared when the next change is inside (Iglewicz and Hoaglin 1993).
 *
 * Decided here, where judgement.md is silent:
 *  - a change is that between neighbouring judged periods of one segment: over a gap it would be of
 *    another size, so it is neither judged nor taken as an earlier one;
 *  - of running sums it is the change of the sum, of levels that of their places, of a `compared`
 *    indicator that of the lead;
 *  - `since` is the first of the outlying changes in a row.
 */
#include <stdlib.h>

#include "consumers/judge/alarm_fold.h"
#include "consumers/judge/alarm_kinds.h"
#include "consumers/judge/communes.h"

enum {
    CHANGES_MAX = 1024, /* the newest earlier ones; a plan may ask for 1000 */
    Z_DIGITS = 4,
    Z_DECIMALS = 2,
    Z_FACTOR = 6745 /* 10^-4: makes MAD comparable with a standard deviation */
};

/* points[at] less the one before it; NULL where that is no change. */
static const struct exact *change_at(const struct series *series, size_t at,
                                     struct exact_pool *pool)
{
    const struct point *point = &series->points[at], *before;

    if (at == 0)
        return NULL;
    before = point - 1;
    if (point->fault != POINT_JUDGED || before->fault != POINT_JUDGED ||
        point->segment != before->segment ||
        point->period.position != before->period.position + 1)
        return NULL;
    return communes_change(pool, series, before, point);
}

/* Those before `at` in its segment, newest first. */
static size_t earlier_changes(const struct series *series, size_t at, struct exact_pool *pool,
                              const struct exact *changes[CHANGES_MAX])
{
    size_t count = 0;

    for (size_t i = at; i-- > 0 && count < CHANGES_MAX;) {
        if (series->points[i].segment != series->points[at].segment)
            break;
        changes[count] = change_at(series, i, pool);
        count += changes[count] != NULL ? 1 : 0;
    }
    return count;
}

static const struct exact *noise_of(const struct indicator *indicator, struct exact_pool *pool)
{
    if (indicator->kind == INDICATOR_LEVEL)
        return exact_scaled(pool, 0, 0);
    return exact_scaled(pool, indicator->noise, indicator->decimals);
}

/* NULL: too few earlier ones, or nothing to measure by. */
static const struct exact *z_of(const struct series *series, size_t at,
                                const struct exact *change, struct exact_pool *pool)
{
    const struct exact *changes[CHANGES_MAX], *median, *spread;
    const struct exact *noise = noise_of(series->indicator, pool);
    size_t count = earlier_changes(series, at, pool, changes);

    if (count < (size_t)series->indicator->alerts.outlier.changes)
        return NULL;
    median = exact_median(pool, changes, count);
    for (size_t i = 0; i < count; i++)
        changes[i] = exact_absolute(pool, exact_minus(pool, changes[i], median));
    spread = exact_median(pool, changes, count);
    if (exact_compare(spread, noise) < 0)
        spread = noise;
    return exact_over(pool,
                      exact_times(pool, exact_scaled(pool, Z_FACTOR, Z_DIGITS),
                                  exact_minus(pool, change, median)),
                      spread);
}

enum says { SAYS_NOTHING, SAYS_INSIDE, SAYS_OUTSIDE };

static enum says read_change(const struct series *series, size_t at, struct verdict_figure *z)
{
    struct exact_pool *pool = exact_pool_new();
    const struct exact *limit =
        exact_scaled(pool, series->indicator->alerts.outlier.z, Z_DIGITS);
    const struct exact *change = change_at(series, at, pool), *score = NULL;
    enum says says = SAYS_NOTHING;

    if (change != NULL) {
        score = z_of(series, at, change, pool);
        says = score != NULL && exact_compare(exact_absolute(pool, score), limit) > 0
                   ? SAYS_OUTSIDE
                   : SAYS_INSIDE;
    }
    exact_text(score, Z_DECIMALS, EXACT_TRUNCATED, z->text);
    exact_pool_free(pool);
    return says;
}

/* The newest change that is inside; 0: none. */
static size_t newest_inside(const struct series *series, size_t closed)
{
    struct verdict_figure z;
    size_t at = closed;

    while (at > 0 && read_change(series, at - 1, &z) != SAYS_INSIDE)
        at--;
    return at > 0 ? at - 1 : 0;
}

static void fold(struct alarm_standing *shall, const struct series *series, size_t at)
{
    const struct point *point = &series->points[at];
    struct verdict_figure z;

    switch (read_change(series, at, &z)) {
    case SAYS_NOTHING:
        return;
    case SAYS_INSIDE:
        alarm_end(shall);
        break;
    case SAYS_OUTSIDE:
        alarm_fire(shall, point->period, alarm_lowered(SEVERITY_WARNING, !point->official));
        alarm_show(series, point, &shall->against);
        break;
    }
    period_write(point->period, shall->period);
    shall->value = z;
}

void alarm_outlier_shall(const struct series *series, int32_t today,
                         struct alarm_standing *shall)
{
    size_t closed = alarm_closed(series, today), from = newest_inside(series, closed);

    alarm_begin(shall);
    for (size_t i = from; i < closed; i++) {
        if (i > from && series->points[i].segment != series->points[i - 1].segment)
            alarm_broken(shall);
        fold(shall, series, i);
    }
}
