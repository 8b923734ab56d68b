/*
 * alerts - the stream of transitions, read for delivering it elsewhere, and how far that came.
 *
 * One process at a time delivers to a destination: it holds a lease.  A lease that lapses while
 * its holder still works doubles some deliveries, which their ids show; nothing is left out, since
 * the cursor only moves over what was acknowledged.
 */
#ifndef TIENDO_CONSUMERS_STORE_ALERTS_H
#define TIENDO_CONSUMERS_STORE_ALERTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schemas/alert.h"
#include "schemas/plan.h"

struct redis;
struct alerts;

enum { ALERTS_ID_BYTES = 48 };

enum alerts_result {
    ALERTS_OK = 0,
    ALERTS_HELD, /* another process delivers */
    ALERTS_AWAY, /* Redis is away, or refuses (told) */
};

struct alerts_options {
    struct redis *redis;     /* borrowed */
    const struct plan *plan; /* borrowed */
    const char *destination; /* "kafka"; borrowed */
    int lease_ms;            /* > 0; to be renewed well before */
};

/* NULL: out of memory. */
struct alerts *alerts_open(const struct alerts_options *options);
void alerts_close(struct alerts *alerts); /* NULL does nothing; gives no lease back */

/* Takes or renews the lease.  `cursor`: what was delivered last; `waiting`: there is more. */
enum alerts_result alerts_lease(struct alerts *alerts, char cursor[ALERTS_ID_BYTES],
                                bool *waiting) __attribute__((warn_unused_result));

/* Gives it back, if Redis is there. */
void alerts_release(struct alerts *alerts);

struct alerts_page; /* transitions in order; what they point into */

/* Reads at most `most` transitions after the id.  Returns a page to alerts_page_free(), or NULL:
 * Redis is away. */
struct alerts_page *alerts_read(struct alerts *alerts, const char *after, int most);
size_t alerts_page_count(const struct alerts_page *page);
/* `alert` points into the page. */
void alerts_page_entry(const struct alerts_page *page, size_t i, char id[ALERTS_ID_BYTES],
                       struct alert *alert);
void alerts_page_free(struct alerts_page *page); /* NULL does nothing */

/* Moves the cursor, only forward, and trims the stream behind the slowest destination. */
enum alerts_result alerts_delivered(struct alerts *alerts, const char *id)
    __attribute__((warn_unused_result));

#endif
