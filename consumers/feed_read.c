#include <stdlib.h>

#include "consumers/feed_own.h"

/* So many at once, and the queue may soon be full, or is. */
enum { BACKLOG_ITEMS = 256 };

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
        item->slot = feed_slot_of(feed, rd_kafka_topic_name(message->rkt), message->partition);

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
        rd_kafka_consume_batch_queue(feed->queue, 0, feed->messages + 1, FEED_READ_ITEMS - 1);
    if (more > 0)
        feed->message_count += (size_t)more;
    if (feed->message_count >= BACKLOG_ITEMS)
        feed_wake_backlog(feed->wake);
}

enum feed_event feed_read(struct feed *feed, int timeout_ms, const struct feed_item **items,
                          size_t *count)
{
    char reason[256];

    *items = feed->items;
    *count = 0;
    feed_drop_messages(feed);
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
