/*
 * progress - how far a sending is, on one line of a terminal that is rewritten; silent elsewhere.
 */
#ifndef TIENDO_COLLECTOR_PROGRESS_H
#define TIENDO_COLLECTOR_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *terminal; /* NULL: there is none */
    bool shown;     /* the line stands there now */
    int64_t drawn_mono_ms;
};

struct progress_counts {
    int64_t read, acknowledged, refused, failed;
};

/* Shows on `out` if that is a terminal. */
struct progress progress_begin(FILE *out);

/* Draws again when the last drawing is old enough. */
void progress_show(struct progress *progress, const struct progress_counts *counts);

/* Takes the line away, before something else is written there. */
void progress_hide(struct progress *progress);

#endif
