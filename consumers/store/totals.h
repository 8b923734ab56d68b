/*
 * totals - an indicator's totals of the province, read from Redis for judging.
 */
#ifndef TIENDO_CONSUMERS_STORE_TOTALS_H
#define TIENDO_CONSUMERS_STORE_TOTALS_H

#include "consumers/judge/series.h"

struct redis;

/* Reads the series' periods, then each period's total, exact.  `totals` (to free(), NULL where
 * there are none) and `count` are filled on success.  0, or -1: Redis is away, or out of memory. */
int totals_read(struct redis *redis, const struct plan *plan, const struct indicator *indicator,
                struct total **totals, size_t *count);

#endif
