/*
 * one_value - a single reading by flags: --indicator … --period … --value …
 */
#ifndef TIENDO_COLLECTOR_ONE_VALUE_H
#define TIENDO_COLLECTOR_ONE_VALUE_H

#include <stdbool.h>

#include "deploy/service/options.h"

/* What the flags said, as it was written; NULL where one was not given. */
struct one_value {
    const char *indicator, *period, *area;
    const char *value, *numerator, *denominator, *rank_of, *level, *benchmark;
    const char *unit, *status, *revision, *comment, *time, *id;
};

extern const struct option one_value_options[]; /* of struct one_value */

/* Whether any of the flags was given. */
bool one_value_given(const struct one_value *value);

/* The reading they make, to free(); NULL out of memory. */
char *one_value_reading(const struct one_value *value);

#endif
