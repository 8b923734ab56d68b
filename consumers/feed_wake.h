/*
 * feed_wake - keeps librdkafka fetching while a backlog is read.
 *
 * Before 2.2.0 a broker thread that finds its queue full sleeps for a whole second, however fast the
 * queue is emptied (librdkafka#2879): catching up then goes at a tenth of the speed.  Any request to
 * that broker wakes it; so while there is a backlog a thread asks for the watermarks of one
 * partition after the other.  From 2.2.0 on fetch.queue.backoff.ms does it (kafka.c), and nothing
 * is started here.
 */
#ifndef TIENDO_CONSUMERS_FEED_WAKE_H
#define TIENDO_CONSUMERS_FEED_WAKE_H

#include <librdkafka/rdkafka.h>

struct feed_wake;

/* `client` is borrowed until feed_wake_close().  NULL: no thread or no memory. */
struct feed_wake *feed_wake_open(rd_kafka_t *client);

/* Whose brokers are to be woken (copied); NULL: nobody's. */
void feed_wake_assigned(struct feed_wake *wake,
                        const rd_kafka_topic_partition_list_t *partitions);

/* There is a backlog now: brokers are kept awake for the next second. */
void feed_wake_backlog(struct feed_wake *wake);

/* 0, or -1: a broker still holds the thread, and the client must not be destroyed.  NULL: 0. */
int feed_wake_close(struct feed_wake *wake);

#endif
