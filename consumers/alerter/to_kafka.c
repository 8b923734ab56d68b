#include "consumers/alerter/to_kafka.h"

#include <stdint.h>
#include <stdlib.h>

#include "deploy/service/publisher.h"
#include "deploy/service/service.h"

enum { ANSWER_MS = 50 }; /* Kafka usually needs a few */

struct to_kafka {
    struct publisher *publisher;
    const struct log *log;
    size_t given, answered;
    bool acknowledged[TO_KAFKA_BATCH];
    bool told; /* the present trouble was logged */
};

static void take_answer(void *ctx, void *token, const char *error)
{
    struct to_kafka *to = ctx;
    const bool *slot = token;

    to->answered++;
    to->acknowledged[slot - to->acknowledged] = error == NULL;
    if (error != NULL && !to->told)
        log_warning(to->log, log_event("alert_undelivered"), log_text("topic", ALERT_TOPIC),
                    log_text("error", error));
    to->told = error != NULL;
}

struct to_kafka *to_kafka_open(const struct kafka_settings *settings, const struct log *log)
{
    struct to_kafka *to = calloc(1, sizeof(*to));

    if (to == NULL)
        return NULL;
    to->log = log;
    to->publisher = publisher_open(&(struct publisher_options){.kafka = settings,
                                                               .log = log,
                                                               .delivered = take_answer,
                                                               .ctx = to,
                                                               .watched = true,
                                                               .patient = true});
    if (to->publisher == NULL) {
        to_kafka_close(to);
        return NULL;
    }
    return to;
}

void to_kafka_close(struct to_kafka *to)
{
    if (to == NULL)
        return;
    publisher_close(to->publisher);
    free(to);
}

static const char *trouble(const void *ctx)
{
    const struct to_kafka *to = ctx;

    return publisher_trouble(to->publisher);
}

static void begin(void *ctx)
{
    struct to_kafka *to = ctx;

    to->given = to->answered = 0;
    for (size_t i = 0; i < TO_KAFKA_BATCH; i++)
        to->acknowledged[i] = false;
}

static enum publisher_result publish(struct to_kafka *to, const struct alert *alert)
{
    static const char type[] = "application/cloudevents+json; charset=UTF-8";
    const struct kafka_header header = {text_of("content-type"), text_of(type)};
    size_t length = 0;
    char *key = alert_key(alert), *event = alert_write(alert, &length);
    enum publisher_result result = PUBLISHER_FULL;

    if (key != NULL && event != NULL)
        result = publisher_send(to->publisher, &(struct publisher_record){
                                                   .topic = ALERT_TOPIC,
                                                   .partition = PUBLISHER_ANY_PARTITION,
                                                   .key = text_of(key),
                                                   .value = {event, length},
                                                   .headers = &header,
                                                   .header_count = 1,
                                                   .timestamp_unix_ms = PUBLISHER_NOW,
                                                   .token = &to->acknowledged[to->given],
                                               });
    free(key);
    free(event);
    return result;
}

static bool give(void *ctx, const struct alert *alert)
{
    struct to_kafka *to = ctx;

    /* an acknowledgement is there already: it came from there */
    if (to->given < TO_KAFKA_BATCH &&
        text_is(alert->fields[ALERT_TRANSITION], "acknowledged")) {
        to->acknowledged[to->given++] = true;
        to->answered++;
        return true;
    }
    if (to->given == TO_KAFKA_BATCH || publish(to, alert) != PUBLISHER_OK)
        return false;
    to->given++;
    return true;
}

static bool settled(void *ctx, int64_t timeout_ms)
{
    struct to_kafka *to = ctx;
    int64_t until_mono_ms = service_mono_ms() + timeout_ms;

    publisher_poll(to->publisher, 0);
    while (to->answered < to->given) {
        int64_t left_ms = until_mono_ms - service_mono_ms();

        if (left_ms <= 0)
            return false;
        publisher_poll(to->publisher, left_ms);
    }
    return true;
}

static void outcome(const void *ctx, struct destination_outcome *outcome)
{
    const struct to_kafka *to = ctx;
    size_t count = 0;

    while (count < to->given && to->acknowledged[count])
        count++;
    *outcome = (struct destination_outcome){
        .given = to->given, .acknowledged = count, .failed = count < to->given};
}

struct destination to_kafka_destination(struct to_kafka *to)
{
    static const struct destination_kind kind = {.begin = begin,
                                                 .give = give,
                                                 .settled = settled,
                                                 .outcome = outcome,
                                                 .trouble = trouble,
                                                 .answer_ms = ANSWER_MS};

    return (struct destination){&kind, to, "kafka"};
}
