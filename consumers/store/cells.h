/*
 * cells - the write side of one plan version: cells, totals, ledger and marks (design sections 4, 5).
 *
 * Everything goes through the functions in cells/.  `struct cells` belongs to one thread, like
 * the connection it uses.
 *
 * Order of use:  cells_take_namespace (and again after each CELLS_AWAY or CELLS_REFUSED, since the
 * Redis that comes back may be an empty one), cells_ledger, then cells_put and cells_advance batch by
 * batch.
 */
#ifndef TIENDO_CONSUMERS_STORE_CELLS_H
#define TIENDO_CONSUMERS_STORE_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schemas/measurement.h"

struct redis;
struct cells;

/* A measurement that stands for its (indicator, period, area, source), and where it was read. */
struct cell {
    const struct indicator *indicator;
    const struct area *area;
    struct period period;
    int64_t revision, time_unix_ms;
    int64_t a,
        b; /* scaled.  ratio: numerator, denominator; else value, and rank_of or benchmark */
    int precedence;
    char obs_status;
    bool has_value, enters;
    bool stale; /* filled by cells_put(): something stands above it */

    const char *topic; /* borrowed; outlives the cell */
    int32_t partition;
    int slot; /* its partition's, in the assignment it was read under */
    int64_t offset;
    int64_t timestamp_unix_ms; /* the record's */

    struct text stands_for, id, source, comment; /* in `texts` */
    char *texts;                                 /* owned by whoever made the cell */
    size_t texts_capacity;
};

enum { SPAN_NAME_BYTES = 272 };

enum { COUNT_FIELD_BYTES = 56 };

/* A field of an agency's hash, and what it grows by. */
struct count {
    char field[COUNT_FIELD_BYTES];
    int64_t by;
};

/* How far one batch goes in one partition: offsets fixed when it was read. */
struct span {
    char name[SPAN_NAME_BYTES]; /* "<topic>:<partition>" */
    int64_t from, next;         /* everything in [from, next) is in this batch or before it */
    int64_t read_from,
        read_next; /* the same of what was read: it may be ahead of the ledger, which
                                   * waits for a refusal to be delivered */
    int64_t
        begin; /* the partition's first offset: a ledger that is missing was there; -1: it must be
                    * there by now */
    int64_t mark_offset;  /* of the last record read below next; -1: none */
    uint64_t mark_digest; /* 52 bits */

    /* For the agency's hash.  What is counted goes from `counted_from` to `next`; the counts are
     * taken where nothing of it was counted before, so that what is read again is not counted again. */
    int64_t counted_from;
    int slot;
    const char *agency; /* borrowed */
    int32_t partition;
    int64_t lag;                /* records of the partition beyond next; -1: not known */
    int64_t last_heard_unix_ms; /* 0: nothing new */
    const struct count *counts; /* borrowed */
    size_t count_count;
};

/* What Redis holds of one partition. */
struct ledger_entry {
    int64_t next;        /* -1: not there */
    int64_t mark_offset; /* -1: not there */
    uint64_t mark_digest;
};

enum cells_result {
    CELLS_OK = 0,
    CELLS_AWAY,    /* Redis is away: what was sent may or may not be in */
    CELLS_REFUSED, /* Redis lost or restored its state in between, or refuses to write (told) */
    CELLS_ROLLED_BACK, /* the ledger is behind the batch: rewind */
    CELLS_MISFIT, /* another plan content or Kafka cluster holds the namespace, or Redis itself
                          does not fit: a person must act (told) */
};

struct cells_options {
    struct redis *redis;     /* borrowed while it is open */
    const struct plan *plan; /* borrowed while it is open */

    /* Told of each key whose content nobody of ours wrote; may be NULL.  Of this thread. */
    void (*strange)(void *ctx, const char *key, const char *what);
    void *ctx;
};

/* NULL: out of memory. */
struct cells *cells_open(const struct cells_options *options);
void cells_close(struct cells *cells); /* NULL does nothing; closes no connection */

/* Takes the plan version's namespace, or finds it taken by the same plan and cluster.  A new writer
 * id is drawn, so that parts sent before cannot be continued.  What nobody of ours wrote (meta, marks,
 * ledger, ahead, ends) is told, and written anew or removed, as though it had been lost. */
enum cells_result cells_take_namespace(struct cells *cells, const char *cluster_id)
    __attribute__((warn_unused_result));

/* The same now and then while working, with the same writer.  ROLLED_BACK: something was removed, or
 * the ends are not there. */
enum cells_result cells_look_after(struct cells *cells, const char *cluster_id)
    __attribute__((warn_unused_result));

/* Reads the ledger and marks of `count` partitions ("<topic>:<partition>") into `entries`. */
enum cells_result cells_ledger(struct cells *cells, const char *const *names, size_t count,
                               struct ledger_entry *entries)
    __attribute__((warn_unused_result));

/* Begins a batch: puts its cells, in any order (the array is sorted), in as many parts as it takes.
 * `won`: how many now stand in Redis through it; those above which something stands are marked stale.
 * Putting a batch again is harmless. */
enum cells_result cells_put(struct cells *cells, struct cell **batch, size_t count,
                            int64_t now_unix_ms, int64_t *won)
    __attribute__((warn_unused_result));

/* Ends it: the last part, which advances the ledger by the spans. */
enum cells_result cells_advance(struct cells *cells, const struct span *spans, size_t count,
                                int64_t now_unix_ms) __attribute__((warn_unused_result));

/* How many calls of the function put batches so far, those that failed included. */
int64_t cells_calls(const struct cells *cells);

/* By agency of the plan, the newest timestamp of a record accepted from it, unix time in ms; 0: none. */
enum cells_result cells_heard(struct cells *cells, int64_t *last_unix_ms)
    __attribute__((warn_unused_result));

/* A partition's log is another one than the ledger knows. */
struct gap {
    const char *topic;
    int32_t partition;
    int64_t ledger;     /* what it was, compared before it is reset */
    int64_t begin, end; /* of the log now; the ledger is reset to begin */
    const char *why;    /* "recreated" or "trimmed" */
    int64_t at_unix_ms;
};
enum cells_result cells_reset(struct cells *cells, const struct gap *gap)
    __attribute__((warn_unused_result));

struct end {
    char name[SPAN_NAME_BYTES];
    int64_t offset; /* the high watermark */
    bool owned;     /* false: only filled in where nobody did */
};
enum cells_result cells_ends(struct cells *cells, const struct end *ends, size_t count)
    __attribute__((warn_unused_result));

/* Moves tiendo:current:<plan> up to this version once the ledger has reached the ends; `reached`
 * says whether it has.  What names no version, or one that has no meta, counts as absent (told). */
enum cells_result cells_promote(struct cells *cells, bool *reached)
    __attribute__((warn_unused_result));

#endif
