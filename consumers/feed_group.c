#include "consumers/feed_group.h"

#include <stddef.h>
#include <string.h>

enum { ASK_MS = 5000, FAULT_BYTES = 256 };

/* The answer to a ListConsumerGroupOffsets; to be destroyed, NULL: none within the time. */
static rd_kafka_event_t *ask(rd_kafka_t *client, const char *group,
                             const rd_kafka_topic_partition_list_t *partitions)
{
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    rd_kafka_ListConsumerGroupOffsets_t *wanted =
        rd_kafka_ListConsumerGroupOffsets_new(group, partitions);

    rd_kafka_ListConsumerGroupOffsets(client, &wanted, 1, NULL, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, ASK_MS);
    rd_kafka_ListConsumerGroupOffsets_destroy(wanted);
    rd_kafka_queue_destroy(queue);
    return event;
}

static void raise_offsets(const rd_kafka_topic_partition_list_t *committed,
                          const rd_kafka_topic_partition_list_t *partitions, int64_t *offsets)
{
    for (int i = 0; committed != NULL && i < partitions->cnt; i++) {
        const rd_kafka_topic_partition_list_t *list = committed;
        const rd_kafka_topic_partition_t *found = NULL;

        for (int k = 0; k < list->cnt && found == NULL; k++)
            if (list->elems[k].partition == partitions->elems[i].partition &&
                strcmp(list->elems[k].topic, partitions->elems[i].topic) == 0)
                found = &list->elems[k];
        if (found != NULL && found->err == RD_KAFKA_RESP_ERR_NO_ERROR &&
            found->offset > offsets[i])
            offsets[i] = found->offset;
    }
}

int feed_group_raise(rd_kafka_t *client, const char *group,
                     const rd_kafka_topic_partition_list_t *partitions, int64_t *offsets)
{
    rd_kafka_event_t *event = ask(client, group, partitions);
    size_t count = 0;

    if (event == NULL)
        return -1;
    rd_kafka_resp_err_t error = rd_kafka_event_error(event);
    const rd_kafka_ListConsumerGroupOffsets_result_t *result =
        rd_kafka_event_ListConsumerGroupOffsets_result(event);
    const rd_kafka_group_result_t **groups =
        result == NULL ? NULL : rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR && count == 1)
        raise_offsets(rd_kafka_group_result_partitions(groups[0]), partitions, offsets);
    rd_kafka_event_destroy(event);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : -1;
}
