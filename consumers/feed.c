#include "consumers/feed.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <librdkafka/rdkafka.h>

#include "consumers/feed_group.h"
#include "consumers/feed_wake.h"
#include "deploy/service/kafka.h"
#include "deploy/service/service.h"

enum { READ_ITEMS = 4096, ASK_MS = 5000, LOOK_MS = 1000, CLOSE_MS = 5000 };

struct feed {
    struct feed_options options;
    struct kafka_opaque opaque;
    char cluster_id[KAFKA_CLUSTER_ID_BYTES];
    rd_kafka_t *client;
    rd_kafka_queue_t *queue;
    struct feed_wake *wake;

    rd_kafka_topic_partition_list_t *assigned; /* NULL: nothing is owned */
    struct feed_partition *partitions;         /* its view for callers */
    bool newly_assigned, newly_revoked;        /* to be told at the next read */

    rd_kafka_message_t *messages[READ_ITEMS];
    size_t message_count;
    struct feed_item items[READ_ITEMS];
    struct record_header *headers; /* of all items in hand */
    size_t header_capacity;
};

/* ---- the group ---- */

static void forget_assignment(struct feed *feed)
{
    if (feed->assigned != NULL)
        rd_kafka_topic_partition_list_destroy(feed->assigned);
    free(feed->partitions);
    feed->assigned = NULL;
    feed->partitions = NULL;
}

/* The subscribed topic of that name as the options spell it, which outlives every assignment. */
static const char *subscribed(const struct feed *feed, const char *topic)
{
    for (size_t i = 0; i < feed->options.topic_count; i++)
        if (strcmp(feed->options.topics[i], topic) == 0)
            return feed->options.topics[i];
    return NULL;
}

static void take_assignment(struct feed *feed, const rd_kafka_topic_partition_list_t *list)
{
    forget_assignment(feed);
    feed->assigned = rd_kafka_topic_partition_list_copy(list);
    feed->partitions = calloc((size_t)list->cnt + 1, sizeof(*feed->partitions));
    for (int i = 0; feed->partitions != NULL && i < feed->assigned->cnt; i++) {
        feed->partitions[i].topic = subscribed(feed, feed->assigned->elems[i].topic);
        feed->partitions[i].partition = feed->assigned->elems[i].partition;
    }
    feed->newly_assigned = feed->partitions != NULL;
}

/* Assigns and waits until librdkafka has stopped what it fetched before.  Two assignments in a row
 * make it stop a partition twice and abort the process (librdkafka#5573, in every version there is
 * today).  Its main thread works its queue off in order: the stops are in it when rd_kafka_assign()
 * returns, their answers before the second question that is asked after that. */
static rd_kafka_resp_err_t assign(rd_kafka_t *client,
                                  const rd_kafka_topic_partition_list_t *list)
{
    rd_kafka_resp_err_t error = rd_kafka_assign(client, list);

    for (int i = 0; i < 2; i++) {
        rd_kafka_topic_partition_list_t *now = NULL;

        if (rd_kafka_assignment(client, &now) == RD_KAFKA_RESP_ERR_NO_ERROR)
            rd_kafka_topic_partition_list_destroy(now);
    }
    return error;
}

static void assign_nothing(rd_kafka_t *client)
{
    rd_kafka_topic_partition_list_t *none = rd_kafka_topic_partition_list_new(0);

    (void)assign(client, none);
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
        assign_nothing(client);
        return;
    }
    forget_assignment(feed);
    feed_wake_assigned(feed->wake, NULL);
    feed->newly_assigned = false;
    feed->newly_revoked = true;
    (void)assign(client, NULL);
}

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
    if (kafka_wait(feed->client, KAFKA_START_MS, feed->cluster_id) != 0) {
        log_error(feed->options.log, log_event("kafka_unreachable"),
                  log_text("brokers", feed->options.kafka->brokers),
                  log_number("waited_ms", KAFKA_START_MS));
        return -1;
    }
    return 0;
}

struct feed *feed_open(const struct feed_options *options)
{
    struct feed *feed = calloc(1, sizeof(*feed));

    if (feed == NULL)
        return NULL;
    feed->options = *options;
    feed->opaque = (struct kafka_opaque){.log = options->log, .owner = feed};
    if (connect_client(feed) != 0 || (feed->wake = feed_wake_open(feed->client)) == NULL ||
        join(feed) != 0) {
        feed_close(feed);
        return NULL;
    }
    return feed;
}

const char *feed_cluster_id(const struct feed *feed)
{
    return feed->cluster_id;
}

static void drop_messages(struct feed *feed)
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
    drop_messages(feed); /* before the consumer closes: it waits for them */
    if (feed->queue != NULL)
        rd_kafka_queue_destroy(feed->queue);
    if (feed_wake_close(feed->wake) != 0)
        return; /* a broker holds its thread, and so the client: the process is ending */
    if (feed->client != NULL && !leave(feed)) {
        log_warning(feed->options.log, log_event("kafka_left_open"),
                    log_number("waited_ms", CLOSE_MS));
        return; /* its threads may still call us: the memory goes with the process */
    }
    forget_assignment(feed);
    free(feed->headers);
    free(feed);
}

/* ---- reading ---- */

static int slot_of(const struct feed *feed, const char *topic, int32_t partition)
{
    for (int i = 0; feed->assigned != NULL && i < feed->assigned->cnt; i++)
        if (feed->assigned->elems[i].partition == partition &&
            strcmp(feed->assigned->elems[i].topic, topic) == 0)
            return i;
    return FEED_SLOT_NONE;
}

static int make_header_room(struct feed *feed, size_t wanted)
{
    if (wanted <= feed->header_capacity)
        return 0;
    struct record_header *grown = realloc(feed->headers, wanted * 2 * sizeof(*grown));
    if (grown == NULL)
        return -1;
    feed->headers = grown;
    feed->header_capacity = wanted * 2;
    return 0;
}

/* Appends a message's headers at feed->headers[at].  Returns how many, or -1 out of memory. */
static int copy_headers(struct feed *feed, size_t at, const rd_kafka_message_t *message)
{
    rd_kafka_headers_t *headers = NULL;
    size_t count = 0;

    if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return 0;
    count = rd_kafka_header_cnt(headers);
    if (make_header_room(feed, at + count) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const char *name = NULL;
        const void *value = NULL;
        size_t size = 0;

        if (rd_kafka_header_get_all(headers, i, &name, &value, &size) !=
            RD_KAFKA_RESP_ERR_NO_ERROR)
            return (int)i;
        feed->headers[at + i].name = text_of(name);
        feed->headers[at + i].value = (struct text){value, size};
    }
    return (int)count;
}

static void fill_record(struct feed_item *item, const rd_kafka_message_t *message)
{
    rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    int64_t timestamp = rd_kafka_message_timestamp(message, &type);

    item->kind = FEED_RECORD;
    item->offset = message->offset;
    item->key = (struct text){message->key, message->key_len};
    item->record.value = (struct text){message->payload, message->len};
    item->record.timestamp_unix_ms = type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? -1 : timestamp;
    item->broker_time = type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME;
}

/* Whether the message is something the caller must see; errors that are only news are logged. */
static bool fill_item(struct feed *feed, struct feed_item *item,
                      const rd_kafka_message_t *message)
{
    *item = (struct feed_item){.slot = FEED_SLOT_NONE};
    if (message->rkt != NULL)
        item->slot = slot_of(feed, rd_kafka_topic_name(message->rkt), message->partition);

    switch (message->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
        fill_record(item, message);
        break;
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        item->kind = FEED_END;
        item->offset = message->offset;
        break;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
        item->kind = FEED_OUT_OF_RANGE;
        break;
    default:
        log_warning(feed->options.log, log_event("kafka_trouble"),
                    log_text("error", rd_kafka_message_errstr(message)));
        return false;
    }
    return item->slot != FEED_SLOT_NONE;
}

static size_t fill_items(struct feed *feed)
{
    size_t count = 0, headers = 0;

    for (size_t i = 0; i < feed->message_count; i++) {
        struct feed_item *item = &feed->items[count];

        if (!fill_item(feed, item, feed->messages[i]))
            continue;
        if (item->kind == FEED_RECORD) {
            int n = copy_headers(feed, headers, feed->messages[i]);

            if (n < 0)
                break; /* out of memory: what is not given is read again after the next start */
            item->record.header_count = (size_t)n;
            headers += (size_t)n;
        }
        count++;
    }
    /* The pool has stopped growing: now it can be pointed into. */
    for (size_t i = 0, at = 0; i < count; at += feed->items[i++].record.header_count)
        feed->items[i].record.headers = &feed->headers[at];
    return count;
}

static void fetch(struct feed *feed, int timeout_ms)
{
    rd_kafka_message_t *first = rd_kafka_consumer_poll(feed->client, timeout_ms);

    if (first == NULL)
        return;
    feed->messages[0] = first;
    feed->message_count = 1;
    ssize_t more =
        rd_kafka_consume_batch_queue(feed->queue, 0, feed->messages + 1, READ_ITEMS - 1);
    if (more > 0)
        feed->message_count += (size_t)more;
    if (feed->message_count >= READ_ITEMS / 2)
        feed_wake_backlog(feed->wake);
}

enum feed_event feed_read(struct feed *feed, int timeout_ms, const struct feed_item **items,
                          size_t *count)
{
    char reason[256];

    *items = feed->items;
    *count = 0;
    drop_messages(feed);
    if (!feed->newly_revoked && !feed->newly_assigned)
        fetch(feed, timeout_ms);
    if (rd_kafka_fatal_error(feed->client, reason, sizeof(reason)) !=
        RD_KAFKA_RESP_ERR_NO_ERROR) {
        log_error(feed->options.log, log_event("kafka_fatal"), log_text("error", reason));
        return FEED_BROKEN;
    }
    /* What came along with a rebalance is dropped: reading starts again from the ledger anyway. */
    if (feed->newly_revoked) {
        feed->newly_revoked = false;
        return FEED_REVOKED;
    }
    if (feed->newly_assigned) {
        feed->newly_assigned = false;
        return FEED_ASSIGNED;
    }
    *count = fill_items(feed);
    return FEED_READ;
}

/* ---- where things are ---- */

const struct feed_partition *feed_partitions(const struct feed *feed, size_t *count)
{
    *count = feed->assigned == NULL ? 0 : (size_t)feed->assigned->cnt;
    return feed->partitions;
}

/* Every partition of the subscribed topics that exist. */
static rd_kafka_topic_partition_list_t *existing(const struct feed *feed,
                                                 const rd_kafka_metadata_t *metadata)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(64);

    for (int i = 0; i < metadata->topic_cnt; i++) {
        const rd_kafka_metadata_topic_t *topic = &metadata->topics[i];

        if (topic->err != RD_KAFKA_RESP_ERR_NO_ERROR || subscribed(feed, topic->topic) == NULL)
            continue;
        for (int j = 0; j < topic->partition_cnt; j++)
            rd_kafka_topic_partition_list_add(list, topic->topic, topic->partitions[j].id);
    }
    return list;
}

/* One request to each broker, where rd_kafka_query_watermark_offsets() would send two for each
 * partition and wait each time for the fetch that is under way.  `time` is a timestamp, or one of
 * RD_KAFKA_OFFSET_BEGINNING and _END. */
static int ask_offsets(struct feed *feed, rd_kafka_topic_partition_list_t *list, int64_t time)
{
    for (int i = 0; i < list->cnt; i++)
        list->elems[i].offset = time;
    if (list->cnt > 0 &&
        rd_kafka_offsets_for_times(feed->client, list, ASK_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return -1;
    for (int i = 0; i < list->cnt; i++)
        if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR || list->elems[i].offset < 0)
            return -1;
    return 0;
}

static int ask_ends(struct feed *feed, rd_kafka_topic_partition_list_t *list,
                    struct feed_end *ends)
{
    if (ask_offsets(feed, list, RD_KAFKA_OFFSET_BEGINNING) != 0)
        return -1;
    for (int i = 0; i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *at = &list->elems[i];

        ends[i] = (struct feed_end){.topic = subscribed(feed, at->topic),
                                    .partition = at->partition,
                                    .slot = slot_of(feed, at->topic, at->partition),
                                    .begin = at->offset};
    }
    if (ask_offsets(feed, list, RD_KAFKA_OFFSET_END) != 0)
        return -1;
    for (int i = 0; i < list->cnt; i++)
        ends[i].end = list->elems[i].offset;
    return 0;
}

static bool all_owned_are_in(const struct feed *feed, const struct feed_end *ends, size_t count)
{
    int owned = 0;

    for (size_t i = 0; i < count; i++)
        owned += ends[i].slot != FEED_SLOT_NONE;
    return feed->assigned == NULL || owned == feed->assigned->cnt;
}

int feed_ends(struct feed *feed, struct feed_end **ends, size_t *count)
{
    const rd_kafka_metadata_t *metadata = NULL;

    if (rd_kafka_metadata(feed->client, 1, NULL, &metadata, ASK_MS) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return -1;
    rd_kafka_topic_partition_list_t *list = existing(feed, metadata);
    rd_kafka_metadata_destroy(metadata);

    struct feed_end *found = calloc((size_t)list->cnt + 1, sizeof(*found));
    size_t n = (size_t)list->cnt;
    int result =
        found != NULL && ask_ends(feed, list, found) == 0 && all_owned_are_in(feed, found, n)
            ? 0
            : -1;
    rd_kafka_topic_partition_list_destroy(list);
    if (result != 0) {
        free(found);
        return -1;
    }
    *ends = found;
    *count = n;
    return 0;
}

int64_t feed_end(const struct feed *feed, int slot)
{
    int64_t begin = 0, end = 0;

    if (feed->assigned == NULL || slot >= feed->assigned->cnt ||
        rd_kafka_get_watermark_offsets(feed->client, feed->assigned->elems[slot].topic,
                                       feed->assigned->elems[slot].partition, &begin,
                                       &end) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return FEED_OFFSET_NONE;
    return end;
}

int feed_first_after(struct feed *feed, const int64_t *times_unix_ms, int64_t *offsets)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;

    for (int i = 0; feed->assigned != NULL && i < feed->assigned->cnt; i++)
        if (times_unix_ms[i] >= 0)
            rd_kafka_topic_partition_list_add(list, feed->assigned->elems[i].topic,
                                              feed->assigned->elems[i].partition)
                ->offset = times_unix_ms[i] + 1;
    if (list->cnt > 0)
        error = rd_kafka_offsets_for_times(feed->client, list, LOOK_MS);
    for (int i = 0; error == RD_KAFKA_RESP_ERR_NO_ERROR && i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *at = &list->elems[i];

        error = at->err;
        offsets[slot_of(feed, at->topic, at->partition)] =
            at->offset < 0 ? FEED_OFFSET_NONE : at->offset;
    }
    rd_kafka_topic_partition_list_destroy(list);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : -1;
}

static int ask_elders(struct feed *feed, int64_t *offsets)
{
    for (size_t i = 0; i < feed->options.elder_group_count; i++)
        if (feed_group_raise(feed->client, feed->options.elder_groups[i], feed->assigned,
                             offsets) != 0)
            return -1;
    return 0;
}

int feed_committed(struct feed *feed, int64_t *offsets)
{
    if (feed->assigned == NULL)
        return 0;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_copy(feed->assigned);
    rd_kafka_resp_err_t error = rd_kafka_committed(feed->client, list, ASK_MS);

    for (int i = 0; error == RD_KAFKA_RESP_ERR_NO_ERROR && i < list->cnt; i++) {
        if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR)
            error = list->elems[i].err;
        offsets[i] = list->elems[i].offset >= 0 ? list->elems[i].offset : FEED_OFFSET_NONE;
    }
    rd_kafka_topic_partition_list_destroy(list);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? ask_elders(feed, offsets) : -1;
}

/* Those partitions whose offset is given. */
static rd_kafka_topic_partition_list_t *chosen(const struct feed *feed, const int64_t *offsets)
{
    rd_kafka_topic_partition_list_t *list =
        rd_kafka_topic_partition_list_new(feed->assigned->cnt);

    for (int i = 0; i < feed->assigned->cnt; i++)
        if (offsets[i] != FEED_OFFSET_NONE)
            rd_kafka_topic_partition_list_add(list, feed->assigned->elems[i].topic,
                                              feed->assigned->elems[i].partition)
                ->offset = offsets[i];
    return list;
}

int feed_start(struct feed *feed, const int64_t *offsets)
{
    drop_messages(feed);
    if (feed->assigned == NULL)
        return 0;
    rd_kafka_topic_partition_list_t *list = chosen(feed, offsets);
    rd_kafka_resp_err_t error = assign(feed->client, list);
    feed_wake_assigned(feed->wake, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        log_error(feed->options.log, log_event("assign_failed"),
                  log_text("error", rd_kafka_err2str(error)));
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : -1;
}

void feed_stop(struct feed *feed)
{
    drop_messages(feed);
    if (feed->assigned != NULL)
        assign_nothing(feed->client);
}

void feed_commit(struct feed *feed, const int64_t *offsets)
{
    if (feed->assigned == NULL)
        return;
    rd_kafka_topic_partition_list_t *list = chosen(feed, offsets);

    if (list->cnt > 0)
        rd_kafka_commit(feed->client, list, 1);
    rd_kafka_topic_partition_list_destroy(list);
}

/* rd_kafka_commit() would wait as long as Kafka is away. */
void feed_commit_wait(struct feed *feed, const int64_t *offsets)
{
    if (feed->assigned == NULL)
        return;
    rd_kafka_topic_partition_list_t *list = chosen(feed, offsets);
    rd_kafka_queue_t *answers = rd_kafka_queue_new(feed->client);

    if (list->cnt > 0 && rd_kafka_commit_queue(feed->client, list, answers, NULL, NULL) ==
                             RD_KAFKA_RESP_ERR_NO_ERROR) {
        rd_kafka_event_t *answer = rd_kafka_queue_poll(answers, ASK_MS);

        if (answer != NULL)
            rd_kafka_event_destroy(answer);
    }
    rd_kafka_queue_destroy(answers);
    rd_kafka_topic_partition_list_destroy(list);
}
