/*
 * redis_await - a daemon's first meeting with Redis.
 */
#ifndef TIENDO_CONSUMERS_REDIS_AWAIT_H
#define TIENDO_CONSUMERS_REDIS_AWAIT_H

#include "consumers/store/redis.h"

/* Waits until Redis answers: at boot it may come later than we do.  What keeps it is told through the
 * connection's note().  Returns EX_OK; EX_CONFIG for a Redis that does not fit; EX_UNAVAILABLE once the
 * service is to stop.  Main thread. */
int redis_await(struct redis *redis);

#endif
