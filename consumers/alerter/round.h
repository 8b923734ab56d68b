/*
 * round - judging what changed: for each dirty indicator its targets' verdicts and all their alerts
 * and its own, committed together; and everything at once, where the day, or all that was known, is
 * new.  Then agencies and partitions (others.h).
 *
 *   dirty mark ─► standing, totals ─► series ─► verdict, alarms ─► proposal ─► commit
 *                     ▲                                                         │ conflict
 *                     └─────────────────────────────────────────────────────────┘
 *
 * Many indicators are read, and then committed, at once (batch.h).  Besides what changed, a few are
 * judged each second in turn: so what somebody else wrote into Redis is found and put right though
 * no figure comes.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_ROUND_H
#define TIENDO_CONSUMERS_ALERTER_ROUND_H

#include "consumers/store/verdicts.h"
#include "deploy/service/log.h"
#include "deploy/service/metrics.h"

struct gone;
struct round;

struct round_options {
    const struct plan *plan; /* all borrowed while it is open */
    struct verdicts *verdicts;
    const struct log *log;
    struct metrics *metrics; /* rows of counters.h */
};

/* NULL: out of memory. */
struct round *round_open(const struct round_options *options);
void round_close(struct round *round); /* NULL does nothing */

/* The alerts of what the plan no longer has: cleared by the rounds. */
struct gone *round_gone(struct round *round);

/* The next run judges everything. */
void round_want_all(struct round *round);

/* The marks to fill by verdicts_look(); they belong to the round. */
struct verdicts_mark *round_marks(struct round *round);

/* Judges what is marked or wanted, as of `today`; `quiet`: no transitions.  A mark of what was judged a
 * moment ago waits for a later run.  VERDICTS_AWAY: what is left is wanted still. */
enum verdicts_result round_run(struct round *round, int32_t today, bool quiet)
    __attribute__((warn_unused_result));

/* How long until a mark that waits may be judged, `most_ms` at most. */
int64_t round_due_ms(const struct round *round, int64_t most_ms);

/* Whether alerts were held back, as Redis was catching up, and nothing has been judged since. */
bool round_is_held(const struct round *round);

/* Whether some alert was found not to be as it was left: until alerts are put back and everything is
 * wanted, its subject's are held; all others go on. */
bool round_is_corrupt(const struct round *round);

#endif
