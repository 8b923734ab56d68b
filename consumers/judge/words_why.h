/*
 * words_why - why a verdict is what it is, as a clause: "trước đây đã đạt, nay không còn đạt".
 */
#ifndef TIENDO_CONSUMERS_JUDGE_WORDS_WHY_H
#define TIENDO_CONSUMERS_JUDGE_WORDS_WHY_H

#include "consumers/judge/words.h"

/* Empty where the status alone says it.  Of a stale target, why it was judged as it last was. */
struct words_part words_why(const struct verdict *verdict);

#endif
