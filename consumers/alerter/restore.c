#include "consumers/alerter/restore.h"

#include <stdlib.h>

#include "deploy/service/service.h"
#include "deploy/service/subscriber.h"

enum { PATIENCE_MS = 1000 };

/* The last transition of each target's alert, by target. */
struct last {
    struct alert *alerts;              /* sequence 0: none */
    struct alert_document **documents; /* what they point into */
    size_t count;
};

static void keep(const struct plan *plan, const struct subscriber_record *record,
                 struct last *last)
{
    struct alert alert;
    struct alert_document *document = alert_read(record->value, &alert);
    const struct target *target =
        document == NULL ? NULL : plan_target(plan, alert.fields[ALERT_SUBJECT]);
    struct alert *slot;

    if (target == NULL || !text_is(alert.plan, plan->id) ||
        alert.sequence <= last->alerts[target->index].sequence) {
        alert_free(document);
        return;
    }
    slot = &last->alerts[target->index];
    alert_free(last->documents[target->index]);
    last->documents[target->index] = document;
    *slot = alert;
}

/* True once every partition's end was reached. */
static bool read_topic(const struct restore_options *options, struct last *last)
{
    static const char *const topics[] = {ALERT_TOPIC};
    struct subscriber_record record;
    struct subscriber *subscriber =
        subscriber_open(&(struct subscriber_options){.kafka = options->kafka,
                                                     .log = options->log,
                                                     .topics = topics,
                                                     .topic_count = 1,
                                                     .start = SUBSCRIBER_FROM_BEGINNING});
    bool done = false, broken = subscriber == NULL;

    while (!done && !broken && !service_stopping()) {
        switch (subscriber_next(subscriber, PATIENCE_MS, &record)) {
        case SUBSCRIBER_RECORD:
            keep(options->plan, &record, last);
            break;
        case SUBSCRIBER_CAUGHT_UP:
            done = true;
            break;
        case SUBSCRIBER_IDLE:
            break;
        case SUBSCRIBER_BROKEN:
            broken = true;
            break;
        }
    }
    subscriber_close(subscriber);
    return done;
}

static int put_back(const struct restore_options *options, struct last *last)
{
    int64_t restored = 0;
    size_t count = 0;

    for (size_t i = 0; i < last->count; i++)
        if (last->alerts[i].sequence > 0)
            last->alerts[count++] = last->alerts[i];
    if (verdicts_restore(options->verdicts, last->alerts, count, service_unix_ms(),
                         &restored) != VERDICTS_OK)
        return -1;
    log_info(options->log, log_event("alerts_restored"), log_number("alerts", restored));
    return 0;
}

int restore_alerts(const struct restore_options *options)
{
    struct last last = {.count = options->plan->target_count};
    int result = -1;

    last.alerts = calloc(last.count + 1, sizeof(*last.alerts));
    last.documents = calloc(last.count + 1, sizeof(struct alert_document *));
    if (last.alerts != NULL && last.documents != NULL && read_topic(options, &last))
        result = put_back(options, &last);
    for (size_t i = 0; last.documents != NULL && i < last.count; i++)
        alert_free(last.documents[i]);
    free(last.documents);
    free(last.alerts);
    return result;
}
