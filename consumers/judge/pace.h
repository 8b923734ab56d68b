/*
 * pace - where a target should stand by now, and where it is going (judgement section 2).
 *
 * The path is a straight line from the baseline to the bound (for `growth` a curve, for levels
 * steps); the pace is the Theil-Sen slope of the last five years, which one bad figure does not
 * move, or with fewer than four points the mean change since the baseline.
 *
 * Decided here, where judgement.md is silent:
 *  - linear_ratio is absent for levels: a share of steps in an order means nothing;
 *  - "the last five years" are the periods of five years that end with the one judged;
 *  - of daily figures the last of each month enters the slope;
 *  - at the due period what is projected is the value itself;
 *  - above a band that must not be left upwards, the bound to come back to is its upper end.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_PACE_H
#define TIENDO_CONSUMERS_JUDGE_PACE_H

#include "consumers/judge/evidence.h"

enum { PACE_LINE_POINTS = 4 }; /* fewer make no Theil-Sen line */

/* Against the path, at the period judged.  NULL: does not exist. */
struct pace_path {
    const struct exact *expected;
    const struct exact *linear_ratio;
    const struct exact *deviation; /* > 0: ahead of the path */
};

/* Ahead.  NULL, or PLAN_DAY_NONE: does not exist. */
struct pace_outlook {
    const struct exact *pace;      /* per period */
    const struct exact *projected; /* at the due period, within the indicator's limits; a rank
                                          within 1..N, since one beyond N does not exist */
    const struct exact *required_pace; /* per period; growth: % a year */
    int32_t arrives;                   /* the last day of the first period that will meet */
};

void pace_path(const struct evidence *evidence, struct pace_path *path);
void pace_outlook(const struct evidence *evidence, struct pace_outlook *outlook);

/* The upper end that must not be left, as of now; NULL: there is none. */
const struct exact *pace_ceiling(const struct evidence *evidence);

/* The average annual growth from the baseline to now, in %; NULL unless the condition is growth. */
const struct exact *pace_growth(const struct evidence *evidence);

#endif
