#include "consumers/alerter/work.h"

#include <sys/random.h>
#include <sysexits.h>

#include "consumers/alerter/counters.h"
#include "deploy/service/service.h"
#include "schemas/instant.h"

enum {
    WAIT_MS = 1000,    /* between looks when nothing is written */
    BUSY_WAIT_MS = 20, /* ... while answers are awaited */
    RETRY_LEAST_MS = 100,
    RETRY_MOST_MS = 5000,
    SETTLE_MS = 1000, /* how long a restore waits for them */
    DRAIN_MS = 5000,  /* how long a stop waits for answers */
};

static int32_t find_today(const struct work *w)
{
    int32_t day = 0;

    if (w->as_of != NULL && day_read(text_of(w->as_of), &day) == 0)
        return day;
    return instant_day(service_unix_ms(), w->plan->utc_offset_s);
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
static bool restore(struct work *w)
{
    if (service_mono_ms() < w->restore_mono_ms)
        return false;
    w->restore_pause_ms = longer(w->restore_pause_ms);
    if (destinations_kafka_settled(w->destinations, SETTLE_MS) &&
        restore_alerts(w->restore) == 0) {
        w->restore_pause_ms = 0;
        round_want_all(w->round); /* by what stands now */
        metrics_add(w->metrics, COUNT_RESTORES, 1);
        return true;
    }
    w->restore_mono_ms = service_mono_ms() + with_jitter(w->restore_pause_ms);
    metrics_add(w->metrics, COUNT_RESTORE_FAILURES, 1);
    return false;
}

static void doubt(struct work *w)
{
    w->certain = false;
    destinations_doubt(w->destinations);
    round_want_all(w->round); /* Redis may know less than it did */
}

/* Puts back what may be lost, and takes what was acknowledged. */
static enum verdicts_result keep_alerts(struct work *w, const struct verdicts_look *look)
{
    enum verdicts_result result = VERDICTS_OK;

    if (look->mended || (w->certain && !look->restored) || w->current.is_new)
        doubt(w); /* the version that was current before has raised and cleared meanwhile */
    if (!w->certain || round_is_corrupt(w->round) || !restore_is_following(w->restore))
        w->certain = restore(w) || w->certain;
    if (w->certain)
        result = restore_follow(w->restore);
    if (result == VERDICTS_CORRUPT)
        doubt(w);
    return result == VERDICTS_AWAY ? VERDICTS_AWAY : VERDICTS_OK;
}

/* Whether what was judged before no longer counts. */
static enum verdicts_result take_stock(struct work *w, const struct verdicts_look *look)
{
    bool quiet = look->current != VERDICTS_CURRENT_THIS || !w->certain, caught_up = false;
    int32_t today = find_today(w);

    if (today != w->today || (w->quiet && !quiet))
        round_want_all(w->round);
    w->today = today;
    w->quiet = quiet;
    if (quiet || !round_is_held(w->round))
        return VERDICTS_OK;
    if (verdicts_caught_up(w->verdicts, &caught_up) != VERDICTS_OK)
        return VERDICTS_AWAY;
    if (caught_up) /* the net difference is made now */
        round_want_all(w->round);
    return VERDICTS_OK;
}

/* What may be delivered.  While nobody knows which version is the current one, the one that was goes
 * on saying what stands: else Alertmanagers would end all of it after a while. */
static enum delivery_scope scope(const struct work *w)
{
    if (w->current.is_unknown)
        return DELIVERY_REPEATS;
    return w->certain ? DELIVERY_CERTAIN : DELIVERY_TRANSITIONS;
}

static enum verdicts_result turn(struct work *w)
{
    struct verdicts_look look = {0};
    bool busy = false;
    int wait_ms;

    if (verdicts_look(w->verdicts, &look, round_marks(w->round)) != VERDICTS_OK)
        return VERDICTS_AWAY;
    if (current_note(&w->current, w->verdicts, look.current, service_mono_ms()) !=
            VERDICTS_OK ||
        keep_alerts(w, &look) != VERDICTS_OK || take_stock(w, &look) != VERDICTS_OK ||
        round_run(w->round, w->today, w->quiet) != VERDICTS_OK)
        return VERDICTS_AWAY;
    if (w->current.is_this && destinations_turn(w->destinations, scope(w), &busy) != ALERTS_OK)
        return VERDICTS_AWAY;
    wait_ms = (int)round_due_ms(w->round, busy ? BUSY_WAIT_MS : WAIT_MS);
    return wait_ms == 0 ? VERDICTS_OK : verdicts_wait(w->verdicts, look.seen, wait_ms);
}

static void show_health(const struct work *w)
{
    const char *trouble = destinations_kafka_trouble(w->destinations), *remark = NULL;

    if (trouble == NULL && w->restore_pause_ms > 0)
        trouble = "tiendo.alerts could not be read back: alerts are held";
    health_set(w->health, "kafka", trouble);
    destinations_show(w->destinations, w->health);
    health_set(w->health, "current", current_trouble(&w->current));
    if (w->quiet && w->current.is_unknown)
        remark = "no alert is raised or cleared: no plan version is the current one";
    else if (w->quiet)
        remark = "no alert is raised or cleared: another plan version is current, or they are "
                 "still to be restored";
    else if (round_is_held(w->round))
        remark = "no alert is raised or cleared: Redis is catching up";
    health_remark(w->health, "quiet", remark);
    strange_show(w->strange, w->health, service_mono_ms());
}

static void show(struct work *w)
{
    metrics_set(w->metrics, COUNT_QUIET, w->quiet);
    metrics_set(w->metrics, COUNT_RESTORED, w->certain);
    metrics_set(w->metrics, COUNT_CATCHING_UP, round_is_held(w->round));
    metrics_set(w->metrics, COUNT_REDIS_UP, w->retry_ms == 0);
    show_health(w);
    health_alive(w->health, service_mono_ms());
}

int work_run(struct work *w)
{
    notify_ready(w->notify);
    health_set(w->health, "start", NULL);
    log_info(w->log, log_event("started"), log_text("plan", w->plan->tag));
    doubt(w);
    while (!service_stopping()) {
        if (turn(w) == VERDICTS_OK) {
            if (w->retry_ms > 0)
                log_info(w->log, log_event("redis_back"));
            w->retry_ms = 0;
            health_set(w->health, "redis", NULL);
        } else if (!service_stopping()) {
            doubt(w);
            w->retry_ms = longer(w->retry_ms);
        }
        show(w);
        if (w->retry_ms > 0)
            (void)service_sleep_ms(with_jitter(w->retry_ms));
        notify_alive(w->notify, service_mono_ms());
    }
    notify_stopping(w->notify);
    destinations_drain(w->destinations, DRAIN_MS);
    log_info(w->log, log_event("stopped"));
    return EX_OK;
}
