/*
 * tiendo-alerter - totals in, verdicts and alerts out.
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
 * It wakes when anything is written, and at least once a second: for a new day, for a Redis that
 * has caught up, or one that lost its state (restore: from tiendo.alerts, which it also follows, for
 * acknowledgements).  Alerts are held while
 * Redis is catching up, or while another plan version is the current one; then the net difference
 * is made.  It holds nothing: whatever goes wrong, it looks again and judges everything.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sysexits.h>

#include "consumers/alerter/counters.h"
#include "consumers/alerter/current.h"
#include "consumers/alerter/destinations.h"
#include "consumers/alerter/restore.h"
#include "consumers/alerter/round.h"
#include "consumers/alerter/strange.h"
#include "consumers/plan_file.h"
#include "consumers/store/redis.h"
#include "deploy/service/monitor.h"
#include "deploy/service/notify.h"
#include "deploy/service/service.h"
#include "schemas/instant.h"

enum {
    REDIS_TIMEOUT_MS = 5000, /* a command that takes longer counts as lost */
    WAIT_MS = 1000,          /* between looks when nothing is written */
    BUSY_WAIT_MS = 20,       /* ... while answers are awaited */
    RETRY_LEAST_MS = 100,
    RETRY_MOST_MS = 5000,
    SAID_BYTES = 256,
    SETTLE_MS = 1000, /* how long a restore waits for them */
    DRAIN_MS = 5000,  /* how long a stop waits for answers */
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
    struct verdicts *verdicts;
    struct round *round;
    struct restore *restore;
    struct strange *strange;
    struct destinations *destinations;
    struct notify *notify;
    struct metrics *metrics;
    struct health *health;
    struct monitor *monitor;

    int32_t today;          /* of the last round */
    bool quiet;             /* in the last round */
    struct current current; /* as of the last look */
    bool certain;     /* Redis's alerts are no older than Kafka's: else restore comes first */
    int64_t retry_ms; /* the next pause while Redis is away; 0: it is there */
    int64_t restore_pause_ms; /* after a failure to restore; 0: none */
    int64_t restore_mono_ms;  /* not before */
};

static void note(void *ctx, const char *text)
{
    const struct alerter *a = ctx;

    log_warning(a->log, log_event("redis_trouble"), log_text("error", text));
    health_set(a->health, "redis", text);
}

static void note_strange(void *ctx, const char *key, const char *what)
{
    const struct alerter *a = ctx;

    strange_found(a->strange, key, what, service_mono_ms());
}

static int32_t find_today(const struct alerter *a)
{
    int32_t day = 0;

    if (a->settings.today.as_of != NULL &&
        day_read(text_of(a->settings.today.as_of), &day) == 0)
        return day;
    return instant_day(service_unix_ms(), a->plan->utc_offset_s);
}

/* Twice the last one; the first is RETRY_LEAST_MS, none is longer than RETRY_MOST_MS. */
static int64_t longer(int64_t pause_ms)
{
    if (pause_ms == 0)
        return RETRY_LEAST_MS;
    return pause_ms * 2 < RETRY_MOST_MS ? pause_ms * 2 : RETRY_MOST_MS;
}

/* Up to half as long again, so that several do not come back together. */
static int64_t with_jitter(int64_t pause_ms)
{
    uint32_t bits = 0;

    if (getrandom(&bits, sizeof(bits), GRND_NONBLOCK) != (ssize_t)sizeof(bits))
        return pause_ms;
    return pause_ms + (int64_t)bits % (pause_ms / 2 + 1);
}

/* ---- one turn ---- */

/* What is on its way to Kafka must be there before Kafka is read. */
static bool restore(struct alerter *a)
{
    if (service_mono_ms() < a->restore_mono_ms)
        return false;
    a->restore_pause_ms = longer(a->restore_pause_ms);
    if (destinations_kafka_settled(a->destinations, SETTLE_MS) &&
        restore_alerts(a->restore) == 0) {
        a->restore_pause_ms = 0;
        round_want_all(a->round); /* by what stands now */
        metrics_add(a->metrics, COUNT_RESTORES, 1);
        return true;
    }
    a->restore_mono_ms = service_mono_ms() + with_jitter(a->restore_pause_ms);
    metrics_add(a->metrics, COUNT_RESTORE_FAILURES, 1);
    return false;
}

static void doubt(struct alerter *a)
{
    a->certain = false;
    destinations_doubt(a->destinations);
    round_want_all(a->round); /* Redis may know less than it did */
}

/* Puts back what may be lost, and takes what was acknowledged. */
static enum verdicts_result keep_alerts(struct alerter *a, const struct verdicts_look *look)
{
    enum verdicts_result result = VERDICTS_OK;

    if (look->mended || (a->certain && !look->restored) || a->current.is_new)
        doubt(a); /* the version that was current before has raised and cleared meanwhile */
    if (!a->certain || round_is_corrupt(a->round) || !restore_is_following(a->restore))
        a->certain = restore(a) || a->certain;
    if (a->certain)
        result = restore_follow(a->restore);
    if (result == VERDICTS_CORRUPT)
        doubt(a);
    return result == VERDICTS_AWAY ? VERDICTS_AWAY : VERDICTS_OK;
}

/* Whether what was judged before no longer counts. */
static enum verdicts_result take_stock(struct alerter *a, const struct verdicts_look *look)
{
    bool quiet = look->current != VERDICTS_CURRENT_THIS || !a->certain, caught_up = false;
    int32_t today = find_today(a);

    if (today != a->today || (a->quiet && !quiet))
        round_want_all(a->round);
    a->today = today;
    a->quiet = quiet;
    if (quiet || !round_is_held(a->round))
        return VERDICTS_OK;
    if (verdicts_caught_up(a->verdicts, &caught_up) != VERDICTS_OK)
        return VERDICTS_AWAY;
    if (caught_up) /* the net difference is made now */
        round_want_all(a->round);
    return VERDICTS_OK;
}

/* What may be delivered.  While nobody knows which version is the current one, the one that was goes
 * on saying what stands: else Alertmanagers would end all of it after a while. */
static enum delivery_scope scope(const struct alerter *a)
{
    if (a->current.is_unknown)
        return DELIVERY_REPEATS;
    return a->certain ? DELIVERY_CERTAIN : DELIVERY_TRANSITIONS;
}

static enum verdicts_result turn(struct alerter *a)
{
    struct verdicts_look look = {0};
    bool busy = false;
    int wait_ms;

    if (verdicts_look(a->verdicts, &look, round_marks(a->round)) != VERDICTS_OK)
        return VERDICTS_AWAY;
    if (current_note(&a->current, a->verdicts, look.current, service_mono_ms()) !=
            VERDICTS_OK ||
        keep_alerts(a, &look) != VERDICTS_OK || take_stock(a, &look) != VERDICTS_OK ||
        round_run(a->round, a->today, a->quiet) != VERDICTS_OK)
        return VERDICTS_AWAY;
    if (a->current.is_this && destinations_turn(a->destinations, scope(a), &busy) != ALERTS_OK)
        return VERDICTS_AWAY;
    wait_ms = (int)round_due_ms(a->round, busy ? BUSY_WAIT_MS : WAIT_MS);
    return wait_ms == 0 ? VERDICTS_OK : verdicts_wait(a->verdicts, look.seen, wait_ms);
}

static void show_health(const struct alerter *a)
{
    const char *trouble = destinations_kafka_trouble(a->destinations), *remark = NULL;

    if (trouble == NULL && a->restore_pause_ms > 0)
        trouble = "tiendo.alerts could not be read back: alerts are held";
    health_set(a->health, "kafka", trouble);
    destinations_show(a->destinations, a->health);
    health_set(a->health, "current", current_trouble(&a->current));
    if (a->quiet && a->current.is_unknown)
        remark = "no alert is raised or cleared: no plan version is the current one";
    else if (a->quiet)
        remark = "no alert is raised or cleared: another plan version is current, or they are "
                 "still to be restored";
    else if (round_is_held(a->round))
        remark = "no alert is raised or cleared: Redis is catching up";
    health_remark(a->health, "quiet", remark);
    strange_show(a->strange, a->health, service_mono_ms());
}

static void show(struct alerter *a)
{
    metrics_set(a->metrics, COUNT_QUIET, a->quiet);
    metrics_set(a->metrics, COUNT_RESTORED, a->certain);
    metrics_set(a->metrics, COUNT_CATCHING_UP, round_is_held(a->round));
    metrics_set(a->metrics, COUNT_REDIS_UP, a->retry_ms == 0);
    show_health(a);
    health_alive(a->health, service_mono_ms());
}

static int run(struct alerter *a)
{
    notify_ready(a->notify);
    health_set(a->health, "start", NULL);
    log_info(a->log, log_event("started"), log_text("plan", a->plan->tag));
    doubt(a);
    while (!service_stopping()) {
        if (turn(a) == VERDICTS_OK) {
            if (a->retry_ms > 0)
                log_info(a->log, log_event("redis_back"));
            a->retry_ms = 0;
            health_set(a->health, "redis", NULL);
        } else if (!service_stopping()) {
            doubt(a);
            a->retry_ms = longer(a->retry_ms);
        }
        show(a);
        if (a->retry_ms > 0)
            (void)service_sleep_ms(with_jitter(a->retry_ms));
        notify_alive(a->notify, service_mono_ms());
    }
    notify_stopping(a->notify);
    destinations_drain(a->destinations, DRAIN_MS);
    log_info(a->log, log_event("stopped"));
    return EX_OK;
}

/* ---- start and end ---- */

/* Redis must answer, and fit; at boot it may come later than we do.  What it is that keeps it is told
 * through note(). */
static int await_redis(struct alerter *a)
{
    for (;;) {
        switch (redis_ready(a->redis)) {
        case REDIS_READY:
            health_set(a->health, "redis", NULL);
            return EX_OK;
        case REDIS_MISFIT:
            return EX_CONFIG;
        case REDIS_AWAY:
            break;
        }
        if (service_sleep_ms(RETRY_LEAST_MS))
            return EX_UNAVAILABLE;
    }
}

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
    a->strange = strange_new(a->log, a->metrics);
    a->verdicts = verdicts_open(&(struct verdicts_options){
        .redis = a->redis, .plan = a->plan, .strange = note_strange, .ctx = a});
    if (a->strange == NULL || a->verdicts == NULL)
        return EX_OSERR;
    return await_redis(a);
}

static int open_monitor(struct alerter *a)
{
    a->metrics = metrics_new(counters, COUNTERS);
    a->health = health_new();
    if (a->metrics == NULL || a->health == NULL)
        return EX_OSERR;
    if (a->settings.daemon.listen == NULL)
        return EX_OK;
    a->monitor = monitor_open(&(struct monitor_options){.listen = a->settings.daemon.listen,
                                                        .metrics = a->metrics,
                                                        .health = a->health,
                                                        .log = a->log});
    if (a->monitor == NULL)
        return EX_UNAVAILABLE;
    log_info(a->log, log_event("listening"), log_number("port", monitor_port(a->monitor)));
    return EX_OK;
}

static int open_work(struct alerter *a)
{
    int status = EX_OK;

    a->round = round_open(&(struct round_options){
        .plan = a->plan, .verdicts = a->verdicts, .log = a->log, .metrics = a->metrics});
    if (a->round == NULL)
        return EX_OSERR;
    a->restore = restore_open(&(struct restore_options){.kafka = &a->settings.kafka,
                                                        .plan = a->plan,
                                                        .redis = a->redis,
                                                        .verdicts = a->verdicts,
                                                        .gone = round_gone(a->round),
                                                        .log = a->log});
    if (a->restore == NULL)
        return EX_OSERR;
    a->destinations = destinations_open(
        &(struct destinations_options){.kafka = &a->settings.kafka,
                                       .alertmanager = &a->settings.alertmanager,
                                       .redis = a->redis,
                                       .plan = a->plan,
                                       .log = a->log,
                                       .metrics = a->metrics},
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
    a->notify = notify_open_from_environment();
    status = open_monitor(a);
    if (status != EX_OK)
        return status;
    health_set(a->health, "start", "Redis is waited for");
    status = open_redis(a);
    if (status != EX_OK)
        return status;
    (void)snprintf(words, sizeof(words), "Kafka at %s is waited for",
                   a->settings.kafka.brokers);
    health_set(a->health, "start", words);
    return open_work(a);
}

static void close_parts(struct alerter *a)
{
    destinations_close(a->destinations);
    restore_close(a->restore);
    round_close(a->round);
    verdicts_close(a->verdicts);
    strange_free(a->strange);
    redis_close(a->redis);
    monitor_close(a->monitor);
    health_free(a->health);
    metrics_free(a->metrics);
    notify_close(a->notify);
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
    a.log = service_log(a.service);
    status = open_parts(&a);
    if (status == EX_OK)
        status = run(&a);
    close_parts(&a);
    if (status == EX_UNAVAILABLE && service_stopping())
        status = EX_OK; /* a stop while it waited at start: an orderly one */
    return service_end(a.service, status);
}
