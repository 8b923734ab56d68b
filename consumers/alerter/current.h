/*
 * current - whether this plan version is the one that delivers, as far as is known.
 *
 * While nothing names a version, the answer is the last one that something gave.  That there is no
 * current version is no fault while Redis is catching up: nobody has become it yet.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_CURRENT_H
#define TIENDO_CONSUMERS_ALERTER_CURRENT_H

#include "consumers/store/verdicts.h"

struct current { /* zero at first */
    bool is_this;
    bool is_new;     /* ... only since the last look */
    bool is_unknown; /* nothing names a version now */
    bool is_lost;    /* ... and something should (told) */

    int64_t
        absent_mono_ms; /* since when it is not there though Redis has caught up; 0: it is */
};

/* Takes what a look has found. */
enum verdicts_result current_note(struct current *current, struct verdicts *verdicts,
                                  enum verdicts_current found, int64_t now_mono_ms)
    __attribute__((warn_unused_result));

/* What a person should know of, in a sentence, or NULL. */
const char *current_trouble(const struct current *current);

#endif
