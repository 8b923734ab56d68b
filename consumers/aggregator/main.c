/*
 * tiendo-aggregator - measurements in, cells and totals out.
 *
 *   Kafka tiendo.measurements.*
 *      │ reader: new? sound?                              ┌─ a second thread ─┐
 *      ├──────────────────────────► batch ───── give ────►│ applier ──► Redis │ cells, totals, ledger
 *      │ refused                    (combined)            │                   │
 *      ▼                                                  └─────────┬─────────┘
 *   refusals ──► Kafka tiendo.rejections.*                          │ applied: commit what is answered
 *      └─ acknowledged: the partition goes on                       │ rolled back: rewind
 *   assignment: from the ledger ◄───────────────────────────────────┘
 *
 * Kafka is the truth: whatever goes wrong, reading starts again at the ledger (design section 5).
 */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "consumers/aggregator/applier.h"
#include "consumers/aggregator/batch.h"
#include "consumers/aggregator/counters.h"
#include "consumers/aggregator/reader.h"
#include "consumers/plan_file.h"
#include "deploy/service/monitor.h"
#include "deploy/service/notify.h"
#include "deploy/service/service.h"

enum {
    START_MS = 30000,        /* how long Redis may be away at start */
    REDIS_TIMEOUT_MS = 5000, /* a command that takes longer counts as lost */
    IDLE_MS = 100,           /* how long a read waits when there is nothing else to do */
    BUSY_MS = 5,        /* how long a batch waits for the one before it, between other duties */
    OPEN_MOST_MS = 200, /* a batch is closed at that age though records keep coming */
    COMMIT_MS = 5000,   /* between commits of the group's offsets */
    PROMOTE_MS = 200,   /* between looks whether the ledger has reached the ends */
    ATTEMPT_FIRST_MS = 50, /* between attempts to take up what is assigned, doubled to */
    ATTEMPT_MOST_MS = 2000,
    BATCH_CELLS_LEAST = 2 * READER_READ_MOST,
    DRAIN_MS = 10000, /* how long a stop waits for the batch in hand */
};

struct settings {
    struct plan_settings plan;
    struct kafka_settings kafka;
    struct redis_settings redis;
    struct daemon_settings daemon;
    int64_t batch_cells;
};

static const struct option own_options[] = {
    {"batch-cells", OPTION_NUMBER, offsetof(struct settings, batch_cells), "20000", "N",
     "cells that one batch holds at most", BATCH_CELLS_LEAST, 1000000, NULL, NULL},
    {0},
};

struct aggregator {
    struct settings settings;
    struct service *service;
    const struct log *log;
    struct plan *plan;
    struct redis_options redis_options;
    struct redis *redis; /* of this thread; the applier has its own */
    struct cells *cells;
    struct reader *reader;
    struct applier *applier;
    struct notify *notify;
    struct metrics *metrics;
    struct health *health;
    struct monitor *monitor; /* NULL without --listen */

    struct batch *open, *spare; /* being filled; the other one, NULL while the applier has it */
    int64_t opened_mono_ms;     /* when the open batch took its first record; 0: it is empty */
    bool dry;                   /* the last read found nothing more */
    bool owning;                /* what is assigned is taken up */
    int64_t attempt_mono_ms;    /* when to try to take up, while not owning */
    int64_t attempt_pause_ms;   /* after the last attempt; 0: there was none */
    bool promoted;              /* tiendo:current was moved up, or needs no more looks */
    int64_t committed_mono_ms, promote_mono_ms;
};

enum course { GO_ON = 0, OVER };

static void note(void *ctx, const char *text)
{
    const struct aggregator *a = ctx;

    log_warning(a->log, log_event("redis_trouble"), log_text("error", text));
}

/* ---- the batch in hand ---- */

/* What was read and is not applied is forgotten; reading is to be taken up from the ledger. */
static void let_go(struct aggregator *a)
{
    reader_let_go(a->reader);
    batch_clear(a->open);
    a->opened_mono_ms = 0;
    a->promoted = false;
    a->owning = false;
    a->attempt_mono_ms = a->attempt_pause_ms = 0;
}

static enum course take_up(struct aggregator *a, int *status)
{
    int64_t pause_ms = a->attempt_pause_ms * 2;

    switch (reader_take_up(a->reader)) {
    case ASSIGNMENT_TAKEN:
        a->owning = true;
        a->attempt_pause_ms = 0;
        return GO_ON;
    case ASSIGNMENT_AGAIN:
        if (pause_ms == 0)
            pause_ms = ATTEMPT_FIRST_MS;
        a->attempt_pause_ms = pause_ms < ATTEMPT_MOST_MS ? pause_ms : ATTEMPT_MOST_MS;
        a->attempt_mono_ms = service_mono_ms() + a->attempt_pause_ms;
        return GO_ON;
    case ASSIGNMENT_MISFIT:
        *status = EX_CONFIG;
        return OVER;
    }
    return OVER;
}

static void count_job(struct aggregator *a, const struct applier_job *job)
{
    metrics_add(a->metrics, COUNT_BATCHES, job->result == APPLIER_APPLIED);
    metrics_add(a->metrics, COUNT_CELLS_SENT, (int64_t)batch_cells(job->batch));
    metrics_add(a->metrics, COUNT_CELLS_WON, job->won);
    metrics_add(a->metrics, COUNT_APPLY_TIME, job->apply_ms);
}

static enum course rewind_for(struct aggregator *a, const char *cause)
{
    const char *const labels[METRIC_LABELS_MAX] = {cause};

    log_info(a->log, log_event("rewind"), log_text("cause", cause));
    metrics_row_add(metrics_row(a->metrics, COUNT_REWINDS, labels), 1);
    let_go(a);
    return GO_ON;
}

static enum course take_job(struct aggregator *a, int64_t timeout_ms, int *status)
{
    struct applier_job job;

    if (!applier_take(a->applier, timeout_ms, &job))
        return GO_ON;
    a->spare = job.batch;
    count_job(a, &job);
    log_debug(a->log, log_event("batch"),
              log_number("events", (int64_t)batch_events(job.batch)),
              log_number("cells", (int64_t)batch_cells(job.batch)), log_number("won", job.won),
              log_number("apply_ms", job.apply_ms));
    switch (job.result) {
    case APPLIER_APPLIED:
        reader_applied(a->reader, job.spans, job.span_count);
        return GO_ON;
    case APPLIER_ROLLED_BACK:
        return rewind_for(a, "ledger_behind");
    case APPLIER_STOPPED:
        return GO_ON;
    case APPLIER_MISFIT:
        *status = EX_CONFIG;
        return OVER;
    }
    return OVER;
}

/* Low load: as soon as nothing more is there.  Catching up: as late as pays, since combining does. */
static bool may_close(const struct aggregator *a)
{
    int64_t age_ms = service_mono_ms() - a->opened_mono_ms;

    if (a->opened_mono_ms == 0)
        return reader_due(a->reader);
    return (a->dry && reader_at_ends(a->reader)) || age_ms >= OPEN_MOST_MS;
}

static bool has_room(const struct aggregator *a)
{
    return batch_cells(a->open) + READER_READ_MOST <= (size_t)a->settings.batch_cells;
}

static void hand_over(struct aggregator *a)
{
    struct reader_closing closing = reader_close_batch(a->reader);
    struct applier_job job = {.batch = a->open,
                              .spans = closing.spans,
                              .span_count = closing.span_count,
                              .tallies = closing.tallies};

    a->opened_mono_ms =
        0; /* also where nothing is to be sent: records known already, or all held */
    if (job.span_count == 0 && batch_cells(a->open) == 0)
        return;
    applier_give(a->applier, &job);
    a->open = a->spare;
    a->spare = NULL;
    batch_clear(a->open);
}

/* ---- the loop ---- */

static void promote(struct aggregator *a)
{
    int64_t now_mono_ms = service_mono_ms();

    if (a->promoted || !a->owning || now_mono_ms - a->promote_mono_ms < PROMOTE_MS)
        return;
    a->promote_mono_ms = now_mono_ms;
    if (!reader_at_ends(a->reader) || cells_promote(a->cells, &a->promoted) != CELLS_OK)
        return;
    if (a->promoted)
        log_info(a->log, log_event("caught_up"), log_text("version", a->plan->tag));
}

static void tell_health(struct aggregator *a)
{
    health_set(a->health, "redis",
               applier_waits(a->applier) ? "away, the batch is held" : NULL);
    health_set(a->health, "partitions",
               a->attempt_pause_ms > 0 ? "not taken up: Redis or Kafka does not answer" : NULL);
    health_set(a->health, "rejections", reader_trouble(a->reader));
    metrics_set(a->metrics, COUNT_REJECTIONS_WAITING,
                (int64_t)reader_rejections_waiting(a->reader));
}

static void commit(struct aggregator *a)
{
    int64_t now_mono_ms = service_mono_ms();

    if (now_mono_ms - a->committed_mono_ms < COMMIT_MS)
        return;
    a->committed_mono_ms = now_mono_ms;
    reader_commit(a->reader, false);
}

static enum course read_once(struct aggregator *a, int timeout_ms, int *status)
{
    size_t taken = 0;

    switch (reader_read(a->reader, timeout_ms, a->open, &taken)) {
    case READER_READ:
        a->dry = taken == 0;
        if (taken > 0 && a->opened_mono_ms == 0)
            a->opened_mono_ms = service_mono_ms();
        return GO_ON;
    case READER_REVOKED:
        let_go(a);
        return GO_ON;
    case READER_ASSIGNED:
        return rewind_for(a, "assignment");
    case READER_REWIND:
        return rewind_for(a, "another_log");
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
static int patience_ms(const struct aggregator *a)
{
    if (a->opened_mono_ms == 0)
        return IDLE_MS;
    return a->dry && !reader_at_ends(a->reader) ? BUSY_MS : 0;
}

/* Nothing is owned yet.  The batch in hand ends first, whatever becomes of it; and the group is
 * listened to all the while: what we wait for may no longer be ours. */
static enum course recover(struct aggregator *a, int *status)
{
    enum course course = GO_ON;

    if (!applier_idle(a->applier))
        course = take_job(a, IDLE_MS, status);
    else if (service_mono_ms() >= a->attempt_mono_ms)
        course = take_up(a, status);
    if (course != GO_ON || a->owning)
        return course;
    return read_once(a, applier_idle(a->applier) ? ATTEMPT_FIRST_MS : 0, status);
}

/* Reads while the applier works; waits for it only when there is nothing to read, or no room. */
static enum course turn(struct aggregator *a, int *status)
{
    enum course course = GO_ON;

    if (!a->owning)
        return recover(a, status);
    bool idle = applier_idle(a->applier);
    if (idle && (may_close(a) || !has_room(a))) {
        hand_over(a);
        idle = applier_idle(a->applier);
    }
    if (has_room(a))
        course = read_once(a, idle ? patience_ms(a) : 0, status);
    if (course != GO_ON)
        return course;
    return take_job(a, !idle && (a->dry || !has_room(a)) ? BUSY_MS : 0, status);
}

/* What is read goes in, if Redis is there; what does not is read again next time. */
static void drain(struct aggregator *a)
{
    int64_t until_mono_ms = service_mono_ms() + DRAIN_MS;
    int status = EX_OK;

    notify_stopping(a->notify);
    (void)take_job(a, DRAIN_MS, &status);
    if (applier_idle(a->applier) && a->owning && a->opened_mono_ms != 0) {
        hand_over(a);
        (void)take_job(a, until_mono_ms - service_mono_ms(), &status);
    }
    reader_commit(a->reader, true);
}

static void look(struct aggregator *a)
{
    if (a->owning && applier_idle(a->applier) && reader_look(a->reader) == READER_REWIND)
        (void)rewind_for(a, "another_log");
}

static int run(struct aggregator *a)
{
    int status = EX_OK;

    notify_ready(a->notify);
    log_info(a->log, log_event("started"), log_text("plan", a->plan->tag),
             log_text("cluster", reader_cluster_id(a->reader)));
    while (!service_stopping()) {
        if (turn(a, &status) != GO_ON)
            return status;
        look(a);
        promote(a);
        commit(a);
        tell_health(a);
        notify_alive(a->notify, service_mono_ms());
    }
    drain(a);
    log_info(a->log, log_event("stopped"));
    return EX_OK;
}

/* ---- start and end ---- */

/* Redis must answer, and fit, within START_MS; later it may go and come as it likes. */
static int await_redis(struct aggregator *a)
{
    int64_t until_mono_ms = service_mono_ms() + START_MS;

    for (;;) {
        switch (redis_ready(a->redis)) {
        case REDIS_READY:
            return EX_OK;
        case REDIS_MISFIT:
            return EX_CONFIG;
        case REDIS_AWAY:
            break;
        }
        if (service_mono_ms() >= until_mono_ms || service_sleep_ms(IDLE_MS)) {
            log_error(a->log, log_event("redis_unreachable"),
                      log_text("redis", a->redis_options.address),
                      log_number("waited_ms", START_MS));
            return EX_UNAVAILABLE;
        }
    }
}

static int open_redis(struct aggregator *a)
{
    const struct redis_settings *settings = &a->settings.redis;

    a->redis_options = (struct redis_options){.address = settings->redis,
                                              .user = settings->redis_user,
                                              .password_file = settings->redis_password_file,
                                              .timeout_ms = REDIS_TIMEOUT_MS,
                                              .note = note,
                                              .note_ctx = a};
    a->redis = redis_open(&a->redis_options);
    if (a->redis == NULL)
        return EX_USAGE;
    a->cells = cells_open(a->redis, a->plan);
    return a->cells == NULL ? EX_OSERR : await_redis(a);
}

static int open_monitor(struct aggregator *a)
{
    a->metrics = metrics_new(counters, COUNTERS);
    a->health = health_new();
    if (a->metrics == NULL || a->health == NULL)
        return -1;
    if (a->settings.daemon.listen == NULL)
        return 0;
    a->monitor = monitor_open(&(struct monitor_options){.listen = a->settings.daemon.listen,
                                                        .metrics = a->metrics,
                                                        .health = a->health,
                                                        .log = a->log});
    return a->monitor == NULL ? -1 : 0;
}

static int open_parts(struct aggregator *a)
{
    a->plan = plan_file_load(a->settings.plan.plan, a->log);
    if (a->plan == NULL)
        return EX_CONFIG;
    if (open_monitor(a) != 0)
        return EX_UNAVAILABLE;
    a->notify = notify_open_from_environment();
    a->open = batch_new((size_t)a->settings.batch_cells);
    a->spare = batch_new((size_t)a->settings.batch_cells);
    if (a->open == NULL || a->spare == NULL)
        return EX_OSERR;
    int status = open_redis(a);
    if (status != EX_OK)
        return status;
    a->reader = reader_open(&(struct reader_options){.log = a->log,
                                                     .kafka = &a->settings.kafka,
                                                     .plan = a->plan,
                                                     .cells = a->cells,
                                                     .metrics = a->metrics});
    if (a->reader == NULL)
        return EX_UNAVAILABLE;
    a->applier =
        applier_open(&(struct applier_options){.redis = &a->redis_options,
                                               .plan = a->plan,
                                               .cluster_id = reader_cluster_id(a->reader)});
    return a->applier == NULL ? EX_OSERR : EX_OK;
}

static void close_parts(struct aggregator *a)
{
    struct applier_job job;

    if (a->applier != NULL && !applier_idle(a->applier)) {
        applier_stop(a->applier);
        if (applier_take(a->applier, DRAIN_MS, &job))
            a->spare = job.batch;
    }
    applier_close(a->applier);
    reader_close(a->reader);
    cells_close(a->cells);
    redis_close(a->redis);
    batch_free(a->open);
    batch_free(a->spare);
    notify_close(a->notify);
    monitor_close(a->monitor);
    health_free(a->health);
    metrics_free(a->metrics);
    plan_free(a->plan);
}

int main(int argc, char **argv)
{
    struct aggregator a = {0};
    const struct option_group groups[] = {
        {options_plan, &a.settings.plan},   {options_kafka, &a.settings.kafka},
        {options_redis, &a.settings.redis}, {options_daemon, &a.settings.daemon},
        {own_options, &a.settings},         {0},
    };
    const struct options_program program = {
        .name = "tiendo-aggregator",
        .summary = "Checks measurements from Kafka and aggregates them into Redis.",
        .groups = groups,
    };
    int status = EX_OK;

    a.service = service_start(&program, argc, argv, &a.settings.daemon.log_level, &status);
    if (a.service == NULL)
        return status;
    a.log = service_log(a.service);
    status = open_parts(&a);
    if (status == EX_OK)
        status = run(&a);
    close_parts(&a);
    return service_end(a.service, status);
}
