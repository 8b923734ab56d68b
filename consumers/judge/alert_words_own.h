/*
 * alert_words_own - what alert_words.c shares with the files of its clauses, and nobody else.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_ALERT_WORDS_OWN_H
#define TIENDO_CONSUMERS_JUDGE_ALERT_WORDS_OWN_H

#include "consumers/judge/alert_words.h"

/* alert_words_on.c: why it is on.  alert_words_off.c: why it is over.  Both after the subject. */
void alert_words_on(const struct alert_subject_words *subject, struct words *words);
void alert_words_off(const struct alert_subject_words *subject, struct words *words);

/* A standing's period, day or offset: "quý III/2026", "ngày 01/11/2026", "100". */
struct words_part alert_words_when(const char *when);

/* The indicator of a target or an indicator. */
const struct indicator *alert_words_indicator(const struct alert_subject_words *subject);

#endif
