/*
 * target_row - how a target stands, a row of a table, or a few lines where the terminal is too narrow;
 * and the line that counts the statuses.
 */
#ifndef TIENDO_CONSUMERS_SHOW_TARGET_ROW_H
#define TIENDO_CONSUMERS_SHOW_TARGET_ROW_H

#include <stdio.h>

#include "consumers/judge/assess.h"
#include "consumers/show/reader.h"

struct target_row {
    const struct target *target;
    struct text value, period;       /* absent or empty: none */
    enum status status, last_status; /* STATUS_COUNT: none; last_status: of a stale one */
    struct text rank_of;             /* absent or empty: no rank */
    struct text as_of;               /* of the day; looked at in a table with days only */
};

/* Prints the table, with a column of days where `with_days`.  0, or -1. */
int target_rows_print(const struct target_row *rows, size_t count, bool with_days,
                      const struct reader *reader, FILE *out);

/* "38 chỉ tiêu: 12 Đúng tiến độ, 5 Chậm tiến độ, …" */
void target_rows_print_counts(const struct target_row *rows, size_t count,
                              enum language language, FILE *out);

#endif
