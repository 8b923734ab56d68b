/*
 * words - a verdict as one sentence people read, in Vietnamese and English: which target and its
 * status, the value, how far off the path, since when, what pace is needed by when, who leads.
 *
 * The vocabulary is judgement section 5.  Numbers are the verdict's, never worked out again; in
 * Vietnamese with a decimal comma.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_WORDS_H
#define TIENDO_CONSUMERS_JUDGE_WORDS_H

#include "consumers/judge/alarms.h"

enum { WORDS_BYTES = 2048, WORDS_PART_BYTES = 192 };

struct words { /* UTF-8, NUL-terminated; cut at a character where it is too long */
    char vi[WORDS_BYTES], en[WORDS_BYTES];
};

struct words_part {
    char vi[WORDS_PART_BYTES], en[WORDS_PART_BYTES];
};

/* Its off_target alert says since when; NULL where nothing is known of it. */
void words_explain(const struct verdict *verdict, const struct alarm_standing *off_target,
                   struct words *words);

/* "quý III/2026", "Q3 2026". */
struct words_part words_period(struct period period);
/* A figure of the verdict in the indicator's unit: "61,20%", "hạng 9", a level's name. */
struct words_part words_value(const struct indicator *indicator, const char *figure);
/* What the condition asks for: "≥ 80%", "tăng 16–18%/năm". */
struct words_part words_condition(const struct target *target);

#endif
