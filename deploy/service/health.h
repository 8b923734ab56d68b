/*
 * health - what keeps a process from doing its work just now, in words.
 *
 * A process that waits for Redis or Kafka is degraded, not dead: it says so, and goes on by itself.
 * All calls may come from any thread.
 */
#ifndef TIENDO_DEPLOY_SERVICE_HEALTH_H
#define TIENDO_DEPLOY_SERVICE_HEALTH_H

#include <stdbool.h>
#include <stddef.h>

enum { HEALTH_PARTS_MAX = 8, HEALTH_TEXT_BYTES = 1024 };

struct health;

/* Healthy.  NULL out of memory. */
struct health *health_new(void);
void health_free(struct health *health); /* NULL does nothing */

/* What ails a part ("redis"), in a few words (copied, cut where too long); NULL: nothing any more.
 * At most HEALTH_PARTS_MAX parts. */
void health_set(struct health *health, const char *part, const char *ailment);

/* "ok", or "degraded: redis: …; kafka: …".  Returns whether it is ok. */
bool health_write(struct health *health, char out[HEALTH_TEXT_BYTES]);

#endif
