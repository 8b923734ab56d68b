/*
 * total_read - a total's fields, as they stand in Redis or as a recount makes them, to the total
 * that is judged.
 *
 * Pure.  What is missing or malformed leaves the total without a value, never with a wrong one.
 */
#ifndef TIENDO_CONSUMERS_STORE_TOTAL_READ_H
#define TIENDO_CONSUMERS_STORE_TOTAL_READ_H

#include "consumers/judge/series.h"

/* What is read of each total; the functions in cells/ write them. */
enum total_field_read {
    TOTAL_NUMERATOR,
    TOTAL_DENOMINATOR,
    TOTAL_VALUE,
    TOTAL_BENCHMARK,
    TOTAL_RANK_OF,
    TOTAL_OBS_STATUS,
    TOTAL_COVERAGE,
    TOTAL_DISPUTED,
    TOTAL_DISPUTED_SINCE,
    TOTAL_FIELDS_READ
};

/* "numerator" ... */
const char *total_read_name(enum total_field_read field);

/* Fills all of `total` but its period.  An absent text is a field that is not there. */
void total_read(const struct indicator *indicator, const struct text fields[TOTAL_FIELDS_READ],
                struct total *total);

#endif
