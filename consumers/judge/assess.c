#include "consumers/judge/assess.h"

#include "consumers/judge/deadline.h"

enum { SMALL_COUNT = 20, RATIO_DIGITS = 4 /* thresholds are units of 10^-4 */ };

/* What the rows of the table look at. */
struct bench {
    const struct evidence *e;
    struct pace_path path;
    enum status rise; /* of the `rising` part: ACHIEVED where it holds, or is not asked for */
    const struct point *rise_from; /* the earlier of two official years; NULL: not there */
};

/* ---- rising ---- */

static const struct point *newest_official(const struct evidence *e, int32_t up_to)
{
    for (size_t i = e->closed; i-- > 0;) {
        const struct point *point = &e->series->points[i];

        if (point->official && point->period.position <= up_to && evidence_compares(e, point))
            return point;
    }
    return NULL;
}

static void look_at_rise(struct bench *b)
{
    const struct evidence *e = b->e;
    const struct point *last, *before = NULL;
    const struct exact *change;

    b->rise = STATUS_ACHIEVED;
    if (!e->target->condition.rising || e->now == NULL)
        return;
    last = newest_official(e, e->due);
    if (last != NULL) {
        struct series_year year = series_year(last->period.frequency);

        before = newest_official(e, last->period.position - year.periods / year.of);
    }
    b->rise_from = before;
    b->rise = STATUS_ON_TRACK;
    if (before == NULL)
        return;
    change = evidence_change(e, before, last);
    if (!evidence_beyond_noise(e, change))
        b->rise = STATUS_SLOW;
    else
        b->rise = exact_sign(change) > 0 ? STATUS_ACHIEVED : STATUS_REVERSING;
}

/* ---- the rows ---- */

static bool is_unset(const struct bench *b)
{
    return b->e->target->condition.is == CONDITION_BY_SCHEME;
}

static bool is_not_measured(const struct bench *b)
{
    return b->e->now == NULL;
}

static const struct point *final_point(const struct evidence *e)
{
    bool there = e->now != NULL && e->now->period.position == e->due && e->now->official &&
                 e->now->fault == POINT_JUDGED;

    return there ? e->now : NULL;
}

static bool is_partial(const struct bench *b)
{
    return b->e->now->fault == POINT_PARTIAL;
}

static bool is_short_window(const struct bench *b)
{
    return b->e->now->fault == POINT_SHORT_WINDOW;
}

static bool is_small(const struct bench *b)
{
    const struct evidence *e = b->e;

    return e->target->condition.is == CONDITION_GROWTH && e->baseline.value != NULL &&
           exact_compare(e->baseline.value, exact_scaled(e->pool, SMALL_COUNT, 0)) < 0;
}

static bool is_group_changed(const struct bench *b)
{
    return b->e->now->fault == POINT_GROUP_CHANGED;
}

/* Whether a period's figure can no longer be waited for. */
static bool is_late(const struct evidence *e, struct period period)
{
    return e->today > deadline_of(e->series->indicator, period).last_fresh_day;
}

static bool is_final_missing(const struct bench *b)
{
    const struct evidence *e = b->e;
    struct period last = {e->series->indicator->frequency, e->due};

    return final_point(e) == NULL && is_late(e, last);
}

static bool is_achieved(const struct bench *b)
{
    return b->e->met && b->rise == STATUS_ACHIEVED;
}

static bool is_held(const struct bench *b)
{
    return is_achieved(b) && (b->e->baseline_met || b->e->target->condition.every_period);
}

static bool is_final_unmet(const struct bench *b)
{
    return final_point(b->e) != NULL && !b->e->met;
}

static bool is_final_without_rise(const struct bench *b)
{
    return final_point(b->e) != NULL && b->rise_from != NULL && b->rise != STATUS_ACHIEVED;
}

static const struct exact *short_of_bound(const struct evidence *e)
{
    return exact_minus(e->pool, e->now->value, e->bound);
}

static bool is_lost(const struct bench *b)
{
    const struct evidence *e = b->e;

    if (e->met || e->bound == NULL)
        return false;
    return e->target->condition.every_period ||
           (e->baseline_met && evidence_beyond_noise(e, short_of_bound(e)));
}

static bool has_no_baseline(const struct bench *b)
{
    const struct evidence *e = b->e;

    return !e->met &&
           (b->path.expected == NULL || e->baseline.position >= e->now->period.position);
}

static bool is_stale(const struct bench *b)
{
    const struct evidence *e = b->e;
    struct period next = e->heard->period;

    next.position++;
    return next.position <= e->due && is_late(e, next);
}

static bool only_rise_is_wanting(const struct bench *b)
{
    return b->e->met;
}

static bool is_slip(const struct bench *b)
{
    return b->e->baseline_met;
}

/* Under one year, and under a tenth of the way. */
static bool is_too_early(const struct bench *b)
{
    const struct evidence *e = b->e;
    struct series_year year = series_year(e->now->period.frequency);
    int64_t gone = e->now->period.position - e->baseline.position;

    return gone * year.of < year.periods && gone * 10 < e->due - e->baseline.position;
}

static bool is_above_band(const struct bench *b)
{
    return b->e->above_band;
}

static bool is_reversing(const struct bench *b)
{
    const struct evidence *e = b->e;
    const struct exact *gained = evidence_progress(e, e->baseline.value, e->now->value);

    return exact_sign(gained) < 0 && evidence_beyond_noise(e, gained);
}

static bool ratio_reaches(const struct bench *b, int threshold)
{
    return b->path.linear_ratio != NULL &&
           exact_compare(b->path.linear_ratio,
                         exact_scaled(b->e->pool, threshold, RATIO_DIGITS)) >= 0;
}

static bool is_on_track(const struct bench *b)
{
    return ratio_reaches(b, b->e->target->off_target.on_track) ||
           exact_sign(b->path.deviation) >= 0 ||
           !evidence_beyond_noise(b->e, b->path.deviation);
}

static bool is_slow(const struct bench *b)
{
    const struct evidence *e = b->e;
    const struct exact *allowed;

    if (b->path.linear_ratio != NULL)
        return ratio_reaches(b, e->target->off_target.slow);
    allowed = e->series->indicator->kind == INDICATOR_LEVEL
                  ? exact_scaled(e->pool, 1, 0) /* one step short */
                  : exact_times(e->pool, exact_scaled(e->pool, 2, 0), e->noise);
    return exact_compare(exact_absolute(e->pool, b->path.deviation), allowed) <= 0;
}

static bool is_the_rest(const struct bench *b)
{
    (void)b;
    return true;
}

/* The first that applies.  Below STALE stand the pace verdicts, which it replaces; each row may
 * rely on those above it not having applied. */
static const struct row {
    enum status status;
    enum why why;
    bool (*applies)(const struct bench *b);
} rows[] = {
    {STATUS_TARGET_UNSET, WHY_NONE, is_unset},
    {STATUS_NOT_MEASURED, WHY_NONE, is_not_measured},
    {STATUS_UNASSESSABLE, WHY_PARTIAL, is_partial},
    {STATUS_UNASSESSABLE, WHY_SHORT_WINDOW, is_short_window},
    {STATUS_UNASSESSABLE, WHY_SMALL_COUNT, is_small},
    {STATUS_UNASSESSABLE, WHY_GROUP_CHANGED, is_group_changed},
    {STATUS_UNASSESSABLE, WHY_FINAL_MISSING, is_final_missing},
    {STATUS_ACHIEVED_HOLD, WHY_NONE, is_held},
    {STATUS_ACHIEVED, WHY_NONE, is_achieved},
    {STATUS_MISSED, WHY_NONE, is_final_unmet},
    {STATUS_MISSED, WHY_NOT_RISING, is_final_without_rise},
    {STATUS_OFF_TRACK, WHY_LOST, is_lost},
    {STATUS_NO_BASELINE, WHY_NONE, has_no_baseline},
    {STATUS_STALE, WHY_NONE, is_stale},
    {STATUS_ACHIEVED, WHY_NOT_RISING, only_rise_is_wanting},
    {STATUS_ON_TRACK, WHY_WITHIN_NOISE, is_slip},
    {STATUS_UNASSESSABLE, WHY_TOO_EARLY, is_too_early},
    {STATUS_OFF_TRACK, WHY_ABOVE_BAND, is_above_band},
    {STATUS_REVERSING, WHY_NONE, is_reversing},
    {STATUS_ON_TRACK, WHY_NONE, is_on_track},
    {STATUS_SLOW, WHY_NONE, is_slow},
    {STATUS_OFF_TRACK, WHY_NONE, is_the_rest},
};

static const struct row *first_row(const struct bench *b, const struct row *from)
{
    while (!from->applies(b))
        from++;
    return from;
}

/* ---- two parts, one verdict ---- */

/* How bad a part is: the verdict is the worst of its parts.  -1: it is no part. */
static int badness(enum status status)
{
    static const enum status order[] = {STATUS_ACHIEVED, STATUS_ON_TRACK, STATUS_SLOW,
                                        STATUS_OFF_TRACK, STATUS_REVERSING};

    for (int i = 0; i < (int)(sizeof(order) / sizeof(order[0])); i++)
        if (order[i] == status)
            return i;
    return -1;
}

static enum status with_rise(const struct bench *b, enum status status, enum why *why)
{
    if (badness(status) < 0 || badness(b->rise) <= badness(status))
        return status;
    *why = WHY_NOT_RISING;
    return b->rise;
}

static void find_status(const struct bench *b, struct assessment *a)
{
    const struct row *row = first_row(b, rows);

    a->status = row->status;
    if (row->status == STATUS_STALE)
        row = first_row(b, row + 1);
    a->why = row->why;
    a->last_status = with_rise(b, row->status, &a->why);
    if (a->status != STATUS_STALE)
        a->status = a->last_status;
}

static void count_periods(const struct evidence *e, struct assessment *a)
{
    if (!e->target->condition.every_period || e->bound == NULL)
        return;
    for (size_t i = 0; i < e->closed; i++) {
        const struct point *point = &e->series->points[i];

        if (point->fault != POINT_JUDGED)
            continue;
        a->judged_periods++;
        a->met_periods += evidence_meets(e, point->value, point->period.position) ? 1 : 0;
    }
}

void assess(const struct evidence *e, struct assessment *a)
{
    struct bench b = {.e = e};

    *a = (struct assessment){0};
    pace_path(e, &b.path);
    look_at_rise(&b);
    find_status(&b, a);
    a->path = b.path;
    a->rise_from = b.rise_from;
    a->fell = b.rise == STATUS_REVERSING;
    if (a->status == STATUS_TARGET_UNSET || a->status == STATUS_NOT_MEASURED)
        return;
    a->provisional = !e->now->official;
    a->above_band = e->met && e->above_band;
    a->awaiting_final = e->today > e->target->due && final_point(e) == NULL;
    count_periods(e, a);
}
