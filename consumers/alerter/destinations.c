#include "consumers/alerter/destinations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "consumers/alerter/counters.h"
#include "consumers/alerter/delivery.h"
#include "consumers/alerter/to_alertmanager.h"
#include "consumers/alerter/to_kafka.h"
#include "deploy/service/service.h"

enum { ALERTMANAGERS_MAX = 8, DELIVERIES_MAX = ALERTMANAGERS_MAX + 1, REMARK_BYTES = 1024 };

struct destinations {
    struct destinations_options options;
    char *urls; /* what names of Alertmanagers point into */
    struct to_kafka *to_kafka;
    struct to_alertmanager *to_alertmanager[ALERTMANAGERS_MAX];
    size_t alertmanagers;
    struct destination to[DELIVERIES_MAX];
    struct delivery *deliveries[DELIVERIES_MAX]; /* the last is Kafka's */
    size_t count;
};

static int add(struct destinations *destinations, struct destination to)
{
    const struct destinations_options *options = &destinations->options;
    struct delivery *delivery = delivery_open(&(struct delivery_options){
        .redis = options->redis, .plan = options->plan, .to = to, .metrics = options->metrics});

    if (delivery == NULL)
        return EX_OSERR;
    destinations->to[destinations->count] = to;
    destinations->deliveries[destinations->count++] = delivery;
    return EX_OK;
}

static int add_kafka(struct destinations *destinations)
{
    destinations->to_kafka =
        to_kafka_open(destinations->options.kafka, destinations->options.log);
    if (destinations->to_kafka ==
        NULL) /* it waits for Kafka: only a stop, or what is set, ends that */
        return service_stopping() ? EX_UNAVAILABLE : EX_CONFIG;
    return add(destinations, to_kafka_destination(destinations->to_kafka));
}

static int add_alertmanager(struct destinations *destinations, const char *url)
{
    const struct destinations_options *options = &destinations->options;
    struct metrics_row *refused =
        counters_row(options->metrics, COUNT_DELIVERY_REFUSED, url, NULL);
    struct to_alertmanager *to = NULL;

    if (destinations->alertmanagers == ALERTMANAGERS_MAX) {
        log_error(options->log, log_event("too_many_alertmanagers"),
                  log_number("most", ALERTMANAGERS_MAX));
        return EX_CONFIG;
    }
    to = to_alertmanager_open(&(struct to_alertmanager_options){
        .url = url,
        .credentials_file = options->alertmanager->alertmanager_credentials_file,
        .ca_file = options->alertmanager->alertmanager_ca_file,
        .plan = options->plan,
        .log = options->log,
        .refused = refused});
    if (to == NULL)
        return EX_CONFIG;
    metrics_row_set(refused, 0);
    destinations->to_alertmanager[destinations->alertmanagers++] = to;
    return add(destinations, to_alertmanager_destination(to));
}

static int add_alertmanagers(struct destinations *destinations)
{
    const char *urls = destinations->options.alertmanager->alertmanager;
    char *rest = NULL;
    int status = EX_OK;

    if (urls == NULL)
        return EX_OK;
    destinations->urls = strdup(urls);
    if (destinations->urls == NULL)
        return EX_OSERR;
    for (char *url = strtok_r(destinations->urls, ",", &rest); url != NULL && status == EX_OK;
         url = strtok_r(NULL, ",", &rest))
        status = add_alertmanager(destinations, url);
    return status;
}

struct destinations *destinations_open(const struct destinations_options *options, int *status)
{
    struct destinations *destinations = calloc(1, sizeof(*destinations));

    *status = EX_OSERR;
    if (destinations == NULL)
        return NULL;
    destinations->options = *options;
    *status = add_alertmanagers(destinations); /* what is wrong there is known at once */
    if (*status == EX_OK)
        *status = add_kafka(destinations);
    if (*status == EX_OK)
        return destinations;
    destinations_close(destinations);
    return NULL;
}

void destinations_close(struct destinations *destinations)
{
    if (destinations == NULL)
        return;
    for (size_t i = 0; i < destinations->count; i++)
        delivery_close(destinations->deliveries[i]);
    for (size_t i = 0; i < destinations->alertmanagers; i++)
        to_alertmanager_close(destinations->to_alertmanager[i]);
    to_kafka_close(destinations->to_kafka);
    free(destinations->urls);
    free(destinations);
}

/* ---- together ---- */

/* Kafka's, which was opened last. */
static size_t kafka(const struct destinations *destinations)
{
    return destinations->count - 1;
}

enum alerts_result destinations_turn(struct destinations *destinations,
                                     enum delivery_scope scope, bool *busy)
{
    *busy = false;
    for (size_t i = 0; i < destinations->count; i++) {
        bool one = false;

        if (delivery_turn(destinations->deliveries[i], scope, &one) != ALERTS_OK)
            return ALERTS_AWAY;
        *busy = *busy || one;
    }
    return ALERTS_OK;
}

void destinations_doubt(struct destinations *destinations)
{
    for (size_t i = 0; i < destinations->count; i++)
        delivery_doubt(destinations->deliveries[i]);
}

bool destinations_kafka_settled(struct destinations *destinations, int64_t timeout_ms)
{
    return delivery_settled(destinations->deliveries[kafka(destinations)], timeout_ms);
}

void destinations_drain(struct destinations *destinations, int64_t timeout_ms)
{
    int64_t until_mono_ms = service_mono_ms() + timeout_ms;

    for (size_t i = destinations->count; i-- > 0;) { /* Kafka first */
        int64_t left_ms = until_mono_ms - service_mono_ms();

        delivery_drain(destinations->deliveries[i], left_ms > 0 ? left_ms : 0);
    }
}

/* ---- what is to be seen ---- */

const char *destinations_kafka_trouble(const struct destinations *destinations)
{
    size_t i = kafka(destinations);
    const struct destination *to = &destinations->to[i];
    const char *trouble = to->kind->trouble(to->ctx);

    if (trouble == NULL && delivery_is_failing(destinations->deliveries[i]))
        return "alerts are not taken";
    return trouble;
}

void destinations_show(const struct destinations *destinations, struct health *health)
{
    char remark[REMARK_BYTES] = "";
    size_t length = 0;

    for (size_t i = 0; i < destinations->count; i++) {
        const struct destination *to = &destinations->to[i];
        const char *trouble = to->kind->trouble(to->ctx);

        if (i == kafka(destinations))
            metrics_set(destinations->options.metrics, COUNT_KAFKA_UP, trouble == NULL);
        else if (trouble != NULL && length < sizeof(remark))
            length += (size_t)snprintf(remark + length, sizeof(remark) - length, "%s%s",
                                       length == 0 ? "" : "; ", trouble);
    }
    health_remark(health, "alertmanager", length == 0 ? NULL : remark);
}
