/*
 * restore - alerts' states put back from what was made known of them, where Redis has lost them, came
 * back with older ones, or holds what nobody of ours wrote: so that nothing is raised again that was
 * raised, what no longer holds is cleared, and the numbers of transitions go on where Kafka's
 * readers are.  And acknowledgements, which come from Kafka only, as they arrive.
 *
 *   tiendo.alerts from its beginning ─┐
 *   the stream in Redis ──────────────┴─► the last transition of each alert, and its acknowledgement
 *                                            └─► put back          then: acknowledgements, one by one
 *
 * Putting back is needed whenever Redis may have lost something: at start, after each lost connection,
 * when it was emptied or an alert is corrupt, and when this plan version becomes the current one, as
 * the one before has raised and cleared meanwhile.  What fires of subjects that the plan no longer has is
 * put back, too, and given to `gone`, for it to be cleared.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_RESTORE_H
#define TIENDO_CONSUMERS_ALERTER_RESTORE_H

#include "consumers/store/verdicts.h"
#include "deploy/service/log.h"
#include "deploy/service/options.h"

struct gone;
struct redis;
struct restore;

struct restore_options { /* all borrowed while it is open */
    const struct kafka_settings *kafka;
    const struct plan *plan;
    struct redis *redis;
    struct verdicts *verdicts;
    struct gone *gone;
    const struct log *log;
};

/* NULL: out of memory. */
struct restore *restore_open(const struct restore_options *options);
void restore_close(struct restore *restore); /* NULL does nothing */

/* Reads the whole topic and the stream, and puts back.  Waits for the cluster as subscriber_open()
 * does.  0, or -1: Kafka or Redis is away (logged). */
int restore_alerts(struct restore *restore);

/* Whether the topic is being followed: else restore_alerts() is needed. */
bool restore_is_following(const struct restore *restore);

/* Takes what has arrived since, without waiting.  CORRUPT: an alert that was acknowledged is. */
enum verdicts_result restore_follow(struct restore *restore)
    __attribute__((warn_unused_result));

#endif
