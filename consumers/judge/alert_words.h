/*
 * alert_words - one sentence, in Vietnamese and English, for each kind of alert and transition, and for
 * an alert as it stands: what, how far off, since when, what pace is needed, who leads.
 *
 * The vocabulary is judgement section 5.  Numbers are the standing's and the verdict's.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_ALERT_WORDS_H
#define TIENDO_CONSUMERS_JUDGE_ALERT_WORDS_H

#include "consumers/judge/words.h"

enum alert_telling {
    TELLING_STANDS = 0, /* it fires, and this is how it is now */
    TELLING_RAISED,
    TELLING_CHANGED, /* from `before` */
    TELLING_CLEARED, /* what `before` was */
};

/* What the sentence is about; what its subject does not have is NULL. */
struct alert_subject_words {
    enum alert_telling telling;
    enum alarm_kind kind;
    const struct plan *plan;
    const struct target *target;            /* of a target */
    const struct verdict *verdict;          /* of a target: as of today */
    const struct indicator *indicator;      /* of an indicator */
    const struct agency *agency;            /* of an agency */
    const struct alarm_agency_facts *facts; /* of an agency; may be NULL */
    const struct alarm_gap_facts *gap;      /* of a partition */
    const struct alarm_standing *now;       /* what shall stand, as worked out */
    const struct alarm_standing *before;    /* what stood; NULL: nothing did */
};

void alert_words(const struct alert_subject_words *subject, struct words *words);

/* An alert that stands and that somebody acknowledged. */
struct alert_acknowledged_words {
    enum alarm_kind kind;
    enum alarm_severity severity;
    const char *by;
    const char *note;      /* what they said; NULL or "": nothing */
    struct text stands_vi; /* its sentences as alert_words() made them; absent: not known */
    struct text stands_en;
};

/* Who acknowledged it and what they said, and then what the alert says. */
void alert_words_acknowledged(const struct alert_acknowledged_words *act, struct words *words);

/* An alert that is over, as the plan no longer has what it is of. */
struct alert_gone_words {
    enum alarm_kind kind;
    const char *subject; /* its id */
    const char *since;   /* as a standing has it; "": not known */
    int32_t version;     /* of the plan that has it no longer */
};

void alert_words_gone(const struct alert_gone_words *gone, struct words *words);

/* "lệch tiến độ", "off target". */
struct names alert_words_kind(enum alarm_kind kind);

/* "Nghiêm trọng", "Critical"; of NONE "". */
struct names alert_words_severity(enum alarm_severity severity);

#endif
