/*
 * cell_line - a cell as the line of JSON that stands in Redis, and the hash field it stands in.
 *
 * Pure.  The first members are what cells.lua reads, always in this order:
 *   {"revision":R,"time_unix_ms":T,"digest":D,"enters":0|1,"_a":A,"_b":B,"_p":P,"obs_status":"S",
 * then what people read: the exact decimals, id, source, comment, and origin topic:partition:offset.
 */
#ifndef TIENDO_CONSUMERS_STORE_CELL_LINE_H
#define TIENDO_CONSUMERS_STORE_CELL_LINE_H

#include <stddef.h>

#include "schemas/text.h"

struct cell;

struct cell_line { /* zero-filled before first use; reused from cell to cell */
    char *bytes;
    size_t length, capacity;
};

/* "<area>|<source that it stands for>"; valid until the next call with this line. */
struct text cell_line_field(struct cell_line *line, const struct cell *cell);

/* The JSON; valid until the next call with this line. */
struct text cell_line_write(struct cell_line *line, const struct cell *cell);

void cell_line_free(struct cell_line *line);

#endif
