/*
 * batch - what is read between two hand-overs, combined: of each cell only the measurement that
 * stands highest (design section 5.6).
 *
 * Pure.  Memory is bounded by the limit on cells, not by events.  A batch belongs to one thread at a
 * time; handing it over is a complete hand-off.
 */
#ifndef TIENDO_CONSUMERS_AGGREGATOR_BATCH_H
#define TIENDO_CONSUMERS_AGGREGATOR_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "consumers/store/cells.h"

struct batch;

struct origin {
    const char *topic; /* borrowed; outlives the batch's use */
    int32_t partition;
    int64_t offset;
    int slot;
    int64_t timestamp_unix_ms; /* the record's */
};

/* Told of each measurement that stands below another one of the batch. */
struct batch_stale {
    void (*tell)(void *ctx, int slot, int64_t timestamp_unix_ms);
    void *ctx;
};

/* A batch of at most `limit` cells.  NULL: out of memory. */
struct batch *batch_new(size_t limit);
void batch_free(struct batch *batch); /* NULL does nothing */

/* Empties it, keeping the memory. */
void batch_clear(struct batch *batch);

/* Takes an observation (copied).  0, or -1 out of memory.  Where it has no cell of this measurement it must not be
 * full. */
int batch_add(struct batch *batch, const struct observation *observation,
              const struct origin *origin, const struct batch_stale *stale);

bool batch_full(const struct batch *batch);
size_t batch_cells(const struct batch *batch);
size_t batch_events(const struct batch *batch); /* observations taken, combined ones too */

/* The cells, in an array that cells_apply() may sort; valid until the next batch_add or _clear. */
struct cell **batch_array(struct batch *batch);

#endif
