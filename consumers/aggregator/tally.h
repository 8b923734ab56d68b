/*
 * tally - what the records of one partition came to, until the ledger moves past them: for the
 * hash of their agency, all together and by the hour of the record's own timestamp.
 *
 * Pure.  Only the last TALLY_HOURS hours are told apart; what is older counts in the whole.
 */
#ifndef TIENDO_CONSUMERS_AGGREGATOR_TALLY_H
#define TIENDO_CONSUMERS_AGGREGATOR_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "consumers/store/cells.h"
#include "schemas/measurement.h"

enum {
    TALLY_HOURS = 48,
    TALLY_KINDS = 2 + REASON_COUNT,                     /* accepted, stale, each reason */
    TALLY_COUNTS_MAX = (TALLY_HOURS + 1) * TALLY_KINDS, /* what tally_write() gives at most */
};

enum tally_kind {
    TALLY_ACCEPTED = 0,
    TALLY_STALE,   /* accepted, but something stands above it */
    TALLY_REFUSED, /* + reason */
};

struct tally_hour {
    int64_t hour; /* since 1970-01-01T00Z; 0: free */
    int64_t counts[TALLY_KINDS];
};

struct tally {
    int64_t counts[TALLY_KINDS];
    struct tally_hour hours[TALLY_HOURS]; /* by hour modulo TALLY_HOURS */
    int64_t newest_hour;
    int64_t last_heard_unix_ms; /* the newest timestamp of an accepted record; 0: none */
};

/* One record of that kind (TALLY_REFUSED + reason for a refused one). */
void tally_add(struct tally *tally, int kind, int64_t timestamp_unix_ms);

/* Hash fields and what they grow by: "accepted", "refused:not_json", "2026-11-23T08:stale".  Returns how
 * many were written to `counts`, which has room for TALLY_COUNTS_MAX. */
size_t tally_write(const struct tally *tally, struct count *counts);

#endif
