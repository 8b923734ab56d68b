/*
 * verdict - the judgement on one target as of a day, with every figure it came from, as people
 * and Redis read it.
 *
 * Figures are decimal text, rounded half away from zero at the indicator's decimals; "" is a
 * figure that does not exist, which is never 0.  Three exceptions: a share below 100 is truncated
 * where rounding would make it read 100; linear_ratio is truncated, so that it never reads as a
 * cut-off it does not reach, and so is coverage; paces and the trend's line have two decimals more;
 * cagr_ratio, cagr_score and p have ten.  A level is its code.  Of a `compared`
 * indicator, figures are of the value, with the benchmark of the period judged; deviation and
 * paces are the same for value and lead; the trend's intercept is the lead's.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_VERDICT_H
#define TIENDO_CONSUMERS_JUDGE_VERDICT_H

#include "consumers/judge/assess.h"
#include "consumers/judge/trend.h"

struct verdict_figure {
    char text[EXACT_TEXT_BYTES];
};

struct verdict {
    const struct target *target; /* borrowed from the plan */
    int32_t as_of;               /* the day it was judged */
    enum status status, last_status;
    enum why why;

    bool has_period;
    struct period period; /* judged; meaningful where has_period */
    char obs_status;      /* of that period; 0 without one */
    int64_t rank_of;      /* 0: not a rank */
    struct verdict_figure value, numerator, denominator, benchmark;
    struct verdict_figure coverage; /* communes heard / communes; "" where none report */
    bool disputed, provisional, awaiting_final, above_band;

    bool has_baseline, baseline_observed;
    bool baseline_adjusted; /* its value is that over the communes of both (evidence.h) */
    struct period baseline_period;
    struct verdict_figure baseline_value;

    struct verdict_figure bound;        /* what has to be reached by the due period */
    struct verdict_figure gap;          /* how far the value is from it; "" where it is met */
    struct verdict_figure expected;     /* by the period judged */
    struct verdict_figure deviation;    /* > 0: ahead */
    struct verdict_figure linear_ratio; /* four decimals */
    struct verdict_figure growth; /* % a year so far, two decimals; condition growth only */
    struct verdict_figure cagr_ratio, cagr_score;
    bool has_methods;      /* both ratios are there */
    bool methods_disagree; /* ... and are of different classes */
    size_t trend_n;        /* points; 0: no trend, nor its figures */
    int64_t trend_s;
    struct verdict_figure trend_p, trend_slope, trend_intercept;
    struct verdict_figure pace, projected, required_pace;
    int32_t arrives;                    /* a day, or PLAN_DAY_NONE */
    size_t met_periods, judged_periods; /* every_period: n of m; else 0 */

    /* for those who put it into words or fold it into alerts; not stored */
    bool met;                   /* the bound is, `rising` left aside */
    bool baseline_met;          /* ... by the baseline: the line from there is no path */
    bool at_bound;              /* exactly at what has to be exceeded */
    struct verdict_figure over; /* beyond an upper end that must not be left; else "" */
    bool has_rise;              /* `rising` has a year to be held against, */
    bool fell;                  /* and since then the value fell beyond noise */
    struct period rise_period;  /* that year, meaningful where has_rise */
    struct verdict_figure rise_value;
    struct period missing; /* STALE: the period that has not come */
    int32_t overdue_since; /* ... by the day before this one; else PLAN_DAY_NONE */
    int deviation_sign;    /* -1 behind, 0 on the path, 1 ahead */
    bool has_deviation;
    bool recovered; /* linear_ratio is absent, or at least the target's `recover` */
    int segment;    /* of the period judged */
};

/* Judges `target` on its indicator's series as of `today`. */
void verdict_reach(const struct series *series, const struct target *target, int32_t today,
                   struct verdict *verdict);

#endif
