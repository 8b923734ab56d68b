#include "consumers/alerter/restore.h"

#include <stdlib.h>

#include "consumers/alerter/gone.h"
#include "consumers/alerter/memory.h"
#include "consumers/store/alerts.h"
#include "consumers/store/verdicts_facts.h"
#include "deploy/service/service.h"
#include "deploy/service/subscriber.h"

enum { PATIENCE_MS = 1000, PAGE = 1000, FOLLOWED_AT_ONCE = 100 };

struct restore {
    struct restore_options options;
    struct subscriber *subscriber; /* NULL: nothing is followed */
    struct alerts *alerts;
};

struct restore *restore_open(const struct restore_options *options)
{
    struct restore *restore = calloc(1, sizeof(*restore));

    if (restore == NULL)
        return NULL;
    restore->options = *options;
    restore->alerts =
        alerts_open(&(struct alerts_options){options->redis, options->plan, "reader", 1});
    if (restore->alerts != NULL)
        return restore;
    restore_close(restore);
    return NULL;
}

static void stop_following(struct restore *restore)
{
    subscriber_close(restore->subscriber);
    restore->subscriber = NULL;
}

void restore_close(struct restore *restore)
{
    if (restore == NULL)
        return;
    stop_following(restore);
    alerts_close(restore->alerts);
    free(restore);
}

bool restore_is_following(const struct restore *restore)
{
    return restore->subscriber != NULL;
}

/* ---- reading ---- */

/* 0 once every partition's end was reached. */
static int read_topic(struct restore *restore, struct memory *memory)
{
    static const char *const topics[] = {ALERT_TOPIC};
    struct subscriber_record record;

    stop_following(restore);
    restore->subscriber =
        subscriber_open(&(struct subscriber_options){.kafka = restore->options.kafka,
                                                     .log = restore->options.log,
                                                     .topics = topics,
                                                     .topic_count = 1,
                                                     .start = SUBSCRIBER_FROM_BEGINNING});
    while (restore->subscriber != NULL && !service_stopping()) {
        switch (subscriber_next(restore->subscriber, PATIENCE_MS, &record)) {
        case SUBSCRIBER_RECORD:
            if (memory_take(memory, record.value) != 0)
                return -1;
            break;
        case SUBSCRIBER_CAUGHT_UP:
            return 0;
        case SUBSCRIBER_IDLE:
            break;
        case SUBSCRIBER_BROKEN:
            stop_following(restore);
            break;
        }
    }
    return -1;
}

/* What was made and is not in Kafka yet is in the stream. */
static int read_stream(struct restore *restore, struct memory *memory)
{
    char id[ALERTS_ID_BYTES] = "0-0";
    size_t count = PAGE;
    int result = 0;

    while (result == 0 && count == PAGE) {
        struct alerts_page *page = alerts_read(restore->alerts, id, PAGE);

        if (page == NULL)
            return -1;
        count = alerts_page_count(page);
        for (size_t i = 0; result == 0 && i < count; i++) {
            struct alert alert;

            alerts_page_entry(page, i, id, &alert);
            result = memory_take_entry(memory, &alert);
        }
        alerts_page_free(page);
    }
    return result;
}

static int read_partitions(struct restore *restore, struct memory *memory)
{
    struct verdicts_partitions partitions = {0};
    int result = 0;

    if (verdicts_partitions(restore->options.verdicts, &partitions) != VERDICTS_OK)
        return -1;
    for (size_t i = 0; result == 0 && i < partitions.count; i++)
        result = memory_add_partition(memory, text_of(partitions.items[i].subject));
    verdicts_partitions_free(&partitions);
    return result;
}

/* ---- putting back ---- */

static int tell_gone(const struct restore *restore, const struct memory *memory)
{
    struct alert last;
    size_t place = 0;

    gone_forget(restore->options.gone);
    while (memory_gone(memory, &place, &last))
        if (gone_add(restore->options.gone, &last) != 0)
            return -1;
    return 0;
}

static int put_back(struct restore *restore, struct memory *memory)
{
    struct verdicts *verdicts = restore->options.verdicts;
    const struct verdicts_known *known = NULL;
    size_t count = 0, place = 0;
    int64_t restored = 0;
    struct alert act;
    bool applied;

    known = memory_known(memory, &count);
    if (known == NULL ||
        verdicts_restore(verdicts, known, count, service_unix_ms(), &restored) != VERDICTS_OK)
        return -1;
    /* those that came while nobody was there to take them */
    while (memory_acknowledgement(memory, &place, &act))
        if (verdicts_acknowledge(verdicts, &act, &applied) != VERDICTS_OK)
            return -1;
    if (tell_gone(restore, memory) != 0)
        return -1;
    log_info(restore->options.log, log_event("alerts_restored"),
             log_number("alerts", restored));
    return 0;
}

int restore_alerts(struct restore *restore)
{
    struct memory *memory = memory_new(restore->options.plan);
    int result = -1;

    if (memory != NULL && read_topic(restore, memory) == 0 &&
        read_stream(restore, memory) == 0 && read_partitions(restore, memory) == 0)
        result = put_back(restore, memory);
    memory_free(memory);
    if (result != 0)
        stop_following(restore);
    return result;
}

/* ---- following ---- */

static enum verdicts_result follow_event(struct restore *restore, struct text event)
{
    struct alert act;
    struct alert_document *document = alert_read(event, &act);
    enum verdicts_result result = VERDICTS_OK;
    bool applied = false;

    if (document != NULL && text_is(act.plan, restore->options.plan->id) &&
        text_is(act.fields[ALERT_TRANSITION], "acknowledged") &&
        alarm_kind_of(act.fields[ALERT_KIND]) != ALARM_KINDS)
        result = verdicts_acknowledge(restore->options.verdicts, &act, &applied);
    if (applied)
        log_info(
            restore->options.log, log_event("alert"), log_text("transition", "acknowledged"),
            log_slice("subject", act.fields[ALERT_SUBJECT]),
            log_slice("kind", act.fields[ALERT_KIND]), log_slice("by", act.fields[ALERT_BY]));
    alert_free(document);
    return result;
}

enum verdicts_result restore_follow(struct restore *restore)
{
    enum verdicts_result result = VERDICTS_OK;
    struct subscriber_record record;

    for (int i = 0; result == VERDICTS_OK && i < FOLLOWED_AT_ONCE; i++) {
        if (restore->subscriber == NULL)
            return result;
        switch (subscriber_next(restore->subscriber, 0, &record)) {
        case SUBSCRIBER_RECORD:
            result = follow_event(restore, record.value);
            break;
        case SUBSCRIBER_CAUGHT_UP:
        case SUBSCRIBER_IDLE:
            return result;
        case SUBSCRIBER_BROKEN:
            stop_following(restore);
            break;
        }
    }
    return result;
}
