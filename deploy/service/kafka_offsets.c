#include "deploy/service/kafka_offsets.h"

rd_kafka_resp_err_t kafka_offsets(rd_kafka_t *client, rd_kafka_topic_partition_list_t *list,
                                  int64_t place, int timeout_ms, const char **topic)
{
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;

    *topic = NULL;
    for (int i = 0; i < list->cnt; i++)
        list->elems[i].offset = place;
    if (list->cnt > 0)
        error = rd_kafka_offsets_for_times(client, list, timeout_ms);
    for (int i = 0; error == RD_KAFKA_RESP_ERR_NO_ERROR && i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *at = &list->elems[i];

        error = at->err;
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR && at->offset < 0)
            error = RD_KAFKA_RESP_ERR__NO_OFFSET;
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
            *topic = at->topic;
    }
    return error;
}
