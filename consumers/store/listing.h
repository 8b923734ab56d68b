/*
 * listing - which totals and periods of a plan version Redis holds anything of.
 *
 * Read with SCAN, which does not hold up Redis as KEYS does: what is there from beginning to end is
 * listed, what comes or goes meanwhile may be.  A listed thing takes 12 bytes, whatever is in it.
 */
#ifndef TIENDO_CONSUMERS_STORE_LISTING_H
#define TIENDO_CONSUMERS_STORE_LISTING_H

#include <stddef.h>
#include <stdint.h>

#include "schemas/plan.h"

struct redis;

enum { LISTED_NO_AREA = -1 };

/* A total; or, with no area, a period that has cells or is in its series. */
struct listed {
    uint32_t indicator; /* places in the plan */
    int32_t position;   /* of the period; its frequency is the indicator's */
    int32_t area;
};

struct listing { /* zero-filled before first use */
    struct listed *items;
    size_t count, capacity;
};

enum listing_fault {
    LISTING_KEY,    /* names nothing of the plan */
    LISTING_MEMBER, /* ... in a series */
    LISTING_TYPE,   /* a series' key that holds something else */
};

/* Told what is no part of the plan; `member` is absent where it is the key itself.  A key may be told
 * twice while Redis grows. */
struct listing_foreign {
    void (*tell)(void *ctx, enum listing_fault fault, const char *key, struct text member);
    void *ctx;
};

/* Fills an empty listing, ordered by indicator, period and area, nothing twice.  0, or -1: Redis is
 * away or refuses, or memory ran out (told through its note). */
int listing_read(struct redis *redis, const struct plan *plan,
                 const struct listing_foreign *foreign, struct listing *listing)
    __attribute__((warn_unused_result));

void listing_free(struct listing *listing);

#endif
