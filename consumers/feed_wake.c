#include "consumers/feed_wake.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "deploy/service/service.h"

enum {
    FIXED_VERSION = 0x020200ff,
    EVERY_MS = 5,    /* measured: 5 to 20 ms are alike */
    AWAKE_MS = 1000, /* how long one word of a backlog lasts: as long as a broker would sleep */
    ASK_MS = 1000,
    CLOSE_S = 5,
    NS_PER_MS = 1000000,
};

struct feed_wake {
    rd_kafka_t *client;
    pthread_t thread;
    bool running;

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    bool closing;
    int64_t awake_until_mono_ms;
    rd_kafka_topic_partition_list_t *partitions;
    int next;
};

/* The next partition in turn, copied out; false: closing. */
static bool await_turn(struct feed_wake *wake, rd_kafka_topic_partition_list_t **one)
{
    pthread_mutex_lock(&wake->lock);
    while (!wake->closing && (wake->partitions == NULL || wake->partitions->cnt == 0 ||
                              service_mono_ms() >= wake->awake_until_mono_ms))
        pthread_cond_wait(&wake->changed, &wake->lock);
    bool closing = wake->closing;
    if (!closing) {
        const rd_kafka_topic_partition_t *turn =
            &wake->partitions->elems[wake->next++ % wake->partitions->cnt];

        *one = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(*one, turn->topic, turn->partition);
    }
    pthread_mutex_unlock(&wake->lock);
    return !closing;
}

static void *run(void *ctx)
{
    struct feed_wake *wake = ctx;
    const struct timespec every = {0, EVERY_MS * (long)NS_PER_MS};
    rd_kafka_topic_partition_list_t *one = NULL;

    while (await_turn(wake, &one)) {
        int64_t begin = 0, end = 0;

        /* The answer is not the point, nor is it a trouble when there is none. */
        (void)rd_kafka_query_watermark_offsets(wake->client, one->elems[0].topic,
                                               one->elems[0].partition, &begin, &end, ASK_MS);
        rd_kafka_topic_partition_list_destroy(one);
        (void)nanosleep(&every, NULL);
    }
    return NULL;
}

struct feed_wake *feed_wake_open(rd_kafka_t *client)
{
    struct feed_wake *wake = calloc(1, sizeof(*wake));

    if (wake == NULL)
        return NULL;
    wake->client = client;
    pthread_mutex_init(&wake->lock, NULL);
    pthread_cond_init(&wake->changed, NULL);
    if (rd_kafka_version() >= FIXED_VERSION)
        return wake;
    wake->running = service_thread(&wake->thread, run, wake) == 0;
    if (wake->running)
        return wake;
    (void)feed_wake_close(wake);
    return NULL;
}

void feed_wake_assigned(struct feed_wake *wake,
                        const rd_kafka_topic_partition_list_t *partitions)
{
    pthread_mutex_lock(&wake->lock);
    if (wake->partitions != NULL)
        rd_kafka_topic_partition_list_destroy(wake->partitions);
    wake->partitions =
        partitions == NULL ? NULL : rd_kafka_topic_partition_list_copy(partitions);
    pthread_mutex_unlock(&wake->lock);
}

void feed_wake_backlog(struct feed_wake *wake)
{
    pthread_mutex_lock(&wake->lock);
    wake->awake_until_mono_ms = service_mono_ms() + AWAKE_MS;
    pthread_cond_signal(&wake->changed);
    pthread_mutex_unlock(&wake->lock);
}

int feed_wake_close(struct feed_wake *wake)
{
    struct timespec until;

    if (wake == NULL)
        return 0;
    if (wake->running) {
        pthread_mutex_lock(&wake->lock);
        wake->closing = true;
        pthread_cond_signal(&wake->changed);
        pthread_mutex_unlock(&wake->lock);
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += CLOSE_S;
        if (pthread_timedjoin_np(wake->thread, NULL, &until) != 0)
            return -1; /* 2.0.2 may ignore its own timeout (librdkafka#4460): the process ends anyway */
    }
    feed_wake_assigned(wake, NULL);
    pthread_cond_destroy(&wake->changed);
    pthread_mutex_destroy(&wake->lock);
    free(wake);
    return 0;
}
