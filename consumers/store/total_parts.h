/*
 * total_parts - which totals have to carry the parts of single communes (judge/series.h), and whose.
 *
 * Pure.  Only a ratio that may be judged though communes are lacking needs any, and then only the
 * parts of the communes that some such period lacks; but of those, every period's.
 */
#ifndef TIENDO_CONSUMERS_STORE_TOTAL_PARTS_H
#define TIENDO_CONSUMERS_STORE_TOTAL_PARTS_H

#include "consumers/judge/series.h"

/* Whether the total is judged though not all communes are in it. */
bool total_parts_lack(const struct indicator *indicator, const struct total *total);

/* Whether areas[area] is a commune that may report of the period; of an id that is there more than
 * once, the first. */
bool total_parts_expect(const struct plan *plan, size_t area, struct period period);

/* The communes whose parts are wanted, by their places among the plan's areas. */
struct total_columns {
    size_t *areas; /* ascending */
    size_t count;
};

/* None yet.  0, or -1: out of memory. */
int total_columns_begin(const struct plan *plan, struct total_columns *columns);
void total_columns_add(struct total_columns *columns, size_t area); /* once or more often */
void total_columns_free(struct total_columns *columns);

/* A commune's part, from its own total's fields; absent texts: it is not heard.  0, or -1: the
 * fields are there and cannot be read. */
int total_part_read(const struct indicator *indicator, struct text numerator,
                    struct text denominator, struct total_part *part);

#endif
