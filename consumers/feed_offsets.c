#include <stdlib.h>
#include <string.h>

#include "consumers/feed_group.h"
#include "consumers/feed_own.h"
#include "deploy/service/kafka_offsets.h"

enum { ASK_MS = 5000, LOOK_MS = 1000 };

/* Every partition of the subscribed topics that exist. */
static rd_kafka_topic_partition_list_t *existing(const struct feed *feed,
                                                 const rd_kafka_metadata_t *metadata)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(64);

    for (int i = 0; i < metadata->topic_cnt; i++) {
        const rd_kafka_metadata_topic_t *topic = &metadata->topics[i];

        if (topic->err != RD_KAFKA_RESP_ERR_NO_ERROR ||
            feed_subscribed(feed, topic->topic) == NULL)
            continue;
        for (int j = 0; j < topic->partition_cnt; j++)
            rd_kafka_topic_partition_list_add(list, topic->topic, topic->partitions[j].id);
    }
    return list;
}

static int ask_offsets(struct feed *feed, rd_kafka_topic_partition_list_t *list, int64_t place)
{
    const char *topic = NULL;

    return kafka_offsets(feed->client, list, place, ASK_MS, &topic) ==
                   RD_KAFKA_RESP_ERR_NO_ERROR
               ? 0
               : -1;
}

static int ask_ends(struct feed *feed, rd_kafka_topic_partition_list_t *list,
                    struct feed_end *ends)
{
    if (ask_offsets(feed, list, RD_KAFKA_OFFSET_BEGINNING) != 0)
        return -1;
    for (int i = 0; i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *at = &list->elems[i];

        ends[i] = (struct feed_end){.topic = feed_subscribed(feed, at->topic),
                                    .partition = at->partition,
                                    .slot = feed_slot_of(feed, at->topic, at->partition),
                                    .begin = at->offset};
    }
    if (ask_offsets(feed, list, RD_KAFKA_OFFSET_END) != 0)
        return -1;
    for (int i = 0; i < list->cnt; i++)
        ends[i].end = list->elems[i].offset;
    return 0;
}

static bool all_owned_are_in(const struct feed *feed, const struct feed_end *ends, size_t count)
{
    int owned = 0;

    for (size_t i = 0; i < count; i++)
        owned += ends[i].slot != FEED_SLOT_NONE;
    return feed->assigned == NULL || owned == feed->assigned->cnt;
}

int feed_ends(struct feed *feed, struct feed_end **ends, size_t *count)
{
    const rd_kafka_metadata_t *metadata = NULL;

    if (rd_kafka_metadata(feed->client, 1, NULL, &metadata, ASK_MS) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return -1;
    rd_kafka_topic_partition_list_t *list = existing(feed, metadata);
    rd_kafka_metadata_destroy(metadata);

    struct feed_end *found = calloc((size_t)list->cnt + 1, sizeof(*found));
    size_t n = (size_t)list->cnt;
    int result =
        found != NULL && ask_ends(feed, list, found) == 0 && all_owned_are_in(feed, found, n)
            ? 0
            : -1;
    rd_kafka_topic_partition_list_destroy(list);
    if (result != 0) {
        free(found);
        return -1;
    }
    *ends = found;
    *count = n;
    return 0;
}

/* Fetching tells the end at no cost, but only where it goes on. */
int64_t feed_end(const struct feed *feed, int slot)
{
    int64_t begin = 0, fetched = FEED_OFFSET_NONE, asked = kafka_pulse_end(feed->pulse, slot);

    if (feed->assigned == NULL || slot >= feed->assigned->cnt ||
        rd_kafka_get_watermark_offsets(feed->client, feed->assigned->elems[slot].topic,
                                       feed->assigned->elems[slot].partition, &begin,
                                       &fetched) != RD_KAFKA_RESP_ERR_NO_ERROR)
        fetched = FEED_OFFSET_NONE;
    return fetched > asked ? fetched : asked;
}

int feed_first_after(struct feed *feed, const int64_t *times_unix_ms, int64_t *offsets)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;

    for (int i = 0; feed->assigned != NULL && i < feed->assigned->cnt; i++)
        if (times_unix_ms[i] >= 0)
            rd_kafka_topic_partition_list_add(list, feed->assigned->elems[i].topic,
                                              feed->assigned->elems[i].partition)
                ->offset = times_unix_ms[i] + 1;
    if (list->cnt > 0)
        error = rd_kafka_offsets_for_times(feed->client, list, LOOK_MS);
    for (int i = 0; error == RD_KAFKA_RESP_ERR_NO_ERROR && i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *at = &list->elems[i];

        error = at->err;
        offsets[feed_slot_of(feed, at->topic, at->partition)] =
            at->offset < 0 ? FEED_OFFSET_NONE : at->offset;
    }
    rd_kafka_topic_partition_list_destroy(list);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : -1;
}

static int ask_elders(struct feed *feed, int64_t *offsets)
{
    for (size_t i = 0; i < feed->options.elder_group_count; i++)
        if (feed_group_raise(feed->client, feed->options.elder_groups[i], feed->assigned,
                             offsets) != 0)
            return -1;
    return 0;
}

int feed_committed(struct feed *feed, int64_t *offsets)
{
    if (feed->assigned == NULL)
        return 0;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_copy(feed->assigned);
    rd_kafka_resp_err_t error = rd_kafka_committed(feed->client, list, ASK_MS);

    for (int i = 0; error == RD_KAFKA_RESP_ERR_NO_ERROR && i < list->cnt; i++) {
        if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR)
            error = list->elems[i].err;
        offsets[i] = list->elems[i].offset >= 0 ? list->elems[i].offset : FEED_OFFSET_NONE;
    }
    rd_kafka_topic_partition_list_destroy(list);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? ask_elders(feed, offsets) : -1;
}

/* ---- starting and committing ---- */

/* Those partitions whose offset is given. */
static rd_kafka_topic_partition_list_t *chosen(const struct feed *feed, const int64_t *offsets)
{
    rd_kafka_topic_partition_list_t *list =
        rd_kafka_topic_partition_list_new(feed->assigned->cnt);

    for (int i = 0; i < feed->assigned->cnt; i++)
        if (offsets[i] != FEED_OFFSET_NONE)
            rd_kafka_topic_partition_list_add(list, feed->assigned->elems[i].topic,
                                              feed->assigned->elems[i].partition)
                ->offset = offsets[i];
    return list;
}

int feed_start(struct feed *feed, const int64_t *offsets)
{
    feed_drop_messages(feed);
    if (feed->assigned == NULL)
        return 0;
    rd_kafka_topic_partition_list_t *list = chosen(feed, offsets);
    rd_kafka_resp_err_t error = feed_assign(feed->client, list);
    feed_wake_assigned(feed->wake, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        log_error(feed->options.log, log_event("assign_failed"),
                  log_text("error", rd_kafka_err2str(error)));
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : -1;
}

void feed_stop(struct feed *feed)
{
    feed_drop_messages(feed);
    if (feed->assigned != NULL)
        feed_assign_nothing(feed->client);
}

void feed_commit(struct feed *feed, const int64_t *offsets)
{
    if (feed->assigned == NULL)
        return;
    rd_kafka_topic_partition_list_t *list = chosen(feed, offsets);

    if (list->cnt > 0)
        rd_kafka_commit(feed->client, list, 1);
    rd_kafka_topic_partition_list_destroy(list);
}

/* rd_kafka_commit() would wait as long as Kafka is away. */
void feed_commit_wait(struct feed *feed, const int64_t *offsets)
{
    if (feed->assigned == NULL)
        return;
    rd_kafka_topic_partition_list_t *list = chosen(feed, offsets);
    rd_kafka_queue_t *answers = rd_kafka_queue_new(feed->client);

    if (list->cnt > 0 && rd_kafka_commit_queue(feed->client, list, answers, NULL, NULL) ==
                             RD_KAFKA_RESP_ERR_NO_ERROR) {
        rd_kafka_event_t *answer = rd_kafka_queue_poll(answers, ASK_MS);

        if (answer != NULL)
            rd_kafka_event_destroy(answer);
    }
    rd_kafka_queue_destroy(answers);
    rd_kafka_topic_partition_list_destroy(list);
}
