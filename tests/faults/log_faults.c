/*
 * What befalls a log in Kafka, and what kcat cannot do:
 *
 *   log_faults BROKERS create TOPIC PARTITIONS
 *   log_faults BROKERS delete TOPIC
 *   log_faults BROKERS trim TOPIC PARTITION OFFSET      records below it are gone
 *   log_faults BROKERS deny|allow TOPIC                 anybody to write to it; everybody may read it
 *   log_faults BROKERS commit|abort TOPIC PARTITION     a transaction of the lines of standard input
 *   log_faults BROKERS mark GROUP TOPIC PARTITION OFFSET   what a group without members has committed
 *
 * Returns when the brokers have done it; else exits with 1 and says why.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <librdkafka/rdkafka.h>

enum { PATIENCE_MS = 20000 };

static int fail(const char *why)
{
    fprintf(stderr, "log_faults: %s\n", why);
    return 1;
}

static int fail_error(rd_kafka_error_t *error)
{
    return error == NULL ? 0 : fail(rd_kafka_error_string(error));
}

static rd_kafka_t *open_producer(const char *brokers, const char *transactional_id)
{
    char fault[512] = "";
    rd_kafka_conf_t *conf = rd_kafka_conf_new();

    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, fault, sizeof(fault));
    if (transactional_id != NULL)
        rd_kafka_conf_set(conf, "transactional.id", transactional_id, fault, sizeof(fault));
    rd_kafka_t *producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, fault, sizeof(fault));
    if (producer == NULL)
        fail(fault);
    return producer;
}

/* ---- the topic ---- */

static const char *trouble_of_acls(const rd_kafka_CreateAcls_result_t *result)
{
    size_t count = 0;
    const rd_kafka_acl_result_t **acls = rd_kafka_CreateAcls_result_acls(result, &count);

    for (size_t i = 0; i < count; i++)
        if (rd_kafka_acl_result_error(acls[i]) != NULL)
            return rd_kafka_error_string(rd_kafka_acl_result_error(acls[i]));
    return NULL;
}

/* What went wrong with the one thing that was asked for, or NULL. */
static const char *trouble_of(rd_kafka_event_t *event)
{
    const rd_kafka_topic_result_t **topics = NULL;
    size_t count = 0;

    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return rd_kafka_event_error_string(event);
    if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_CREATEACLS_RESULT)
        return trouble_of_acls(rd_kafka_event_CreateAcls_result(event));
    if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DELETEACLS_RESULT)
        return NULL;
    if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_CREATETOPICS_RESULT)
        topics = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event),
                                                     &count);
    if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DELETETOPICS_RESULT)
        topics = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event),
                                                     &count);
    if (count == 1 && rd_kafka_topic_result_error(topics[0]) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return rd_kafka_err2str(rd_kafka_topic_result_error(topics[0]));
    if (rd_kafka_event_type(event) != RD_KAFKA_EVENT_DELETERECORDS_RESULT)
        return NULL;
    const rd_kafka_topic_partition_list_t *trimmed =
        rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event));
    return trimmed->elems[0].err == RD_KAFKA_RESP_ERR_NO_ERROR
               ? NULL
               : rd_kafka_err2str(trimmed->elems[0].err);
}

static int await(rd_kafka_queue_t *queue)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, PATIENCE_MS);
    const char *trouble = event == NULL ? "no answer" : trouble_of(event);
    int status = trouble == NULL ? 0 : fail(trouble);

    if (event != NULL)
        rd_kafka_event_destroy(event);
    return status;
}

static void ask_create(rd_kafka_t *client, char **words, rd_kafka_queue_t *queue)
{
    char fault[512] = "";
    rd_kafka_NewTopic_t *topic = rd_kafka_NewTopic_new(
        words[0], (int)strtol(words[1], NULL, 10), 1, fault, sizeof(fault));

    rd_kafka_CreateTopics(client, &topic, 1, NULL, queue);
    rd_kafka_NewTopic_destroy(topic);
}

static void ask_delete(rd_kafka_t *client, char **words, rd_kafka_queue_t *queue)
{
    rd_kafka_DeleteTopic_t *topic = rd_kafka_DeleteTopic_new(words[0]);

    rd_kafka_DeleteTopics(client, &topic, 1, NULL, queue);
    rd_kafka_DeleteTopic_destroy(topic);
}

static void ask_trim(rd_kafka_t *client, char **words, rd_kafka_queue_t *queue)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);

    rd_kafka_topic_partition_list_add(list, words[0], (int)strtol(words[1], NULL, 10))->offset =
        strtoll(words[2], NULL, 10);
    rd_kafka_DeleteRecords_t *records = rd_kafka_DeleteRecords_new(list);
    rd_kafka_DeleteRecords(client, &records, 1, NULL, queue);
    rd_kafka_DeleteRecords_destroy(records);
    rd_kafka_topic_partition_list_destroy(list);
}

/* Allowing everything but writing: a topic with any ACL is closed to whom none allows it. */
static void ask_deny(rd_kafka_t *client, char **words, rd_kafka_queue_t *queue)
{
    static const struct {
        rd_kafka_AclOperation_t operation;
        rd_kafka_AclPermissionType_t permission;
    } rules[] = {
        {RD_KAFKA_ACL_OPERATION_WRITE, RD_KAFKA_ACL_PERMISSION_TYPE_DENY},
        {RD_KAFKA_ACL_OPERATION_ALL, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW},
    };
    enum { RULES = sizeof(rules) / sizeof(rules[0]) };
    rd_kafka_AclBinding_t *acls[RULES];

    for (int i = 0; i < RULES; i++)
        acls[i] = rd_kafka_AclBinding_new(RD_KAFKA_RESOURCE_TOPIC, words[0],
                                          RD_KAFKA_RESOURCE_PATTERN_LITERAL, "User:*", "*",
                                          rules[i].operation, rules[i].permission, NULL, 0);
    rd_kafka_CreateAcls(client, acls, RULES, NULL, queue);
    rd_kafka_AclBinding_destroy_array(acls, RULES);
}

static void ask_allow(rd_kafka_t *client, char **words, rd_kafka_queue_t *queue)
{
    rd_kafka_AclBindingFilter_t *denied = rd_kafka_AclBindingFilter_new(
        RD_KAFKA_RESOURCE_TOPIC, words[0], RD_KAFKA_RESOURCE_PATTERN_LITERAL, NULL, NULL,
        RD_KAFKA_ACL_OPERATION_WRITE, RD_KAFKA_ACL_PERMISSION_TYPE_DENY, NULL, 0);

    rd_kafka_DeleteAcls(client, &denied, 1, NULL, queue);
    rd_kafka_AclBinding_destroy(denied);
}

static int change(const char *brokers, char **words,
                  void (*ask)(rd_kafka_t *, char **, rd_kafka_queue_t *))
{
    rd_kafka_t *client = open_producer(brokers, NULL);

    if (client == NULL)
        return 1;
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);

    ask(client, words, queue);
    int status = await(queue);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(client);
    return status;
}

/* ---- a transaction ---- */

static int produce_line(rd_kafka_t *producer, char **words, char *line, size_t length)
{
    size_t size = line[length - 1] == '\n' ? length - 1 : length;
    const rd_kafka_vu_t arguments[] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = words[0]},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = (int32_t)strtol(words[1], NULL, 10)},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {line, size}},
    };

    return fail_error(
        rd_kafka_produceva(producer, arguments, sizeof(arguments) / sizeof(arguments[0])));
}

static int produce_lines(rd_kafka_t *producer, char **words)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length = 0;
    int status = 0;

    while (status == 0 && (length = getline(&line, &room, stdin)) > 0)
        status = produce_line(producer, words, line, (size_t)length);
    free(line);
    return status;
}

static int transact(const char *brokers, const char *end, char **words)
{
    rd_kafka_t *producer = open_producer(brokers, "log-faults");

    if (producer == NULL)
        return 1;
    int status = fail_error(rd_kafka_init_transactions(producer, PATIENCE_MS));

    if (status == 0)
        status = fail_error(rd_kafka_begin_transaction(producer));
    if (status == 0)
        status = produce_lines(producer, words);
    if (status == 0 && rd_kafka_flush(producer, PATIENCE_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
        status = fail("not flushed");
    if (status == 0)
        status = fail_error(strcmp(end, "commit") == 0
                                ? rd_kafka_commit_transaction(producer, PATIENCE_MS)
                                : rd_kafka_abort_transaction(producer, PATIENCE_MS));
    rd_kafka_destroy(producer);
    return status;
}

static rd_kafka_t *open_member(const char *brokers, const char *group)
{
    char fault[512] = "";
    rd_kafka_conf_t *conf = rd_kafka_conf_new();

    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, fault, sizeof(fault));
    rd_kafka_conf_set(conf, "group.id", group, fault, sizeof(fault));
    rd_kafka_t *member = rd_kafka_new(RD_KAFKA_CONSUMER, conf, fault, sizeof(fault));
    if (member == NULL)
        fail(fault);
    return member;
}

static int mark(const char *brokers, char **words)
{
    rd_kafka_t *member = open_member(brokers, words[0]);
    rd_kafka_topic_partition_list_t *places = rd_kafka_topic_partition_list_new(1);
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__FAIL;

    rd_kafka_topic_partition_list_add(places, words[1], (int)strtol(words[2], NULL, 10))
        ->offset = strtoll(words[3], NULL, 10);
    if (member != NULL) {
        error = rd_kafka_commit(member, places, 0);
        rd_kafka_destroy(member);
    }
    rd_kafka_topic_partition_list_destroy(places);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : fail(rd_kafka_err2str(error));
}

int main(int argc, char **argv)
{
    static const struct {
        const char *verb;
        int argc;
        void (*ask)(rd_kafka_t *client, char **words, rd_kafka_queue_t *queue);
    } changes[] = {{"create", 5, ask_create},
                   {"delete", 4, ask_delete},
                   {"deny", 4, ask_deny},
                   {"allow", 4, ask_allow},
                   {"trim", 6, ask_trim}};
    const char *verb = argc > 3 ? argv[2] : "";

    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
        if (strcmp(verb, changes[i].verb) == 0 && argc == changes[i].argc)
            return change(argv[1], argv + 3, changes[i].ask);
    if ((strcmp(verb, "commit") == 0 || strcmp(verb, "abort") == 0) && argc == 5)
        return transact(argv[1], verb, argv + 3);
    if (strcmp(verb, "mark") == 0 && argc == 7)
        return mark(argv[1], argv + 3);
    return fail(
        "create TOPIC PARTITIONS | delete|deny|allow TOPIC | trim TOPIC PARTITION OFFSET | "
        "commit|abort TOPIC PARTITION | mark GROUP TOPIC PARTITION OFFSET");
}
