#include "deploy/service/kafka_pulse.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "deploy/service/kafka_offsets.h"
#include "deploy/service/service.h"

enum {
    EVERY_MS = 1000,
    ENDS_MS = 2000, /* how long the brokers may take to tell the ends */
    BROKERS_MS = 1000,
    CLOSE_S = 5,
};

enum state { ANSWERS = 0, LEADER_SILENT, SILENT };

struct kafka_pulse {
    rd_kafka_t *client;
    pthread_t thread;
    bool running;

    pthread_mutex_t lock;   /* guards what follows */
    pthread_cond_t changed; /* on the monotonic clock */
    bool closing;
    enum state state;
    rd_kafka_topic_partition_list_t *watched; /* offset: the end, or KAFKA_PULSE_END_NONE */
    int64_t generation;                       /* of `watched` */
};

/* ---- one question ---- */

static bool tell_ends(struct kafka_pulse *pulse, rd_kafka_topic_partition_list_t *list)
{
    const char *topic = NULL;

    return kafka_offsets(pulse->client, list, RD_KAFKA_OFFSET_END, ENDS_MS, &topic) ==
           RD_KAFKA_RESP_ERR_NO_ERROR;
}

static bool broker_answers(struct kafka_pulse *pulse)
{
    const rd_kafka_metadata_t *metadata = NULL;

    if (rd_kafka_metadata(pulse->client, 0, NULL, &metadata, BROKERS_MS) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return false;
    rd_kafka_metadata_destroy(metadata);
    return true;
}

static enum state ask(struct kafka_pulse *pulse, rd_kafka_topic_partition_list_t *list)
{
    if (list != NULL && list->cnt > 0 && tell_ends(pulse, list))
        return ANSWERS;
    if (!broker_answers(pulse))
        return SILENT;
    return list == NULL || list->cnt == 0 ? ANSWERS : LEADER_SILENT;
}

/* ---- the thread ---- */

static rd_kafka_topic_partition_list_t *copy_of(const rd_kafka_topic_partition_list_t *list)
{
    return list == NULL ? NULL : rd_kafka_topic_partition_list_copy(list);
}

static void destroy(rd_kafka_topic_partition_list_t *list)
{
    if (list != NULL)
        rd_kafka_topic_partition_list_destroy(list);
}

/* Sleeps until the next turn; false: closing.  A copy of what is watched then, to destroy(). */
static bool await_turn(struct kafka_pulse *pulse, rd_kafka_topic_partition_list_t **list,
                       int64_t *generation)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += EVERY_MS / 1000;
    pthread_mutex_lock(&pulse->lock);
    while (!pulse->closing &&
           pthread_cond_timedwait(&pulse->changed, &pulse->lock, &until) != ETIMEDOUT)
        ;
    *list = copy_of(pulse->watched);
    *generation = pulse->generation;
    bool closing = pulse->closing;
    pthread_mutex_unlock(&pulse->lock);
    return !closing;
}

/* Takes `list` over where it tells the ends of what is still watched. */
static void conclude(struct kafka_pulse *pulse, enum state state,
                     rd_kafka_topic_partition_list_t *list, int64_t generation)
{
    rd_kafka_topic_partition_list_t *old = list;

    pthread_mutex_lock(&pulse->lock);
    pulse->state = state;
    if (state == ANSWERS && pulse->generation == generation) {
        old = pulse->watched;
        pulse->watched = list;
    }
    pthread_mutex_unlock(&pulse->lock);
    destroy(old);
}

static void *run(void *ctx)
{
    struct kafka_pulse *pulse = ctx;
    rd_kafka_topic_partition_list_t *list = NULL;
    int64_t generation = 0;

    while (await_turn(pulse, &list, &generation))
        conclude(pulse, ask(pulse, list), list, generation);
    destroy(list);
    return NULL;
}

/* ---- outside ---- */

struct kafka_pulse *kafka_pulse_open(rd_kafka_t *client)
{
    struct kafka_pulse *pulse = calloc(1, sizeof(*pulse));
    pthread_condattr_t monotonic;

    if (pulse == NULL)
        return NULL;
    pulse->client = client;
    pthread_mutex_init(&pulse->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&pulse->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pulse->running = service_thread(&pulse->thread, run, pulse) == 0;
    if (pulse->running)
        return pulse;
    (void)kafka_pulse_close(pulse);
    return NULL;
}

void kafka_pulse_watch(struct kafka_pulse *pulse,
                       const rd_kafka_topic_partition_list_t *partitions)
{
    rd_kafka_topic_partition_list_t *list = copy_of(partitions);

    for (int i = 0; list != NULL && i < list->cnt; i++)
        list->elems[i].offset = KAFKA_PULSE_END_NONE;
    pthread_mutex_lock(&pulse->lock);
    rd_kafka_topic_partition_list_t *old = pulse->watched;
    pulse->watched = list;
    pulse->generation++;
    pthread_mutex_unlock(&pulse->lock);
    destroy(old);
}

const char *kafka_pulse_trouble(struct kafka_pulse *pulse)
{
    static const char *const sentences[] = {
        [ANSWERS] = NULL,
        [LEADER_SILENT] = "the leader of a partition does not answer",
        [SILENT] = "no broker answers",
    };

    pthread_mutex_lock(&pulse->lock);
    enum state state = pulse->state;
    pthread_mutex_unlock(&pulse->lock);
    return sentences[state];
}

int64_t kafka_pulse_end(struct kafka_pulse *pulse, int i)
{
    int64_t end = KAFKA_PULSE_END_NONE;

    pthread_mutex_lock(&pulse->lock);
    if (pulse->watched != NULL && i >= 0 && i < pulse->watched->cnt)
        end = pulse->watched->elems[i].offset;
    pthread_mutex_unlock(&pulse->lock);
    return end;
}

int kafka_pulse_close(struct kafka_pulse *pulse)
{
    struct timespec until;

    if (pulse == NULL)
        return 0;
    if (pulse->running) {
        pthread_mutex_lock(&pulse->lock);
        pulse->closing = true;
        pthread_cond_signal(&pulse->changed);
        pthread_mutex_unlock(&pulse->lock);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += CLOSE_S;
        if (pthread_clockjoin_np(pulse->thread, NULL, CLOCK_MONOTONIC, &until) != 0)
            return -1;
    }
    kafka_pulse_watch(pulse, NULL);
    pthread_cond_destroy(&pulse->changed);
    pthread_mutex_destroy(&pulse->lock);
    free(pulse);
    return 0;
}
