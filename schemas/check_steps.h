/*
 * check_steps - what check_measurement() gathers first and then tests, reason by reason.
 *
 * Inside check_*.c only.  A step says its refusal and returns true, or returns false: nothing to
 * refuse here, on to the next.  What could not be told (the indicator is unknown, a member has the
 * wrong type) is NULL or false, and steps that need it pass.
 */
#ifndef TIENDO_SCHEMAS_CHECK_STEPS_H
#define TIENDO_SCHEMAS_CHECK_STEPS_H

#include "schemas/check.h"
#include "schemas/decimal.h"
#include "schemas/refusal.h"

/* A value field as a number: units of 10^-decimals, truncated where `fault` is INEXACT. */
struct check_number {
    bool given; /* and a JSON number */
    bool negative;
    int decimals;
    enum decimal_fault fault;
    int64_t units;
};

struct check {
    const struct plan *plan;
    const struct agency *agency;
    int64_t timestamp_unix_ms;
    const struct measurement *measurement;
    struct refusal *refusal;

    const struct agency *in_office;
    char stands_for[PLAN_SOURCE_BYTES];
    int32_t day; /* the local one of the measurement's time */
    const struct indicator *indicator;
    const struct area *area;
    bool has_period;
    struct period period;
    char obs_status; /* '\0' where it cannot be told */
    struct check_number numbers[FIELD_COUNT];
    int64_t revision; /* once check_revision() has passed */
};

/* Says the refusal of a member of data; true. */
bool check_refuse(const struct check *check, enum wording wording, enum measurement_field field,
                  const char *allowed);

/* ---- check_value.c ---- */

void check_gather_numbers(struct check *check);

bool check_fields(struct check *check); /* unknown_field */
bool check_value_missing(struct check *check);
bool check_value_invalid(struct check *check);

/* ---- check_range.c ---- */

bool check_range(struct check *check);       /* out_of_range */
bool check_precision(struct check *check);   /* too_precise */
bool check_consistency(struct check *check); /* inconsistent_value */
bool check_revision(struct check *check);    /* revision_invalid */

/* ---- check_observe.c ---- */

/* What a measurement that passed every step comes to. */
void check_observe(const struct check *check, struct observation *observation);

#endif
