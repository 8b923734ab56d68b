/*
 * words_parts - the parts of a sentence that words.c and alert_words.c put together.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_WORDS_PARTS_H
#define TIENDO_CONSUMERS_JUDGE_WORDS_PARTS_H

#include "consumers/judge/words_numbers.h"

/* The size of a difference of two values: "4,30 điểm phần trăm". */
struct words_part words_difference(const struct indicator *indicator, const char *figure);
/* A value with its N, where it is a rank and N is known (> 0): "hạng 20/34". */
struct words_part words_value_of(const struct indicator *indicator, const char *figure,
                                 int64_t rank_of);
/* A target's row number, with its horizon where another has the same: "2 đến năm 2045". */
struct words_part words_row(const struct target *target);
/* The number of at_least, greater_than or at_most: "80%". */
struct words_part words_bound(const struct target *target);
/* The condition with all that is asked: "≥ 3% và tăng hằng năm ở mọi kỳ". */
struct words_part words_demand(const struct target *target);
/* Of a band: "10%", "tăng bình quân 18%/năm". */
struct words_part words_upper_end(const struct target *target);
/* "31/12/2030", "31 December 2030". */
struct words_part words_day(int32_t day);
/* "tháng", "month": what a pace is per. */
struct names words_frequency(enum frequency frequency);
/* "; tốc độ cần đạt: tăng ... mỗi quý, để đạt ≥ 80% đến 31/12/2030", without a pace "; mức chỉ tiêu:
 * ≥ 80% đến ...". */
void words_say_goal(struct words *words, const struct verdict *verdict);
/* "; cơ quan chủ trì: ..., ...": those in office, each once; and the full stop. */
void words_say_lead(struct words *words, const struct agencies *lead);

#endif
