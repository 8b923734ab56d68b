#include "consumers/ctl/topics_admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "deploy/service/kafka.h"
#include "deploy/service/service.h"

enum { ANSWER_MS = 30000, LOOK_MS = 50 };

struct topics_admin {
    struct kafka_opaque opaque;
    rd_kafka_t *client;
    rd_kafka_queue_t *answers;
};

struct topics_admin *topics_admin_open(const struct kafka_settings *kafka,
                                       const struct log *log, int *status,
                                       char fault[TOPICS_FAULT_BYTES])
{
    struct topics_admin *admin = calloc(1, sizeof(*admin));
    char cluster_id[KAFKA_CLUSTER_ID_BYTES];

    *status = EX_OSERR;
    if (admin == NULL)
        return NULL;
    admin->opaque = (struct kafka_opaque){log, admin};
    admin->client = kafka_new(kafka, KAFKA_ADMIN, &admin->opaque, fault);
    *status = EX_USAGE;
    if (admin->client == NULL)
        goto fail;
    admin->answers = rd_kafka_queue_new(admin->client);
    *status = EX_UNAVAILABLE;
    if (kafka_wait(admin->client, KAFKA_START_MS, cluster_id) == 0)
        return admin;
    (void)snprintf(fault, TOPICS_FAULT_BYTES, "no Kafka cluster answers at %s", kafka->brokers);

fail:
    topics_admin_close(admin);
    return NULL;
}

void topics_admin_close(struct topics_admin *admin)
{
    if (admin == NULL)
        return;
    if (admin->answers != NULL)
        rd_kafka_queue_destroy(admin->answers);
    if (admin->client != NULL)
        rd_kafka_destroy(admin->client);
    free(admin);
}

static int say(char fault[TOPICS_FAULT_BYTES], const char *topic, const char *reason)
{
    (void)snprintf(fault, TOPICS_FAULT_BYTES, "%s: %s", topic, reason);
    return -1;
}

/* 0 where one has no leader. */
static int partitions_of(const rd_kafka_metadata_topic_t *topic)
{
    for (int i = 0; i < topic->partition_cnt; i++)
        if (topic->partitions[i].leader < 0)
            return 0;
    return topic->err == RD_KAFKA_RESP_ERR_NO_ERROR ? topic->partition_cnt : 0;
}

int topics_admin_partitions(struct topics_admin *admin, const struct topics_wanted *wanted,
                            int *partitions, char fault[TOPICS_FAULT_BYTES])
{
    const rd_kafka_metadata_t *metadata = NULL;
    rd_kafka_resp_err_t error = rd_kafka_metadata(admin->client, 1, NULL, &metadata, ANSWER_MS);

    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return say(fault, "metadata", rd_kafka_err2str(error));
    for (size_t i = 0; i < wanted->count; i++) {
        partitions[i] = 0;
        for (int j = 0; j < metadata->topic_cnt; j++)
            if (strcmp(metadata->topics[j].topic, wanted->items[i].name) == 0)
                partitions[i] = partitions_of(&metadata->topics[j]);
    }
    rd_kafka_metadata_destroy(metadata);
    return 0;
}

int topics_admin_wait(struct topics_admin *admin, const struct topics_wanted *wanted,
                      char fault[TOPICS_FAULT_BYTES])
{
    int64_t until_ms = service_mono_ms() + ANSWER_MS;
    int *partitions = calloc(wanted->count, sizeof(*partitions));
    size_t known = 0;

    if (partitions == NULL)
        return say(fault, "topics", "out of memory");
    while (topics_admin_partitions(admin, wanted, partitions, fault) == 0) {
        known = 0;
        while (known < wanted->count && partitions[known] > 0)
            known++;
        if (known == wanted->count || service_mono_ms() > until_ms || service_sleep_ms(LOOK_MS))
            break;
    }
    if (known < wanted->count && fault[0] == '\0')
        (void)say(fault, wanted->items[known].name, "created, but no broker serves it yet");
    free(partitions);
    return known == wanted->count ? 0 : -1;
}

/* The answer to one request, to rd_kafka_event_destroy(); NULL with `fault`. */
static rd_kafka_event_t *take_answer(struct topics_admin *admin, const char *topic,
                                     char fault[TOPICS_FAULT_BYTES])
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(admin->answers, 2 * ANSWER_MS);

    if (event == NULL) {
        (void)say(fault, topic, "no answer");
        return NULL;
    }
    if (rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR)
        return event;
    (void)say(fault, topic, rd_kafka_event_error_string(event));
    rd_kafka_event_destroy(event);
    return NULL;
}

static rd_kafka_AdminOptions_t *patience(struct topics_admin *admin, rd_kafka_admin_op_t what)
{
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(admin->client, what);
    char reason[128];

    (void)rd_kafka_AdminOptions_set_request_timeout(options, ANSWER_MS, reason, sizeof(reason));
    if (what == RD_KAFKA_ADMIN_OP_CREATETOPICS) /* until the controller has told everyone */
        (void)rd_kafka_AdminOptions_set_operation_timeout(options, ANSWER_MS, reason,
                                                          sizeof(reason));
    return options;
}

/* NULL with `fault`. */
static rd_kafka_NewTopic_t *describe_new(const struct topic_wanted *topic, int replication,
                                         char fault[TOPICS_FAULT_BYTES])
{
    char reason[256];
    rd_kafka_NewTopic_t *described = rd_kafka_NewTopic_new(topic->name, topic->partitions,
                                                           replication, reason, sizeof(reason));

    if (described == NULL) {
        (void)say(fault, topic->name, reason);
        return NULL;
    }
    for (const struct topic_setting *setting = topic->settings; setting->name != NULL;
         setting++)
        (void)rd_kafka_NewTopic_set_config(described, setting->name, setting->value);
    return described;
}

int topics_admin_create(struct topics_admin *admin, const struct topic_wanted *topic,
                        int replication, char fault[TOPICS_FAULT_BYTES])
{
    rd_kafka_NewTopic_t *described = describe_new(topic, replication, fault);
    rd_kafka_AdminOptions_t *options = NULL;
    rd_kafka_event_t *event = NULL;
    const rd_kafka_topic_result_t *const *results = NULL;
    size_t count = 0;
    int result = 0;

    if (described == NULL)
        return -1;
    options = patience(admin, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_CreateTopics(admin->client, &described, 1, options, admin->answers);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_NewTopic_destroy(described);
    event = take_answer(admin, topic->name, fault);
    if (event == NULL)
        return -1;
    results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    if (count != 1)
        result = say(fault, topic->name, "no answer");
    else if (rd_kafka_topic_result_error(results[0]) == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        result = 1;
    else if (rd_kafka_topic_result_error(results[0]) != RD_KAFKA_RESP_ERR_NO_ERROR)
        result = say(fault, topic->name, rd_kafka_topic_result_error_string(results[0]));
    rd_kafka_event_destroy(event);
    return result;
}

/* The value of a setting; NULL where the broker does not name it. */
static const char *setting_of(const rd_kafka_ConfigResource_t *resource, const char *name)
{
    size_t count = 0;
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(resource, &count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(rd_kafka_ConfigEntry_name(entries[i]), name) == 0)
            return rd_kafka_ConfigEntry_value(entries[i]);
    return NULL;
}

int topics_admin_compare(struct topics_admin *admin, const struct topic_wanted *topic,
                         void (*differs)(void *ctx, const struct topic_setting *wanted,
                                         const char *is),
                         void *ctx, char fault[TOPICS_FAULT_BYTES])
{
    rd_kafka_ConfigResource_t *asked =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic->name);
    rd_kafka_AdminOptions_t *options = patience(admin, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
    const rd_kafka_ConfigResource_t **answered = NULL;
    rd_kafka_event_t *event = NULL;
    size_t count = 0;
    int result = 0;

    rd_kafka_DescribeConfigs(admin->client, &asked, 1, options, admin->answers);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_ConfigResource_destroy(asked);
    event = take_answer(admin, topic->name, fault);
    if (event == NULL)
        return -1;
    answered = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event), &count);
    if (count != 1 || rd_kafka_ConfigResource_error(answered[0]) != RD_KAFKA_RESP_ERR_NO_ERROR)
        result =
            say(fault, topic->name,
                count != 1 ? "no answer" : rd_kafka_ConfigResource_error_string(answered[0]));
    for (const struct topic_setting *setting = topic->settings;
         result == 0 && setting->name != NULL; setting++) {
        const char *is = setting_of(answered[0], setting->name);

        if (is == NULL || strcmp(is, setting->value) != 0)
            differs(ctx, setting, is == NULL ? "not set" : is);
    }
    rd_kafka_event_destroy(event);
    return result;
}
