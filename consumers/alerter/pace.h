/*
 * pace - how often an indicator is judged: for its marks, no more often than each PACE_MS, lest those
 * that change all the time take the time that the others need; and a few each second in turn though
 * nothing changed, so that what somebody else wrote into Redis is found.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_PACE_H
#define TIENDO_CONSUMERS_ALERTER_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PACE_MS = 25 };

struct pace;

/* Of so many indicators.  NULL: out of memory. */
struct pace *pace_new(size_t indicators);
void pace_free(struct pace *pace); /* NULL does nothing */

/* One is judged now. */
void pace_judged(struct pace *pace, size_t indicator, int64_t now_mono_ms);

/* How long until it may be judged for a mark; 0: now. */
int64_t pace_left_ms(const struct pace *pace, size_t indicator, int64_t now_mono_ms);

/* Once a second: sets `wanted` (by indicator) of those that are next. */
void pace_patrol(struct pace *pace, bool *wanted, int64_t now_mono_ms);

#endif
