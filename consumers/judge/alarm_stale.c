/*
 * stale: the period expected next has not come within `release_days` + `stale_after_days` of its
 * end (judgement section 3); due_soon, info: its release is due within ten days.  Both are cleared
 * by a new closed period.
 *
 * Decided here, where judgement.md is silent:
 *  - both are raised for the period expected, so that each has one identity however late it comes;
 *  - due_soon stays while nothing comes, and says `overdue` once the release is past; stale then
 *    stands beside it;
 *  - an absence that is reported (O, M, L, Q) is no figure, and keeps no indicator fresh.
 */
#include "consumers/judge/alarm_fold.h"
#include "consumers/judge/alarm_kinds.h"
#include "consumers/judge/deadline.h"

static bool look(const struct series *series, int32_t today, struct alarm_standing *shall,
                 struct deadline *deadline)
{
    size_t closed = alarm_closed(series, today);

    alarm_begin(shall);
    if (closed > 0)
        alarm_look(shall, series, &series->points[closed - 1]);
    return deadline_next(series, today, deadline);
}

/* How many periods should have come by now. */
static int64_t overdue(const struct indicator *indicator, const struct deadline *deadline,
                       int32_t today)
{
    int32_t patience = indicator->release_days + indicator->stale_after_days;
    int32_t until = today - patience; /* the period that holds it is not late yet */

    if (indicator->last_due != 0 && until > indicator->last_due)
        until = indicator->last_due + 1;
    return period_of_day(indicator->frequency, until).position - deadline->expected.position;
}

void alarm_stale_shall(const struct series *series, int32_t today, struct alarm_standing *shall)
{
    struct deadline deadline;

    if (!look(series, today, shall, &deadline) || today <= deadline.last_fresh_day)
        return;
    alarm_fire(shall, deadline.expected, SEVERITY_WARNING);
    shall->count = overdue(series->indicator, &deadline, today);
    alarm_show_day(deadline.last_fresh_day, &shall->against);
}

void alarm_due_soon_shall(const struct series *series, int32_t today,
                          struct alarm_standing *shall)
{
    int32_t days = series->indicator->alerts.due_soon.days;
    struct deadline deadline;

    if (!look(series, today, shall, &deadline) || today < deadline.release_day - days)
        return;
    alarm_fire(shall, deadline.expected, SEVERITY_INFO);
    alarm_show_day(deadline.release_day, &shall->against);
    if (today > deadline.release_day)
        shall->why = "overdue";
}
