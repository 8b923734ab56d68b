#include "consumers/aggregator/watch.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/aggregator/counters.h"
#include "consumers/strange.h"
#include "deploy/service/monitor.h"

enum {
    LOOK_MS = 200,
    SILENT_MS = 3000, /* a batch takes some hundred ms; a command is given up after 5 s */
    TROUBLE_BYTES = 160,
    WORDS_BYTES = 256,
};

struct watch {
    struct watch_options options;
    struct metrics *metrics;
    struct health *health;
    struct monitor *monitor; /* NULL where nobody asks */
    int64_t *heard_unix_ms;  /* by agency */
    int64_t looked_mono_ms;

    struct strange *strange;

    pthread_mutex_t lock;        /* guards what follows */
    char trouble[TROUBLE_BYTES]; /* the last of Redis; "": none yet */
};

/* ---- opening ---- */

static struct metrics_row *row_of(struct watch *watch, size_t which, const char *label)
{
    const char *const labels[METRIC_LABELS_MAX] = {label};

    return metrics_row(watch->metrics, which, labels);
}

/* What is known beforehand is there from the beginning, so that a first time is seen to be one. */
static void show_rows(struct watch *watch)
{
    const struct plan *plan = watch->options.plan;

    for (int reason = REASON_NONE + 1; reason < REASON_COUNT; reason++)
        metrics_row_set(row_of(watch, COUNT_REFUSED, reason_name((enum reason)reason)), 0);
    for (const char *const *cause = counters_rewinds; *cause != NULL; cause++)
        metrics_row_set(row_of(watch, COUNT_REWINDS, *cause), 0);
    for (size_t i = 0; i < plan->agency_count; i++)
        metrics_row_set(row_of(watch, COUNT_LAST_HEARD, plan->agencies[i].id), 0);
    metrics_set(watch->metrics, COUNT_CATCHING_UP, 1);
}

static int open_parts(struct watch *watch)
{
    const struct watch_options *options = &watch->options;

    watch->metrics = metrics_new(counters, COUNTERS);
    watch->health = health_new();
    watch->heard_unix_ms =
        calloc(options->plan->agency_count + 1, sizeof(*watch->heard_unix_ms));
    watch->strange = strange_new(options->log);
    if (watch->metrics == NULL || watch->health == NULL || watch->heard_unix_ms == NULL ||
        watch->strange == NULL)
        return -1;
    show_rows(watch);
    if (options->listen == NULL)
        return 0;
    watch->monitor = monitor_open(&(struct monitor_options){.listen = options->listen,
                                                            .metrics = watch->metrics,
                                                            .health = watch->health,
                                                            .log = options->log});
    if (watch->monitor == NULL)
        return -1;
    log_info(options->log, log_event("listening"),
             log_number("port", monitor_port(watch->monitor)));
    return 0;
}

struct watch *watch_open(const struct watch_options *options)
{
    struct watch *watch = calloc(1, sizeof(*watch));

    if (watch == NULL)
        return NULL;
    (void)pthread_mutex_init(&watch->lock, NULL);
    watch->options = *options;
    if (open_parts(watch) == 0)
        return watch;
    watch_close(watch);
    return NULL;
}

void watch_close(struct watch *watch)
{
    if (watch == NULL)
        return;
    monitor_close(watch->monitor);
    health_free(watch->health);
    metrics_free(watch->metrics);
    strange_free(watch->strange);
    free(watch->heard_unix_ms);
    (void)pthread_mutex_destroy(&watch->lock);
    free(watch);
}

struct metrics *watch_metrics(struct watch *watch)
{
    return watch->metrics;
}

/* ---- what happens ---- */

void watch_starting(struct watch *watch, const char *what)
{
    health_set(watch->health, "start", what);
}

void watch_redis_trouble(struct watch *watch, const char *text)
{
    (void)pthread_mutex_lock(&watch->lock);
    (void)snprintf(watch->trouble, sizeof(watch->trouble), "%s", text);
    (void)pthread_mutex_unlock(&watch->lock);
}

void watch_strange(struct watch *watch, const char *key, const char *what, int64_t now_mono_ms)
{
    strange_found(watch->strange, key, what, now_mono_ms);
}

static void hear(struct watch *watch, size_t agency, int64_t unix_ms)
{
    if (unix_ms <= watch->heard_unix_ms[agency])
        return;
    watch->heard_unix_ms[agency] = unix_ms;
    metrics_row_set(row_of(watch, COUNT_LAST_HEARD, watch->options.plan->agencies[agency].id),
                    unix_ms);
}

void watch_heard(struct watch *watch, struct cells *cells)
{
    size_t count = watch->options.plan->agency_count;
    int64_t *last_unix_ms = calloc(count + 1, sizeof(*last_unix_ms));

    if (last_unix_ms != NULL && cells_heard(cells, last_unix_ms) == CELLS_OK)
        for (size_t i = 0; i < count; i++)
            hear(watch, i, last_unix_ms[i]);
    free(last_unix_ms);
}

static void hear_spans(struct watch *watch, const struct applier_job *job)
{
    const struct plan *plan = watch->options.plan;

    for (size_t i = 0; i < job->span_count; i++) {
        const struct agency *agency = plan_agency(plan, text_of(job->spans[i].agency));

        if (agency != NULL)
            hear(watch, (size_t)(agency - plan->agencies), job->spans[i].last_heard_unix_ms);
    }
}

void watch_job(struct watch *watch, const struct applier_job *job)
{
    struct metrics *metrics = watch->metrics;
    int64_t cells = (int64_t)batch_cells(job->batch);

    metrics_add(metrics, COUNT_COMBINED, (int64_t)batch_events(job->batch) - cells);
    metrics_add(metrics, COUNT_CELLS_SENT, cells);
    metrics_add(metrics, COUNT_CELLS_WON, job->won);
    metrics_add(metrics, COUNT_STALE, job->stale);
    metrics_add(metrics, COUNT_CALLS, job->calls);
    metrics_add(metrics, COUNT_REDIS_LOSSES, job->losses);
    metrics_observe(metrics, COUNT_APPLY_TIME, job->apply_us);
    if (job->result == APPLIER_ROLLED_BACK)
        counters_add_rewind(metrics, REWIND_ROLLED_BACK);
    if (job->result != APPLIER_APPLIED)
        return;
    metrics_add(metrics, COUNT_BATCHES, 1);
    hear_spans(watch, job);
}

/* ---- how it is ---- */

/* Why Redis is no help now, or NULL; `words` may hold it. */
static const char *redis_ailment(struct watch *watch, const struct watch_scene *scene,
                                 int64_t now_mono_ms, char words[WORDS_BYTES])
{
    int64_t in_hand_ms =
        scene->in_hand_since_ms == 0 ? 0 : now_mono_ms - scene->in_hand_since_ms;

    if (scene->held || (scene->trying && scene->reader.kafka_trouble == NULL)) {
        (void)pthread_mutex_lock(&watch->lock);
        (void)snprintf(words, WORDS_BYTES, "%s; what is read is held",
                       watch->trouble[0] == '\0' ? "does not answer" : watch->trouble);
        (void)pthread_mutex_unlock(&watch->lock);
        return words;
    }
    if (in_hand_ms < SILENT_MS)
        return NULL;
    (void)snprintf(words, WORDS_BYTES, "has not taken a batch for %" PRId64 " s",
                   in_hand_ms / 1000);
    return words;
}

static const char *rejections_ailment(const struct reader_state *reader,
                                      char words[WORDS_BYTES])
{
    const char *why = reader->rejections_trouble;
    size_t length = 0;

    if (why == NULL && reader->parked == 0)
        return NULL;
    length = (size_t)snprintf(words, WORDS_BYTES, "%zu are not delivered", reader->rejections);
    if (reader->parked > 0)
        length += (size_t)snprintf(words + length, WORDS_BYTES - length,
                                   ", %zu partitions wait for them (%.80s:%d)", reader->parked,
                                   reader->parked_topic, reader->parked_partition);
    if (why != NULL)
        (void)snprintf(words + length, WORDS_BYTES - length, ": %s", why);
    return words;
}

static void remark_catching_up(struct watch *watch, const struct watch_scene *scene,
                               bool catching_up)
{
    char words[WORDS_BYTES];

    (void)snprintf(words, sizeof(words), "%" PRId64 " records behind", scene->reader.behind);
    if (!scene->owning)
        (void)snprintf(words, sizeof(words), "no partitions are taken up yet");
    health_remark(watch->health, "catching up", catching_up ? words : NULL);
}

bool watch_due(const struct watch *watch, int64_t now_mono_ms)
{
    return now_mono_ms - watch->looked_mono_ms >= LOOK_MS;
}

void watch_look(struct watch *watch, const struct watch_scene *scene, int64_t now_mono_ms)
{
    const struct reader_state *reader = &scene->reader;
    struct metrics *metrics = watch->metrics;
    char redis_words[WORDS_BYTES], rejections_words[WORDS_BYTES];
    const char *redis = redis_ailment(watch, scene, now_mono_ms, redis_words);
    bool catching_up = !scene->owning || !reader->caught_up;

    watch->looked_mono_ms = now_mono_ms;
    health_set(watch->health, "redis", redis);
    health_set(watch->health, "kafka", reader->kafka_trouble);
    health_set(watch->health, "rejections", rejections_ailment(reader, rejections_words));
    remark_catching_up(watch, scene, catching_up);
    strange_show(watch->strange, watch->health, now_mono_ms);
    metrics_set(metrics, COUNT_REDIS_UP, redis == NULL);
    metrics_set(metrics, COUNT_KAFKA_UP, reader->kafka_trouble == NULL);
    metrics_set(metrics, COUNT_CATCHING_UP, catching_up);
    metrics_set(metrics, COUNT_PARTITIONS, (int64_t)reader->partitions);
    metrics_set(metrics, COUNT_PARTITIONS_PARKED, (int64_t)reader->parked);
    metrics_set(metrics, COUNT_REJECTIONS_OUTSTANDING, (int64_t)reader->rejections);
}

void watch_alive(struct watch *watch, int64_t now_mono_ms)
{
    health_alive(watch->health, now_mono_ms);
}
