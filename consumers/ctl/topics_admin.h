/*
 * topics_admin - asking Kafka for topics: which there are, how they are set, and for new ones.
 */
#ifndef TIENDO_CONSUMERS_CTL_TOPICS_ADMIN_H
#define TIENDO_CONSUMERS_CTL_TOPICS_ADMIN_H

#include <stdbool.h>
#include <stddef.h>

#include "consumers/ctl/topics_wanted.h"
#include "deploy/service/log.h"
#include "deploy/service/options.h"

struct topics_admin;

enum { TOPICS_FAULT_BYTES = 512 };

/* Waits up to 30 s for the cluster.  Returns an admin to topics_admin_close(), or NULL with
 * `status` EX_USAGE (a property is wrong) or EX_UNAVAILABLE, and `fault` said in words. */
struct topics_admin *topics_admin_open(const struct kafka_settings *kafka,
                                       const struct log *log, int *status,
                                       char fault[TOPICS_FAULT_BYTES]);

/* How many partitions each wanted topic has, 0 where it is not there or a partition of it has no
 * leader yet.  0, or -1 with `fault`. */
int topics_admin_partitions(struct topics_admin *admin, const struct topics_wanted *wanted,
                            int *partitions, char fault[TOPICS_FAULT_BYTES]);

/* Creates one topic (replication -1: as the cluster's default says).  0, 1 where it is there already
 * (somebody was faster, or it has no leader just now), or -1 with `fault`. */
int topics_admin_create(struct topics_admin *admin, const struct topic_wanted *topic,
                        int replication, char fault[TOPICS_FAULT_BYTES]);

/* Waits until the brokers know every wanted topic: the controller answers earlier.  0, or -1 with
 * `fault`. */
int topics_admin_wait(struct topics_admin *admin, const struct topics_wanted *wanted,
                      char fault[TOPICS_FAULT_BYTES]);

/* Tells each setting of an existing topic that is not as wanted.  0, or -1 with `fault`. */
int topics_admin_compare(struct topics_admin *admin, const struct topic_wanted *topic,
                         void (*differs)(void *ctx, const struct topic_setting *wanted,
                                         const char *is),
                         void *ctx, char fault[TOPICS_FAULT_BYTES]);

/* NULL does nothing. */
void topics_admin_close(struct topics_admin *admin);

#endif
