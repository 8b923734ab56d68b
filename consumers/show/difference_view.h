/*
 * difference_view - what `tiendoctl verify` found, for people and as JSON.
 *
 * Bytes that are no UTF-8 and controls, which may stand in a Redis that somebody else wrote to, are
 * shown as \xNN in both.
 */
#ifndef TIENDO_CONSUMERS_SHOW_DIFFERENCE_VIEW_H
#define TIENDO_CONSUMERS_SHOW_DIFFERENCE_VIEW_H

#include <stdio.h>

#include "consumers/store/verify.h"

/* One line: KEY FIELD: is …, should be …; long texts are cut.  0, or -1 when `out` cannot be
 * written or memory ran out, as all below. */
int difference_print(const struct difference *difference, FILE *out);

/* The last line: how much there was, and whether it is as it should be. */
int verify_counts_print(const struct verify_counts *counts, FILE *out);

/* difference_view_json.c: one object a line; what there is none of is null. */
int difference_print_json(const struct difference *difference, FILE *out);
int verify_counts_print_json(const struct verify_counts *counts, FILE *out);

/* ---- for difference_view_json.c ---- */

/* A copy that is UTF-8 without controls, to free(); NULL: out of memory.  `text` is not absent. */
char *difference_legible(struct text text);

#endif
