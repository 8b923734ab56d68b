/*
 * series - an indicator's totals over its periods, made into the points that are judged.
 *
 *   totals as they stand in Redis
 *     -> without absences and forecasts, in the order of periods
 *     -> segments: a break (status B, another rank_of, group or territory, own cells against the
 *        communes' sum)
 *     -> year_to_date: less the period before, within the year and the segment
 *     -> sub-annual flow counts, and seasonal flow ratios: the sum of the year that ends there
 *     -> one point a period: a value, or why that period cannot be judged
 *
 * Decided here, where judgement.md is silent:
 *  - neither a difference nor a year's sum reaches across a break;
 *  - a difference or a sum is official when every figure in it is, and takes the status of the one
 *    that is not;
 *  - a year of daily figures is 365 days;
 *  - a ratio whose denominator comes to 0 is not judged in that period, but enters sums;
 *  - the value of a `compared` indicator is its lead over the benchmark, so its bound is 0.
 *
 * Periods of unequal coverage: a value is of whoever was heard, a comparison of two values is over
 * the communes in both (judgement section 1; ratios alone: counts are judged when all are heard).
 *  - Compared so: the baseline, where the series gave it, and now; one period and another, of
 *    reversing, outlier and `rising`; the two reports of a year_to_date difference.
 *  - Of a year's sum it is the communes heard in every period of both years.
 *  - As they stand: whatever is partial, so not judged; a published baseline; a value and the bound; the Theil-Sen line and
 *    Mann-Kendall's S, where a period that lacks a tenth of the communes is one point among many;
 *    the communes in both where they have no denominator.
 *  - Where every commune was heard in both, they are compared as they stand, though communes may
 *    have been merged in between.
 *
 * Knows no date of today: which points are closed is the evidence's question.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_SERIES_H
#define TIENDO_CONSUMERS_JUDGE_SERIES_H

#include "consumers/judge/exact.h"
#include "schemas/plan.h"

struct commune; /* communes.h */

/* What one commune adds to a ratio's total. */
struct total_part {
    int64_t numerator, denominator; /* units of 10^-part_decimals */
    bool heard;
};

/* The province's total of one period, in the indicator's units. */
struct total {
    struct period period;
    int64_t value;                  /* count, number, rank, compared: units of 10^-decimals;
                                       level: place in the indicator's levels */
    int64_t numerator, denominator; /* ratio: units of 10^-part_decimals */
    int64_t benchmark;              /* compared: units of 10^-decimals */
    int64_t rank_of;                /* rank */
    int communes_heard, communes;   /* coverage; communes 0: the province's own cells */
    char obs_status;                /* B, U E I P V D G H J K N S W, or A */
    bool has_value;                 /* a ratio has one when it has parts, even n/0 */
    bool disputed;
    int64_t disputed_since_unix_ms; /* 0: not known */

    /* Of the communes that a total of the series lacks, in one order for all its totals; NULL: none
     * is lacking, or the total is of the province's own cells.  Borrowed. */
    const struct total_part *parts;
    size_t part_count;
};

enum point_fault {
    POINT_JUDGED = 0,
    POINT_NOT_COMPARABLE, /* no predecessor to subtract, or denominator 0: skipped */
    POINT_PARTIAL,        /* too few communes heard */
    POINT_SHORT_WINDOW,   /* less than a year of a segment to sum */
    POINT_GROUP_CHANGED,  /* the province was no member of the rank's group */
};

/* A period by itself, without what it is a difference or a sum with. */
struct point_alone {
    int communes_heard, communes;
    bool official;
};

struct point {
    struct period period;
    enum point_fault fault;
    const struct exact *value;                   /* in the unit; NULL where it cannot be had */
    const struct exact *numerator, *denominator; /* ratio, after differences and sums */
    const struct exact *benchmark;               /* compared */
    int64_t rank_of;                             /* rank */
    char obs_status;
    bool official;                  /* A or B: may be a baseline, or miss a target */
    bool disputed;                  /* it, or a figure it is made of */
    int64_t disputed_since_unix_ms; /* the first of those; 0: not known */
    int communes_heard, communes;   /* the least coverage of what it is made of; communes 0: the
                                     province's own cells */
    struct point_alone alone;
    const struct commune *parts; /* of a total's parts; NULL where it has none */
    int segment;                 /* 0, 1, ...; comparisons stay within one */
};

struct series {
    const struct plan *plan;
    const struct indicator *indicator;
    struct point *points; /* one a period, by position */
    size_t count;
    struct commune *parts;   /* of all points */
    size_t part_count;       /* of each */
    size_t window;           /* how many periods a value sums up; 1: its own alone */
    struct exact_pool *pool; /* what the points are made of */
};

/* `totals` in any order, one a period; borrowed during the call.  The plan must outlive the
 * series.  Returns a series to series_free(), or NULL: out of memory. */
struct series *series_new(const struct plan *plan, const struct indicator *indicator,
                          const struct total *totals, size_t count);

/* NULL does nothing. */
void series_free(struct series *series);

/* numerator / denominator x factor; NULL where the denominator is not above 0. */
const struct exact *series_ratio(struct exact_pool *pool, const struct indicator *indicator,
                                 const struct exact *numerator,
                                 const struct exact *denominator);

/* Periods a year, as a fraction: 1, 2, 4, 12; 1461/4 days. */
struct series_year {
    int periods, of; /* periods / of */
};
struct series_year series_year(enum frequency frequency);

#endif
