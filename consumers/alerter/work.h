/*
 * work - what the alerter does all day.
 *
 *                    ┌───────────── Redis ─────────────┐
 *   dirty marks ─────┤                                 ├─► verdicts, alerts' states, the stream of
 *   totals, agencies │  round: judge, compare, commit  │   transitions: in one call, or none of it
 *                    └────────────────┬────────────────┘
 *                                     │ the stream, after the cursor
 *                                     ▼
 *                    delivery ──► Kafka tiendo.alerts, each Alertmanager ──► acknowledged: that
 *                                                                          one's cursor moves
 *
 * It wakes when anything is written, and at least once a second: for a new day, for a Redis that has
 * caught up, or one that lost its state (restore: from tiendo.alerts, which it also follows, for
 * acknowledgements).  Alerts are held while Redis is catching up, or while another plan version is
 * the current one; then the net difference is made.  It holds nothing: whatever goes wrong, it looks
 * again and judges everything.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_WORK_H
#define TIENDO_CONSUMERS_ALERTER_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/alerter/current.h"
#include "consumers/alerter/destinations.h"
#include "consumers/alerter/restore.h"
#include "consumers/alerter/round.h"
#include "consumers/strange.h"
#include "deploy/service/health.h"
#include "deploy/service/notify.h"

struct work {
    /* Filled and freed by the owner. */
    const struct log *log;
    const struct plan *plan;
    const char *as_of; /* the day, where it is not the clock's; NULL: it is */
    struct verdicts *verdicts;
    struct round *round;
    struct restore *restore;
    struct strange *strange;
    struct destinations *destinations;
    struct notify *notify;
    struct metrics *metrics;
    struct health *health;

    /* Zero at first. */
    int32_t today;          /* of the last round */
    bool quiet;             /* in the last round */
    struct current current; /* as of the last look */
    bool certain;     /* Redis's alerts are no older than Kafka's: else restore comes first */
    int64_t retry_ms; /* the next pause while Redis is away; 0: it is there */
    int64_t restore_pause_ms; /* after a failure to restore; 0: none */
    int64_t restore_mono_ms;  /* not before */
};

/* Works until a stop is asked for, then waits for what is on its way.  Returns an exit code. */
int work_run(struct work *w);

#endif
