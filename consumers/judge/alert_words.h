/*
 * alert_words - one sentence, in Vietnamese and English, for each kind of alert and transition:
 * what, how far off, since when, what pace is needed, who leads.
 *
 * The vocabulary is judgement section 5.  Numbers are the standing's and the verdict's.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_ALERT_WORDS_H
#define TIENDO_CONSUMERS_JUDGE_ALERT_WORDS_H

#include "consumers/judge/words.h"

/* What the sentence is about; what its subject does not have is NULL. */
struct alert_subject_words {
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
    bool cleared;     /* else it is raised, or where `before` was firing already, changed */
    const char *by;   /* not NULL: it is acknowledged, by whom; `now` is then what stands */
    const char *note; /* what they said; NULL or "": nothing */
};

void alert_words(const struct alert_subject_words *subject, struct words *words);

/* "lệch tiến độ", "off target". */
struct names alert_words_kind(enum alarm_kind kind);

/* "Nghiêm trọng", "Critical"; of NONE "". */
struct names alert_words_severity(enum alarm_severity severity);

#endif
