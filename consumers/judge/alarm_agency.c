/*
 * rejections: at least 3, and more than 5 %, of what an agency sent in 24 h was refused; cleared
 * by 24 h without a refusal.  agency_silent: all its indicators are stale; cleared by an accepted
 * event.  Both warnings.
 *
 * Decided here, where judgement.md is silent:
 *  - rejections is raised for, and since, the day on which it was seen; what is below the
 *    thresholds, but not clean, raises nothing and clears nothing;
 *  - agency_silent has no memory: nothing was accepted on or after the day on which the last of
 *    its indicators went stale, and it is raised for that day.  What Kafka took later than the day
 *    that is looked at was not heard on it (a day's difference may be one of clocks): so a log that
 *    was loaded afterwards tells of a past day what stood on it;
 *  - an agency that is out of office is not silent: its duties are its successor's.  What it still
 *    sends may be refused, and that is told.
 */
#include <string.h>

#include "consumers/judge/alarm_fold.h"

enum { WHOLE = 10000 };

static bool too_many(const struct rejections_thresholds *thresholds,
                     const struct alarm_agency_facts *facts)
{
    int64_t sent = facts->accepted_24h + facts->refused_24h;

    return facts->refused_24h >= thresholds->refused &&
           (double)facts->refused_24h * WHOLE > (double)sent * thresholds->share;
}

/* The text of a day that stands, or today's. */
static void keep_day(const char stood[ALARM_WHEN_BYTES], bool stands, int32_t today,
                     char out[ALARM_WHEN_BYTES])
{
    size_t length = strnlen(stood, ALARM_WHEN_BYTES);
    int32_t day;

    if (!stands || day_read((struct text){stood, length}, &day) != 0)
        day = today;
    day_write(day, out);
}

static void judge_rejections(const struct alarm_agency_facts *facts, int32_t today,
                             const struct alarm_standing *stands, struct alarm_standing *shall)
{
    bool fires = stands->state == ALARM_FIRING && facts->refused_24h > 0;

    alarm_begin(shall);
    day_write(today, shall->period);
    if (facts->refused_24h > 0)
        alarm_show_share(facts->refused_24h, facts->accepted_24h + facts->refused_24h,
                         &shall->value);
    if (!fires && !too_many(&facts->plan->alerts.rejections, facts))
        return;
    shall->state = ALARM_FIRING;
    shall->severity = SEVERITY_WARNING;
    shall->count = facts->refused_24h;
    keep_day(stands->since, fires, today, shall->since);
    keep_day(stands->raised_for, fires, today, shall->raised_for);
}

static bool in_office(const struct agency *agency, int32_t today)
{
    return agency->retired_on == PLAN_DAY_NONE || today < agency->retired_on;
}

/* Whether the agency was heard on or after the day; PLAN_DAY_NONE, never, is before any. */
static bool heard_since(int32_t heard, int32_t day, int32_t today)
{
    return heard >= day && heard <= today + 1;
}

static void judge_silence(const struct alarm_agency_facts *facts, int32_t today,
                          struct alarm_standing *shall)
{
    alarm_begin(shall);
    day_write(today, shall->period);
    if (!in_office(facts->agency, today) || facts->indicators == 0 ||
        facts->stale < facts->indicators ||
        heard_since(facts->last_heard_day, facts->stale_since_day, today))
        return;
    shall->state = ALARM_FIRING;
    shall->severity = SEVERITY_WARNING;
    shall->count = (int64_t)facts->indicators;
    day_write(facts->stale_since_day, shall->since);
    day_write(facts->stale_since_day, shall->raised_for);
    if (facts->last_heard_day != PLAN_DAY_NONE && facts->last_heard_day <= today)
        alarm_show_day(facts->last_heard_day, &shall->against);
}

void alarms_of_agency(const struct alarm_agency_facts *facts, int32_t today,
                      const struct alarm_standing stands[ALARM_KINDS],
                      struct alarm_standing shall[ALARM_KINDS])
{
    judge_rejections(facts, today, &stands[ALARM_REJECTIONS], &shall[ALARM_REJECTIONS]);
    judge_silence(facts, today, &shall[ALARM_AGENCY_SILENT]);
}
