/*
 * tiendo-alerter - totals in, verdicts and alerts out.
 *
 * Opens what the work needs, and closes it; the work is in work.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "consumers/alerter/counters.h"
#include "consumers/alerter/work.h"
#include "consumers/plan_file.h"
#include "consumers/redis_await.h"
#include "consumers/store/redis.h"
#include "deploy/service/monitor.h"
#include "deploy/service/service.h"

enum {
    REDIS_TIMEOUT_MS = 5000, /* a command that takes longer counts as lost */
    SAID_BYTES = 256,
};

struct settings {
    struct plan_settings plan;
    struct kafka_settings kafka;
    struct redis_settings redis;
    struct alertmanager_settings alertmanager;
    struct daemon_settings daemon;
    struct today_settings today;
};

struct alerter {
    struct settings settings;
    struct service *service;
    const struct log *log;
    struct plan *plan;
    struct redis *redis;
    struct monitor *monitor;
    struct work work;
};

static void note(void *ctx, const char *text)
{
    const struct alerter *a = ctx;

    log_warning(a->log, log_event("redis_trouble"), log_text("error", text));
    health_set(a->work.health, "redis", text);
}

static void note_strange(void *ctx, const char *key, const char *what)
{
    const struct alerter *a = ctx;

    metrics_add(a->work.metrics, COUNT_STRANGE, 1);
    strange_found(a->work.strange, key, what, service_mono_ms());
}

/* ---- start and end ---- */

static int open_redis(struct alerter *a)
{
    const struct redis_settings *settings = &a->settings.redis;

    a->redis =
        redis_open(&(struct redis_options){.address = settings->redis,
                                           .user = settings->redis_user,
                                           .password_file = settings->redis_password_file,
                                           .timeout_ms = REDIS_TIMEOUT_MS,
                                           .note = note,
                                           .note_ctx = a});
    if (a->redis == NULL)
        return EX_USAGE;
    a->work.strange = strange_new(a->log);
    a->work.verdicts = verdicts_open(&(struct verdicts_options){
        .redis = a->redis, .plan = a->plan, .strange = note_strange, .ctx = a});
    if (a->work.strange == NULL || a->work.verdicts == NULL)
        return EX_OSERR;
    int status = redis_await(a->redis);
    if (status == EX_OK)
        health_set(a->work.health, "redis", NULL);
    return status;
}

static int open_monitor(struct alerter *a)
{
    a->work.metrics = metrics_new(counters, COUNTERS);
    a->work.health = health_new();
    if (a->work.metrics == NULL || a->work.health == NULL)
        return EX_OSERR;
    if (a->settings.daemon.listen == NULL)
        return EX_OK;
    a->monitor = monitor_open(&(struct monitor_options){.listen = a->settings.daemon.listen,
                                                        .metrics = a->work.metrics,
                                                        .health = a->work.health,
                                                        .log = a->log});
    if (a->monitor == NULL)
        return EX_UNAVAILABLE;
    log_info(a->log, log_event("listening"), log_number("port", monitor_port(a->monitor)));
    return EX_OK;
}

static int open_work(struct alerter *a)
{
    int status = EX_OK;

    a->work.round = round_open(&(struct round_options){.plan = a->plan,
                                                       .verdicts = a->work.verdicts,
                                                       .log = a->log,
                                                       .metrics = a->work.metrics});
    if (a->work.round == NULL)
        return EX_OSERR;
    a->work.restore = restore_open(&(struct restore_options){.kafka = &a->settings.kafka,
                                                             .plan = a->plan,
                                                             .redis = a->redis,
                                                             .verdicts = a->work.verdicts,
                                                             .gone = round_gone(a->work.round),
                                                             .log = a->log});
    if (a->work.restore == NULL)
        return EX_OSERR;
    a->work.destinations = destinations_open(
        &(struct destinations_options){.kafka = &a->settings.kafka,
                                       .alertmanager = &a->settings.alertmanager,
                                       .redis = a->redis,
                                       .plan = a->plan,
                                       .log = a->log,
                                       .metrics = a->work.metrics},
        &status);
    return status;
}

static int open_parts(struct alerter *a)
{
    char words[SAID_BYTES];
    int status;

    a->plan = plan_file_load(a->settings.plan.plan, a->log);
    if (a->plan == NULL)
        return EX_CONFIG;
    a->work.plan = a->plan;
    a->work.notify = notify_open_from_environment();
    status = open_monitor(a);
    if (status != EX_OK)
        return status;
    health_set(a->work.health, "start", "Redis is waited for");
    status = open_redis(a);
    if (status != EX_OK)
        return status;
    (void)snprintf(words, sizeof(words), "Kafka at %s is waited for",
                   a->settings.kafka.brokers);
    health_set(a->work.health, "start", words);
    return open_work(a);
}

static void close_parts(struct alerter *a)
{
    destinations_close(a->work.destinations);
    restore_close(a->work.restore);
    round_close(a->work.round);
    verdicts_close(a->work.verdicts);
    strange_free(a->work.strange);
    redis_close(a->redis);
    monitor_close(a->monitor);
    health_free(a->work.health);
    metrics_free(a->work.metrics);
    notify_close(a->work.notify);
    plan_free(a->plan);
}

int main(int argc, char **argv)
{
    struct alerter a = {0};
    const struct option_group groups[] = {
        {options_plan, &a.settings.plan},
        {options_kafka, &a.settings.kafka},
        {options_redis, &a.settings.redis},
        {options_daemon, &a.settings.daemon},
        {options_alertmanager, &a.settings.alertmanager},
        {options_today, &a.settings.today},
        {0},
    };
    const struct options_program program = {
        .name = "tiendo-alerter",
        .summary = "Judges the targets as totals change, and raises and clears alerts.",
        .groups = groups,
    };
    int status = EX_OK;

    a.service = service_start(&program, argc, argv, &a.settings.daemon.log_level, &status);
    if (a.service == NULL)
        return status;
    a.log = a.work.log = service_log(a.service);
    a.work.as_of = a.settings.today.as_of;
    status = open_parts(&a);
    if (status == EX_OK)
        status = work_run(&a.work);
    close_parts(&a);
    if (status == EX_UNAVAILABLE && service_stopping())
        status = EX_OK; /* a stop while it waited at start: an orderly one */
    return service_end(a.service, status);
}
