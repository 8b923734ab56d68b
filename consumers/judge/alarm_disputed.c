/*
 * disputed: the sources of a period have differed beyond noise for seven days; warning; cleared
 * when they agree within noise.
 *
 * Decided here, where judgement.md is silent:
 *  - any closed period counts, old ones too: a verdict may rest on each; the newest is named, and
 *    the alert is raised for it;
 *  - the days are counted from the one, in the plan's time zone, on which two that differ had both
 *    been said: the totals tell, so that what is loaded at once is as old as it is.  A revision that
 *    still differs is told later, so `stands` remembers an earlier day.  Of several periods the
 *    first counts: the sources have not agreed since;
 *  - it is provisional when the value that has precedence is.
 */
#include <string.h>

#include "consumers/judge/alarm_fold.h"
#include "consumers/judge/alarm_kinds.h"
#include "schemas/instant.h"

static const struct point *newest_disputed(const struct series *series, int32_t today)
{
    for (size_t i = alarm_closed(series, today); i-- > 0;)
        if (series->points[i].disputed)
            return &series->points[i];
    return NULL;
}

/* The day from which the totals know it; today where none says. */
static int32_t first_known(const struct series *series, int32_t today)
{
    int32_t first = today;

    for (size_t i = alarm_closed(series, today); i-- > 0;) {
        const struct point *point = &series->points[i];
        int32_t day = instant_day(point->disputed_since_unix_ms, series->plan->utc_offset_s);

        if (point->disputed && point->disputed_since_unix_ms != 0 && day < first)
            first = day;
    }
    return first;
}

/* The day that what stands remembers; `latest` where it has no sense, or a later one. */
static int32_t first_seen(const struct alarm_standing *stands, int32_t latest)
{
    size_t length = strnlen(stands->since, sizeof(stands->since));
    int32_t day;

    if (stands->state == ALARM_INACTIVE ||
        day_read((struct text){stands->since, length}, &day) != 0 || day > latest)
        return latest;
    return day;
}

void alarm_disputed_shall(const struct series *series, int32_t today,
                          const struct alarm_standing *stands, struct alarm_standing *shall)
{
    const struct point *point = newest_disputed(series, today);
    int32_t since;

    alarm_begin(shall);
    if (point == NULL)
        return;
    since = first_seen(stands, first_known(series, today));
    alarm_look(shall, series, point);
    shall->state = ALARM_PENDING;
    shall->severity = alarm_lowered(SEVERITY_WARNING, !point->official);
    shall->count = 1;
    day_write(since, shall->since);
    if (today - since < series->indicator->alerts.disputed.days)
        return;
    shall->state = ALARM_FIRING;
    period_write(point->period, shall->raised_for);
}
