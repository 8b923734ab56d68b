/*
 * words_path - where a value stands and what pace it needs, in words.
 *
 * Against the path where there is one; else against what has to be met.  There is none where the
 * baseline met already (a line from a better baseline down to the bound is no plan), where every
 * period has to meet (but for growth: its curve is what each has to meet), beyond an upper end, and
 * where the bound is met and only its rise is wanting.
 *
 * More or less is said of what should grow, better or worse of what should shrink.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_WORDS_PATH_H
#define TIENDO_CONSUMERS_JUDGE_WORDS_PATH_H

#include "consumers/judge/words.h"

/* Whether the status, or the last one of a stale target, comes from how far the value has got. */
bool words_is_pace_verdict(const struct verdict *verdict);

/* "chậm 4,22 điểm phần trăm so với lộ trình"; "đúng lộ trình" where that rounds to 0. */
struct words_part words_off_path(const struct target *target, const char *deviation);

/* ", chậm ... so với lộ trình (52,22%)", ", còn thiếu ... so với mức ≥ 80%", ", cao hơn ... so với
 * giới hạn trên (10%)"; nothing where it is met, or no status says how far off. */
void words_say_standing(struct words *words, const struct verdict *verdict);

/* The same against what has to be met alone, whatever the status. */
void words_say_short(struct words *words, const struct verdict *verdict);

struct words_pace {
    struct words_part size; /* "0,35 điểm phần trăm"; "" where that would read 0 */
    struct names per;       /* "tháng", "month"; a year where a period's share tells nothing */
};

/* Of a pace per period of the indicator; `in_percent`: % a year. */
struct words_pace words_pace(const struct indicator *indicator, const char *figure,
                             bool in_percent);

#endif
