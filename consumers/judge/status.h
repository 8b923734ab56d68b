/*
 * status - what a target can be said to be, and what else there is to say of it: names as they are
 * stored, words as people read them (judgement section 3).
 */
#ifndef TIENDO_CONSUMERS_JUDGE_STATUS_H
#define TIENDO_CONSUMERS_JUDGE_STATUS_H

#include "schemas/plan.h"

enum status {
    STATUS_TARGET_UNSET,
    STATUS_NOT_MEASURED,
    STATUS_UNASSESSABLE,
    STATUS_ACHIEVED_HOLD,
    STATUS_ACHIEVED,
    STATUS_MISSED,
    STATUS_OFF_TRACK,
    STATUS_NO_BASELINE,
    STATUS_STALE,
    STATUS_REVERSING,
    STATUS_ON_TRACK,
    STATUS_SLOW,
    STATUS_COUNT
};

/* "TARGET_UNSET" ... */
const char *status_name(enum status status);
/* "Chưa xác định mức chỉ tiêu", "No target set" ... */
struct names status_words(enum status status);

/* What a status alone does not say. */
enum why {
    WHY_NONE = 0,
    WHY_PARTIAL,       /* UNASSESSABLE */
    WHY_SHORT_WINDOW,  /* UNASSESSABLE */
    WHY_SMALL_COUNT,   /* UNASSESSABLE */
    WHY_GROUP_CHANGED, /* UNASSESSABLE */
    WHY_FINAL_MISSING, /* UNASSESSABLE */
    WHY_TOO_EARLY,     /* UNASSESSABLE */
    WHY_LOST,          /* OFF_TRACK: the baseline, or every period, had met it */
    WHY_WITHIN_NOISE,  /* ON_TRACK: the baseline met it, now short within noise */
    WHY_ABOVE_BAND,    /* OFF_TRACK: beyond the upper end, a breach */
    WHY_NOT_RISING,    /* the bound is met, the rise is wanting or not yet known */
};

/* "" for WHY_NONE, "partial" ... */
const char *why_name(enum why why);

#endif
