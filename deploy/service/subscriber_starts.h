/*
 * subscriber_starts - subscriber's own: which partitions it reads, and from which offset on.
 */
#ifndef TIENDO_DEPLOY_SERVICE_SUBSCRIBER_STARTS_H
#define TIENDO_DEPLOY_SERVICE_SUBSCRIBER_STARTS_H

#include <librdkafka/rdkafka.h>

#include "deploy/service/subscriber.h"

/* Every partition of the topics that are wanted, with its offset: one that is there, never
 * RD_KAFKA_OFFSET_BEGINNING and its like.  To start with those, librdkafka (2.0.2) asks for them half a
 * second later where it does not know the partition's broker that very moment.  Returns a list to
 * rd_kafka_topic_partition_list_destroy(), or NULL, the reason logged. */
rd_kafka_topic_partition_list_t *subscriber_starts(rd_kafka_t *consumer,
                                                   const struct subscriber_options *options);

/* Logs it.  Returns -1. */
int subscriber_complain(const struct log *log, const char *event, const char *topic,
                        rd_kafka_resp_err_t error);

#endif
