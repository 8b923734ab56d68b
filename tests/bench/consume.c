/*
 * bench_consume - what librdkafka alone hands over: every record of a topic, looked at by nobody.
 *
 *   bench_consume BROKERS TOPIC [naive REDIS_SOCKET]
 *
 * Its queue is larger than the topic, so that nothing ever holds it back.  With `naive`: jansson
 * and one pipelined HSET an event, as the first thing one would write; no checks, no order, no
 * totals, no ledger.  Prints: events seconds.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <hiredis/hiredis.h>
#include <jansson.h>
#include <librdkafka/rdkafka.h>

enum { TAKEN = 10000, PIPELINE = 1000 };

struct bench {
    rd_kafka_t *consumer;
    redisContext *redis; /* NULL: not naive */
    bool lost;           /* Redis went away: the figure means nothing */
    int partitions, ended;
    int64_t events, in_flight;
};

static double now_s(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

static rd_kafka_t *open_consumer(const char *brokers)
{
    char fault[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const char *const settings[][2] = {
        {"bootstrap.servers", brokers},      {"group.id", "bench"},
        {"enable.auto.commit", "false"},     {"enable.partition.eof", "true"},
        {"queued.min.messages", "10000000"}, {"queued.max.messages.kbytes", "2097151"},
        {"fetch.wait.max.ms", "50"},
    };

    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
        if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], fault, sizeof(fault)) !=
            RD_KAFKA_CONF_OK)
            return NULL;
    rd_kafka_t *consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, fault, sizeof(fault));
    if (consumer != NULL)
        rd_kafka_poll_set_consumer(consumer);
    return consumer;
}

static int assign_all(struct bench *bench, const char *topic)
{
    const rd_kafka_metadata_t *metadata = NULL;
    rd_kafka_topic_partition_list_t *list = NULL;

    if (rd_kafka_metadata(bench->consumer, 1, NULL, &metadata, 10000) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return -1;
    for (int i = 0; i < metadata->topic_cnt; i++)
        if (strcmp(metadata->topics[i].topic, topic) == 0)
            bench->partitions = metadata->topics[i].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    list = rd_kafka_topic_partition_list_new(bench->partitions);
    /* The topic is whole; RD_KAFKA_OFFSET_BEGINNING would at times cost half a second of the clock. */
    for (int i = 0; i < bench->partitions; i++)
        rd_kafka_topic_partition_list_add(list, topic, i)->offset = 0;
    rd_kafka_resp_err_t error = rd_kafka_assign(bench->consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : -1;
}

static void drain(struct bench *bench)
{
    void *reply = NULL;

    for (; bench->in_flight > 0; bench->in_flight--) {
        bench->lost |= redisGetReply(bench->redis, &reply) != 0;
        if (!bench->lost)
            freeReplyObject(reply);
    }
}

static void store_naively(struct bench *bench, const char *value, size_t length)
{
    json_t *event = json_loadb(value, length, 0, NULL);
    const json_t *data = json_object_get(event, "data");
    const char *indicator = json_string_value(json_object_get(data, "indicator"));
    const char *period = json_string_value(json_object_get(data, "time_period"));
    const char *source = json_string_value(json_object_get(event, "source"));

    redisAppendCommand(bench->redis, "HSET cells:%s:%s %s %b", indicator, period, source, value,
                       length);
    if (++bench->in_flight == PIPELINE)
        drain(bench);
    json_decref(event);
}

static void take(struct bench *bench, const rd_kafka_message_t *message)
{
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
        bench->ended++;
    else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        bench->events++;
        if (bench->redis != NULL)
            store_naively(bench, message->payload, message->len);
    }
}

static void consume(struct bench *bench)
{
    rd_kafka_message_t **messages = calloc(TAKEN, sizeof(rd_kafka_message_t *));
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(bench->consumer);

    while (messages != NULL && bench->ended < bench->partitions) {
        ssize_t n = rd_kafka_consume_batch_queue(queue, 5, messages, TAKEN);

        for (ssize_t i = 0; i < n; i++) {
            take(bench, messages[i]);
            rd_kafka_message_destroy(messages[i]);
        }
    }
    if (bench->redis != NULL)
        drain(bench);
    rd_kafka_queue_destroy(queue);
    free(messages);
}

int main(int argc, char **argv)
{
    struct bench bench = {0};

    if (argc != 3 && argc != 5)
        return 64;
    if (argc == 5)
        bench.redis = redisConnectUnix(argv[4]);
    bench.consumer = open_consumer(argv[1]);
    if (bench.consumer == NULL || (argc == 5 && bench.redis == NULL))
        return 69;
    double since_s = now_s();
    if (assign_all(&bench, argv[2]) != 0)
        return 69;
    consume(&bench);
    printf("%lld %.6f\n", (long long)bench.events, now_s() - since_s);
    rd_kafka_consumer_close(bench.consumer);
    rd_kafka_destroy(bench.consumer);
    return bench.lost ? 69 : 0;
}
