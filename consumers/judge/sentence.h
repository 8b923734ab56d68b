/*
 * sentence - a sentence in both languages, put together from patterns whose places {0}, {1} ... are
 * filled.  What does not fit is cut at a character.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_SENTENCE_H
#define TIENDO_CONSUMERS_JUDGE_SENTENCE_H

#include "consumers/judge/words.h"

enum { SENTENCE_ARGUMENTS_MAX = 6 };

/* Appends a pattern with its places filled, `count` of them. */
void sentence_say(struct words *words, struct names pattern, const struct names *arguments,
                  size_t count);
/* ... with one place, or none. */
void sentence_say_one(struct words *words, struct names pattern, struct names argument);
void sentence_say_plain(struct words *words, struct names text);

/* A pattern of at most two places as a part of its own; `second` may be NULL. */
struct words_part sentence_part(struct names pattern, const struct words_part *first,
                                const struct words_part *second);

/* A part as an argument; valid as long as the part. */
struct names sentence_of(const struct words_part *part);

#endif
