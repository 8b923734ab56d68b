#include "consumers/judge/communes.h"

void communes_read(struct exact_pool *pool, const struct indicator *indicator,
                   const struct total_part *parts, size_t count, struct commune *communes)
{
    for (size_t i = 0; i < count; i++) {
        communes[i] = (struct commune){.whole = parts[i].heard};
        if (!parts[i].heard)
            continue;
        communes[i].numerator =
            exact_scaled(pool, parts[i].numerator, indicator->part_decimals);
        communes[i].denominator =
            exact_scaled(pool, parts[i].denominator, indicator->part_decimals);
    }
}

/* Where an absent figure is nothing. */
static const struct exact *plus(struct exact_pool *pool, const struct exact *a,
                                const struct exact *b)
{
    if (a == NULL || b == NULL)
        return a == NULL ? b : a;
    return exact_plus(pool, a, b);
}

static const struct exact *minus(struct exact_pool *pool, const struct exact *a,
                                 const struct exact *b)
{
    return b == NULL ? a : exact_minus(pool, a, b);
}

struct commune_sum communes_subtract(struct exact_pool *pool, struct commune *now,
                                     const struct commune *before, size_t count)
{
    const struct exact *nothing = exact_scaled(pool, 0, 0);
    struct commune_sum odd = {nothing, nothing};

    for (size_t i = 0; i < count; i++) {
        if (now[i].whole && before[i].whole) {
            now[i].numerator = exact_minus(pool, now[i].numerator, before[i].numerator);
            now[i].denominator = exact_minus(pool, now[i].denominator, before[i].denominator);
            continue;
        }
        odd.numerator =
            minus(pool, plus(pool, odd.numerator, now[i].numerator), before[i].numerator);
        odd.denominator =
            minus(pool, plus(pool, odd.denominator, now[i].denominator), before[i].denominator);
        now[i] = (struct commune){.whole = false};
    }
    return odd;
}

void communes_add(struct exact_pool *pool, struct commune *sum, const struct commune *other,
                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sum[i].numerator = plus(pool, sum[i].numerator, other[i].numerator);
        sum[i].denominator = plus(pool, sum[i].denominator, other[i].denominator);
        sum[i].whole = sum[i].whole && other[i].whole;
    }
}

static bool in_both(const struct point *from, const struct point *to, size_t i)
{
    return from->parts[i].whole && to->parts[i].whole;
}

/* Whether one of them has a figure of a commune that is not in both. */
static bool is_uneven(const struct series *series, const struct point *from,
                      const struct point *to)
{
    if (from->parts == NULL || to->parts == NULL || from->value == NULL || to->value == NULL)
        return false;
    for (size_t i = 0; i < series->part_count; i++)
        if (!in_both(from, to, i) &&
            (from->parts[i].numerator != NULL || to->parts[i].numerator != NULL))
            return true;
    return false;
}

/* The ratio of one of them over the communes in both. */
static const struct exact *even(struct exact_pool *pool, const struct series *series,
                                const struct point *point, const struct point *other)
{
    const struct exact *numerator = point->numerator, *denominator = point->denominator;

    for (size_t i = 0; i < series->part_count; i++) {
        if (in_both(point, other, i))
            continue;
        numerator = minus(pool, numerator, point->parts[i].numerator);
        denominator = minus(pool, denominator, point->parts[i].denominator);
    }
    return series_ratio(pool, series->indicator, numerator, denominator);
}

const struct exact *communes_change(struct exact_pool *pool, const struct series *series,
                                    const struct point *from, const struct point *to)
{
    const struct exact *change = NULL;

    if (is_uneven(series, from, to))
        change = exact_minus(pool, even(pool, series, to, from), even(pool, series, from, to));
    return change != NULL ? change : exact_minus(pool, to->value, from->value);
}
