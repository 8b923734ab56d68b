/*
 * kafka - librdkafka's configuration as every client of ours wants it, and whether a cluster is
 * there.  Where a value comes from: kafka.c's table, each row with its reason.
 *
 * Only publisher, subscriber, feed and tiendoctl's admin verbs may include this.
 */
#ifndef TIENDO_DEPLOY_SERVICE_KAFKA_H
#define TIENDO_DEPLOY_SERVICE_KAFKA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <librdkafka/rdkafka.h>

#include "deploy/service/log.h"
#include "deploy/service/options.h"

/* Flags of kafka.c's table: a client has one role. */
enum kafka_role {
    KAFKA_ADMIN = 1,    /* topics, ACLs, metadata; no records */
    KAFKA_PRODUCER = 2, /* acknowledged, idempotent */
    KAFKA_READER = 4,   /* whole topics, without a group */
    KAFKA_GROUP = 8,    /* a member of a group; the caller adds group.id and the callbacks */
};

enum { KAFKA_FAULT_BYTES = 512, KAFKA_CLUSTER_ID_BYTES = 128, KAFKA_START_MS = 30000 };

/* What every client's opaque points to (rd_kafka_opaque()), so that its log lines find a log. */
struct kafka_opaque {
    const struct log *log;
    void *owner; /* whose callbacks are called; not kafka's business */
};

/* A configuration to pass to rd_kafka_new() (which takes it over on success) or to
 * rd_kafka_conf_destroy(); NULL with `fault` naming the property and what is wrong.  Strength:
 * our defaults < -X < what correctness needs (which -X may not touch: a fault).  `opaque` is
 * borrowed for the life of the client. */
rd_kafka_conf_t *kafka_conf(const struct kafka_settings *settings, enum kafka_role role,
                            const char *client_id, struct kafka_opaque *opaque,
                            char fault[KAFKA_FAULT_BYTES]);

/* Makes the client: kafka_conf() and rd_kafka_new() for callers that add nothing in between. */
rd_kafka_t *kafka_new(const struct kafka_settings *settings, enum kafka_role role,
                      struct kafka_opaque *opaque, char fault[KAFKA_FAULT_BYTES]);

/* Waits until the cluster answers; at most `timeout_ms` (at start: KAFKA_START_MS), and not
 * beyond a stop.  Returns 0 with the cluster's id written, or -1 (not logged). */
int kafka_wait(rd_kafka_t *client, int64_t timeout_ms, char cluster_id[KAFKA_CLUSTER_ID_BYTES]);

/* The same at start, and says what it waits for: a verb for KAFKA_START_MS, a daemon (`patient`) for as
 * long as it takes, saying so again each KAFKA_START_MS.  -1: logged, unless a stop was asked for. */
int kafka_await(rd_kafka_t *client, const struct log *log,
                const struct kafka_settings *settings, bool patient,
                char cluster_id[KAFKA_CLUSTER_ID_BYTES]);

#endif
