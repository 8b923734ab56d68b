/*
 * feed - the measurement group: joining, what is assigned, reading, rewinding.
 *
 * Where reading starts is the caller's decision, never Kafka's: after FEED_ASSIGNED (and whenever
 * the ledger turns out to be elsewhere) the caller reads the ledger and says feed_start().  Until
 * then nothing is fetched, and feed_read() is to be called all the same: the group may change its
 * mind.  The group's committed offsets are only what the caller commits.
 *
 * librdkafka 2.0.2's traps that shape this: no pause, no seek, no commit inside a rebalance, eager
 * assignment, auto.offset.reset=error.  A feed belongs to the thread that opened it.
 */
#ifndef TIENDO_CONSUMERS_FEED_H
#define TIENDO_CONSUMERS_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "deploy/service/log.h"
#include "deploy/service/options.h"
#include "schemas/cloudevent.h"

enum { FEED_SLOT_NONE = -1, FEED_OFFSET_NONE = -1 };

struct feed;

struct feed_options {
    const struct kafka_settings *kafka; /* borrowed while open */
    const struct log *log;              /* borrowed while open */
    const char *group;
    const char *const
        *elder_groups; /* of earlier plan versions, borrowed: what they committed counts
                                        in feed_committed() too */
    size_t elder_group_count;
    const char *const
        *topics; /* subscribed, borrowed while open; one that does not exist is waited for */
    size_t topic_count;
};

/* One assigned partition; its place in the assignment is its slot. */
struct feed_partition {
    const char *topic; /* borrowed from the options */
    int32_t partition;
};

enum feed_kind {
    FEED_RECORD,
    FEED_END, /* everything below `offset` was read (control records have no FEED_RECORD) */
    FEED_OUT_OF_RANGE, /* the log has no such offset: recreated or trimmed while we read */
};

struct feed_item {
    enum feed_kind kind;
    int slot;
    int64_t offset;
    struct record record;
    struct text key;  /* absent: null */
    bool broker_time; /* the record's timestamp is the broker's (LogAppendTime) */
};

enum feed_event {
    FEED_READ = 0, /* items, or none within the time */
    FEED_ASSIGNED, /* a new assignment: decide where to start and say feed_start() */
    FEED_REVOKED,  /* nothing is owned any more */
    FEED_BROKEN,   /* cannot go on: logged */
};

/* Waits for the cluster as long as it takes, then joins.  Returns a feed to feed_close(), or NULL: logged,
 * or a stop was asked for. */
struct feed *feed_open(const struct feed_options *options);
const char *feed_cluster_id(const struct feed *feed);

/* Why Kafka is no help now, in a sentence, or NULL; some seconds old at most. */
const char *feed_trouble(const struct feed *feed);

/* Fetches nothing until feed_start(); what is owned stays ours. */
void feed_stop(struct feed *feed);

/* Waits up to timeout_ms for the first item, then takes what is there, at most a few thousand.
 * The items, and all they point to, live until the next call on the feed. */
enum feed_event feed_read(struct feed *feed, int timeout_ms, const struct feed_item **items,
                          size_t *count) __attribute__((warn_unused_result));

/* The assignment, by slot; lives until the next FEED_ASSIGNED or FEED_REVOKED. */
const struct feed_partition *feed_partitions(const struct feed *feed, size_t *count);

/* First and next offset of a partition of the subscribed topics. */
struct feed_end {
    const char *topic; /* borrowed from the options */
    int32_t partition;
    int slot; /* FEED_SLOT_NONE where another member owns it */
    int64_t begin, end;
};

/* Asks the brokers for every partition there is, all owned ones among them.  `ends` is freed with
 * free().  0, or -1: a broker did not answer, try again. */
int feed_ends(struct feed *feed, struct feed_end **ends, size_t *count)
    __attribute__((warn_unused_result));

/* The end of a slot's partition as last heard of, without asking: some seconds old at most while Kafka
 * answers, though nothing be fetched; FEED_OFFSET_NONE before the first. */
int64_t feed_end(const struct feed *feed, int slot);

/* By slot, the offset of the first record after a time, FEED_OFFSET_NONE where there is none; slots
 * whose time is negative are left alone.  0, or -1: a broker did not answer. */
int feed_first_after(struct feed *feed, const int64_t *times_unix_ms, int64_t *offsets)
    __attribute__((warn_unused_result));

/* What the group, or an elder one, has committed, by slot; FEED_OFFSET_NONE where there is nothing.  0, or
 * -1: try again. */
int feed_committed(struct feed *feed, int64_t *offsets) __attribute__((warn_unused_result));

/* Starts (again) at these offsets by slot; what was fetched before is forgotten.  A slot with
 * FEED_OFFSET_NONE stays ours but is not fetched (librdkafka 2.0.2's pause loses records).  0, or -1,
 * logged. */
int feed_start(struct feed *feed, const int64_t *offsets) __attribute__((warn_unused_result));

/* Commits for the group, in the background or waiting some seconds; FEED_OFFSET_NONE leaves a slot alone.
 * Best effort: what could not be committed is committed with the next. */
void feed_commit(struct feed *feed, const int64_t *offsets);
void feed_commit_wait(struct feed *feed, const int64_t *offsets);

/* Leaves the group and frees, within seconds: where librdkafka hangs it is left to the end of the
 * process.  NULL does nothing. */
void feed_close(struct feed *feed);

#endif
