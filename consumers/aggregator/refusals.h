/*
 * refusals - rejections on their way to tiendo.rejections.<agency>, until Kafka has them.
 *
 * A record is answered only when its rejection is acknowledged; what Kafka gives up is sent again.
 * Memory is bounded by REFUSALS_MOST rejections.  A record that is nothing but a key or headers may
 * unfold to any size under compression: what is beyond REFUSALS_TEXT_BYTES of key, value or headers
 * is cut, so that no record is too large to be answered.
 */
#ifndef TIENDO_CONSUMERS_AGGREGATOR_REFUSALS_H
#define TIENDO_CONSUMERS_AGGREGATOR_REFUSALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "deploy/service/log.h"
#include "deploy/service/options.h"
#include "schemas/cloudevent.h"

enum { REFUSALS_MOST = 2000, REFUSALS_TEXT_BYTES = 65536 };

struct refusals;

struct refusals_options {
    const struct kafka_settings *kafka; /* borrowed while open */
    const struct log *log;              /* borrowed while open */

    /* Kafka has the rejection of this record; called from refusals_poll(). */
    void (*answered)(void *ctx, int slot, int64_t offset);
    void *ctx;
};

/* A refused record and where it was. */
struct refused {
    const char *agency;
    const char *topic;
    int32_t partition;
    int slot;
    int64_t offset;
    struct text key;
    const struct record *record;
    const struct refusal *refusal;
};

struct refusals *refusals_open(const struct refusals_options *options); /* NULL: logged */

/* How many more may be sent. */
size_t refusals_room(const struct refusals *refusals);

/* Copies and sends; there must be room.  0, or -1 out of memory. */
int refusals_send(struct refusals *refusals, const struct refused *refused)
    __attribute__((warn_unused_result));

/* Gives the answers that are there, waiting up to timeout_ms for the first; sends again what Kafka
 * gave up a second ago. */
void refusals_poll(struct refusals *refusals, int64_t timeout_ms);

/* Forgets whom to answer: slots have a new meaning.  What is with Kafka may still arrive; what would
 * have been sent again is forgotten, since whoever owns its partition reads it again. */
void refusals_disown(struct refusals *refusals);

size_t refusals_outstanding(const struct refusals *refusals);

/* Why the last one could not be delivered; NULL when nothing waits to be sent again. */
const char *refusals_trouble(const struct refusals *refusals);

void refusals_close(struct refusals *refusals); /* NULL does nothing */

#endif
