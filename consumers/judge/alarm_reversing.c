/*
 * reversing: k adverse changes beyond noise, or an adverse trend (Mann-Kendall); critical; cleared
 * when the value before the fall is regained.
 *
 * Decided here, where judgement.md is silent:
 *  - a change is that between two judged periods of one segment, also with a gap between them; the
 *    published baseline is no period (being below it is the status REVERSING, so off_target);
 *  - a change within noise neither counts nor resets; a better value beyond noise, or the value
 *    before the fall regained, ends `pending`;
 *  - the value before the fall is the one before the first adverse change of the spell; of a trend,
 *    the best since the alert last ended, and the newest value must be worse by more than noise,
 *    so that a value at its best reverses nothing;
 *  - it rests on two figures: it is provisional when the newest, or the one before the fall, is;
 *  - above a band that must not be left upwards, coming down is right: such a period counts as
 *    neither better nor worse;
 *  - a target that is met may reverse all the same: that is when it can still be held.
 */
#include <assert.h>

#include "consumers/judge/alarm_fold.h"
#include "consumers/judge/alarm_kinds.h"
#include "consumers/judge/communes.h"

enum { P_WHOLE = 10000 };

struct fall {
    const struct point *newest;   /* judged; NULL at the beginning of a segment */
    const struct point *best;     /* since the alert last ended, or the segment began */
    const struct point *followed; /* the one right after the best */
    const struct point *before;   /* what has to be regained; NULL: nothing */
    int64_t since_best;           /* how many after the best */
};

/* > 0: better. */
static int compare(const struct evidence *e, const struct point *from, const struct point *to)
{
    assert(from != NULL);
    return exact_sign(evidence_change(e, from, to));
}

static bool is_worse(const struct evidence *e, const struct point *from, const struct point *to)
{
    const struct exact *change = evidence_change(e, from, to);

    return exact_sign(change) < 0 && evidence_beyond_noise(e, change);
}

/* As of the day after the point's last. */
static bool trend_is_adverse(const struct alarm_walk *walk, size_t at)
{
    const struct reversing_thresholds *thresholds = &walk->target->alerts.reversing;
    struct exact_pool *pool = exact_pool_new();
    struct evidence as_of;
    struct trend trend;
    bool adverse;

    alarm_gather(walk, at, pool, &as_of);
    trend_find(&as_of, &trend);
    adverse = trend.n > 0 && trend.n >= (size_t)thresholds->points &&
              (as_of.direction > 0 ? trend.s < 0 : trend.s > 0) &&
              trend.p <= (double)thresholds->p / P_WHOLE;
    exact_pool_free(pool);
    return adverse;
}

static enum alarm_severity severity_of(const struct fall *fall, const struct point *point)
{
    assert(fall->before != NULL);
    return alarm_lowered(SEVERITY_CRITICAL, !point->official || !fall->before->official);
}

/* Coming down to a band that must not be left upwards. */
static bool comes_down(const struct evidence *e)
{
    return e->above_band && e->target->condition.above_is_breach;
}

/* Not firing: one more adverse change, or one that ends a spell. */
static void count_change(struct alarm_standing *shall, struct fall *fall,
                         const struct evidence *e, const struct point *point)
{
    if (!comes_down(e) && is_worse(e, fall->newest, point)) {
        if (shall->state == ALARM_INACTIVE)
            fall->before = fall->newest;
        alarm_bad(shall, point->period, e->target->alerts.reversing.periods,
                  severity_of(fall, point));
    } else if (shall->state == ALARM_PENDING &&
               (is_worse(e, point, fall->newest) || compare(e, fall->before, point) >= 0)) {
        alarm_end(shall);
        fall->before = NULL;
    }
}

static void fire_for_trend(struct alarm_standing *shall, struct fall *fall,
                           const struct point *point)
{
    alarm_end(shall);
    fall->before = fall->best;
    alarm_fire(shall, point->period, severity_of(fall, point));
    period_write(fall->followed->period, shall->since);
    shall->count = fall->since_best;
    shall->why = "trend";
}

static void count_after_best(struct fall *fall, const struct point *point)
{
    fall->since_best++;
    if (fall->followed == NULL)
        fall->followed = point;
}

/* As good as before the fall, or at its best. */
static bool is_regained(const struct alarm_standing *shall, const struct fall *fall,
                        const struct evidence *e, const struct point *point)
{
    return compare(e, fall->best, point) >= 0 ||
           (shall->state == ALARM_FIRING && compare(e, fall->before, point) >= 0);
}

/* After the first point of its segment.  `e` knows the noise, and whether it is above a band. */
static void fold(struct alarm_standing *shall, struct fall *fall, const struct evidence *e,
                 const struct alarm_walk *walk, size_t at)
{
    const struct point *point = &walk->series->points[at];

    if (is_regained(shall, fall, e, point)) {
        alarm_end(shall);
        *fall = (struct fall){.newest = point, .best = point};
        return;
    }
    count_after_best(fall, point);
    if (shall->state == ALARM_FIRING) {
        shall->severity = severity_of(fall, point);
        shall->count += is_worse(e, fall->newest, point) ? 1 : 0;
    } else {
        count_change(shall, fall, e, point);
        if (shall->state != ALARM_FIRING && !comes_down(e) && is_worse(e, fall->best, point) &&
            trend_is_adverse(walk, at))
            fire_for_trend(shall, fall, point);
    }
    fall->newest = point;
}

/* The newest value that is at least as good as all of its segment before it: whatever had fallen
 * is regained there.  Where communes are lacking, the best of those before is not better than each
 * of them: everything is folded. */
static size_t newest_record(const struct alarm_walk *walk, int direction)
{
    const struct point *best = NULL;
    size_t record = 0;

    if (walk->series->part_count > 0)
        return 0;
    for (size_t i = 0; i < walk->count; i++) {
        const struct point *point = &walk->series->points[i];

        if (point->fault != POINT_JUDGED)
            continue;
        if (best != NULL && best->segment == point->segment &&
            exact_compare(point->value, best->value) * direction < 0)
            continue;
        /* a new segment's first value ends nothing well: the break is to be told */
        if (best != NULL && best->segment == point->segment)
            record = i;
        best = point;
    }
    return record;
}

/* Whether there is a better and a worse at all. */
static bool has_direction(const struct target *target)
{
    return target->condition.is != CONDITION_BY_SCHEME;
}

static void fold_as_of(struct alarm_standing *shall, struct fall *fall,
                       const struct alarm_walk *walk, size_t at)
{
    struct exact_pool *pool = exact_pool_new();
    struct evidence as_of;

    alarm_gather(walk, at, pool, &as_of);
    fold(shall, fall, &as_of, walk, at);
    exact_pool_free(pool);
}

/* `e`: of the newest, and where bound and noise never change, of all. */
static const struct point *fold_all(struct alarm_standing *shall, struct fall *fall,
                                    const struct alarm_walk *walk, const struct evidence *e)
{
    bool is_timeless = alarm_is_timeless(walk->target);
    const struct point *before = NULL, *judged = NULL;

    for (size_t i = newest_record(walk, e->direction); i < walk->count; i++) {
        const struct point *point = &walk->series->points[i];

        if (point->fault == POINT_NOT_COMPARABLE)
            continue;
        if (before != NULL && point->segment != before->segment) {
            alarm_broken(shall);
            *fall = (struct fall){0};
        }
        before = point;
        if (point->fault != POINT_JUDGED)
            continue;
        judged = point;
        if (fall->newest == NULL)
            *fall = (struct fall){.newest = point, .best = point};
        else if (is_timeless)
            fold(shall, fall, e, walk, i);
        else
            fold_as_of(shall, fall, walk, i);
    }
    return judged;
}

void alarm_reversing_shall(const struct series *series, const struct target *target,
                           int32_t today, struct alarm_standing *shall)
{
    struct alarm_walk walk = alarm_walk(series, target, today);
    struct fall fall = {0};
    const struct point *newest;
    struct exact_pool *pool;
    struct evidence evidence;

    alarm_begin(shall);
    if (!has_direction(target) || walk.count == 0)
        return;
    pool = exact_pool_new();
    alarm_gather(&walk, walk.count - 1, pool, &evidence);
    newest = fold_all(shall, &fall, &walk, &evidence);
    if (newest != NULL)
        alarm_look(shall, series, newest);
    if (shall->state != ALARM_INACTIVE)
        alarm_show(series, fall.before, &shall->against);
    exact_pool_free(pool);
}
