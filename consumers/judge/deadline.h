/*
 * deadline - by when a period's figure is expected, and how long it is waited for: the one home of
 * what is late (STALE, final_missing, the alerts stale, due_soon and agency_silent).
 *
 * Expected of an indicator is the period after the newest closed one that has a figure, unless all
 * its targets were due before.  Nothing is expected of one that was never measured: it is
 * NOT_MEASURED, and cannot be late with an update.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_DEADLINE_H
#define TIENDO_CONSUMERS_JUDGE_DEADLINE_H

#include "consumers/judge/series.h"

struct deadline {
    struct period expected;
    int32_t release_day;    /* by when it should be published */
    int32_t last_fresh_day; /* the last on which it is not late */
};

/* Of a period. */
struct deadline deadline_of(const struct indicator *indicator, struct period period);

/* Of the period expected next.  False, and nothing written: nothing is expected. */
bool deadline_next(const struct series *series, int32_t today, struct deadline *deadline);

#endif
