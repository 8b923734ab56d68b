/*
 * kafka_offsets - where logs begin and end.
 */
#ifndef TIENDO_DEPLOY_SERVICE_KAFKA_OFFSETS_H
#define TIENDO_DEPLOY_SERVICE_KAFKA_OFFSETS_H

#include <stdint.h>

#include <librdkafka/rdkafka.h>

/* Fills in the list's offsets: where each partition begins or ends, as `place` says, which is
 * RD_KAFKA_OFFSET_BEGINNING or _END.  One request to each broker, where
 * rd_kafka_query_watermark_offsets() would send two for each partition and wait each time for the fetch
 * that is under way.  Returns the first error: of a partition, with `topic` set to its topic (the
 * list's); or of the request, with `topic` set to NULL. */
rd_kafka_resp_err_t kafka_offsets(rd_kafka_t *client, rd_kafka_topic_partition_list_t *list,
                                  int64_t place, int timeout_ms, const char **topic);

#endif
