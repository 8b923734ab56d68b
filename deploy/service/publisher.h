/*
 * publisher - acknowledged producing: every record that was taken is answered exactly once.
 *
 *   publisher_send ──► librdkafka ──► Kafka          in publisher_poll(), _flush() or _close():
 *                          │ acknowledged by all ──► delivered(ctx, token, NULL)
 *                          └ given up            ──► delivered(ctx, token, "why")
 *
 * Idempotent, acks=all, in order within a partition while nothing fails.  When librdkafka declares
 * its producer dead, publisher_poll() answers everything outstanding as failed and goes on with a
 * new one: records then may be in Kafka although they were answered as failed, so a caller that
 * sends them again may double them (events have ids; readers of rejections dedupe by origin).
 *
 * A publisher belongs to the thread that opened it.
 */
#ifndef TIENDO_DEPLOY_SERVICE_PUBLISHER_H
#define TIENDO_DEPLOY_SERVICE_PUBLISHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "deploy/service/kafka_header.h"
#include "deploy/service/log.h"
#include "deploy/service/options.h"

enum { PUBLISHER_ANY_PARTITION = -1, PUBLISHER_NOW = -1 };

struct publisher;

struct publisher_options {
    const struct kafka_settings *kafka; /* borrowed while open */
    const struct log *log;              /* borrowed while open */

    /* `error` is NULL when all replicas have the record, else why it was given up.  Must not call
     * the publisher. */
    void (*delivered)(void *ctx, void *token, const char *error);
    void *ctx;

    bool watched; /* publisher_trouble() is asked */
    bool patient; /* the cluster is waited for as long as it takes: of a daemon */
};

struct publisher_record {
    const char *topic;
    int32_t partition; /* or PUBLISHER_ANY_PARTITION: by murmur2 of the key, as Java does */
    struct text key, value; /* absent: null */
    const struct kafka_header *headers;
    size_t header_count;
    int64_t timestamp_unix_ms; /* or PUBLISHER_NOW */
    void *token;               /* the caller's name for it */
};

enum publisher_result {
    PUBLISHER_OK = 0,  /* taken; will be answered */
    PUBLISHER_FULL,    /* not taken: publisher_poll(), then send it again */
    PUBLISHER_REFUSED, /* not taken and never will be: too large, no such partition; logged */
};

/* Waits up to KAFKA_START_MS for the cluster, unless patient.  Returns a publisher to publisher_close(),
 * or NULL, the reason logged (none, where a stop was asked for). */
struct publisher *publisher_open(const struct publisher_options *options);

/* The cluster's id, as learned when opened. */
const char *publisher_cluster_id(const struct publisher *publisher);

/* Why Kafka is no help now, in a sentence, or NULL: of a publisher that is watched, though nothing be
 * sent. */
const char *publisher_trouble(const struct publisher *publisher);

/* Copies the record. */
enum publisher_result publisher_send(struct publisher *publisher,
                                     const struct publisher_record *record)
    __attribute__((warn_unused_result));

/* Delivers what answers there are, waiting up to timeout_ms for the first. */
void publisher_poll(struct publisher *publisher, int64_t timeout_ms);

/* Waits until everything sent is answered.  Returns how many still are not after timeout_ms. */
size_t publisher_flush(struct publisher *publisher, int64_t timeout_ms)
    __attribute__((warn_unused_result));

size_t publisher_outstanding(const struct publisher *publisher);

/* Answers what is outstanding as failed, at once; flush before.  NULL does nothing. */
void publisher_close(struct publisher *publisher);

#endif
