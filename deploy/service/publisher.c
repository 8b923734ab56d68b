#include "deploy/service/publisher.h"

#include <stdlib.h>

#include "deploy/service/kafka.h"
#include "deploy/service/kafka_pulse.h"
#include "deploy/service/service.h"

enum { SLICE_MS = 100, RECORD_PARTS = 8 };

struct publisher {
    struct publisher_options options;
    struct kafka_opaque opaque;
    rd_kafka_t *producer;      /* NULL: it died, and a new one could not be made yet */
    struct kafka_pulse *pulse; /* of the producer; NULL where it is not watched */
    size_t outstanding;
    char cluster_id[KAFKA_CLUSTER_ID_BYTES];
};

static void take_report(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque)
{
    struct publisher *publisher = ((struct kafka_opaque *)opaque)->owner;

    (void)producer;
    publisher->outstanding--;
    publisher->options.delivered(
        publisher->options.ctx, message->_private,
        message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? NULL : rd_kafka_err2str(message->err));
}

/* Returns 0, or -1 with the reason logged. */
static int make_producer(struct publisher *publisher)
{
    char fault[KAFKA_FAULT_BYTES] = "";
    rd_kafka_conf_t *conf =
        kafka_conf(publisher->options.kafka, KAFKA_PRODUCER, publisher->options.log->program,
                   &publisher->opaque, fault);

    if (conf != NULL) {
        rd_kafka_conf_set_dr_msg_cb(conf, take_report);
        publisher->producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, fault, sizeof(fault));
        if (publisher->producer != NULL) {
            if (publisher->options.watched)
                publisher->pulse = kafka_pulse_open(publisher->producer);
            return 0;
        }
        rd_kafka_conf_destroy(conf);
    }
    log_error(publisher->options.log, log_event("kafka_settings"), log_text("fault", fault));
    return -1;
}

struct publisher *publisher_open(const struct publisher_options *options)
{
    struct publisher *publisher = calloc(1, sizeof(*publisher));

    if (publisher == NULL)
        return NULL;
    publisher->options = *options;
    publisher->opaque = (struct kafka_opaque){.log = options->log, .owner = publisher};
    if (make_producer(publisher) != 0)
        goto fail;
    if (kafka_await(publisher->producer, options->log, options->kafka, options->patient,
                    publisher->cluster_id) != 0)
        goto fail;
    return publisher;

fail:
    publisher_close(publisher);
    return NULL;
}

const char *publisher_cluster_id(const struct publisher *publisher)
{
    return publisher->cluster_id;
}

const char *publisher_trouble(const struct publisher *publisher)
{
    return publisher->pulse == NULL ? NULL : kafka_pulse_trouble(publisher->pulse);
}

/* Everything outstanding is answered as failed; the producer is gone. */
static void retire(struct publisher *publisher)
{
    bool is_free = kafka_pulse_close(publisher->pulse) == 0;

    publisher->pulse = NULL;
    (void)rd_kafka_purge(publisher->producer,
                         RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    while (publisher->outstanding > 0)
        (void)rd_kafka_poll(publisher->producer, SLICE_MS);
    if (is_free) /* else a broker holds the pulse's thread: the memory is left to it */
        rd_kafka_destroy(publisher->producer);
    publisher->producer = NULL;
}

/* A sequence number was lost, or the broker fenced us: librdkafka's producer is of no more use. */
static void renew_if_dead(struct publisher *publisher)
{
    char reason[KAFKA_FAULT_BYTES];

    if (rd_kafka_fatal_error(publisher->producer, reason, sizeof(reason)) ==
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    log_warning(publisher->options.log, log_event("producer_renewed"),
                log_text("reason", reason),
                log_number("outstanding", (int64_t)publisher->outstanding));
    retire(publisher);
    (void)make_producer(publisher); /* else the next poll tries again */
}

/* NULL out of memory. */
static rd_kafka_headers_t *copy_headers(const struct publisher_record *record)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(record->header_count);

    for (size_t i = 0; headers != NULL && i < record->header_count; i++) {
        const struct kafka_header *header = &record->headers[i];

        if (rd_kafka_header_add(headers, header->name.at, (ssize_t)header->name.length,
                                header->value.at,
                                (ssize_t)header->value.length) != RD_KAFKA_RESP_ERR_NO_ERROR) {
            rd_kafka_headers_destroy(headers);
            headers = NULL;
        }
    }
    return headers;
}

static rd_kafka_vu_t bytes_part(rd_kafka_vtype_t type, struct text bytes)
{
    union {
        const void *ours;
        void *theirs; /* only read: MSG_F_COPY */
    } at = {bytes.at};

    return (rd_kafka_vu_t){.vtype = type, .u.mem = {at.theirs, bytes.length}};
}

/* librdkafka takes `headers` over on success. */
static rd_kafka_resp_err_t produce(struct publisher *publisher,
                                   const struct publisher_record *record,
                                   rd_kafka_headers_t *headers)
{
    rd_kafka_vu_t parts[RECORD_PARTS] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = record->topic},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = record->partition},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = record->token},
        {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
        bytes_part(RD_KAFKA_VTYPE_KEY, record->key),
        bytes_part(RD_KAFKA_VTYPE_VALUE, record->value),
    };
    size_t count = RECORD_PARTS - 1;
    rd_kafka_error_t *error = NULL;
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;

    if (record->timestamp_unix_ms != PUBLISHER_NOW) {
        parts[count].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
        parts[count++].u.i64 = record->timestamp_unix_ms;
    }
    error = rd_kafka_produceva(publisher->producer, parts, count);
    if (error != NULL)
        code = rd_kafka_error_code(error);
    rd_kafka_error_destroy(error);
    return code;
}

enum publisher_result publisher_send(struct publisher *publisher,
                                     const struct publisher_record *record)
{
    rd_kafka_headers_t *headers = NULL;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;

    if (publisher->producer == NULL)
        return PUBLISHER_FULL;
    headers = copy_headers(record);
    if (headers == NULL)
        return PUBLISHER_FULL;
    error = produce(publisher, record, headers);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
        publisher->outstanding++;
        return PUBLISHER_OK;
    }
    rd_kafka_headers_destroy(headers);
    /* a dead producer (whatever error it gives) is renewed by the poll that must come now */
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL ||
        rd_kafka_fatal_error(publisher->producer, NULL, 0) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return PUBLISHER_FULL;
    log_error(publisher->options.log, log_event("record_not_sent"),
              log_text("topic", record->topic), log_text("reason", rd_kafka_err2str(error)),
              log_number("bytes", (int64_t)record->value.length));
    return PUBLISHER_REFUSED;
}

void publisher_poll(struct publisher *publisher, int64_t timeout_ms)
{
    if (publisher->producer == NULL && make_producer(publisher) != 0) {
        (void)service_sleep_ms(timeout_ms);
        return;
    }
    (void)rd_kafka_poll(publisher->producer, (int)timeout_ms);
    renew_if_dead(publisher);
}

size_t publisher_flush(struct publisher *publisher, int64_t timeout_ms)
{
    int64_t until_ms = service_mono_ms() + timeout_ms;

    while (publisher->outstanding > 0) {
        int64_t left_ms = until_ms - service_mono_ms();

        if (left_ms < 0)
            break;
        /* rd_kafka_flush() does not linger, but it also does not see a dead producer */
        (void)rd_kafka_flush(publisher->producer,
                             (int)(left_ms < SLICE_MS ? left_ms : SLICE_MS));
        renew_if_dead(publisher);
    }
    return publisher->outstanding;
}

size_t publisher_outstanding(const struct publisher *publisher)
{
    return publisher->outstanding;
}

void publisher_close(struct publisher *publisher)
{
    if (publisher == NULL)
        return;
    if (publisher->producer != NULL)
        retire(publisher);
    free(publisher);
}
