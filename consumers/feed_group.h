/*
 * feed_group - what another group than our own has committed: an earlier version of the plan answers
 * the refusals of the same topics.
 */
#ifndef TIENDO_CONSUMERS_FEED_GROUP_H
#define TIENDO_CONSUMERS_FEED_GROUP_H

#include <stdint.h>

#include <librdkafka/rdkafka.h>

/* Raises offsets[i] to what `group` has committed for partitions->elems[i], where that is more; a
 * group that never was has committed nothing.  0, or -1: Kafka did not answer, try again. */
int feed_group_raise(rd_kafka_t *client, const char *group,
                     const rd_kafka_topic_partition_list_t *partitions, int64_t *offsets)
    __attribute__((warn_unused_result));

#endif
