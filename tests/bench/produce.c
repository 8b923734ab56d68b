/*
 * bench_produce - fills a topic with measurements, as fast as Kafka takes them or at a rate.
 *
 *   bench_produce BROKERS TOPIC EVENTS CELLS RATE FIRST_REVISION
 *
 * ~410 B an event, keyed by indicator, lz4.  CELLS 0: every event is a cell of its own; else events
 * go to that many cells in a shuffled order, revisions rising.  RATE 0: no limit.  Waits for every
 * acknowledgement; prints the seconds it took.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <librdkafka/rdkafka.h>

enum { EVENT_BYTES = 1024, MONTHS = 80, INDICATORS = 5, TICKS_PER_S = 200 };

static const char *const indicators[INDICATORS] = {
    "egov.online-usage", "egov.digitised-dossiers", "egov.results-issued", "egov.data-reuse",
    "egov.online-payment"};

struct plan {
    rd_kafka_t *producer;
    rd_kafka_topic_t *topic;
    int64_t events, cells, rate, revision;
};

static double now_s(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

/* A full cycle over the cells that looks random: a multiplier prime to every size we use. */
static uint64_t cell_of(const struct plan *plan, int64_t i)
{
    return plan->cells == 0 ? (uint64_t)i
                            : (uint64_t)i * UINT64_C(2654435761) % (uint64_t)plan->cells;
}

static const char *write_event(const struct plan *plan, int64_t i, char out[EVENT_BYTES])
{
    uint64_t cell = cell_of(plan, i);
    const char *indicator = indicators[cell % INDICATORS];
    unsigned month = (unsigned)(cell / INDICATORS % MONTHS);
    uint64_t system = cell / ((uint64_t)INDICATORS * MONTHS);

    snprintf(
        out, EVENT_BYTES,
        "{\"specversion\":\"1.0\",\"id\":\"bench-%012" PRId64 "\","
        "\"source\":\"/agencies/khcn/bench-%07" PRIu64 "\","
        "\"type\":\"vn.gov.tiendo.measurement.v1\",\"subject\":\"%s/%u-%02u\","
        "\"time\":\"2026-10-05T08:00:00Z\",\"datacontenttype\":\"application/json\","
        "\"data\":{\"indicator\":\"%s\",\"time_period\":\"%u-%02u\",\"ref_area\":\"VN-54\","
        "\"numerator\":%" PRId64 ",\"denominator\":1000000,\"unit_measure\":\"PT\","
        "\"obs_status\":\"A\",\"revision\":%" PRId64 "}}",
        plan->revision + i, system, indicator, 2020 + month / 12, 1 + month % 12, indicator,
        2020 + month / 12, 1 + month % 12, (plan->revision + i) % 1000000, plan->revision + i);
    return indicator;
}

static void send_event(const struct plan *plan, int64_t i)
{
    char event[EVENT_BYTES];
    const char *key = write_event(plan, i, event);

    /* Keys would put a whole indicator into one partition; the bench wants all of them busy. */
    while (rd_kafka_produce(plan->topic, (int32_t)(cell_of(plan, i) % 6), RD_KAFKA_MSG_F_COPY,
                            event, strlen(event), key, strlen(key), NULL) != 0)
        rd_kafka_poll(plan->producer, 10); /* the queue is full */
}

/* Holds back to the rate, in ticks small enough not to be seen in a latency. */
static void pace(const struct plan *plan, int64_t sent, double since_s)
{
    double due_s = since_s + (double)sent / (double)plan->rate;
    double ahead_s = due_s - now_s();

    rd_kafka_poll(plan->producer, 0);
    if (ahead_s < 1.0 / TICKS_PER_S)
        return;
    struct timespec rest = {(time_t)ahead_s, (long)((ahead_s - (double)(time_t)ahead_s) * 1e9)};
    nanosleep(&rest, NULL);
}

static rd_kafka_t *open_producer(const char *brokers, const char *linger_ms)
{
    char fault[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const char *const settings[][2] = {
        {"bootstrap.servers", brokers},
        {"compression.codec", "lz4"},
        {"linger.ms", linger_ms},
        {"queue.buffering.max.messages", "500000"},
        {"acks", "all"},
        {"enable.idempotence", "true"},
    };

    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
        if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], fault, sizeof(fault)) !=
            RD_KAFKA_CONF_OK)
            return NULL;
    return rd_kafka_new(RD_KAFKA_PRODUCER, conf, fault, sizeof(fault));
}

int main(int argc, char **argv)
{
    struct plan plan = {0};

    if (argc != 7)
        return 64;
    plan.events = strtoll(argv[3], NULL, 10);
    plan.cells = strtoll(argv[4], NULL, 10);
    plan.rate = strtoll(argv[5], NULL, 10);
    plan.revision = strtoll(argv[6], NULL, 10);
    plan.producer = open_producer(argv[1], plan.rate > 0 ? "1" : "20");
    if (plan.producer == NULL)
        return 69;

    plan.topic = rd_kafka_topic_new(plan.producer, argv[2], NULL);
    double since_s = now_s();
    for (int64_t i = 0; i < plan.events; i++) {
        send_event(&plan, i);
        if (plan.rate > 0)
            pace(&plan, i + 1, since_s);
        else if (i % 1000 == 0)
            rd_kafka_poll(plan.producer, 0);
    }
    if (rd_kafka_flush(plan.producer, 60000) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return 69;
    printf("%.6f\n", now_s() - since_s);
    rd_kafka_topic_destroy(plan.topic);
    rd_kafka_destroy(plan.producer);
    return 0;
}
