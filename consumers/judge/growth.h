/*
 * growth - whether a value has grown at an average annual rate, and what a base grows to.
 *
 * The years between two periods are a fraction, steps / periods (daily figures: steps of 4/1461 of
 * a year), so that value >= base x (1 + rate)^years is asked as
 *
 *     value^periods  against  base^periods x (1 + rate)^steps
 *
 * and no root is taken.  Of daily figures that is a power of 1461, thousands of digits for each day
 * of a series: so logarithms are asked first, and powers only where those are too close to tell.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_GROWTH_H
#define TIENDO_CONSUMERS_JUDGE_GROWTH_H

#include "consumers/judge/series.h"

enum {
    GROWTH_RATE_DIGITS = 6 /* a rate is in units of 10^-4 percent */,
    GROWTH_WHOLE = 1000000
};

/* Between a base and a value, in lowest terms. */
struct growth_years {
    int periods, steps; /* both > 0; years = steps / periods */
};

struct growth_years growth_years(enum frequency frequency, int32_t from, int32_t to);

/* < 0, 0, > 0 as the average annual growth from `base` (> 0) to `value` is below, at, above `rate`. */
int growth_compare(struct exact_pool *pool, const struct exact *base, const struct exact *value,
                   struct growth_years years, int64_t rate);

/* The same by logarithms: 0 where they cannot tell. */
int growth_glance(const struct exact *base, const struct exact *value,
                  struct growth_years years, int64_t rate);

/* What `base` comes to: exact over whole years. */
const struct exact *growth_of(struct exact_pool *pool, const struct exact *base,
                              struct growth_years years, int64_t rate);

#endif
