/*
 * verify - whether the totals and series of a plan version are what its cells come to.
 *
 *   SCAN, ZRANGE ──► listing: periods, totals
 *        each period:  MULTI  its cells, its place in the series, its totals  EXEC
 *                        └──► recount ──► compared field by field ──► found
 *
 * One MULTI reads what belongs together, and tiendo_apply_1 writes cells and totals in one call: so
 * what is compared is of one moment, and Redis may move as it likes meanwhile.  (What is new since
 * the listing is not looked at.)  Besides the listing, one period is in memory at a time.  Nothing
 * is written.
 */
#ifndef TIENDO_CONSUMERS_STORE_VERIFY_H
#define TIENDO_CONSUMERS_STORE_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "schemas/plan.h"

struct redis;

/* Texts are absent where there is nothing; they are as Redis holds them, and may be any bytes. */
struct difference {
    const char *key;
    struct text field; /* of the hash, or member of the set; absent: the key as a whole */
    struct text is, should_be;
};

struct verify_options {
    struct redis *redis;
    const struct plan *plan;
    void (*found)(void *ctx, const struct difference *difference); /* borrowed for the call */
    void *ctx;
    bool (*stopping)(void); /* asked between periods */
};

struct verify_counts {
    int64_t cells, totals; /* that there are */
    int64_t indicators;    /* that have any of them */
    int64_t differences;
};

enum verify_result {
    VERIFY_DONE = 0,
    VERIFY_AWAY,    /* Redis is away or refuses, or memory ran out: told through its note */
    VERIFY_MISFIT,  /* Redis has this plan version with other content: told through its note */
    VERIFY_STOPPED, /* before all was looked at */
};

/* `counts` are of what was looked at, whatever the result. */
enum verify_result verify_run(const struct verify_options *options,
                              struct verify_counts *counts) __attribute__((warn_unused_result));

#endif
