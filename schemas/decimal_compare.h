/*
 * decimal_compare - which of two written numbers is larger, however many digits they have.
 *
 * A limit is held against what was written, not against what is left of it after truncation; and
 * a share of exactly 100 % is not above 100 %.
 */
#ifndef TIENDO_SCHEMAS_DECIMAL_COMPARE_H
#define TIENDO_SCHEMAS_DECIMAL_COMPARE_H

#include <stdint.h>

#include "schemas/text.h"

/* < 0, 0, > 0 as a x 10^shift is below, equal to, above b x times.  Exact, in time and no memory
 * beyond the texts' length.  `a` and `b` must be JSON numbers, not negative; shift 0..21;
 * times >= 0.  (Exponents beyond +-10^12 are taken as that.) */
int decimal_compare(struct text a, int shift, struct text b, int64_t times);

#endif
