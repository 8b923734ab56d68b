/*
 * series_own - what series.c (segments, points) and series_steps.c (figures, differences, sums) share,
 * and nobody else.
 *
 *   steps_read ─► steps_subtract, of year_to_date ─► steps_run_up ─► step_sum_year, from the last
 */
#ifndef TIENDO_CONSUMERS_JUDGE_SERIES_OWN_H
#define TIENDO_CONSUMERS_JUDGE_SERIES_OWN_H

#include "consumers/judge/series.h"

/* A total on its way to a point. */
struct step {
    const struct total *total;
    const struct exact *value; /* of a ratio: the numerator; NULL: no predecessor to subtract */
    const struct exact *denominator;
    const struct exact *value_so_far, *denominator_so_far; /* of all steps up to here */
    char obs_status;
    int communes_heard, communes;
    bool partial, disputed;
    int64_t disputed_since_unix_ms;
    int segment;
    struct commune *parts; /* of the series' own; NULL: the total has none */
};

/* The figures of the totals, and where some communes are lacking, those of the communes.  0, or -1:
 * out of memory. */
int steps_read(struct series *series, struct step *steps, size_t count);

/* year_to_date to the period's own. */
void steps_subtract(struct series *series, struct step *steps, size_t count);

/* Adds up what can be: the year's sum is then one difference, also for 365 daily figures. */
void steps_run_up(struct series *series, struct step *steps, size_t count);

/* Whether the `window` steps that end at `last` are a whole year of one segment. */
bool step_is_whole(const struct step *steps, size_t last, size_t window);

/* The sum of the year that ends at `last`: in place, so from the end. */
void step_sum_year(struct series *series, struct step *steps, size_t last, size_t window);

#endif
