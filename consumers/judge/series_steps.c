#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/judge/communes.h"
#include "consumers/judge/series_own.h"

/* ---- a figure that rests on two ---- */

/* The status of a figure made of two: of the one that is least settled. */
static char less_settled(char a, char b)
{
    static const char order[] = "UEIPVDGHJKNSW"; /* design: a total's status */
    const char *place_a = strchr(order, a), *place_b = strchr(order, b);

    if (place_a == NULL && place_b == NULL)
        return 'A';
    if (place_a == NULL || (place_b != NULL && place_b < place_a))
        return b;
    return a;
}

/* Of two times of which 0 is none. */
static int64_t earlier(int64_t a, int64_t b)
{
    if (a == 0 || b == 0)
        return a == 0 ? b : a;
    return a < b ? a : b;
}

/* A step whose value also rests on another one. */
static void rest_on(struct step *step, const struct step *other)
{
    step->obs_status = less_settled(step->obs_status, other->obs_status);
    step->partial = step->partial || other->partial;
    step->disputed = step->disputed || other->disputed;
    step->disputed_since_unix_ms =
        earlier(step->disputed_since_unix_ms, other->disputed_since_unix_ms);
    if ((int64_t)other->communes_heard * step->communes <
        (int64_t)step->communes_heard * other->communes) {
        step->communes_heard = other->communes_heard;
        step->communes = other->communes;
    }
}

/* ---- figures ---- */

/* The communes' own figures, where some are lacking.  0, or -1: out of memory. */
static int read_parts(struct series *series, struct step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (steps[i].total->parts != NULL)
            series->part_count = steps[i].total->part_count;
    if (count == 0 || series->part_count == 0)
        return 0;
    series->parts = calloc(count * series->part_count, sizeof(*series->parts));
    if (series->parts == NULL)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (steps[i].total->parts == NULL)
            continue;
        steps[i].parts = &series->parts[i * series->part_count];
        communes_read(series->pool, series->indicator, steps[i].total->parts,
                      series->part_count, steps[i].parts);
    }
    return 0;
}

static void read_figures(struct series *series, struct step *steps, size_t count)
{
    const struct indicator *indicator = series->indicator;

    for (size_t i = 0; i < count; i++) {
        const struct total *total = steps[i].total;

        if (indicator->kind == INDICATOR_RATIO) {
            steps[i].value =
                exact_scaled(series->pool, total->numerator, indicator->part_decimals);
            steps[i].denominator =
                exact_scaled(series->pool, total->denominator, indicator->part_decimals);
        } else if (indicator->kind == INDICATOR_LEVEL) {
            steps[i].value = exact_scaled(series->pool, total->value, 0);
        } else {
            steps[i].value = exact_scaled(series->pool, total->value, indicator->decimals);
        }
    }
}

int steps_read(struct series *series, struct step *steps, size_t count)
{
    read_figures(series, steps, count);
    return read_parts(series, steps, count);
}

static bool begins_a_year(struct period period)
{
    int32_t first = period_first_day(period);

    return period_of_day(FREQUENCY_ANNUAL, first).position !=
           period_of_day(FREQUENCY_ANNUAL, first - 1).position;
}

/* Less the report before it, over the communes in both; of one that is partial, not to be judged and
 * so not known by communes, as it stands. */
static void take_difference(struct series *series, struct step *step, const struct step *before)
{
    struct exact_pool *pool = series->pool;
    struct commune_sum odd;

    step->value = exact_minus(pool, step->value, before->value);
    step->denominator = exact_minus(pool, step->denominator, before->denominator);
    if (step->parts == NULL || step->partial || before->partial)
        return;
    odd = communes_subtract(pool, step->parts, before->parts, series->part_count);
    step->value = exact_minus(pool, step->value, odd.numerator);
    step->denominator = exact_minus(pool, step->denominator, odd.denominator);
}

/* From the end, so that each predecessor is still whole. */
void steps_subtract(struct series *series, struct step *steps, size_t count)
{
    for (size_t i = count; i-- > 0;) {
        struct step *step = &steps[i];
        const struct step *before = i > 0 ? &steps[i - 1] : NULL;

        if (begins_a_year(step->total->period))
            continue;
        if (before == NULL || before->segment != step->segment ||
            before->total->period.position != step->total->period.position - 1) {
            step->value = NULL;
            continue;
        }
        take_difference(series, step, before);
        rest_on(step, before);
    }
}

bool step_is_whole(const struct step *steps, size_t last, size_t window)
{
    if (last + 1 < window)
        return false;

    const struct step *first = &steps[last + 1 - window];

    if (first->segment != steps[last].segment ||
        steps[last].total->period.position - first->total->period.position != (int)window - 1)
        return false;
    for (size_t i = 0; i < window; i++)
        if (first[i].value == NULL)
            return false;
    return true;
}

void steps_run_up(struct series *series, struct step *steps, size_t count)
{
    const struct exact *value = exact_scaled(series->pool, 0, 0), *denominator = value;

    for (size_t i = 0; i < count; i++) {
        if (steps[i].value != NULL)
            value = exact_plus(series->pool, value, steps[i].value);
        if (steps[i].value != NULL && steps[i].denominator != NULL)
            denominator = exact_plus(series->pool, denominator, steps[i].denominator);
        steps[i].value_so_far = value;
        steps[i].denominator_so_far = denominator;
    }
}

void step_sum_year(struct series *series, struct step *steps, size_t last, size_t window)
{
    struct step *sum = &steps[last];

    if (last >= window) {
        const struct step *before = &steps[last - window];

        sum->value = exact_minus(series->pool, sum->value_so_far, before->value_so_far);
        sum->denominator =
            exact_minus(series->pool, sum->denominator_so_far, before->denominator_so_far);
    } else {
        sum->value = sum->value_so_far;
        sum->denominator = sum->denominator_so_far;
    }
    for (size_t i = last + 1 - window; i < last; i++) {
        rest_on(sum, &steps[i]);
        if (sum->parts == NULL)
            continue;
        assert(steps[i].parts != NULL); /* of one segment: both are of communes */
        communes_add(series->pool, sum->parts, steps[i].parts, series->part_count);
    }
}
