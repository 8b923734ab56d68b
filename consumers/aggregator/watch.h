/*
 * watch - how the aggregator can be watched: what it counts and how it is, on /metrics and /healthz.
 *
 *   reader ─┐ counted at once                     ┌─► /metrics
 *   work ───┼─► metrics ──┐                       │
 *   state ──┘             └──────────► monitor ───┴─► /healthz   200 ok | 503 degraded: why
 *   (looked at now and then) ─► health ┘
 *
 * It knows what is a fault and what is only to be said: catching up is none.
 */
#ifndef TIENDO_CONSUMERS_AGGREGATOR_WATCH_H
#define TIENDO_CONSUMERS_AGGREGATOR_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/aggregator/applier.h"
#include "consumers/aggregator/reader.h"
#include "deploy/service/log.h"
#include "deploy/service/metrics.h"

struct watch;

struct watch_options {
    const char *listen;      /* HOST:PORT, or NULL: nobody asks */
    const struct plan *plan; /* borrowed while open */
    const struct log *log;   /* borrowed while open */
};

/* NULL: logged, or out of memory. */
struct watch *watch_open(const struct watch_options *options);
void watch_close(struct watch *watch); /* NULL does nothing */

/* Where others count: rows of counters.h. */
struct metrics *watch_metrics(struct watch *watch);

/* What it waits for before it works, in a sentence; NULL: it works now. */
void watch_starting(struct watch *watch, const char *what);

/* What Redis's connection complains of (copied).  Any thread. */
void watch_redis_trouble(struct watch *watch, const char *text);

/* A key in Redis held what none of our programs wrote: logged, once a minute where it is always the same
 * one, and remarked for a while.  Any thread. */
void watch_strange(struct watch *watch, const char *key, const char *what, int64_t now_mono_ms);

/* What Redis says of when each agency was last heard. */
void watch_heard(struct watch *watch, struct cells *cells);

/* A batch came back from the applier. */
void watch_job(struct watch *watch, const struct applier_job *job);

/* What is to be seen from the loop. */
struct watch_scene {
    struct reader_state reader;
    bool owning;              /* what is assigned is taken up */
    bool trying;              /* taking it up has failed, and is tried again */
    bool held;                /* the batch in hand waits for Redis */
    int64_t in_hand_since_ms; /* monotonic: when it was given; 0: none is */
};

/* Whether it is time for another look. */
bool watch_due(const struct watch *watch, int64_t now_mono_ms);
void watch_look(struct watch *watch, const struct watch_scene *scene, int64_t now_mono_ms);

/* The loop turns. */
void watch_alive(struct watch *watch, int64_t now_mono_ms);

#endif
