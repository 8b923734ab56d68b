/*
 * bench_latency - from Kafka's acknowledgement of an event to its cell, and to the verdicts that follow.
 *
 *   bench_latency BROKERS REDIS_SOCKET NAMESPACE < EVENTS
 *
 * EVENTS: lines of seven fields with tabs between: topic, key, the targets that it moves (spaces
 * between; may be none), what their verdicts' value then is, its cell ("indicator:period
 * area|source"), its id, and the event.  One at a time, some 20 ms apart, beside whatever else is going
 * on; Redis is asked again and again until the cell is that event, and then until all those verdicts
 * have that value.
 *
 * Prints a line for each event: how many ms until the cell was the event; until the verdicts could be
 * read; until the first transition of an alert of those targets could be ("-": it makes none; they are
 * committed with the verdict, so this is asked once that is there); and the key.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <hiredis/hiredis.h>
#include <librdkafka/rdkafka.h>

enum { TARGETS_MAX = 8, ID_BYTES = 48, APART_MS = 20, ASK_US = 100, GIVE_UP_S = 30 };
enum {
    FIELD_TOPIC,
    FIELD_KEY,
    FIELD_TARGETS,
    FIELD_VALUE,
    FIELD_CELL,
    FIELD_ID,
    FIELD_EVENT,
    LINE_FIELDS
};

struct bench {
    rd_kafka_t *producer;
    redisContext *redis;
    const char *namespace;
    char seen[ID_BYTES]; /* the newest transition */
    bool acknowledged;
};

struct probe {
    char *fields[LINE_FIELDS];
    const char *targets[TARGETS_MAX];
    size_t target_count;
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

/* ---- a line ---- */

static int read_probe(char *line, struct probe *probe)
{
    char *rest = line, *word;

    line[strcspn(line, "\n")] = '\0';
    for (int i = 0; i < LINE_FIELDS; i++)
        probe->fields[i] = strsep(&rest, "\t");
    probe->target_count = 0;
    if (probe->fields[FIELD_EVENT] == NULL || strchr(probe->fields[FIELD_CELL], ' ') == NULL)
        return -1;
    for (char *targets = probe->fields[FIELD_TARGETS]; (word = strsep(&targets, " ")) != NULL;)
        if (word[0] != '\0' && probe->target_count < TARGETS_MAX)
            probe->targets[probe->target_count++] = word;
    return 0;
}

static int publish(struct bench *bench, const struct probe *probe)
{
    const char *key = probe->fields[FIELD_KEY];
    char *event = probe->fields[FIELD_EVENT];
    rd_kafka_topic_t *topic =
        rd_kafka_topic_new(bench->producer, probe->fields[FIELD_TOPIC], NULL);
    double since_s = now_s();

    bench->acknowledged = false;
    rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, event, strlen(event),
                     key, strlen(key), NULL);
    while (!bench->acknowledged && now_s() - since_s < GIVE_UP_S)
        rd_kafka_poll(bench->producer, 1);
    rd_kafka_topic_destroy(topic);
    return bench->acknowledged ? 0 : -1;
}

/* ---- what Redis says ---- */

static bool is_in(struct bench *bench, const struct probe *probe)
{
    const char *cell = probe->fields[FIELD_CELL], *name = strchr(cell, ' ') + 1;
    redisReply *reply = redisCommand(bench->redis, "HGET tiendo:{%s}:cells:%b %s",
                                     bench->namespace, cell, (size_t)(name - 1 - cell), name);
    bool is = reply != NULL && reply->str != NULL &&
              strstr(reply->str, probe->fields[FIELD_ID]) != NULL;

    if (reply != NULL)
        freeReplyObject(reply);
    return is;
}

static bool is_judged(struct bench *bench, const char *target, const char *value)
{
    redisReply *reply = redisCommand(bench->redis, "HGET tiendo:{%s}:target:%s value",
                                     bench->namespace, target);
    bool is = reply != NULL && reply->str != NULL && strcmp(reply->str, value) == 0;

    if (reply != NULL)
        freeReplyObject(reply);
    return is;
}

static bool all_judged(struct bench *bench, const struct probe *probe)
{
    for (size_t i = 0; i < probe->target_count; i++)
        if (!is_judged(bench, probe->targets[i], probe->fields[FIELD_VALUE]))
            return false;
    return true;
}

static bool is_of(const redisReply *fields, const struct probe *probe)
{
    for (size_t i = 0; i + 1 < fields->elements; i += 2)
        for (size_t t = 0; t < probe->target_count; t++)
            if (strcmp(fields->element[i]->str, "subject") == 0 &&
                strcmp(fields->element[i + 1]->str, probe->targets[t]) == 0)
                return true;
    return false;
}

/* Whether there is a transition of those targets that was not there before. */
static bool has_transition(struct bench *bench, const struct probe *probe)
{
    redisReply *reply = redisCommand(bench->redis, "XRANGE tiendo:{%s}:alerts (%s +",
                                     bench->namespace, bench->seen);
    bool has = false;

    for (size_t i = 0; reply != NULL && i < reply->elements; i++) {
        has = has || is_of(reply->element[i]->element[1], probe);
        (void)snprintf(bench->seen, ID_BYTES, "%s", reply->element[i]->element[0]->str);
    }
    if (reply != NULL)
        freeReplyObject(reply);
    return has;
}

/* How many ms since `since_s` until that is so; negative: never. */
static double await(struct bench *bench, const struct probe *probe,
                    bool (*is_so)(struct bench *bench, const struct probe *probe),
                    double since_s)
{
    const struct timespec pause = {0, ASK_US * 1000L}; /* Redis has others to serve */

    while (!is_so(bench, probe)) {
        if (now_s() - since_s > GIVE_UP_S) {
            (void)fprintf(stderr, "given up: %s\n", probe->fields[FIELD_EVENT]);
            return -1;
        }
        nanosleep(&pause, NULL);
    }
    return (now_s() - since_s) * 1000;
}

static int measure(struct bench *bench, const struct probe *probe)
{
    double since_s, in_ms, judged_ms;

    (void)has_transition(bench, probe); /* from here on */
    if (probe->target_count > 0 && all_judged(bench, probe)) {
        (void)fprintf(stderr, "moves nothing: %s\n", probe->fields[FIELD_EVENT]);
        return -1;
    }
    if (publish(bench, probe) != 0)
        return -1;
    since_s = now_s();
    in_ms = await(bench, probe, is_in, since_s);
    judged_ms = await(bench, probe, all_judged, since_s);
    if (in_ms < 0 || judged_ms < 0)
        return -1;
    printf("%.3f %.3f ", in_ms, judged_ms);
    if (has_transition(bench, probe))
        printf("%.3f", (now_s() - since_s) * 1000);
    else
        printf("-");
    printf(" %s\n", probe->fields[FIELD_KEY]);
    return 0;
}

static int measure_all(struct bench *bench)
{
    const struct timespec apart = {0, APART_MS * 1000000L};
    struct probe probe;
    char *line = NULL;
    size_t room = 0;
    int status = 0;

    while (status == 0 && getline(&line, &room, stdin) > 0) {
        status = read_probe(line, &probe) != 0 ? 65 : (measure(bench, &probe) != 0 ? 70 : 0);
        nanosleep(&apart, NULL);
    }
    free(line);
    return status;
}

int main(int argc, char **argv)
{
    struct bench bench = {.seen = "0-0"};
    int status;

    if (argc != 4)
        return 64;
    bench.namespace = argv[3];
    bench.redis = redisConnectUnix(argv[2]);
    if (bench.redis == NULL || bench.redis->err != 0 || open_producer(&bench, argv[1]) != 0)
        return 69;
    status = measure_all(&bench);
    rd_kafka_flush(bench.producer, 5000);
    rd_kafka_destroy(bench.producer);
    redisFree(bench.redis);
    return status;
}
