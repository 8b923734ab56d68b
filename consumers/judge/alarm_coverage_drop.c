/*
 * coverage_drop: fewer communes are in a period than in the one before: below 0.9 of its coverage,
 * once the period's `release_days` are over; warning; cleared from 0.95 on.
 *
 * Decided here, where judgement.md is silent:
 *  - what has to be regained is 0.95 of the coverage before the drop: the period after a drop is
 *    not well for being as bad;
 *  - "the one before" is the newest earlier period of the segment that communes report;
 *  - coverage is compared as shares, since the number of communes may change;
 *  - it is the coverage of the period alone, and official is what that period is: where a value is
 *    the sum of a year, a month that few report is a drop in that month, and none in the eleven
 *    that follow.
 */
#include "consumers/judge/alarm_fold.h"
#include "consumers/judge/alarm_kinds.h"

enum { WHOLE = 10000 };

/* < 0, 0, > 0: the point's coverage against `share` (10^-4) of another's.  Communes are at most
 * some thousands. */
static int compare(const struct point_alone *point, int share, const struct point_alone *other)
{
    int64_t left = (int64_t)point->communes_heard * other->communes * WHOLE;
    int64_t right = (int64_t)other->communes_heard * point->communes * share;

    return (left > right) - (left < right);
}

static void show(const struct point_alone *point, struct verdict_figure *figure)
{
    alarm_show_share(point->communes_heard, point->communes, figure);
}

static void fold(struct alarm_standing *shall, const struct indicator *indicator,
                 const struct point_alone **before, const struct point *point)
{
    const struct coverage_drop_thresholds *thresholds = &indicator->alerts.coverage_drop;
    int limit = shall->state == ALARM_FIRING ? thresholds->clear : thresholds->raise;

    period_write(point->period, shall->period);
    show(&point->alone, &shall->value);
    if (*before != NULL && compare(&point->alone, limit, *before) < 0) {
        alarm_fire(shall, point->period,
                   alarm_lowered(SEVERITY_WARNING, !point->alone.official));
        show(*before, &shall->against);
        return; /* the one before the drop stays what it is held against */
    }
    if (shall->state == ALARM_FIRING)
        alarm_end(shall);
    *before = &point->alone;
}

void alarm_coverage_drop_shall(const struct series *series, int32_t today,
                               struct alarm_standing *shall)
{
    const struct indicator *indicator = series->indicator;
    const struct point_alone *before = NULL;
    int segment = -1;

    alarm_begin(shall);
    for (size_t i = 0; i < series->count; i++) {
        const struct point *point = &series->points[i];

        if (period_last_day(point->period) + indicator->release_days >= today)
            return;
        if (segment >= 0 && point->segment != segment) {
            alarm_broken(shall);
            before = NULL;
        }
        segment = point->segment;
        if (point->alone.communes > 0)
            fold(shall, indicator, &before, point);
    }
}
