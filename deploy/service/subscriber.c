#include "deploy/service/subscriber.h"

#include <stdlib.h>

#include "deploy/service/kafka.h"
#include "deploy/service/service.h"
#include "deploy/service/subscriber_starts.h"

/*
 * librdkafka's simple consumer: each partition is started by hand onto one queue.  Unlike assign()
 * it wants no group.id, so no coordinator is asked and no right on a group is needed.
 */
struct partition {
    rd_kafka_topic_t *topic; /* one reference each */
    int32_t number;
    bool at_end; /* its end was reached at least once */
};

struct subscriber {
    struct subscriber_options options;
    struct kafka_opaque opaque;
    rd_kafka_t *consumer;
    rd_kafka_queue_t *queue;
    struct partition *partitions;
    size_t count, ended;
    bool said_caught_up;

    rd_kafka_message_t *message; /* behind the last record */
    struct kafka_header *headers;
    size_t header_capacity;
};

/* ---- opening ---- */

static int start_partition(struct subscriber *subscriber, const rd_kafka_topic_partition_t *at)
{
    rd_kafka_topic_t *handle = rd_kafka_topic_new(subscriber->consumer, at->topic, NULL);

    if (handle == NULL)
        return subscriber_complain(subscriber->options.log, "topic_unreadable", at->topic,
                                   rd_kafka_last_error());
    if (rd_kafka_consume_start_queue(handle, at->partition, at->offset, subscriber->queue) !=
        0) {
        rd_kafka_resp_err_t error = rd_kafka_last_error();

        rd_kafka_topic_destroy(handle);
        return subscriber_complain(subscriber->options.log, "topic_unreadable", at->topic,
                                   error);
    }
    subscriber->partitions[subscriber->count++] =
        (struct partition){handle, at->partition, false};
    return 0;
}

static int start_all(struct subscriber *subscriber)
{
    rd_kafka_topic_partition_list_t *list =
        subscriber_starts(subscriber->consumer, &subscriber->options);
    int result = 0;

    if (list == NULL)
        return -1;
    subscriber->partitions = calloc((size_t)list->cnt + 1, sizeof(*subscriber->partitions));
    if (subscriber->partitions == NULL)
        result = -1;
    for (int i = 0; result == 0 && i < list->cnt; i++)
        result = start_partition(subscriber, &list->elems[i]);
    rd_kafka_topic_partition_list_destroy(list);
    return result;
}

static int connect_client(struct subscriber *subscriber)
{
    const struct subscriber_options *options = &subscriber->options;
    char fault[KAFKA_FAULT_BYTES] = "", cluster_id[KAFKA_CLUSTER_ID_BYTES];

    subscriber->consumer = kafka_new(options->kafka, KAFKA_READER, &subscriber->opaque, fault);
    if (subscriber->consumer == NULL) {
        log_error(options->log, log_event("kafka_settings"), log_text("fault", fault));
        return -1;
    }
    subscriber->queue = rd_kafka_queue_new(subscriber->consumer);
    return kafka_await(subscriber->consumer, options->log, options->kafka, false, cluster_id);
}

struct subscriber *subscriber_open(const struct subscriber_options *options)
{
    struct subscriber *subscriber = calloc(1, sizeof(*subscriber));

    if (subscriber == NULL)
        return NULL;
    subscriber->options = *options;
    subscriber->opaque = (struct kafka_opaque){.log = options->log, .owner = subscriber};
    if (connect_client(subscriber) != 0 || start_all(subscriber) != 0) {
        subscriber_close(subscriber);
        return NULL;
    }
    /* only now: what was borrowed for the opening is not kept */
    subscriber->options.topics = NULL;
    subscriber->options.places = NULL;
    subscriber->options.prefix = NULL;
    return subscriber;
}

/* ---- reading ---- */

static int take_headers(struct subscriber *subscriber, struct subscriber_record *record)
{
    rd_kafka_headers_t *headers = NULL;
    const char *name = NULL;
    const void *value = NULL;
    size_t length = 0, count = 0;

    record->header_count = 0;
    if (rd_kafka_message_headers(subscriber->message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return 0;
    count = rd_kafka_header_cnt(headers);
    if (count > subscriber->header_capacity) {
        struct kafka_header *larger = realloc(subscriber->headers, count * sizeof(*larger));

        if (larger == NULL)
            return -1;
        subscriber->headers = larger;
        subscriber->header_capacity = count;
    }
    for (size_t i = 0; i < count; i++) {
        (void)rd_kafka_header_get_all(headers, i, &name, &value, &length);
        subscriber->headers[i] =
            (struct kafka_header){text_of(name), {value, value == NULL ? 0 : length}};
    }
    record->headers = subscriber->headers;
    record->header_count = count;
    return 0;
}

static int take_record(struct subscriber *subscriber, struct subscriber_record *record)
{
    const rd_kafka_message_t *message = subscriber->message;
    rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;

    record->topic = rd_kafka_topic_name(message->rkt);
    record->partition = message->partition;
    record->offset = message->offset;
    record->key = (struct text){message->key, message->key == NULL ? 0 : message->key_len};
    record->value =
        (struct text){message->payload, message->payload == NULL ? 0 : message->len};
    record->timestamp_unix_ms = rd_kafka_message_timestamp(message, &type);
    if (type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE)
        record->timestamp_unix_ms = -1;
    return take_headers(subscriber, record);
}

/* Whether this was the last end that was missing. */
static bool note_end(struct subscriber *subscriber)
{
    const rd_kafka_message_t *message = subscriber->message;
    const char *name = rd_kafka_topic_name(message->rkt);

    for (size_t i = 0; i < subscriber->count; i++) {
        struct partition *partition = &subscriber->partitions[i];

        if (partition->at_end || partition->number != message->partition ||
            strcmp(rd_kafka_topic_name(partition->topic), name) != 0)
            continue;
        partition->at_end = true;
        subscriber->ended++;
    }
    return subscriber->ended == subscriber->count;
}

/* What a message means; SUBSCRIBER_IDLE: nothing to the caller. */
static enum subscriber_result judge(struct subscriber *subscriber,
                                    struct subscriber_record *record)
{
    const rd_kafka_message_t *message = subscriber->message;

    switch (message->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
        return take_record(subscriber, record) == 0 ? SUBSCRIBER_RECORD : SUBSCRIBER_BROKEN;
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        if (!note_end(subscriber) || subscriber->said_caught_up)
            return SUBSCRIBER_IDLE;
        subscriber->said_caught_up = true;
        return SUBSCRIBER_CAUGHT_UP;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR__FATAL:
        (void)subscriber_complain(
            subscriber->options.log, "topic_unreadable",
            message->rkt == NULL ? NULL : rd_kafka_topic_name(message->rkt), message->err);
        return SUBSCRIBER_BROKEN;
    default: /* librdkafka goes on by itself */
        log_warning(subscriber->options.log, log_event("reading_disturbed"),
                    log_text("reason", rd_kafka_message_errstr(message)));
        return SUBSCRIBER_IDLE;
    }
}

static void drop_message(struct subscriber *subscriber)
{
    if (subscriber->message != NULL)
        rd_kafka_message_destroy(subscriber->message);
    subscriber->message = NULL;
}

enum subscriber_result subscriber_next(struct subscriber *subscriber, int64_t timeout_ms,
                                       struct subscriber_record *record)
{
    int64_t until_ms = service_mono_ms() + timeout_ms;
    enum subscriber_result result = SUBSCRIBER_IDLE;

    if (subscriber->count == 0 && !subscriber->said_caught_up) {
        subscriber->said_caught_up = true; /* nothing to read, and all of it read */
        return SUBSCRIBER_CAUGHT_UP;
    }
    do {
        int64_t left_ms = until_ms - service_mono_ms();

        drop_message(subscriber);
        (void)rd_kafka_poll(subscriber->consumer, 0);
        subscriber->message =
            rd_kafka_consume_queue(subscriber->queue, left_ms < 0 ? 0 : (int)left_ms);
        if (subscriber->message != NULL)
            result = judge(subscriber, record);
    } while (result == SUBSCRIBER_IDLE && service_mono_ms() < until_ms);
    return result;
}

struct text subscriber_header(const struct subscriber_record *record, const char *name)
{
    for (size_t i = 0; i < record->header_count; i++)
        if (text_is(record->headers[i].name, name))
            return record->headers[i].value;
    return (struct text){NULL, 0};
}

void subscriber_close(struct subscriber *subscriber)
{
    if (subscriber == NULL)
        return;
    drop_message(subscriber);
    for (size_t i = 0; i < subscriber->count; i++) {
        (void)rd_kafka_consume_stop(subscriber->partitions[i].topic,
                                    subscriber->partitions[i].number);
        rd_kafka_topic_destroy(subscriber->partitions[i].topic);
    }
    if (subscriber->queue != NULL)
        rd_kafka_queue_destroy(subscriber->queue);
    if (subscriber->consumer != NULL)
        rd_kafka_destroy(subscriber->consumer);
    free(subscriber->partitions);
    free(subscriber->headers);
    free(subscriber);
}
