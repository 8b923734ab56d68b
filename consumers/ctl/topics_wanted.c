#include "consumers/ctl/topics_wanted.h"

#include <stdio.h>
#include <stdlib.h>

/* So three aggregators can share the work of one agency.  Order does not depend on it (the cells
 * are last-writer-wins), and each partition costs brokers and aggregators files and memory. */
enum { MEASUREMENT_PARTITIONS = 3, FIXED_TOPICS = 2 };

/* Kept for ever: everything else can be rebuilt from it.  LogAppendTime is what `time_future` is
 * judged against, so it must be the broker's own clock. */
static const struct topic_setting measurements[] = {
    {"cleanup.policy", "delete"},     {"retention.ms", "-1"},
    {"retention.bytes", "-1"},        {"message.timestamp.type", "LogAppendTime"},
    {"max.message.bytes", "1048576"}, {NULL, NULL}};

/* A year.  What came in under 1 MiB, compressed, may be larger when it goes out again with its
 * headers although its value is cut to 64 KiB. */
static const struct topic_setting rejections[] = {
    {"cleanup.policy", "delete"},     {"retention.ms", "31536000000"},
    {"retention.bytes", "-1"},        {"message.timestamp.type", "LogAppendTime"},
    {"max.message.bytes", "4194304"}, {NULL, NULL}};

static const struct topic_setting alerts[] = {
    {"cleanup.policy", "delete"},     {"retention.ms", "-1"},
    {"retention.bytes", "-1"},        {"message.timestamp.type", "LogAppendTime"},
    {"max.message.bytes", "1048576"}, {NULL, NULL}};

/* The last record of each version stays; a plan with every commune in it is some megabytes. */
static const struct topic_setting plans[] = {{"cleanup.policy", "compact"},
                                             {"message.timestamp.type", "LogAppendTime"},
                                             {"max.message.bytes", "4194304"},
                                             {NULL, NULL}};

static struct topic_wanted topic(const char *prefix, const char *agency,
                                 const struct topic_setting *settings, int partitions)
{
    struct topic_wanted wanted = {"", settings, partitions, false};

    (void)snprintf(wanted.name, sizeof(wanted.name), "%s%s", prefix, agency);
    return wanted;
}

int topics_wanted_of(const struct plan *plan, int partitions, struct topics_wanted *wanted)
{
    struct topic_wanted *items = calloc(2 * plan->agency_count + FIXED_TOPICS, sizeof(*items));
    size_t count = 0;

    if (items == NULL)
        return -1;
    for (size_t i = 0; i < plan->agency_count; i++) {
        items[count] = topic("tiendo.measurements.", plan->agencies[i].id, measurements,
                             partitions == 0 ? MEASUREMENT_PARTITIONS : partitions);
        items[count++].partitions_matter = partitions != 0;
    }
    for (size_t i = 0; i < plan->agency_count; i++)
        items[count++] = topic("tiendo.rejections.", plan->agencies[i].id, rejections, 1);
    items[count] = topic("tiendo.alerts", "", alerts, 1);
    items[count++].partitions_matter =
        true; /* transitions are read in the order they happened */
    items[count++] = topic("tiendo.plans", "", plans, 1);
    *wanted = (struct topics_wanted){items, count};
    return 0;
}

void topics_wanted_free(struct topics_wanted *wanted)
{
    free(wanted->items);
    *wanted = (struct topics_wanted){NULL, 0};
}
