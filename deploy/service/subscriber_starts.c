#include "deploy/service/subscriber_starts.h"

#include <string.h>

#include "deploy/service/kafka_offsets.h"

enum { ASK_MS = 10000 };

struct search {
    rd_kafka_t *consumer;
    const struct subscriber_options *options;
};

int subscriber_complain(const struct log *log, const char *event, const char *topic,
                        rd_kafka_resp_err_t error)
{
    log_error(log, log_event(event), log_text("topic", topic),
              log_text("reason", rd_kafka_err2str(error)));
    return -1;
}

/* ---- which ---- */

static bool is_wanted(const struct subscriber_options *options, const char *topic)
{
    for (size_t i = 0; i < options->topic_count; i++)
        if (strcmp(topic, options->topics[i]) == 0)
            return true;
    return options->prefix != NULL &&
           strncmp(topic, options->prefix, strlen(options->prefix)) == 0;
}

static int miss(const struct search *search, const char *topic)
{
    if (!search->options->missing_are_passed_over)
        return subscriber_complain(search->options->log, "topic_unreadable", topic,
                                   RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
    log_warning(search->options->log, log_event("topic_missing"), log_text("topic", topic));
    return 0;
}

/* What becomes of the topics that were named and are not there. */
static int check_named(const struct search *search, const rd_kafka_metadata_t *metadata)
{
    for (size_t i = 0; i < search->options->topic_count; i++) {
        int j = 0;

        while (j < metadata->topic_cnt &&
               strcmp(metadata->topics[j].topic, search->options->topics[i]) != 0)
            j++;
        if (j == metadata->topic_cnt && miss(search, search->options->topics[i]) != 0)
            return -1;
    }
    return 0;
}

static int add_wanted(const struct search *search, const rd_kafka_metadata_t *metadata,
                      rd_kafka_topic_partition_list_t *list)
{
    for (int i = 0; i < metadata->topic_cnt; i++) {
        const rd_kafka_metadata_topic_t *topic = &metadata->topics[i];

        if (!is_wanted(search->options, topic->topic))
            continue;
        if (topic->err != RD_KAFKA_RESP_ERR_NO_ERROR)
            return subscriber_complain(search->options->log, "topic_unreadable", topic->topic,
                                       topic->err);
        for (int j = 0; j < topic->partition_cnt; j++)
            (void)rd_kafka_topic_partition_list_add(list, topic->topic,
                                                    topic->partitions[j].id);
    }
    return 0;
}

/* ---- from where on ---- */

static int ask_offsets(const struct search *search, rd_kafka_topic_partition_list_t *list,
                       int64_t place)
{
    const char *topic = NULL;
    rd_kafka_resp_err_t error = kafka_offsets(search->consumer, list, place, ASK_MS, &topic);

    if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
        return 0;
    return subscriber_complain(search->options->log,
                               topic == NULL ? "kafka_unreachable" : "topic_unreadable", topic,
                               error);
}

static int find_tails(const struct search *search, rd_kafka_topic_partition_list_t *list)
{
    rd_kafka_topic_partition_list_t *first = rd_kafka_topic_partition_list_copy(list);
    int result = ask_offsets(search, first, RD_KAFKA_OFFSET_BEGINNING);

    if (result == 0)
        result = ask_offsets(search, list, RD_KAFKA_OFFSET_END);
    for (int i = 0; result == 0 && i < list->cnt; i++) {
        int64_t tail = list->elems[i].offset - search->options->tail;

        list->elems[i].offset = tail > first->elems[i].offset ? tail : first->elems[i].offset;
    }
    rd_kafka_topic_partition_list_destroy(first);
    return result;
}

static int find_starts(const struct search *search, rd_kafka_topic_partition_list_t *list)
{
    const struct subscriber_options *options = search->options;
    int result = 0;

    switch (options->start) {
    case SUBSCRIBER_FROM_BEGINNING:
        result = ask_offsets(search, list, RD_KAFKA_OFFSET_BEGINNING);
        break;
    case SUBSCRIBER_FROM_END:
        result = ask_offsets(search, list, RD_KAFKA_OFFSET_END);
        break;
    case SUBSCRIBER_FROM_TAIL:
        result = find_tails(search, list);
        break;
    }
    for (size_t i = 0; result == 0 && i < options->place_count; i++)
        (void)rd_kafka_topic_partition_list_set_offset(list, options->places[i].topic,
                                                       options->places[i].partition,
                                                       options->places[i].offset);
    return result;
}

static int search_in(const struct search *search, const rd_kafka_metadata_t *metadata,
                     rd_kafka_topic_partition_list_t *list)
{
    return check_named(search, metadata) == 0 && add_wanted(search, metadata, list) == 0
               ? find_starts(search, list)
               : -1;
}

rd_kafka_topic_partition_list_t *subscriber_starts(rd_kafka_t *consumer,
                                                   const struct subscriber_options *options)
{
    const struct search search = {consumer, options};
    const rd_kafka_metadata_t *metadata = NULL;
    rd_kafka_topic_partition_list_t *list = NULL;
    rd_kafka_resp_err_t error = rd_kafka_metadata(consumer, 1, NULL, &metadata, ASK_MS);

    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        (void)subscriber_complain(options->log, "kafka_unreachable", NULL, error);
        return NULL;
    }
    list = rd_kafka_topic_partition_list_new(metadata->topic_cnt);
    if (search_in(&search, metadata, list) != 0) {
        rd_kafka_topic_partition_list_destroy(list);
        list = NULL;
    }
    rd_kafka_metadata_destroy(metadata);
    return list;
}
