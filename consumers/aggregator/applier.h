/*
 * applier - the thread that puts one batch into Redis while the next is read.
 *
 *   reader ── applier_give ──► [ one batch ] ──► Redis            (design section 5.3, 5.7)
 *          ◄─ applier_take ─── applied | rolled back | misfit
 *
 * One batch at a time; giving and taking are complete hand-offs of it.  Redis away: the batch is
 * held and tried again, with jitter, for ever; after each loss a new writer id is drawn and the
 * ledger decides whether the batch is sent again or the reader must rewind.
 *
 * Once a second, before a batch (a ping, where nothing comes), it looks after what others may have
 * written or removed in between.
 */
#ifndef TIENDO_CONSUMERS_AGGREGATOR_APPLIER_H
#define TIENDO_CONSUMERS_AGGREGATOR_APPLIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "consumers/aggregator/account.h"
#include "consumers/aggregator/batch.h"
#include "consumers/store/redis.h"

struct applier;

struct applier_options {
    const struct redis_options *redis; /* borrowed while open */
    const struct plan *plan;           /* borrowed while open */
    const char *cluster_id;            /* borrowed while open */

    /* As cells_options has it; called by the applier's thread. */
    void (*strange)(void *ctx, const char *key, const char *what);
    void *ctx;
};

enum applier_result {
    APPLIER_APPLIED = 0,
    APPLIER_ROLLED_BACK, /* the ledger is behind, or the ends are gone: rewind, forget what was read since */
    APPLIER_MISFIT,  /* a person must act (told) */
    APPLIER_STOPPED, /* stopped while Redis was away: nothing is lost, Kafka has it */
};

struct applier_job {
    struct batch *batch;
    struct span *spans;
    size_t span_count;
    const struct tally *const *tallies; /* by slot; NULL where it is not to be counted yet */
    bool is_current; /* this version has become the current one, and is to be kept so */
    enum applier_result result;
    int64_t won;      /* cells that now stand through it */
    int64_t stale;    /* cells that something stands above */
    int64_t calls;    /* of the Redis function */
    int64_t losses;   /* of Redis while it was in hand: each time it was tried anew */
    int64_t apply_us; /* from given to done */
};

/* Starts the thread; it dials with the first batch.  NULL: no thread or no memory. */
struct applier *applier_open(const struct applier_options *options);

/* Nothing in hand: a batch may be given. */
bool applier_idle(struct applier *applier);

/* Must be idle.  The job's batch, spans and tallies are the applier's until applier_take(). */
void applier_give(struct applier *applier, const struct applier_job *job);

/* Waits up to timeout_ms for the batch in hand to be done.  False: none is, or not yet. */
bool applier_take(struct applier *applier, int64_t timeout_ms, struct applier_job *job);

/* Whether the batch in hand waits for Redis to come back. */
bool applier_waits(struct applier *applier);

/* Gives up waiting for Redis; a batch that is going through still does. */
void applier_stop(struct applier *applier);

/* Stops, joins, frees.  A job that was not taken is lost with its memory still the caller's.  NULL
 * does nothing. */
void applier_close(struct applier *applier);

#endif
