/*
 * assess - the status of a target: the first row of judgement section 3 that applies.
 *
 * Decided here, where judgement.md is silent:
 *  - the newest closed period decides: where it cannot be judged (partial, short_window,
 *    group_changed) the verdict is UNASSESSABLE, not that of an older period;
 *  - `rising` compares the newest official period with the latest one at least a year before it,
 *    in one segment; a target whose bound is met and only its rise is wanting skips the rows about
 *    the baseline, and is MISSED at its due period when it does not rise;
 *  - above a band that must not be left upwards is OFF_TRACK before the path is looked at;
 *  - the next expected period, for STALE, never lies after the due one.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_ASSESS_H
#define TIENDO_CONSUMERS_JUDGE_ASSESS_H

#include "consumers/judge/pace.h"
#include "consumers/judge/status.h"

struct assessment {
    enum status status;
    enum status last_status; /* STALE: what it would be; else `status` */
    enum why why;            /* of last_status, where the status is STALE */
    struct pace_path path;
    bool provisional;    /* rests on a figure that is not official */
    bool awaiting_final; /* the due period is over, its official value is not there */
    bool above_band;     /* beyond the upper end, which is fine */
    size_t met_periods, judged_periods; /* every_period: n of m; else 0 */
    const struct point
        *rise_from; /* the official year that `rising` is held against; NULL: none */
    bool fell;      /* ... and the newest is below it beyond noise */
};

void assess(const struct evidence *evidence, struct assessment *assessment);

#endif
