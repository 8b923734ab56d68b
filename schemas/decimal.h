/*
 * decimal - exact decimal numbers, as they are written on the wire and in Redis.
 *
 * A decimal is an integer count of units of 10^-decimals; it never passes through a float.
 */
#ifndef TIENDO_SCHEMAS_DECIMAL_H
#define TIENDO_SCHEMAS_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schemas/text.h"

enum { DECIMAL_DECIMALS_MAX = 15, DECIMAL_TEXT_BYTES = 32 };

enum decimal_fault {
    DECIMAL_OK = 0,
    DECIMAL_INEXACT,   /* has digits beyond `decimals`; `units` is truncated towards zero */
    DECIMAL_TOO_LARGE, /* |value| scaled by 10^decimals is beyond 2^63 - 1; `units` untouched */
    DECIMAL_MALFORMED, /* not a JSON number (RFC 8259 section 6); `units` untouched */
};

/* Reads a JSON number, exponents included ("8.1e2" is 810), into units of 10^-decimals
 * (0..DECIMAL_DECIMALS_MAX).  "1.50" with decimals 1 is exact: what counts is the value. */
enum decimal_fault decimal_read(struct text number, int decimals, int64_t *units);

/* The place of the last digit as written: 2 for "81.20", 0 for "81", -1 for "81e1".
 * Clamped to -400..400.  `number` must be a JSON number. */
int decimal_last_place(struct text number);

/* Writes units of 10^-decimals with exactly `decimals` decimals ("80.00", "-0.5") and a NUL.
 * Returns the length. */
size_t decimal_write(int64_t units, int decimals, char out[DECIMAL_TEXT_BYTES]);

/* numerator / denominator x 10^shift (0..21), rounded half away from zero, into `quotient`.
 * False, and nothing written, when the denominator is 0 or the quotient is beyond 2^63 - 1. */
bool decimal_divide(int64_t numerator, int64_t denominator, int shift, int64_t *quotient);

#endif
