/*
 * recount - what the cells of one (indicator, period) come to, counted from nothing.
 *
 * Pure, and on purpose another way than the functions in cells/, which moves sums by what each cell changes: here
 * all cells are added once more, in 128 bits, and quotients are divided out digit by digit.  What is
 * borrowed from a cell (its source) must stay until the next recount_begin().
 *
 * Order of use:  recount_begin, recount_add for each cell, recount_settle, then the questions.
 */
#ifndef TIENDO_CONSUMERS_STORE_RECOUNT_H
#define TIENDO_CONSUMERS_STORE_RECOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "schemas/plan.h"

struct recount;
struct total_fields;

/* Borrows the plan.  NULL: out of memory. */
struct recount *recount_new(const struct plan *plan);
void recount_free(struct recount *recount); /* NULL does nothing */

/* Forgets all cells. */
void recount_begin(struct recount *recount, const struct indicator *indicator,
                   struct period period);

enum recount_fault {
    RECOUNT_OK = 0,
    RECOUNT_NO_AREA,    /* its field does not begin with "<area of the plan>|" */
    RECOUNT_NO_SOURCE,  /* ... nor go on with the source of an agency in office */
    RECOUNT_NO_CELL,    /* its line is not one that cell_line_write() writes */
    RECOUNT_PRECEDENCE, /* its place in the precedence is not its agency's */
    RECOUNT_NO_VALUE,   /* a ratio of negative parts, or a level that the indicator lacks */
    RECOUNT_NO_MEMORY,
};

/* Adds a cell as it stands: its hash field and its line.  A cell at fault enters nothing. */
enum recount_fault recount_add(struct recount *recount, struct text field, struct text line)
    __attribute__((warn_unused_result));

/* The fault as what the field or the line should be instead: "a cell's line". */
const char *recount_fault_wants(enum recount_fault fault);

/* The area that a cell's field names; NULL where the plan has none such. */
const struct area *recount_area(const struct plan *plan, struct text field);

/* All cells were added. */
void recount_settle(struct recount *recount);

/* Whether any cell enters a total: then, and only then, the period is in the series. */
bool recount_occupied(const struct recount *recount);

/* An area's total as its hash should be, but for updated_ms; no fields: it should not be there. */
void recount_total(const struct recount *recount, const struct area *area,
                   struct total_fields *total);

#endif
