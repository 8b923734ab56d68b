/*
 * destination - where transitions are delivered to: what delivery asks of Kafka and of each
 * Alertmanager.
 *
 * A batch: begin, then give for each transition, then settled until it is true, then outcome.
 * Nothing of it blocks for longer than it says.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_DESTINATION_H
#define TIENDO_CONSUMERS_ALERTER_DESTINATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schemas/alert.h"

struct redis;
struct views;

struct destination_outcome {
    size_t given;        /* transitions of the batch */
    size_t acknowledged; /* how many from its beginning are there for good */
    bool failed;         /* something was not taken, and is to be tried again after a pause */
};

/* What a destination that keeps states and forgets them is asked besides; it knows all that stands
 * from the transitions that lead to it.  Only while no batch is under way. */
struct destination_memory {
    /* Another process may have delivered meanwhile: everything is to be recalled. */
    void (*forget)(void *ctx);
    /* A transition that was delivered before.  False: out of memory. */
    bool (*recall)(void *ctx, const struct alert *alert);
    /* What stands in Redis, once every transition was recalled or given.  False: out of memory. */
    bool (*compare)(void *ctx, const struct views *alerts, const struct views *targets);
    /* What it is going to say again is to be as it is now. */
    void (*refresh)(void *ctx, struct redis *redis);
    /* Whether an empty batch is wanted, to say again what stands. */
    bool (*is_due)(void *ctx);
};

struct destination_kind {
    /* Begins a new batch: only when none is under way. */
    void (*begin)(void *ctx);
    /* Adds a transition to the batch (copies it).  False: not taken, now or because the batch is
     * full; the batch ends before it. */
    bool (*give)(void *ctx, const struct alert *alert);
    /* Takes answers for at most `timeout_ms`; true once the whole batch is answered. */
    bool (*settled)(void *ctx, int64_t timeout_ms);
    /* Of a settled batch. */
    void (*outcome)(const void *ctx, struct destination_outcome *outcome);
    /* Why it is no help now, in a sentence, or NULL; though nothing be sent. */
    const char *(*trouble)(const void *ctx);

    int64_t
        answer_ms; /* how long a turn waits for answers: as long as they usually take, or 0 */
    const struct destination_memory
        *memory; /* NULL: it keeps transitions.  Else all that wait go
                                                into one batch, since what they come to counts */
};

struct destination {
    const struct destination_kind *kind;
    void *ctx;
    const char *name; /* of its cursor, and in metrics: "kafka", an Alertmanager's URL */
};

#endif
