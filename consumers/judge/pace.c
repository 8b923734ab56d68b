#include "consumers/judge/pace.h"

#include <math.h>

#include "consumers/judge/theil_sen.h"

enum {
    LINE_YEARS = 5,
    LINE_POINTS_MAX = 61, /* five years of months, and one begun */
    GROWTH_DIGITS = 12,
    ARRIVES_YEARS = 50,
};

static bool is_growth(const struct evidence *e)
{
    return e->target->condition.is == CONDITION_GROWTH;
}

static const struct exact *number(const struct evidence *e, int64_t value)
{
    return exact_scaled(e->pool, value, 0);
}

/* Now and a baseline before it, and a bound: what every comparison needs. */
static bool has_path(const struct evidence *e)
{
    return e->now != NULL && e->now->value != NULL && e->baseline.value != NULL &&
           e->bound != NULL && e->now->period.position >= e->baseline.position &&
           e->due > e->baseline.position;
}

/* ---- against the path ---- */

static const struct exact *expected(const struct evidence *e)
{
    int32_t t = e->now->period.position, t0 = e->baseline.position;
    const struct exact *way;

    if (t == t0)
        return e->baseline.value;
    if (is_growth(e))
        return evidence_grown(e, e->target->condition.low, t);
    way = exact_times(e->pool, exact_minus(e->pool, e->bound, e->baseline.value),
                      exact_fraction(e->pool, t - t0, e->due - t0));
    if (e->series->indicator->kind == INDICATOR_LEVEL)
        way = exact_floor(e->pool, way);
    return exact_plus(e->pool, e->baseline.value, way);
}

static const struct exact *growth_ratio(const struct evidence *e)
{
    double rate = (double)e->target->condition.low / 1e6;
    double grown = exact_double(exact_over(e->pool, e->now->value, e->baseline.value));

    if (grown <= 0)
        return NULL;
    /* logarithms err in the last bits; a half must not read 0.4999 */
    return exact_near(e->pool,
                      log(grown) / (evidence_years(e, e->now->period.position) * log1p(rate)),
                      GROWTH_DIGITS);
}

static const struct exact *linear_ratio(const struct evidence *e, const struct exact *expect)
{
    const struct exact *way = exact_minus(e->pool, e->bound, e->baseline.value);
    const struct exact *least = exact_times(e->pool, number(e, 3), e->noise);

    if (e->series->indicator->kind == INDICATOR_LEVEL || e->baseline_met ||
        e->now->period.position == e->baseline.position ||
        exact_compare(exact_absolute(e->pool, way), least) < 0)
        return NULL;
    if (is_growth(e))
        return growth_ratio(e);
    return exact_over(e->pool, exact_minus(e->pool, e->now->value, e->baseline.value),
                      exact_minus(e->pool, expect, e->baseline.value));
}

const struct exact *pace_ceiling(const struct evidence *e)
{
    const struct condition *condition = &e->target->condition;

    if (!condition->above_is_breach)
        return NULL;
    if (is_growth(e))
        return evidence_grown(e, condition->high, e->now->period.position);
    return exact_scaled(e->pool, condition->high, e->series->indicator->decimals);
}

/* Where the value has to come to from where it is, and from which side. */
static const struct exact *goal_of(const struct evidence *e, int *side)
{
    const struct condition *condition = &e->target->condition;

    *side = e->direction;
    if (!e->above_band || !condition->above_is_breach)
        return e->bound;
    *side = -1;
    if (is_growth(e))
        return evidence_grown(e, condition->high, e->due);
    return exact_scaled(e->pool, condition->high, e->series->indicator->decimals);
}

void pace_path(const struct evidence *e, struct pace_path *path)
{
    int side;
    const struct exact *goal;

    *path = (struct pace_path){0};
    if (!has_path(e))
        return;
    path->expected = expected(e);
    path->linear_ratio = linear_ratio(e, path->expected);
    path->deviation = evidence_progress(e, path->expected, e->now->value);
    goal = goal_of(e, &side);
    if (side != e->direction)
        path->deviation = exact_minus(e->pool, goal, e->now->value);
}

const struct exact *pace_growth(const struct evidence *e)
{
    double grown;

    if (!is_growth(e) || !has_path(e) || e->now->period.position == e->baseline.position)
        return NULL;
    grown = exact_double(exact_over(e->pool, e->now->value, e->baseline.value));
    return exact_of_double(
        e->pool, (pow(grown, 1 / evidence_years(e, e->now->period.position)) - 1) * 100);
}

/* ---- the line ---- */

struct line {
    struct theil_sen_point points[LINE_POINTS_MAX];
    size_t count;
    struct theil_sen_line drawn; /* NULL where there are too few */
};

/* Of two days. */
static bool same_month(int32_t a, int32_t b)
{
    return period_of_day(FREQUENCY_MONTHLY, a).position ==
           period_of_day(FREQUENCY_MONTHLY, b).position;
}

static void collect(const struct evidence *e, struct line *line)
{
    struct series_year year = series_year(e->now->period.frequency);
    int32_t since = e->now->period.position - LINE_YEARS * year.periods / year.of;

    for (size_t i = 0; i < e->closed; i++) {
        const struct point *point = &e->series->points[i];

        if (!evidence_compares(e, point) || point->period.position <= since)
            continue;
        if (point->period.frequency == FREQUENCY_DAILY && line->count > 0 &&
            same_month(line->points[line->count - 1].position, point->period.position))
            line->count--;
        if (line->count < LINE_POINTS_MAX)
            line->points[line->count++] =
                (struct theil_sen_point){point->period.position, point->value};
    }
}

static void draw(const struct evidence *e, struct line *line)
{
    *line = (struct line){0};
    collect(e, line);
    if (line->count >= PACE_LINE_POINTS)
        line->drawn = theil_sen(e->pool, line->points, line->count);
}

/* ---- ahead ---- */

static const struct exact *mean_change(const struct evidence *e)
{
    if (e->baseline.value == NULL || e->now->period.position <= e->baseline.position)
        return NULL;
    return exact_over(e->pool, exact_minus(e->pool, e->now->value, e->baseline.value),
                      number(e, e->now->period.position - e->baseline.position));
}

static const struct exact *within(const struct exact *value, const struct exact *least,
                                  const struct exact *most)
{
    if (least != NULL && exact_compare(value, least) < 0)
        return least;
    return most != NULL && exact_compare(value, most) > 0 ? most : value;
}

static const struct exact *within_limits(const struct evidence *e, const struct exact *value)
{
    const struct indicator *indicator = e->series->indicator;
    const struct exact *least = NULL, *most = NULL;

    /* the limits of a compared indicator are its value's, not its lead's */
    if (value == NULL || indicator->kind == INDICATOR_COMPARED)
        return value;
    if (indicator->kind == INDICATOR_LEVEL)
        return within(value, number(e, 0), number(e, (int64_t)indicator->level_count - 1));
    if (indicator->kind == INDICATOR_RANK)
        value = within(value, number(e, 1),
                       e->now->rank_of > 0 ? number(e, e->now->rank_of) : NULL);
    if (indicator->has_min)
        least = exact_scaled(e->pool, indicator->min, indicator->decimals);
    if (indicator->has_max)
        most = exact_scaled(e->pool, indicator->max, indicator->decimals);
    return within(value, least, most);
}

static const struct exact *projected(const struct evidence *e, const struct line *line,
                                     const struct exact *pace)
{
    int32_t left = e->due - e->now->period.position;

    if (left == 0)
        return e->now->value;
    if (line->drawn.slope != NULL)
        return exact_plus(e->pool, line->drawn.intercept,
                          exact_times(e->pool, line->drawn.slope, number(e, e->due)));
    return exact_plus(e->pool, e->now->value, exact_times(e->pool, pace, number(e, left)));
}

static const struct exact *required_pace(const struct evidence *e)
{
    int32_t t = e->now->period.position, left = e->due - t;
    int side;
    const struct exact *goal = goal_of(e, &side);
    double years;

    if (e->met || goal == NULL || left <= 0)
        return NULL;
    if (!is_growth(e))
        return exact_over(e->pool, exact_minus(e->pool, goal, e->now->value), number(e, left));
    if (exact_sign(e->now->value) <= 0)
        return NULL;
    years = evidence_years(e, e->due) - evidence_years(e, t);
    return exact_of_double(
        e->pool,
        (pow(exact_double(exact_over(e->pool, goal, e->now->value)), 1 / years) - 1) * 100);
}

static int64_t horizon(const struct evidence *e)
{
    struct series_year year = series_year(e->now->period.frequency);

    return ARRIVES_YEARS * year.periods / year.of;
}

/* How many periods until y + pace x n catches up with the growing path; 0: beyond the horizon. */
static int64_t periods_to_grow(const struct evidence *e, const struct exact *pace)
{
    double y = exact_double(e->now->value), step = exact_double(pace);
    double y0 = exact_double(e->baseline.value);
    double factor = 1 + (double)e->target->condition.low / 1e6;

    for (int64_t n = 1; n <= horizon(e); n++) {
        double years = evidence_years(e, e->now->period.position + (int32_t)n);

        if (y + step * (double)n >= y0 * pow(factor, years))
            return n;
    }
    return 0;
}

/* ... until it meets a bound that stands still. */
static int64_t periods_to_bound(const struct evidence *e, const struct exact *pace)
{
    enum condition_is is = e->target->condition.is;
    bool strict = is == CONDITION_GREATER_THAN || is == CONDITION_ABOVE_BENCHMARK;
    int64_t periods = 0;
    int side;
    const struct exact *goal = goal_of(e, &side), *way;

    if (exact_sign(pace) != side)
        return 0;
    way = exact_over(e->pool, exact_minus(e->pool, goal, e->now->value), pace);
    way = strict ? exact_plus(e->pool, exact_floor(e->pool, way), number(e, 1))
                 : exact_ceiling(e->pool, way);
    if (!exact_integer(way, &periods) || periods > horizon(e))
        return 0;
    return periods;
}

static int32_t arrives(const struct evidence *e, const struct exact *pace)
{
    struct period period = e->now->period;
    int64_t periods;

    if (e->met || e->bound == NULL || pace == NULL || (is_growth(e) && e->above_band))
        return PLAN_DAY_NONE;
    periods = is_growth(e) ? periods_to_grow(e, pace) : periods_to_bound(e, pace);
    if (periods <= 0)
        return PLAN_DAY_NONE;
    period.position += (int32_t)periods;
    return period_last_day(period);
}

void pace_outlook(const struct evidence *e, struct pace_outlook *outlook)
{
    struct line line;

    *outlook = (struct pace_outlook){.arrives = PLAN_DAY_NONE};
    if (e->now == NULL || e->now->fault != POINT_JUDGED)
        return;
    draw(e, &line);
    outlook->pace = line.drawn.slope != NULL ? line.drawn.slope : mean_change(e);
    outlook->projected = within_limits(e, projected(e, &line, outlook->pace));
    outlook->required_pace = required_pace(e);
    outlook->arrives = arrives(e, outlook->pace);
}
