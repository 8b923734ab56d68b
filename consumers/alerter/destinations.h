/*
 * destinations - everywhere that transitions are delivered to: Kafka's tiendo.alerts, and each
 * Alertmanager.  None waits for another.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_DESTINATIONS_H
#define TIENDO_CONSUMERS_ALERTER_DESTINATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/alerter/delivery.h"
#include "consumers/store/alerts.h"
#include "deploy/service/health.h"
#include "deploy/service/log.h"
#include "deploy/service/metrics.h"
#include "deploy/service/options.h"

struct destinations;

struct destinations_options {
    const struct kafka_settings *kafka; /* all borrowed while it is open */
    const struct alertmanager_settings *alertmanager;
    struct redis *redis;
    const struct plan *plan;
    const struct log *log;
    struct metrics *metrics; /* rows of counters.h */
};

/* Waits for Kafka as publisher_open() does, for no Alertmanager.  Returns destinations to
 * destinations_close(), or NULL with the status to end with (the reason logged). */
struct destinations *destinations_open(const struct destinations_options *options, int *status);
void destinations_close(struct destinations *destinations); /* NULL does nothing */

/* As delivery_turn(), of each. */
enum alerts_result destinations_turn(struct destinations *destinations,
                                     enum delivery_scope scope, bool *busy)
    __attribute__((warn_unused_result));

/* Redis may have lost transitions. */
void destinations_doubt(struct destinations *destinations);

/* Waits until Kafka has answered all it was given, at most `timeout_ms`.  Whether it has. */
bool destinations_kafka_settled(struct destinations *destinations, int64_t timeout_ms);

/* As delivery_drain(), of each; at most `timeout_ms` for all of them. */
void destinations_drain(struct destinations *destinations, int64_t timeout_ms);

/* Why no broker is of help, or alerts are not taken by Kafka; NULL: all is well. */
const char *destinations_kafka_trouble(const struct destinations *destinations);

/* Says in a remark which Alertmanagers are of no help, and in metrics whether Kafka is. */
void destinations_show(const struct destinations *destinations, struct health *health);

#endif
