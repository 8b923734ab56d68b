/*
 * words_numbers - numbers as people write them: 37.595,25 in Vietnamese, 37,595.25 in English.  The
 * one home of how figures, which are plain decimal text everywhere else, are shown.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_WORDS_NUMBERS_H
#define TIENDO_CONSUMERS_JUDGE_WORDS_NUMBERS_H

#include "consumers/judge/words.h"

/* A decimal with its mark, and one between every three digits before it.  Anything else stays as
 * it is. */
struct words_part words_number(const char *figure);
struct words_part words_whole(int64_t number);

/* A statistic such as z: two decimals at most, none from 10 on. */
struct words_part words_statistic(const char *figure);

/* The same between words. */
struct words_part words_around(struct names before, const char *figure, struct names after);

/* -1, 0, 1 as it reads: a distance that rounds to 0 is none.  "" is 0. */
int words_sign(const char *figure);

/* A figure to reckon with; NULL where it is "" or no decimal. */
const struct exact *words_exact(struct exact_pool *pool, const char *figure);

/* A size without its sign, and with no more digits than tell people something: `decimals`, or where
 * they leave fewer than two that count up to two more, zeros at the end aside.  "" for NULL. */
struct verdict_figure words_rounded(struct exact_pool *pool, const struct exact *value,
                                    int decimals);

#endif
