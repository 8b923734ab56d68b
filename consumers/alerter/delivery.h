/*
 * delivery - the stream of transitions to one destination, each at least once and in order; the
 * cursor in Redis moves only over what was acknowledged.
 *
 *   lease ─► read after the cursor ─► give ─► all answered ─► move the cursor
 *              ▲                                 │ some failed: a pause, that grows
 *              └─────────────────────────────────┘
 *
 * A destination with a memory is first told again what was delivered before, whenever another
 * process may have delivered meanwhile; compared with what stands in Redis, whenever Redis may have
 * lost transitions; and given an empty batch, whenever it has something to say again.
 *
 * Destinations know nothing of each other: each has its own cursor, lease and pause.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_DELIVERY_H
#define TIENDO_CONSUMERS_ALERTER_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/alerter/destination.h"
#include "consumers/store/alerts.h"
#include "deploy/service/metrics.h"

struct delivery;

struct delivery_options {
    struct redis *redis; /* all borrowed while it is open */
    const struct plan *plan;
    struct destination to;
    struct metrics *metrics; /* rows of counters.h */
};

/* NULL: out of memory. */
struct delivery *delivery_open(const struct delivery_options *options);
void delivery_close(struct delivery *delivery); /* NULL does nothing */

enum delivery_scope {
    DELIVERY_REPEATS,     /* only what a destination with a memory is to be told again */
    DELIVERY_TRANSITIONS, /* those that wait, too; Redis's alerts may not all be there */
    DELIVERY_CERTAIN,     /* they are: what stands may be compared with them */
};

/* Does what there is to do now; waits for answers only for a moment.  `busy`: answers are awaited, or
 * more waits. */
enum alerts_result delivery_turn(struct delivery *delivery, enum delivery_scope scope,
                                 bool *busy) __attribute__((warn_unused_result));

/* Redis may have lost transitions that were to be delivered. */
void delivery_doubt(struct delivery *delivery);

/* Waits until what is under way is answered, at most `timeout_ms`; moves no cursor.  Whether it is. */
bool delivery_settled(struct delivery *delivery, int64_t timeout_ms);

/* Waits for what is under way and moves the cursor over it, at most `timeout_ms`; gives the lease
 * back. */
void delivery_drain(struct delivery *delivery, int64_t timeout_ms);

/* Whether the destination did not take what it was given last. */
bool delivery_is_failing(const struct delivery *delivery);

#endif
