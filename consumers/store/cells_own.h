/*
 * cells_own - what the files of cells share: cells.c (namespace, ledger, ends), cells_call.c (one call
 * as KEYS and ARGV), cells_batch.c (a batch as calls, in order).
 */
#ifndef TIENDO_CONSUMERS_STORE_CELLS_OWN_H
#define TIENDO_CONSUMERS_STORE_CELLS_OWN_H

#include "consumers/store/cell_line.h"
#include "consumers/store/cells.h"
#include "consumers/store/keys.h"
#include "consumers/store/redis.h"

enum { CELLS_WRITER_BYTES = 17 };

struct cells {
    struct cells_options options;
    struct redis *redis;          /* the options' */
    const struct plan *plan;      /* the options' */
    struct redis_command command; /* reused */
    struct cell_line line;        /* reused */
    char writer[CELLS_WRITER_BYTES];
    int64_t batch; /* the one being put */
    size_t parts;  /* of cells, in it */
    int64_t calls; /* that put batches, ever */
    bool
        is_current; /* this version was found to be the current one, since the namespace was taken */
};

void cells_add_key(struct cells *cells, struct key key);
void cells_add_plan_key(struct cells *cells, const char *name);

/* The first word of a function's reply; anything else is Redis away or refusing (told). */
enum cells_result cells_outcome(struct cells *cells, const struct redisReply *reply);

/* ---- cells_call.c: calls of tiendo_apply_1 into cells->command ---- */

/* Sorts cells so that those of a group, and in it of a total, are together. */
void cells_sort(struct cell **cells, size_t count);
bool cells_same_total(const struct cell *a, const struct cell *b);

/* Part k (from 1) of the batch: these cells, sorted. */
void cells_write_part(struct cells *cells, size_t k, struct cell *const *part, size_t count,
                      int64_t now_unix_ms);

/* The last part, number k: the spans. */
void cells_write_last(struct cells *cells, size_t k, const struct span *spans, size_t count,
                      int64_t now_unix_ms);

#endif
