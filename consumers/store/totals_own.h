/*
 * totals_own - what totals.c and totals_parts.c share, and nobody else.
 */
#ifndef TIENDO_CONSUMERS_STORE_TOTALS_OWN_H
#define TIENDO_CONSUMERS_STORE_TOTALS_OWN_H

#include "consumers/store/keys.h"
#include "consumers/store/totals.h"

/* Commands ahead of their replies: bounded, as both sides buffer. */
enum { TOTALS_IN_FLIGHT = 128 };

void totals_tell(const struct totals_options *options, struct key key, const char *what);

/* Where some periods lack communes, the parts of those.  0, or -1: Redis is away, or out of memory. */
int totals_read_parts(const struct totals_options *options, struct totals *totals);

#endif
