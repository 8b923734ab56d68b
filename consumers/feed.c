#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "consumers/feed_own.h"
#include "deploy/service/service.h"

enum { CLOSE_MS = 5000 };

/* ---- assignment ---- */

static void forget_assignment(struct feed *feed)
{
    if (feed->assigned != NULL)
        rd_kafka_topic_partition_list_destroy(feed->assigned);
    if (feed->pulse != NULL)
        kafka_pulse_watch(feed->pulse, NULL);
    free(feed->partitions);
    feed->assigned = NULL;
    feed->partitions = NULL;
}

const char *feed_subscribed(const struct feed *feed, const char *topic)
{
    for (size_t i = 0; i < feed->options.topic_count; i++)
        if (strcmp(feed->options.topics[i], topic) == 0)
            return feed->options.topics[i];
    return NULL;
}

int feed_slot_of(const struct feed *feed, const char *topic, int32_t partition)
{
    for (int i = 0; feed->assigned != NULL && i < feed->assigned->cnt; i++)
        if (feed->assigned->elems[i].partition == partition &&
            strcmp(feed->assigned->elems[i].topic, topic) == 0)
            return i;
    return FEED_SLOT_NONE;
}

static void take_assignment(struct feed *feed, const rd_kafka_topic_partition_list_t *list)
{
    forget_assignment(feed);
    feed->assigned = rd_kafka_topic_partition_list_copy(list);
    feed->partitions = calloc((size_t)list->cnt + 1, sizeof(*feed->partitions));
    for (int i = 0; feed->partitions != NULL && i < feed->assigned->cnt; i++) {
        feed->partitions[i].topic = feed_subscribed(feed, feed->assigned->elems[i].topic);
        feed->partitions[i].partition = feed->assigned->elems[i].partition;
    }
    kafka_pulse_watch(feed->pulse, list);
    feed->newly_assigned = feed->partitions != NULL;
}

/* Assigns and waits until librdkafka has stopped what it fetched before.  Two assignments in a row
 * make it stop a partition twice and abort the process (librdkafka#5573, in every version there is
 * today).  Its main thread works its queue off in order: the stops are in it when rd_kafka_assign()
 * returns, their answers before the second question that is asked after that. */
rd_kafka_resp_err_t feed_assign(rd_kafka_t *client, const rd_kafka_topic_partition_list_t *list)
{
    rd_kafka_resp_err_t error = rd_kafka_assign(client, list);

    for (int i = 0; i < 2; i++) {
        rd_kafka_topic_partition_list_t *now = NULL;

        if (rd_kafka_assignment(client, &now) == RD_KAFKA_RESP_ERR_NO_ERROR)
            rd_kafka_topic_partition_list_destroy(now);
    }
    return error;
}

void feed_assign_nothing(rd_kafka_t *client)
{
    rd_kafka_topic_partition_list_t *none = rd_kafka_topic_partition_list_new(0);

    (void)feed_assign(client, none);
    rd_kafka_topic_partition_list_destroy(none);
}

/* Called from within feed_read().  The assignment is only noted here, and nothing is fetched before
 * feed_start(), once the caller has read the ledger.  That may take as long as Redis is away, and
 * the group must not wait for us until then: so it is told at once that we have it. */
static void rebalanced(rd_kafka_t *client, rd_kafka_resp_err_t error,
                       rd_kafka_topic_partition_list_t *list, void *opaque)
{
    struct feed *feed = ((struct kafka_opaque *)opaque)->owner;

    if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        take_assignment(feed, list);
        feed_assign_nothing(client);
        return;
    }
    forget_assignment(feed);
    if (feed->wake != NULL) /* closing revokes once more, after the wake is gone */
        feed_wake_assigned(feed->wake, NULL);
    feed->newly_assigned = false;
    feed->newly_revoked = true;
    (void)feed_assign(client, NULL);
}

/* ---- joining and leaving ---- */

static int join(struct feed *feed)
{
    rd_kafka_topic_partition_list_t *topics =
        rd_kafka_topic_partition_list_new((int)feed->options.topic_count);

    for (size_t i = 0; i < feed->options.topic_count; i++)
        rd_kafka_topic_partition_list_add(topics, feed->options.topics[i],
                                          RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t error = rd_kafka_subscribe(feed->client, topics);
    rd_kafka_topic_partition_list_destroy(topics);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        log_error(feed->options.log, log_event("subscribe_failed"),
                  log_text("error", rd_kafka_err2str(error)));
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : -1;
}

static rd_kafka_conf_t *configuration(struct feed *feed, char fault[KAFKA_FAULT_BYTES])
{
    rd_kafka_conf_t *conf = kafka_conf(feed->options.kafka, KAFKA_GROUP,
                                       feed->options.log->program, &feed->opaque, fault);

    if (conf == NULL)
        return NULL;
    rd_kafka_conf_set_rebalance_cb(conf, rebalanced);
    if (rd_kafka_conf_set(conf, "group.id", feed->options.group, fault, KAFKA_FAULT_BYTES) ==
        RD_KAFKA_CONF_OK)
        return conf;
    rd_kafka_conf_destroy(conf);
    return NULL;
}

static int connect_client(struct feed *feed)
{
    char fault[KAFKA_FAULT_BYTES] = "";
    rd_kafka_conf_t *conf = configuration(feed, fault);

    if (conf != NULL)
        feed->client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, fault, sizeof(fault));
    if (feed->client == NULL) {
        if (conf != NULL)
            rd_kafka_conf_destroy(conf);
        log_error(feed->options.log, log_event("kafka_settings"), log_text("fault", fault));
        return -1;
    }
    rd_kafka_poll_set_consumer(feed->client);
    feed->queue = rd_kafka_queue_get_consumer(feed->client);
    return kafka_await(feed->client, feed->options.log, feed->options.kafka, true,
                       feed->cluster_id);
}

struct feed *feed_open(const struct feed_options *options)
{
    struct feed *feed = calloc(1, sizeof(*feed));

    if (feed == NULL)
        return NULL;
    feed->options = *options;
    feed->opaque = (struct kafka_opaque){.log = options->log, .owner = feed};
    if (connect_client(feed) != 0 || (feed->wake = feed_wake_open(feed->client)) == NULL ||
        (feed->pulse = kafka_pulse_open(feed->client)) == NULL || join(feed) != 0) {
        feed_close(feed);
        return NULL;
    }
    return feed;
}

const char *feed_cluster_id(const struct feed *feed)
{
    return feed->cluster_id;
}

const char *feed_trouble(const struct feed *feed)
{
    return kafka_pulse_trouble(feed->pulse);
}

void feed_drop_messages(struct feed *feed)
{
    for (size_t i = 0; i < feed->message_count; i++)
        rd_kafka_message_destroy(feed->messages[i]);
    feed->message_count = 0;
}

static void *close_client(void *ctx)
{
    struct feed *feed = ctx;

    rd_kafka_consumer_close(feed->client);
    rd_kafka_destroy(feed->client);
    return NULL;
}

/* Leaves the group.  False: not within CLOSE_MS.  Kafka may be away; and librdkafka 2.0.2 waits for
 * ever for a partition of a topic that was deleted meanwhile. */
static bool leave(struct feed *feed)
{
    struct timespec until;
    pthread_t thread;

    if (service_thread(&thread, close_client, feed) != 0)
        return false;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += CLOSE_MS / 1000;
    return pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &until) == 0;
}

void feed_close(struct feed *feed)
{
    if (feed == NULL)
        return;
    feed_drop_messages(feed); /* before the consumer closes: it waits for them */
    if (feed->queue != NULL)
        rd_kafka_queue_destroy(feed->queue);
    if (feed_wake_close(feed->wake) != 0 || kafka_pulse_close(feed->pulse) != 0)
        return; /* a broker holds a thread, and so the client: the process is ending */
    feed->wake = NULL;
    feed->pulse = NULL;
    if (feed->client != NULL && !leave(feed)) {
        log_warning(feed->options.log, log_event("kafka_left_open"),
                    log_number("waited_ms", CLOSE_MS));
        return; /* its threads may still call us: the memory goes with the process */
    }
    forget_assignment(feed);
    free(feed->headers);
    free(feed);
}

const struct feed_partition *feed_partitions(const struct feed *feed, size_t *count)
{
    *count = feed->assigned == NULL ? 0 : (size_t)feed->assigned->cnt;
    return feed->partitions;
}
