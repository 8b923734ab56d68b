#include "consumers/aggregator/applier.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "deploy/service/service.h"

enum { RETRY_FIRST_MS = 50, RETRY_MOST_MS = 2000, LOOK_AFTER_MS = 1000 };

enum state { IDLE, GIVEN, DONE };

struct applier {
    struct applier_options options;
    struct redis *redis;
    struct cells *cells;
    struct account *account;
    int64_t looked_mono_ms; /* after what others may have written; of the thread */
    pthread_t thread;
    bool running;

    pthread_mutex_t lock;   /* guards what follows */
    pthread_cond_t changed; /* on the monotonic clock */
    enum state state;
    bool stopping, waits;
    struct applier_job job;
};

/* ---- waiting ---- */

static struct timespec mono_in_ms(int64_t ms)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += ms / 1000;
    at.tv_nsec += (ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_nsec -= 1000000000;
        at.tv_sec++;
    }
    return at;
}

/* Waits about that long, a random part of it, or until stopped.  Returns whether stopped. */
static bool rest(struct applier *applier, int64_t most_ms)
{
    uint32_t bits = 0;

    if (getrandom(&bits, sizeof(bits), 0) < 0)
        bits = 0;
    struct timespec until =
        mono_in_ms(most_ms / 2 + (int64_t)(bits % (uint32_t)(most_ms / 2 + 1)));
    pthread_mutex_lock(&applier->lock);
    applier->waits = true;
    while (!applier->stopping &&
           pthread_cond_timedwait(&applier->changed, &applier->lock, &until) != ETIMEDOUT)
        ;
    bool stopped = applier->stopping;
    pthread_mutex_unlock(&applier->lock);
    return stopped;
}

/* ---- one batch ---- */

/* Whether Redis holds everything before the batch: else sending it again would leave a hole. */
static enum cells_result compare_ledger(struct applier *applier, const struct applier_job *job)
{
    const char **names = calloc(job->span_count + 1, sizeof(*names));
    struct ledger_entry *entries = calloc(job->span_count + 1, sizeof(*entries));
    enum cells_result result = CELLS_AWAY;

    for (size_t i = 0; names != NULL && i < job->span_count; i++)
        names[i] = job->spans[i].name;
    if (names != NULL && entries != NULL)
        result = cells_ledger(applier->cells, names, job->span_count, entries);
    for (size_t i = 0; result == CELLS_OK && i < job->span_count; i++) {
        int64_t stored = entries[i].next < 0 ? job->spans[i].begin : entries[i].next;

        if (stored < job->spans[i].from)
            result = CELLS_ROLLED_BACK;
    }
    free(names);
    free(entries);
    return result;
}

/* After a loss: a new writer, then what the ledger says. */
static enum cells_result resume(struct applier *applier, const struct applier_job *job)
{
    enum cells_result result =
        cells_take_namespace(applier->cells, applier->options.cluster_id);

    return result == CELLS_OK ? compare_ledger(applier, job) : result;
}

static enum cells_result send_batch(struct applier *applier, struct applier_job *job)
{
    struct account_of of = {job->tallies, batch_array(job->batch), batch_cells(job->batch)};
    int64_t now_unix_ms = service_unix_ms();
    enum cells_result result = cells_put(applier->cells, batch_array(job->batch), of.cell_count,
                                         now_unix_ms, &job->won);

    if (result != CELLS_OK)
        return result;
    if (account_write(applier->account, &of, job->spans, job->span_count) != 0)
        return CELLS_AWAY; /* no memory just now: tried again like everything else */
    job->stale = (int64_t)account_stale(applier->account);
    return cells_advance(applier->cells, job->spans, job->span_count, now_unix_ms);
}

/* Only what is lost, or a person must mend, keeps the batch from being sent; a Redis that is away is
 * noticed by that. */
static enum cells_result look_after(struct applier *applier, const struct applier_job *job)
{
    int64_t now_mono_ms = service_mono_ms();
    enum cells_result result;
    bool reached;

    if (now_mono_ms - applier->looked_mono_ms < LOOK_AFTER_MS)
        return CELLS_OK;
    applier->looked_mono_ms = now_mono_ms;
    result = cells_look_after(applier->cells, applier->options.cluster_id);
    if (result == CELLS_OK && job->is_current)
        result = cells_promote(applier->cells, &reached);
    return result == CELLS_ROLLED_BACK || result == CELLS_MISFIT ? result : CELLS_OK;
}

static enum applier_result apply(struct applier *applier, struct applier_job *job)
{
    enum cells_result result = look_after(applier, job);
    int64_t pause_ms = RETRY_FIRST_MS;

    if (result == CELLS_OK)
        result = send_batch(applier, job);

    while (result == CELLS_AWAY || result == CELLS_REFUSED) {
        job->losses++;
        if (rest(applier, pause_ms))
            return APPLIER_STOPPED;
        pause_ms = pause_ms * 2 < RETRY_MOST_MS ? pause_ms * 2 : RETRY_MOST_MS;
        result = resume(applier, job);
        if (result == CELLS_OK)
            result = send_batch(applier, job);
    }
    if (result == CELLS_MISFIT)
        return APPLIER_MISFIT;
    return result == CELLS_ROLLED_BACK ? APPLIER_ROLLED_BACK : APPLIER_APPLIED;
}

/* ---- the thread ---- */

/* False: stopped with nothing in hand. */
static bool await_job(struct applier *applier, struct applier_job *job)
{
    pthread_mutex_lock(&applier->lock);
    while (applier->state != GIVEN && !applier->stopping)
        pthread_cond_wait(&applier->changed, &applier->lock);
    bool given = applier->state == GIVEN;
    *job = applier->job;
    pthread_mutex_unlock(&applier->lock);
    return given;
}

static void answer(struct applier *applier, const struct applier_job *job)
{
    pthread_mutex_lock(&applier->lock);
    applier->job = *job;
    applier->state = DONE;
    applier->waits = false;
    pthread_cond_broadcast(&applier->changed);
    pthread_mutex_unlock(&applier->lock);
}

static void *work(void *ctx)
{
    struct applier *applier = ctx;
    struct applier_job job;

    while (await_job(applier, &job)) {
        int64_t since_mono_us = service_mono_us(), calls = cells_calls(applier->cells);

        job.won = job.stale = job.losses = 0;
        job.result = apply(applier, &job);
        job.calls = cells_calls(applier->cells) - calls;
        job.apply_us = service_mono_us() - since_mono_us;
        answer(applier, &job);
    }
    return NULL;
}

struct applier *applier_open(const struct applier_options *options)
{
    struct applier *applier = calloc(1, sizeof(*applier));
    pthread_condattr_t monotonic;

    if (applier == NULL)
        return NULL;
    applier->options = *options;
    pthread_mutex_init(&applier->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&applier->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);

    applier->redis = redis_open(options->redis);
    if (applier->redis != NULL)
        applier->cells = cells_open(&(struct cells_options){.redis = applier->redis,
                                                            .plan = options->plan,
                                                            .strange = options->strange,
                                                            .ctx = options->ctx});
    applier->account = account_new();
    if (applier->cells != NULL && applier->account != NULL)
        applier->running = service_thread(&applier->thread, work, applier) == 0;
    if (applier->running)
        return applier;
    applier_close(applier);
    return NULL;
}

bool applier_idle(struct applier *applier)
{
    pthread_mutex_lock(&applier->lock);
    bool idle = applier->state == IDLE;
    pthread_mutex_unlock(&applier->lock);
    return idle;
}

void applier_give(struct applier *applier, const struct applier_job *job)
{
    pthread_mutex_lock(&applier->lock);
    applier->job = *job;
    applier->state = GIVEN;
    pthread_cond_broadcast(&applier->changed);
    pthread_mutex_unlock(&applier->lock);
}

bool applier_take(struct applier *applier, int64_t timeout_ms, struct applier_job *job)
{
    struct timespec until = mono_in_ms(timeout_ms);

    pthread_mutex_lock(&applier->lock);
    while (applier->state == GIVEN && timeout_ms > 0 &&
           pthread_cond_timedwait(&applier->changed, &applier->lock, &until) != ETIMEDOUT)
        ;
    bool done = applier->state == DONE;
    if (done) {
        *job = applier->job;
        applier->state = IDLE;
    }
    pthread_mutex_unlock(&applier->lock);
    return done;
}

bool applier_waits(struct applier *applier)
{
    pthread_mutex_lock(&applier->lock);
    bool waits = applier->waits;
    pthread_mutex_unlock(&applier->lock);
    return waits;
}

void applier_stop(struct applier *applier)
{
    pthread_mutex_lock(&applier->lock);
    applier->stopping = true;
    pthread_cond_broadcast(&applier->changed);
    pthread_mutex_unlock(&applier->lock);
}

void applier_close(struct applier *applier)
{
    if (applier == NULL)
        return;
    if (applier->running) {
        applier_stop(applier);
        pthread_join(applier->thread, NULL);
    }
    account_free(applier->account);
    cells_close(applier->cells);
    redis_close(applier->redis);
    pthread_cond_destroy(&applier->changed);
    pthread_mutex_destroy(&applier->lock);
    free(applier);
}
