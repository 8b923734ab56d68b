/*
 * total_fields - a total's hash as names and values, its numbers written exactly.
 *
 * Pure.  Numbers are counts of units of 10^-decimals in 128 bits, so that a sum too large for Redis
 * is written as what it is and not cut.
 */
#ifndef TIENDO_CONSUMERS_STORE_TOTAL_FIELDS_H
#define TIENDO_CONSUMERS_STORE_TOTAL_FIELDS_H

#include <stddef.h>

__extension__ typedef __int128 int128;

/* Names are those of cells/sums.lua and cells/first.lua; values are numbers, or ids of the plan (at most 128 bytes). */
enum { TOTAL_NAME_BYTES = 24, TOTAL_VALUE_BYTES = 160, TOTAL_FIELDS_MAX = 48 };

struct total_field {
    char name[TOTAL_NAME_BYTES];
    char value[TOTAL_VALUE_BYTES];
};

struct total_fields {
    struct total_field items[TOTAL_FIELDS_MAX];
    size_t count;
};

/* Each adds a field; names are of literals, and a total never has TOTAL_FIELDS_MAX of them. */
void total_fields_text(struct total_fields *fields, const char *name, const char *value);
void total_fields_units(struct total_fields *fields, const char *name, int128 units,
                        int decimals);

/* `value`: numerator / denominator x 10^factor_digits, half away from zero at `decimals` (together
 * 21 at most).  Neither part is negative, both are below 2^120, and the denominator is not 0. */
void total_fields_quotient(struct total_fields *fields, int128 numerator, int128 denominator,
                           int factor_digits, int decimals);

/* <prefix><name>, one of those that the functions add to; none where it is 0. */
void total_fields_sum(struct total_fields *fields, const char *prefix, const char *name,
                      int128 sum);

#endif
