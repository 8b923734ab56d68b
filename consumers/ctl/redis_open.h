/*
 * redis_open - the Redis that a verb reads, and what to say when it is not there.
 */
#ifndef TIENDO_CONSUMERS_CTL_REDIS_OPEN_H
#define TIENDO_CONSUMERS_CTL_REDIS_OPEN_H

#include "consumers/store/redis.h"
#include "deploy/service/options.h"

/* Connects.  Returns a connection to redis_close(), or NULL with `status` set: EX_UNAVAILABLE, or
 * EX_CONFIG for a Redis that does not fit; what is wrong is on standard error, as is what goes
 * wrong later.  `program` and the settings are borrowed. */
struct redis *redis_open_or_say(const char *program, const struct redis_settings *settings,
                                int *status);

#endif
