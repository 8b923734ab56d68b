/*
 * transition - from the alert that stands to the one the series asks for: which transition that
 * is, if any, and how it is told.
 *
 * Pure.  Only the net difference is a transition: what was raised and cleared in between, while
 * nobody looked, is none.  An alert keeps the period it was raised for as long as it fires, though
 * a revision may show that it should have been raised for another.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_TRANSITION_H
#define TIENDO_CONSUMERS_ALERTER_TRANSITION_H

#include "consumers/store/verdicts.h"

enum transition {
    TRANSITION_NONE = 0,
    TRANSITION_RAISED,
    TRANSITION_CHANGED,
    TRANSITION_CLEARED
};

/* "raised" "changed" "cleared"; "" for none. */
const char *transition_name(enum transition transition);

/* What the alert becomes, from what stands and what the series asks for. */
enum transition transition_to(const struct verdicts_alert *stands, const struct alarm *alarm,
                              int64_t now_unix_ms, struct verdicts_alert *next);

/* Fills proposal->alert, lead and transition from its standing, verdict and words. */
void transition_propose(const struct plan *plan, const struct alarm *alarm, int64_t now_unix_ms,
                        struct verdicts_proposal *proposal);

#endif
