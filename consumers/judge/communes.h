/*
 * communes - what single communes have in a ratio, so that two periods that not all of them report
 * are compared over the communes in both (judgement section 1).
 *
 * Only the few communes that some period lacks are known one by one; what all periods have needs no
 * telling apart.  What a value made of several periods is of, is the communes heard in every one of
 * them: a commune heard in eleven months of twelve is not in that year.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_COMMUNES_H
#define TIENDO_CONSUMERS_JUDGE_COMMUNES_H

#include "consumers/judge/series.h"

/* One commune's share of a point. */
struct commune {
    const struct exact *numerator, *denominator; /* NULL: it has none */
    bool whole;                                  /* heard in all that the point is made of */
};

struct commune_sum {
    const struct exact *numerator, *denominator;
};

/* Of a total. */
void communes_read(struct exact_pool *pool, const struct indicator *indicator,
                   const struct total_part *parts, size_t count, struct commune *communes);

/* `now` less `before`, where both have the commune.  Returns what communes that only one of them has
 * would have added to the difference (of the whole; it is to be taken out of it). */
struct commune_sum communes_subtract(struct exact_pool *pool, struct commune *now,
                                     const struct commune *before, size_t count);

/* Adds what other periods have. */
void communes_add(struct exact_pool *pool, struct commune *sum, const struct commune *other,
                  size_t count);

/* `to` less `from`, over the communes in both; as they stand, where neither lacks a commune that the
 * other has, or those in both have no denominator.  NULL where either has no value. */
const struct exact *communes_change(struct exact_pool *pool, const struct series *series,
                                    const struct point *from, const struct point *to);

#endif
