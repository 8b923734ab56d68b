/*
 * bench_latency - from Kafka's acknowledgement of an event to the event readable in Redis.
 *
 *   bench_latency BROKERS TOPIC REDIS_SOCKET NAMESPACE SAMPLES
 *
 * One event of a cell of its own at a time, some 20 ms apart, beside whatever else is going on;
 * Redis is asked again and again until the cell is that event.  Prints each latency in ms.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <hiredis/hiredis.h>
#include <librdkafka/rdkafka.h>

enum { EVENT_BYTES = 1024, APART_MS = 20, GIVE_UP_S = 30 };

struct bench {
    rd_kafka_t *producer;
    redisContext *redis;
    rd_kafka_topic_t *topic;
    const char *namespace;
    bool acknowledged;
};

static double now_s(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

static void delivered(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque)
{
    (void)producer;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        ((struct bench *)opaque)->acknowledged = true;
}

static int open_producer(struct bench *bench, const char *brokers)
{
    char fault[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();

    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, fault, sizeof(fault));
    rd_kafka_conf_set(conf, "linger.ms", "0", fault, sizeof(fault));
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    rd_kafka_conf_set_opaque(conf, bench);
    bench->producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, fault, sizeof(fault));
    return bench->producer != NULL ? 0 : -1;
}

static int publish(struct bench *bench, long long i)
{
    char event[EVENT_BYTES];
    double since_s = now_s();

    snprintf(
        event, sizeof(event),
        "{\"specversion\":\"1.0\",\"id\":\"probe-%lld\",\"source\":\"/agencies/khcn/probe\","
        "\"type\":\"vn.gov.tiendo.measurement.v1\",\"time\":\"2026-10-05T08:00:00Z\","
        "\"data\":{\"indicator\":\"egov.online-payment\",\"time_period\":\"2026-09\","
        "\"numerator\":%lld,\"denominator\":1000000,\"revision\":%lld}}",
        i, i % 1000000, i);
    bench->acknowledged = false;
    char key[] = "probe";
    rd_kafka_produce(bench->topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, event,
                     strlen(event), key, strlen(key), NULL);
    while (!bench->acknowledged && now_s() - since_s < GIVE_UP_S)
        rd_kafka_poll(bench->producer, 1);
    return bench->acknowledged ? 0 : -1;
}

static bool readable(struct bench *bench, long long i)
{
    char wanted[64];
    redisReply *reply = redisCommand(bench->redis,
                                     "HGET tiendo:{%s}:cells:egov.online-payment:2026-09 "
                                     "VN-54|/agencies/khcn/probe",
                                     bench->namespace);

    snprintf(wanted, sizeof(wanted), "\"id\":\"probe-%lld\"", i);
    bool found = reply != NULL && reply->str != NULL && strstr(reply->str, wanted) != NULL;
    if (reply != NULL)
        freeReplyObject(reply);
    return found;
}

static int measure(struct bench *bench, long long i)
{
    if (publish(bench, i) != 0)
        return -1;
    double since_s = now_s();
    while (!readable(bench, i))
        if (now_s() - since_s > GIVE_UP_S)
            return -1;
    printf("%.3f\n", (now_s() - since_s) * 1000);
    return 0;
}

int main(int argc, char **argv)
{
    struct bench bench = {0};

    if (argc != 6)
        return 64;
    bench.namespace = argv[4];
    bench.redis = redisConnectUnix(argv[3]);
    if (bench.redis == NULL || bench.redis->err != 0 || open_producer(&bench, argv[1]) != 0)
        return 69;
    bench.topic = rd_kafka_topic_new(bench.producer, argv[2], NULL);
    /* above the runs before, below a day after the event's time */
    long long first = 1790000000000LL + (long long)(time(NULL) % 1000000) * 1000;
    for (long long i = 0; i < strtoll(argv[5], NULL, 10); i++) {
        struct timespec apart = {0, APART_MS * 1000000L};

        if (measure(&bench, first + i) != 0)
            return 70;
        nanosleep(&apart, NULL);
    }
    rd_kafka_flush(bench.producer, 5000);
    rd_kafka_topic_destroy(bench.topic);
    rd_kafka_destroy(bench.producer);
    redisFree(bench.redis);
    return 0;
}
