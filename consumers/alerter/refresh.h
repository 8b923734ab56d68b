/*
 * refresh - what stands at an Alertmanager, held against what Redis says of it: which alerts do, and in
 * which words they are told again.
 *
 * A transition says how it was on its day.  What is told again each minute says how it is now:
 * value, period, path and sentences are those of the alert's hash (recall.h).
 */
#ifndef TIENDO_CONSUMERS_ALERTER_REFRESH_H
#define TIENDO_CONSUMERS_ALERTER_REFRESH_H

#include <stdbool.h>

#include "consumers/alerter/standing.h"

struct redis;
struct views;

/* What stands in Redis stands, and nothing else.  `alerts` and `targets` are views_alerts() and
 * views_targets().  False: out of memory. */
bool refresh_compare(struct standing *standing, const struct plan *plan,
                     const struct views *alerts, const struct views *targets,
                     struct standing_time now);

/* Reads what is to be told now, and takes its words.  Where Redis cannot be read they stay as they
 * were. */
void refresh_words(struct standing *standing, const struct plan *plan, struct redis *redis,
                   struct standing_time now);

#endif
