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

#include "consumers/aggregator/work.h"
#include "consumers/plan_file.h"
#include "consumers/redis_await.h"
#include "deploy/service/service.h"

enum {
    REDIS_TIMEOUT_MS = 5000, /* a command that takes longer counts as lost */
    SAID_BYTES = 256,
    CLOSE_MS = 10000, /* how long the batch in hand is waited for at the end */
};

struct settings {
    struct plan_settings plan;
    struct kafka_settings kafka;
    struct redis_settings redis;
    struct daemon_settings daemon;
    int64_t batch_cells;
};

static const struct option own_options[] = {
    {"batch-cells", OPTION_NUMBER, offsetof(struct settings, batch_cells), "40000", "N",
     "cells that one batch holds at most", WORK_BATCH_CELLS_LEAST, 1000000, NULL, NULL},
    {0},
};

struct aggregator {
    struct settings settings;
    struct service *service;
    const struct log *log;
    struct plan *plan;
    struct redis_options redis_options;
    struct redis *redis; /* of this thread; the applier has its own */
    bool awaits_redis;   /* at start */
    struct work work;
};

static void note(void *ctx, const char *text)
{
    const struct aggregator *a = ctx;

    log_warning(a->log, log_event("redis_trouble"), log_text("error", text));
    watch_redis_trouble(a->work.watch, text);
    if (a->awaits_redis)
        watch_starting(a->work.watch, text);
}

static void note_strange(void *ctx, const char *key, const char *what)
{
    const struct aggregator *a = ctx;

    watch_strange(a->work.watch, key, what, service_mono_ms());
}

/* ---- start and end ---- */

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
    a->work.cells = cells_open(&(struct cells_options){
        .redis = a->redis, .plan = a->plan, .strange = note_strange, .ctx = a});
    if (a->work.cells == NULL)
        return EX_OSERR;
    a->awaits_redis = true;
    int status = redis_await(a->redis);
    a->awaits_redis = false;
    return status;
}

static void say_kafka_is_awaited(const struct aggregator *a)
{
    char words[SAID_BYTES];

    (void)snprintf(words, sizeof(words), "Kafka at %s is waited for",
                   a->settings.kafka.brokers);
    watch_starting(a->work.watch, words);
}

static int open_parts(struct aggregator *a)
{
    a->plan = plan_file_load(a->settings.plan.plan, a->log);
    if (a->plan == NULL)
        return EX_CONFIG;
    a->work.watch = watch_open(&(struct watch_options){
        .listen = a->settings.daemon.listen, .plan = a->plan, .log = a->log});
    if (a->work.watch == NULL)
        return EX_UNAVAILABLE;
    a->work.notify = notify_open_from_environment();
    a->work.log = a->log;
    a->work.plan = a->plan;
    a->work.batch_cells = (size_t)a->settings.batch_cells;
    a->work.open = batch_new((size_t)a->settings.batch_cells);
    a->work.spare = batch_new((size_t)a->settings.batch_cells);
    if (a->work.open == NULL || a->work.spare == NULL)
        return EX_OSERR;
    watch_starting(a->work.watch, "Redis is waited for");
    int status = open_redis(a);
    if (status != EX_OK)
        return status;
    say_kafka_is_awaited(a);
    a->work.reader =
        reader_open(&(struct reader_options){.log = a->log,
                                             .kafka = &a->settings.kafka,
                                             .plan = a->plan,
                                             .cells = a->work.cells,
                                             .metrics = watch_metrics(a->work.watch)});
    if (a->work.reader == NULL) /* it waits for Kafka: only a stop, or what is set, ends that */
        return service_stopping() ? EX_UNAVAILABLE : EX_CONFIG;
    a->work.applier =
        applier_open(&(struct applier_options){.redis = &a->redis_options,
                                               .plan = a->plan,
                                               .cluster_id = reader_cluster_id(a->work.reader),
                                               .strange = note_strange,
                                               .ctx = a});
    return a->work.applier == NULL ? EX_OSERR : EX_OK;
}

static void close_parts(struct aggregator *a)
{
    struct applier_job job;

    if (a->work.applier != NULL && !applier_idle(a->work.applier)) {
        applier_stop(a->work.applier);
        if (applier_take(a->work.applier, CLOSE_MS, &job))
            a->work.spare = job.batch;
    }
    applier_close(a->work.applier);
    reader_close(a->work.reader);
    cells_close(a->work.cells);
    redis_close(a->redis);
    batch_free(a->work.open);
    batch_free(a->work.spare);
    notify_close(a->work.notify);
    watch_close(a->work.watch);
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
        status = work_run(&a.work);
    close_parts(&a);
    if (status == EX_UNAVAILABLE && service_stopping())
        status = EX_OK; /* a stop while it waited at start: an orderly one */
    return service_end(a.service, status);
}
