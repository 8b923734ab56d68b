/*
 * evidence - what a verdict on one target rests on, as of one day: the point that is judged, the
 * baseline, the due period, the bound, and whether they meet it (judgement section 1).
 *
 * Decided here, where judgement.md is silent:
 *  - a baseline taken from the series (its period's official total, or the earliest official one)
 *    comes from the segment of the point that is judged; a published value stands across breaks;
 *  - where communes are lacking in such a baseline or now (series.h), its value is moved by what
 *    they make: y0 is then y less the change over the communes in both, so that progress, path and
 *    ratio are of the same communes, and the bound is held against y as it stands;
 *  - a published baseline of a `compared` indicator is its lead over the benchmark;
 *  - the bound of `growth` is what the baseline grows to at `low` by the due period.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_EVIDENCE_H
#define TIENDO_CONSUMERS_JUDGE_EVIDENCE_H

#include "consumers/judge/series.h"

struct evidence_baseline {
    const struct exact *value;     /* NULL: there is none */
    const struct exact *benchmark; /* compared, where the series gave it; else NULL */
    struct period period;          /* as the plan or the series has it */
    int32_t position;              /* in the indicator's frequency: of the period's last day */
    bool observed;                 /* the earliest official total, for want of a better */
    bool adjusted;                 /* moved by what communes make that are not in both */
};

struct evidence {
    const struct series *series;
    const struct target *target;
    int32_t today;
    struct exact_pool *pool; /* for what is worked out; borrowed */

    int32_t due;               /* T, a position */
    size_t closed;             /* points[0..closed) are closed and not after T */
    const struct point *now;   /* the newest of them that is not skipped; NULL: none */
    const struct point *heard; /* the newest closed point of all; NULL: none */
    struct evidence_baseline baseline;
    const struct exact *bound; /* yT; NULL where there is none (by_scheme; growth of nothing) */
    const struct exact *noise;
    int direction; /* 1: more is better; -1: less is */
    bool met;      /* `now` meets the condition, its `rising` left aside */
    bool baseline_met;
    bool above_band; /* `now` is above the band's upper end */
};

/* Gathers it.  Everything is borrowed and must outlive the evidence. */
void evidence_gather(struct evidence *evidence, const struct series *series,
                     const struct target *target, int32_t today, struct exact_pool *pool);

/* Whether a value at a position meets the condition, its `rising` left aside. */
bool evidence_meets(const struct evidence *evidence, const struct exact *value,
                    int32_t position);

/* Whether a difference counts: |difference| >= noise and not 0. */
bool evidence_beyond_noise(const struct evidence *evidence, const struct exact *difference);

/* y - y0 in the direction of the target: > 0 is better.  NULL without either. */
const struct exact *evidence_progress(const struct evidence *evidence, const struct exact *from,
                                      const struct exact *to);

/* The same of two periods, over the communes in both. */
const struct exact *evidence_change(const struct evidence *evidence, const struct point *from,
                                    const struct point *to);

/* Whether a point may enter a comparison with `now`: judged, and of the same segment. */
bool evidence_compares(const struct evidence *evidence, const struct point *point);

/* What the baseline comes to at a position when it grows by `rate` (units of 10^-4 % a year). */
const struct exact *evidence_grown(const struct evidence *evidence, int64_t rate,
                                   int32_t position);

/* The baseline's years up to a position. */
double evidence_years(const struct evidence *evidence, int32_t position);

#endif
