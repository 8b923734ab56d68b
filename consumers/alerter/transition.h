/*
 * transition - from the alert that stands to the one that shall stand: which transition that is,
 * if any, and how it is told.
 *
 * Pure.  Only the net difference is a transition: what was raised and cleared in between, while
 * nobody looked, is none.  An alert keeps what it was raised for as long as it fires, though a
 * revision may show that it should have been raised for another; a gap in a log keeps it
 * longer, so that it is not raised again.  What ends with its period (stale, due_soon) does not: for
 * another one it is cleared and raised, with a number for each.  A change (of the severity, or of what
 * the alert means) drops the acknowledgement: what was acknowledged was something else.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_TRANSITION_H
#define TIENDO_CONSUMERS_ALERTER_TRANSITION_H

#include "consumers/store/verdicts.h"

enum transition {
    TRANSITION_NONE = 0,
    TRANSITION_RAISED,
    TRANSITION_CHANGED,
    TRANSITION_CLEARED,
    TRANSITION_REPLACED /* two at once: cleared, and raised for another period */
};

/* "raised" "changed" "cleared"; "" for none, and for replaced, which nobody is told as such. */
const char *transition_name(enum transition transition);

/* What the alert becomes, from what stands and what shall. */
enum transition transition_to(enum alarm_kind kind, const struct verdicts_alert *stands,
                              const struct alarm_standing *shall, int64_t now_unix_ms,
                              struct verdicts_alert *next);

/* What an alert is about: its subject, and what was found out of that. */
struct transition_about {
    const struct plan *plan;
    const struct indicator *indicator; /* of a target too; else NULL */
    const struct target *target;       /* or NULL, and so with the rest */
    const struct verdict *verdict;     /* of the target */
    const struct agency *agency;       /* of a partition: whose topic it is */
    const struct alarm_agency_facts *facts;
    const struct alarm_gap_facts *gap;
};

/* Fills row->shall, words, lead and transitions from row->stands and what shall stand. */
void transition_propose(const struct transition_about *about,
                        const struct alarm_standing *shall, int64_t now_unix_ms,
                        struct verdicts_alert_row *row);

/* The ids of those in office, each once, with spaces between. */
void transition_write_lead(const struct agencies *lead, char out[VERDICTS_LEAD_BYTES]);

#endif
