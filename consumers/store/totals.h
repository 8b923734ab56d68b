/*
 * totals - indicators' totals of the province, read from Redis for judging: of several indicators
 * at once, so that Redis is waited for twice and not once an indicator.
 *
 *   totals_ask_periods (each) ─► totals_take_periods (each, in that order) ─► totals_read_values
 */
#ifndef TIENDO_CONSUMERS_STORE_TOTALS_H
#define TIENDO_CONSUMERS_STORE_TOTALS_H

#include "consumers/judge/series.h"

struct redis;

struct totals_options {
    struct redis *redis;
    const struct plan *plan;

    /* Told of what is not as it should be. */
    void (*strange)(void *ctx, const char *key, const char *what);
    void *ctx;
};

struct totals { /* zero-filled before its periods are taken */
    const struct indicator *indicator;
    struct total *items;
    size_t count;
    struct total_part *parts; /* what the items' parts point to; NULL: none is needed */
    bool unreadable; /* something is there that cannot be read: it is not to be judged by */
};

/* Asks for an indicator's periods.  0, or -1: Redis is away. */
int totals_ask_periods(const struct totals_options *options, const struct indicator *indicator);

/* Takes the answer.  0, or -1: Redis is away, or out of memory. */
int totals_take_periods(const struct totals_options *options, struct totals *totals);

/* Reads the totals of all their periods, exact, and where a ratio's periods lack communes, the parts
 * of those.  0, or -1: Redis is away, or out of memory. */
int totals_read_values(const struct totals_options *options, struct totals *list, size_t count);

/* Frees what was taken and read, and zero-fills. */
void totals_free(struct totals *totals);

#endif
