/*
 * views - reading a plan version for people: verdicts and alerts as they stand, and the newest of
 * the stream of transitions.  Nothing is written.
 */
#ifndef TIENDO_CONSUMERS_STORE_VIEWS_H
#define TIENDO_CONSUMERS_STORE_VIEWS_H

#include <stdbool.h>
#include <stddef.h>

#include "schemas/plan.h"
#include "schemas/text.h"

struct key;
struct redis;
struct views; /* some hashes, and what their fields point into */

/* The hashes target:<id>, one for each of the plan's targets, in their order.  Returns views to
 * views_free(), or NULL: Redis is away or refuses (told through its note). */
struct views *views_targets(struct redis *redis, const struct plan *plan);

/* The hashes alert:<subject>:<kind> there are, whatever their state; those without one are left
 * out.  NULL as above. */
struct views *views_alerts(struct redis *redis, const struct plan *plan);

/* Which of them are to be read. */
struct views_wanted {
    bool (*is)(void *ctx, const char *subject,
               const char *kind); /* kind NULL: the target's own */
    void *ctx;
};

/* As above, but those that are not wanted are not read: alerts are left out, targets have no field. */
struct views *views_targets_wanted(struct redis *redis, const struct plan *plan,
                                   const struct views_wanted *wanted);
struct views *views_alerts_wanted(struct redis *redis, const struct plan *plan,
                                  const struct views_wanted *wanted);

/* Of them those whose subject is the target or its indicator. */
struct views *views_alerts_of(struct redis *redis, const struct plan *plan,
                              const struct target *target);

/* Any hashes: one for each of the keys (borrowed), in their order.  NULL as above, and where a key
 * holds something else. */
struct views *views_hashes(struct redis *redis, const struct key *keys, size_t count);

size_t views_count(const struct views *views);

/* Of an alert; NULL for targets. */
const char *views_subject(const struct views *views, size_t i);
const char *views_kind(const struct views *views, size_t i);

/* A field of a hash; absent where there is none. */
struct text views_field(const struct views *views, size_t i, const char *name);

/* All fields of a hash, one after the other: false behind the last. */
bool views_each(const struct views *views, size_t i, size_t place, struct text *name,
                struct text *value);

void views_free(struct views *views); /* NULL does nothing */

enum { VIEWS_ID_BYTES = 48 };

/* The id of the newest transition in the stream; "0-0" where there is none.  0, or -1: away. */
int views_newest_transition(struct redis *redis, const struct plan *plan,
                            char id[VIEWS_ID_BYTES]);

#endif
