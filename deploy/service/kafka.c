#include "deploy/service/kafka.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "deploy/service/nearest.h"
#include "deploy/service/service.h"

enum {
    EVERY_ROLE = KAFKA_ADMIN | KAFKA_PRODUCER | KAFKA_READER | KAFKA_GROUP,
    READERS = KAFKA_READER | KAFKA_GROUP,
    PROPERTY_BYTES = 128,
    ASK_MS =
        500, /* how long one question to the cluster lasts, between looks at the stop flag */
    VERSION_2_2_0 = 0x020200ff,
};

/* What our clients want otherwise than librdkafka's defaults, or must not have changed. */
static const struct {
    const char *name, *value;
    int roles;
    bool fixed; /* correctness depends on it: -X may not touch it */
    int since;  /* rd_kafka_version() that knows it; 0: all */
} table[] = {
    /* a firewall that drops an idle connection in silence is noticed */
    {"socket.keepalive.enable", "true", EVERY_ROLE, false, 0},
    /* requests are small and waited for */
    {"socket.nagle.disable", "true", EVERY_ROLE, false, 0},
    /* a broker that is back is found within two seconds, not ten */
    {"reconnect.backoff.max.ms", "2000", EVERY_ROLE, false, 0},
    /* brokers hang up on idle connections: no news */
    {"log.connection.close", "false", EVERY_ROLE, false, 0},

    /* a retry inside librdkafka neither doubles nor reorders */
    {"enable.idempotence", "true", KAFKA_PRODUCER, true, 0},
    {"acks", "all", KAFKA_PRODUCER, true, 0},
    /* where Java's clients put the same key */
    {"partitioner", "murmur2_random", KAFKA_PRODUCER, true, 0},
    {"compression.codec", "lz4", KAFKA_PRODUCER, false, 0},
    {"linger.ms", "5", KAFKA_PRODUCER, false, 0},
    {"batch.size", "262144", KAFKA_PRODUCER, false, 0},
    /* a record that arrived under compression may be larger plain: it must go out again */
    {"message.max.bytes", "4194304", KAFKA_PRODUCER, false, 0},
    /* a bound on what waits for a broker that is away; then senders hear FULL */
    {"queue.buffering.max.kbytes", "65536", KAFKA_PRODUCER, false, 0},
    /* short ones provoke sequence faults (confluent-kafka-dotnet#704) */
    {"message.timeout.ms", "300000", KAFKA_PRODUCER, false, 0},

    /* progress is the reader's own business, never Kafka's */
    {"enable.auto.commit", "false", READERS, true, 0},
    {"enable.auto.offset.store", "false", READERS, true, 0},
    /* "caught up" is said by this event, also behind control records */
    {"enable.partition.eof", "true", READERS, true, 0},
    /* a log that lost the place we stand at is an event; anything else would skip in silence */
    {"auto.offset.reset", "error", KAFKA_GROUP, true, 0},
    /* whoever reads a whole topic takes what is left of it */
    {"auto.offset.reset", "earliest", KAFKA_READER, true, 0},
    /* a topic that is misspelt must fail, not come into being */
    {"allow.auto.create.topics", "false", READERS, true, 0},
    {"check.crcs", "true", READERS, false, 0},
    /* a topic or partition that comes into being is found within seconds, not five minutes */
    {"topic.metadata.refresh.interval.ms", "10000", KAFKA_GROUP | KAFKA_PRODUCER, false, 0},
    {"fetch.wait.max.ms", "50", READERS, false, 0},
    /* after a leader has moved */
    {"fetch.error.backoff.ms", "100", READERS, false, 0},
    {"queued.min.messages", "10000", KAFKA_READER, false, 0},
    /* brokers are kept awake (feed_wake), so that a small queue is soon full again */
    {"queued.min.messages", "20000", KAFKA_GROUP, false, 0},
    /* of each partition in one fetch, compressed: what it unfolds to comes on top of the queue */
    {"fetch.message.max.bytes", "262144", KAFKA_GROUP, false, 0},
    {"queued.max.messages.kbytes", "24576", READERS, false, 0},
    /* before 2.2.0 a full queue pauses fetching for a whole second (librdkafka#2879) */
    {"fetch.queue.backoff.ms", "20", READERS, false, VERSION_2_2_0},
    /* eager: the cooperative one of 2.0.2 loses offsets (librdkafka#4686) and hangs (#4527) */
    {"partition.assignment.strategy", "range,roundrobin", KAFKA_GROUP, false, 0},
    /* 45 s of stale screens after a crash is too long */
    {"session.timeout.ms", "10000", KAFKA_GROUP, false, 0},
    {"heartbeat.interval.ms", "3000", KAFKA_GROUP, false, 0},
};

/* librdkafka's levels are syslog's.  Nothing it says is an error to us by itself: whoever cannot go
 * on says so. */
static void take_log(const rd_kafka_t *client, int level, const char *facility,
                     const char *text)
{
    const struct kafka_opaque *opaque = rd_kafka_opaque(client);
    enum log_level ours = LOG_LEVEL_WARNING;

    if (level > 4)
        ours = LOG_LEVEL_INFO;
    if (level > 6 ||
        strcmp(facility, "CONFWARN") == 0 || /* a producer's property on a consumer */
        strcmp(facility, "GETPID") == 0) /* brokers just started: it tries again by itself */
        ours = LOG_LEVEL_DEBUG;
    log_at(opaque->log, ours, log_event("librdkafka"), log_text("facility", facility),
           log_text("text", text));
}

static int set(rd_kafka_conf_t *conf, const char *name, const char *value,
               char fault[KAFKA_FAULT_BYTES])
{
    return rd_kafka_conf_set(conf, name, value, fault, KAFKA_FAULT_BYTES) == RD_KAFKA_CONF_OK
               ? 0
               : -1;
}

static int set_table(rd_kafka_conf_t *conf, enum kafka_role role, char fault[KAFKA_FAULT_BYTES])
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if ((table[i].roles & (int)role) != 0 && table[i].since <= rd_kafka_version() &&
            set(conf, table[i].name, table[i].value, fault) != 0)
            return -1;
    return 0;
}

/* The value a person must leave as it is; NULL: they may say what they want. */
static const char *fixed_value(enum kafka_role role, const char *name)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (table[i].fixed && (table[i].roles & (int)role) != 0 &&
            strcmp(name, table[i].name) == 0)
            return table[i].value;
    return NULL;
}

static int refuse_unknown(rd_kafka_conf_t *conf, const char *name,
                          char fault[KAFKA_FAULT_BYTES])
{
    struct nearest nearest = {.wrong = name};
    size_t count = 0;
    const char **known = rd_kafka_conf_dump(conf, &count);

    for (size_t i = 0; i < count; i += 2)
        nearest_consider(&nearest, known[i]);
    (void)snprintf(fault, KAFKA_FAULT_BYTES, "-X %s: librdkafka has no such property%s%s%s",
                   name, nearest.name == NULL ? "" : "; did you mean ",
                   nearest.name == NULL ? "" : nearest.name, nearest.name == NULL ? "" : "?");
    rd_kafka_conf_dump_free(known, count);
    return -1;
}

static int set_property(rd_kafka_conf_t *conf, enum kafka_role role, const char *property,
                        char fault[KAFKA_FAULT_BYTES])
{
    const char *equals = strchr(property, '=');
    size_t length = equals == NULL ? strlen(property) : (size_t)(equals - property);
    char name[PROPERTY_BYTES], reason[KAFKA_FAULT_BYTES / 2];
    const char *fixed = NULL;

    (void)snprintf(name, sizeof(name), "%.*s", (int)length, property);
    if (equals == NULL || length >= sizeof(name)) {
        (void)snprintf(fault, KAFKA_FAULT_BYTES, "-X %s: is not property=value", name);
        return -1;
    }
    if (strcmp(name, "bootstrap.servers") == 0 || strcmp(name, "metadata.broker.list") == 0) {
        (void)snprintf(fault, KAFKA_FAULT_BYTES, "-X %s: say --brokers instead", name);
        return -1;
    }
    fixed = fixed_value(role, name);
    if (fixed != NULL && strcmp(fixed, equals + 1) != 0) {
        (void)snprintf(fault, KAFKA_FAULT_BYTES,
                       "-X %s: must stay %s; what is read and written would not be safe", name,
                       fixed);
        return -1;
    }
    switch (rd_kafka_conf_set(conf, name, equals + 1, reason, sizeof(reason))) {
    case RD_KAFKA_CONF_OK:
        return 0;
    case RD_KAFKA_CONF_UNKNOWN:
        return refuse_unknown(conf, name, fault);
    default:
        (void)snprintf(fault, KAFKA_FAULT_BYTES, "-X %s: %s", name, reason);
        return -1;
    }
}

rd_kafka_conf_t *kafka_conf(const struct kafka_settings *settings, enum kafka_role role,
                            const char *client_id, struct kafka_opaque *opaque,
                            char fault[KAFKA_FAULT_BYTES])
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();

    if (set(conf, "bootstrap.servers", settings->brokers, fault) != 0 ||
        set(conf, "client.id", client_id, fault) != 0 || set_table(conf, role, fault) != 0)
        goto fail;
    for (size_t i = 0; i < settings->properties.count; i++)
        if (set_property(conf, role, settings->properties.items[i], fault) != 0)
            goto fail;
    rd_kafka_conf_set_log_cb(conf, take_log);
    rd_kafka_conf_set_opaque(conf, opaque);
    return conf;

fail:
    rd_kafka_conf_destroy(conf);
    return NULL;
}

rd_kafka_t *kafka_new(const struct kafka_settings *settings, enum kafka_role role,
                      struct kafka_opaque *opaque, char fault[KAFKA_FAULT_BYTES])
{
    rd_kafka_conf_t *conf = kafka_conf(settings, role, opaque->log->program, opaque, fault);
    rd_kafka_t *client = NULL;

    if (conf == NULL)
        return NULL;
    client = rd_kafka_new((role & READERS) != 0 ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER, conf,
                          fault, KAFKA_FAULT_BYTES);
    if (client == NULL)
        rd_kafka_conf_destroy(conf);
    return client;
}

int kafka_wait(rd_kafka_t *client, int64_t timeout_ms, char cluster_id[KAFKA_CLUSTER_ID_BYTES])
{
    int64_t until_ms = service_mono_ms() + timeout_ms;

    do {
        char *id = rd_kafka_clusterid(client, ASK_MS);

        if (id != NULL) {
            (void)snprintf(cluster_id, KAFKA_CLUSTER_ID_BYTES, "%s", id);
            rd_kafka_mem_free(client, id);
            return 0;
        }
    } while (service_mono_ms() < until_ms && !service_stopping());
    return -1;
}

int kafka_await(rd_kafka_t *client, const struct log *log,
                const struct kafka_settings *settings, bool patient,
                char cluster_id[KAFKA_CLUSTER_ID_BYTES])
{
    int64_t since_mono_ms = service_mono_ms();

    while (kafka_wait(client, KAFKA_START_MS, cluster_id) != 0) {
        int64_t waited_ms = service_mono_ms() - since_mono_ms;

        if (service_stopping())
            return -1;
        if (!patient) {
            log_error(log, log_event("kafka_unreachable"),
                      log_text("brokers", settings->brokers),
                      log_number("waited_ms", waited_ms));
            return -1;
        }
        log_warning(log, log_event("kafka_awaited"), log_text("brokers", settings->brokers),
                    log_number("waited_ms", waited_ms));
    }
    return 0;
}
