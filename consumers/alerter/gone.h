/*
 * gone - alerts that fire, of subjects that the plan no longer has: raised while an earlier version was
 * the current one.  Each is cleared once, as `new_plan`; what it was then goes to everybody like any
 * other transition.
 *
 * They are known from tiendo.alerts, as nothing in this version's Redis knows of them until they are put
 * back (restore.h); from then on they are committed as all others are, so that of two alerters one
 * clears, and one that is killed is followed by another that finds what is left.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_GONE_H
#define TIENDO_CONSUMERS_ALERTER_GONE_H

#include "consumers/alerter/others.h"

struct gone;
struct open;

/* All borrowed while it is open.  NULL: out of memory. */
struct gone *gone_open(const struct plan *plan, struct verdicts *verdicts, struct open *open);
void gone_close(struct gone *gone); /* NULL does nothing */

/* Nothing is known. */
void gone_forget(struct gone *gone);

/* One that fires, by its last transition (copied).  0, or -1: out of memory. */
int gone_add(struct gone *gone, const struct alert *last);

/* Clears those that are known, as many as fit a turn. */
enum verdicts_result gone_run(struct gone *gone, struct others_findings *found)
    __attribute__((warn_unused_result));

#endif
