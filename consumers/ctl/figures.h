/*
 * figures - files of readings and events, read and checked as the collector and the aggregator do.
 *
 *   FILE… ── a line ──► reading ──► event ──┐
 *                       event ──────────────┴──► measurement ──► observation ──► offline
 *                                    │ refused: FILE:LINE: reason (pointer): sentence, on stderr
 *
 * Decided here:
 *  - who sends, as a topic tells it in Kafka: `agency`; else the agency that the file is named after
 *    (khcn.ndjson); else whom the source names; else the first that may report the indicator;
 *  - a file that is CSV, by its name or by its first line, is refused whole and told once;
 *  - no record has a timestamp here, so time_future is not checked;
 *  - a reading without a time is of now, the later line the later; or of the day that is judged,
 *    where that is still to come;
 *  - it counts as known from the day after its period ends, and one with a time from that day on.
 */
#ifndef TIENDO_CONSUMERS_CTL_FIGURES_H
#define TIENDO_CONSUMERS_CTL_FIGURES_H

#include <stdio.h>

#include "schemas/plan.h"

struct offline;

struct figures_options {
    const char *program; /* how complaints begin */
    const char *under;   /* the plan's file, told with each refusal; NULL: there is but one */
    const struct plan *plan;
    const struct agency *agency; /* who sends all of it; NULL: see above */
    int64_t now_unix_ms;         /* the time of readings without one */
    FILE *err;
};

/* The moment of readings without one: now, or the end of the day that is judged where that is still
 * to come. */
int64_t figures_now(int64_t unix_ms, const struct plan *plan, int32_t today);

/* Puts the files' figures ("-": standard input) into `offline`.  EX_OK; EX_DATAERR where lines were
 * refused (all others are in); EX_NOINPUT where a file cannot be read, EX_OSERR out of memory. */
int figures_read(const struct figures_options *options, const char *const *files, size_t count,
                 struct offline *offline);

#endif
