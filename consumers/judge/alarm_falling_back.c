/*
 * falling_back: what was met is unmet beyond noise: critical; met, but projected to be unmet by
 * the due period: warning; k periods; cleared when it is met and projected to be met.
 *
 * Decided here, where judgement.md is silent:
 *  - "was met": by the baseline, or by an earlier period of the segment; its `rising` left aside;
 *  - unmet within noise says nothing; never met is no fall, so it clears nothing and raises nothing;
 *  - the distance that noise is held against is that to the bound of the period itself: for growth,
 *    what the baseline would have grown to by then; above a band, its upper end;
 *  - met, and nothing to project from, is met;
 *  - both count towards the same k, and the severity is that of the newest.
 */
#include "consumers/judge/alarm_fold.h"
#include "consumers/judge/alarm_kinds.h"

enum holds { HOLDS_NOT_KNOWN, HOLDS, HOLDS_FOR_NOW, HOLDS_NO_LONGER };

enum { SAYS = 0x03, BASELINE_MET = 0x04, PROVISIONAL = 0x08, LOOKED_AT = 0x10 };

static const struct exact *bound_now(const struct evidence *e)
{
    const struct condition *condition = &e->target->condition;
    bool from_above = e->above_band && condition->above_is_breach;

    if (condition->is == CONDITION_GROWTH)
        return evidence_grown(e, from_above ? condition->high : condition->low,
                              e->now->period.position);
    if (from_above)
        return exact_scaled(e->pool, condition->high, e->series->indicator->decimals);
    return e->bound;
}

static bool is_lost(const struct evidence *e)
{
    const struct exact *short_of = exact_minus(e->pool, e->now->value, bound_now(e));

    return short_of != NULL && evidence_beyond_noise(e, short_of);
}

/* NULL, too: it is projected to be met, or there is nothing to project from. */
static const struct exact *projected_unmet(const struct evidence *e)
{
    struct pace_outlook outlook;

    pace_outlook(e, &outlook);
    if (outlook.projected == NULL || evidence_meets(e, outlook.projected, e->due))
        return NULL;
    return outlook.projected;
}

static enum holds holds_of(const struct evidence *e)
{
    if (e->met)
        return projected_unmet(e) == NULL ? HOLDS : HOLDS_FOR_NOW;
    return is_lost(e) ? HOLDS_NO_LONGER : HOLDS_NOT_KNOWN;
}

static unsigned read_period(const struct alarm_walk *walk, size_t at)
{
    struct exact_pool *pool;
    struct evidence evidence;
    unsigned said = LOOKED_AT;

    if (walk->series->points[at].fault == POINT_NOT_COMPARABLE)
        return 0;
    if (walk->series->points[at].fault != POINT_JUDGED)
        return LOOKED_AT;
    pool = exact_pool_new();
    alarm_gather(walk, at, pool, &evidence);
    if (evidence.bound != NULL) {
        said |= holds_of(&evidence);
        said |= evidence.baseline_met ? BASELINE_MET : 0;
        said |= evidence.now->official ? 0 : PROVISIONAL;
    }
    exact_pool_free(pool);
    return said;
}

static bool clears(unsigned said)
{
    return (said & SAYS) == HOLDS;
}

/* Of what fires; until then a break before it is still to be told. */
static void say_why(struct alarm_standing *shall, const char *why)
{
    if (shall->state == ALARM_FIRING)
        shall->why = why;
}

static void fold(struct alarm_standing *shall, unsigned said, const struct point *point,
                 const struct target *target, bool *was_met)
{
    bool provisional = (said & PROVISIONAL) != 0;
    int k = target->alerts.falling_back.periods;

    switch ((enum holds)(said & SAYS)) {
    case HOLDS_NOT_KNOWN:
        break;
    case HOLDS:
        alarm_end(shall);
        *was_met = true;
        break;
    case HOLDS_FOR_NOW:
        alarm_bad(shall, point->period, k, alarm_lowered(SEVERITY_WARNING, provisional));
        say_why(shall, "projected");
        *was_met = true;
        break;
    case HOLDS_NO_LONGER:
        if (!*was_met && (said & BASELINE_MET) == 0)
            break;
        alarm_bad(shall, point->period, k, alarm_lowered(SEVERITY_CRITICAL, provisional));
        say_why(shall, "lost");
        break;
    }
}

/* What the newest is projected at, for the sentence. */
static void show_projected(struct alarm_standing *shall, const struct alarm_walk *walk,
                           size_t at)
{
    struct exact_pool *pool = exact_pool_new();
    struct evidence evidence;
    struct point shown;

    alarm_gather(walk, at, pool, &evidence);
    shown = walk->series->points[at];
    shown.value = evidence.met ? projected_unmet(&evidence) : NULL;
    alarm_show(walk->series, &shown, &shall->against);
    exact_pool_free(pool);
}

/* Whether it was met at any time: a glance, before each period is judged as of its close. */
static bool was_ever_met(const struct alarm_walk *walk)
{
    struct exact_pool *pool = exact_pool_new();
    struct evidence e;
    bool met;

    alarm_gather(walk, walk->count - 1, pool, &e);
    met = e.baseline_met;
    for (size_t i = 0; i < walk->count && !met && e.bound != NULL; i++) {
        const struct point *point = &walk->series->points[i];

        met = point->fault == POINT_JUDGED &&
              evidence_meets(&e, point->value, point->period.position);
    }
    exact_pool_free(pool);
    return met;
}

static void fold_all(struct alarm_standing *shall, struct alarm_walk *walk)
{
    const struct point *before = NULL;
    bool was_met = false;
    size_t last = 0;

    for (size_t i = alarm_walk_from(walk, clears); i < walk->count; i++) {
        const struct point *point = &walk->series->points[i];
        unsigned said = alarm_walk_said(walk, i);

        if (said == 0)
            continue;
        if (before != NULL && before->segment != point->segment) {
            alarm_broken(shall);
            was_met = false;
        }
        before = point;
        last = i;
        fold(shall, said, point, walk->target, &was_met);
    }
    if (shall->state == ALARM_FIRING && walk->series->points[last].fault == POINT_JUDGED)
        show_projected(shall, walk, last);
}

static const struct point *newest_judged(const struct alarm_walk *walk)
{
    for (size_t i = walk->count; i-- > 0;)
        if (walk->series->points[i].fault == POINT_JUDGED)
            return &walk->series->points[i];
    return NULL;
}

void alarm_falling_back_shall(const struct series *series, const struct target *target,
                              int32_t today, struct alarm_standing *shall)
{
    struct alarm_walk walk = alarm_walk(series, target, today);
    const struct point *newest = newest_judged(&walk);

    alarm_begin(shall);
    walk.read = read_period;
    if (newest == NULL)
        return;
    /* where communes are lacking, the baseline is another one in each period */
    if (!alarm_is_timeless(target) || series->part_count > 0 || was_ever_met(&walk))
        fold_all(shall, &walk);
    alarm_look(shall, series, newest);
}
