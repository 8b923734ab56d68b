/*
 * assess_view - verdicts that were reached here, and not read from Redis: as a table and as JSON.
 */
#ifndef TIENDO_CONSUMERS_SHOW_ASSESS_VIEW_H
#define TIENDO_CONSUMERS_SHOW_ASSESS_VIEW_H

#include <stdio.h>

#include "consumers/judge/words.h"
#include "consumers/show/reader.h"

struct assessed {
    struct verdict verdict;
    struct words words;
};

/* As `tiendoctl targets` shows them.  0, or -1 when it cannot be written. */
int assessed_print(const struct assessed *verdicts, size_t count, const struct reader *reader,
                   FILE *out);

/* The same with the day each was reached as of, and no counts of statuses. */
int assessed_print_history(const struct assessed *verdicts, size_t count,
                           const struct reader *reader, FILE *out);

/* assess_view_json.c: one object a verdict and line; figures are numbers, exact as they are written,
 * but for a level's, which is its code; what does not exist is null.  `with_day`: a member as_of
 * comes behind target.  0, or -1. */
int assessed_print_json(const struct assessed *verdicts, size_t count, bool with_day,
                        FILE *out);

#endif
