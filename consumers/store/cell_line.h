/*
 * cell_line - a cell as the line of JSON that stands in Redis, and the hash field it stands in.
 *
 * Pure.  The first members are what cells/cell.lua reads, always in this order:
 *   {"revision":R,"time_unix_ms":T,"digest":D,"enters":0|1,"_a":A,"_b":B,"_p":P,"obs_status":"S",
 * then what people read: the exact decimals, id, source, comment, and origin topic:partition:offset.
 */
#ifndef TIENDO_CONSUMERS_STORE_CELL_LINE_H
#define TIENDO_CONSUMERS_STORE_CELL_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* What a line that stands in Redis says, as far as cells/cell.lua reads it; and where it came from. */
struct cell_standing {
    int64_t revision, time_unix_ms;
    uint64_t digest;
    bool enters;
    int64_t a, b;
    int precedence;
    char obs_status;
    struct text origin; /* "<topic>:<partition>:<offset>", in the line */
};

/* Reads a line.  0, or -1 with `standing` untouched: cell_line_write() did not write it, or it
 * enters a total and its status does not, or the other way about. */
int cell_line_read(struct text line, struct cell_standing *standing)
    __attribute__((warn_unused_result));

#endif
