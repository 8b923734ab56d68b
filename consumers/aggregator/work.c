#include "consumers/aggregator/work.h"

#include <sysexits.h>

#include "consumers/aggregator/counters.h"
#include "deploy/service/service.h"

enum {
    IDLE_MS = 100,      /* how long a read waits when there is nothing else to do */
    BUSY_MS = 5,        /* how long a batch waits for the one before it, between other duties */
    OPEN_MOST_MS = 200, /* a batch is closed at that age though records keep coming; */
    OPEN_BEHIND_MS = 1000, /* ... while catching up, where combining saves Redis most */
    REST_MOST_MS = 5,      /* of Redis between batches: others are served, batches are fewer */
    COMMIT_MS = 5000,      /* between commits of the group's offsets */
    PROMOTE_MS = 200,      /* between looks whether the ledger has reached the ends */
    ATTEMPT_FIRST_MS = 50, /* between attempts to take up what is assigned, doubled to */
    ATTEMPT_MOST_MS = 2000,
    DRAIN_MS = 10000, /* how long a stop waits for the batch in hand */
};

enum course { GO_ON = 0, OVER };

/* ---- the batch in hand ---- */

/* What was read and is not applied is forgotten; reading is to be taken up from the ledger. */
static void let_go(struct work *w)
{
    reader_let_go(w->reader);
    batch_clear(w->open);
    w->opened_mono_ms = 0;
    w->promoted = false;
    w->owning = false;
    w->attempt_mono_ms = w->attempt_pause_ms = 0;
}

static enum course take_up(struct work *w, int *status)
{
    int64_t pause_ms = w->attempt_pause_ms * 2;

    switch (reader_take_up(w->reader)) {
    case ASSIGNMENT_TAKEN:
        w->owning = true;
        w->attempt_pause_ms = 0;
        watch_heard(w->watch, w->cells);
        return GO_ON;
    case ASSIGNMENT_AGAIN:
        if (pause_ms == 0)
            pause_ms = ATTEMPT_FIRST_MS;
        w->attempt_pause_ms = pause_ms < ATTEMPT_MOST_MS ? pause_ms : ATTEMPT_MOST_MS;
        w->attempt_mono_ms = service_mono_ms() + w->attempt_pause_ms;
        return GO_ON;
    case ASSIGNMENT_MISFIT:
        *status = EX_CONFIG;
        return OVER;
    }
    return OVER;
}

static enum course rewind_for(struct work *w, const char *cause)
{
    log_info(w->log, log_event("rewind"), log_text("cause", cause));
    let_go(w);
    return GO_ON;
}

/* As long as the batch took, but not so long that what comes meanwhile makes the next one much longer. */
static int64_t rest_after(const struct applier_job *job)
{
    int64_t took_ms = job->apply_us / 1000;

    return service_mono_ms() + (took_ms < REST_MOST_MS ? took_ms : REST_MOST_MS);
}

static enum course take_job(struct work *w, int64_t timeout_ms, int *status)
{
    struct applier_job job;

    if (!applier_take(w->applier, timeout_ms, &job))
        return GO_ON;
    w->spare = job.batch;
    w->rested_mono_ms = rest_after(&job);
    watch_job(w->watch, &job);
    log_debug(w->log, log_event("batch"),
              log_number("events", (int64_t)batch_events(job.batch)),
              log_number("cells", (int64_t)batch_cells(job.batch)), log_number("won", job.won),
              log_number("apply_us", job.apply_us));
    switch (job.result) {
    case APPLIER_APPLIED:
        reader_applied(w->reader, job.spans, job.span_count);
        return GO_ON;
    case APPLIER_ROLLED_BACK:
        return rewind_for(w, "ledger_behind");
    case APPLIER_STOPPED:
        return GO_ON;
    case APPLIER_MISFIT:
        *status = EX_CONFIG;
        return OVER;
    }
    return OVER;
}

/* Low load: as soon as nothing more is there.  Higher: once Redis had its rest.  Catching up: as late as
 * pays, since combining does. */
static bool may_close(const struct work *w)
{
    int64_t now_mono_ms = service_mono_ms(), age_ms = now_mono_ms - w->opened_mono_ms;

    if (w->opened_mono_ms == 0)
        return reader_due(w->reader);
    if (!reader_at_ends(w->reader))
        return age_ms >= OPEN_BEHIND_MS;
    if (now_mono_ms < w->rested_mono_ms)
        return false;
    return w->dry || w->opened_mono_ms < w->rested_mono_ms || age_ms >= OPEN_MOST_MS;
}

static bool has_room(const struct work *w)
{
    return batch_cells(w->open) + READER_READ_MOST <= w->batch_cells;
}

static void hand_over(struct work *w)
{
    struct reader_closing closing = reader_close_batch(w->reader);
    struct applier_job job = {.batch = w->open,
                              .spans = closing.spans,
                              .span_count = closing.span_count,
                              .tallies = closing.tallies,
                              .is_current = w->promoted};

    w->opened_mono_ms =
        0; /* also where nothing is to be sent: records known already, or all held */
    if (job.span_count == 0 && batch_cells(w->open) == 0)
        return;
    applier_give(w->applier, &job);
    w->given_mono_ms = service_mono_ms();
    w->open = w->spare;
    w->spare = NULL;
    batch_clear(w->open);
}

/* ---- the loop ---- */

static void promote(struct work *w)
{
    int64_t now_mono_ms = service_mono_ms();

    if (w->promoted || !w->owning || now_mono_ms - w->promote_mono_ms < PROMOTE_MS)
        return;
    w->promote_mono_ms = now_mono_ms;
    if (!reader_at_ends(w->reader) || cells_promote(w->cells, &w->promoted) != CELLS_OK)
        return;
    if (w->promoted)
        log_info(w->log, log_event("caught_up"), log_text("version", w->plan->tag));
}

static void show(struct work *w)
{
    int64_t now_mono_ms = service_mono_ms();

    watch_alive(w->watch, now_mono_ms);
    if (!watch_due(w->watch, now_mono_ms))
        return;
    struct watch_scene scene = {.reader = reader_state(w->reader),
                                .owning = w->owning,
                                .trying = !w->owning && w->attempt_pause_ms > 0,
                                .held = applier_waits(w->applier)};
    if (!applier_idle(w->applier))
        scene.in_hand_since_ms = w->given_mono_ms;
    watch_look(w->watch, &scene, now_mono_ms);
}

static void commit(struct work *w)
{
    int64_t now_mono_ms = service_mono_ms();

    if (now_mono_ms - w->committed_mono_ms < COMMIT_MS)
        return;
    w->committed_mono_ms = now_mono_ms;
    reader_commit(w->reader, false);
}

static enum course read_once(struct work *w, int timeout_ms, int *status)
{
    size_t taken = 0;

    switch (reader_read(w->reader, timeout_ms, w->open, &taken)) {
    case READER_READ:
        w->dry = taken == 0;
        if (taken > 0 && w->opened_mono_ms == 0)
            w->opened_mono_ms = service_mono_ms();
        return GO_ON;
    case READER_REVOKED:
        let_go(w);
        return GO_ON;
    case READER_ASSIGNED:
        metrics_add(watch_metrics(w->watch), COUNT_REBALANCES, 1);
        return rewind_for(w, "assignment");
    case READER_REWIND:
        return rewind_for(w, "another_log");
    case READER_MISFIT:
        *status = EX_CONFIG;
        return OVER;
    case READER_BROKEN:
        *status = EX_UNAVAILABLE;
        return OVER;
    }
    return OVER;
}

/* How long a read may wait when the applier has nothing in hand. */
static int patience_ms(const struct work *w)
{
    if (w->opened_mono_ms == 0)
        return IDLE_MS;
    return w->dry && !reader_at_ends(w->reader) ? BUSY_MS : 0;
}

/* Nothing is owned yet.  The batch in hand ends first, whatever becomes of it; and the group is
 * listened to all the while: what we wait for may no longer be ours. */
static enum course recover(struct work *w, int *status)
{
    enum course course = GO_ON;

    if (!applier_idle(w->applier))
        course = take_job(w, IDLE_MS, status);
    else if (service_mono_ms() >= w->attempt_mono_ms)
        course = take_up(w, status);
    if (course != GO_ON || w->owning)
        return course;
    return read_once(w, applier_idle(w->applier) ? ATTEMPT_FIRST_MS : 0, status);
}

/* Asleep, since what comes meanwhile is read in one go. */
static void let_redis_rest(const struct work *w)
{
    int64_t left_ms = w->rested_mono_ms - service_mono_ms();

    if (reader_at_ends(w->reader) && left_ms > 0)
        (void)service_sleep_ms(left_ms);
}

/* Reads while the applier works; waits for it only when there is nothing to read, or no room. */
static enum course turn(struct work *w, int *status)
{
    enum course course = GO_ON;

    if (!w->owning)
        return recover(w, status);
    bool idle = applier_idle(w->applier);
    if (idle && (may_close(w) || !has_room(w))) {
        hand_over(w);
        idle = applier_idle(w->applier);
    }
    if (idle && w->opened_mono_ms != 0)
        let_redis_rest(w);
    if (has_room(w))
        course = read_once(w, idle ? patience_ms(w) : 0, status);
    if (course != GO_ON)
        return course;
    return take_job(w, !idle && (w->dry || !has_room(w)) ? BUSY_MS : 0, status);
}

/* What is read goes in, if Redis is there; what does not is read again next time. */
static void drain(struct work *w)
{
    int64_t until_mono_ms = service_mono_ms() + DRAIN_MS;
    int status = EX_OK;

    notify_stopping(w->notify);
    (void)take_job(w, DRAIN_MS, &status);
    if (applier_idle(w->applier) && w->owning && w->opened_mono_ms != 0) {
        hand_over(w);
        (void)take_job(w, until_mono_ms - service_mono_ms(), &status);
    }
    reader_commit(w->reader, true);
}

static void look(struct work *w)
{
    if (w->owning && applier_idle(w->applier) && reader_look(w->reader) == READER_REWIND)
        (void)rewind_for(w, "another_log");
}

int work_run(struct work *w)
{
    int status = EX_OK;

    notify_ready(w->notify);
    watch_starting(w->watch, NULL);
    log_info(w->log, log_event("started"), log_text("plan", w->plan->tag),
             log_text("cluster", reader_cluster_id(w->reader)));
    while (!service_stopping()) {
        if (turn(w, &status) != GO_ON)
            return status;
        look(w);
        promote(w);
        commit(w);
        show(w);
        notify_alive(w->notify, service_mono_ms());
    }
    drain(w);
    log_info(w->log, log_event("stopped"));
    return EX_OK;
}
