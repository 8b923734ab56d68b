/*
 * others - the alerts that no figure makes: of agencies, from what was accepted and refused of them
 * and from their indicators' staleness; of partitions, from the gaps in their logs.
 *
 * What the aggregator writes of those is looked at every LOOK_MS, not with each event.  Hours are
 * those of the records' own times; "now" is the time of day while the day judged is today's, and
 * the end of that day where it is another one.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_OTHERS_H
#define TIENDO_CONSUMERS_ALERTER_OTHERS_H

#include "consumers/store/verdicts.h"

struct open;
struct others;

/* What the rounds found out of an indicator. */
struct others_freshness {
    bool known;             /* it was judged */
    bool awaited;           /* a next period is expected of it */
    int32_t last_fresh_day; /* the last day before it is stale; where awaited */
};

struct others_options {
    const struct plan *plan; /* all borrowed while it is open */
    struct verdicts *verdicts;
    struct open *open;
    const struct others_freshness *freshness; /* by indicator */
};

/* NULL: out of memory. */
struct others *others_open(const struct others_options *options);
void others_close(struct others *others); /* NULL does nothing */

/* From when on refusals count: the beginning of the hour that is partly within the plan's hours, as
 * they are counted by the hour and each is to count for that long at least. */
int64_t others_since(const struct plan *plan, int32_t today, int64_t now_unix_ms);

/* The next run looks and compares everything. */
void others_want(struct others *others);

struct others_findings {
    bool held;    /* alerts were held, as Redis is catching up */
    bool corrupt; /* an alert is not as it was left */
};

/* Looks, if it is time, and commits what changed. */
enum verdicts_result others_run(struct others *others, int32_t today,
                                struct others_findings *found)
    __attribute__((warn_unused_result));

#endif
