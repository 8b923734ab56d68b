/*
 * target_view - the targets and how they stand, a row each.
 */
#ifndef TIENDO_CONSUMERS_SHOW_TARGET_VIEW_H
#define TIENDO_CONSUMERS_SHOW_TARGET_VIEW_H

#include <stdio.h>

#include "consumers/show/reader.h"
#include "schemas/plan.h"

struct views; /* of views_targets() for the same plan */

/* A table, and a line that counts the statuses.  0, or -1 when it cannot be written. */
int targets_print(const struct plan *plan, const struct views *views,
                  const struct reader *reader, FILE *out);

/* target_view_json.c: an array of objects; `verdict` holds the fields as Redis has them, null where
 * there is none yet.  0, or -1. */
int targets_print_json(const struct plan *plan, const struct views *views, FILE *out);

#endif
