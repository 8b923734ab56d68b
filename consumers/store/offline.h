/*
 * offline - what Redis would hold of a plan version, in this process: measurements to cells to
 * totals without Kafka or Redis.
 *
 *   observation ── offline_put ──► kept, with the day it became known
 *                                    │ offline_totals: of each cell the highest known by then
 *                                    ▼
 *                                 recount ──► the province's totals
 *
 * A cell is the line that the aggregator would write, the order that of design section 5.1, and the
 * totals are a recount: nothing here decides what another file decides.  All measurements are
 * kept, so that one can ask again as of an earlier day.
 */
#ifndef TIENDO_CONSUMERS_STORE_OFFLINE_H
#define TIENDO_CONSUMERS_STORE_OFFLINE_H

#include "consumers/judge/series.h"
#include "schemas/measurement.h"

struct offline;

/* Borrows the plan.  NULL: out of memory. */
struct offline *offline_new(const struct plan *plan);
void offline_free(struct offline *offline); /* NULL does nothing */

/* Takes an observation (copied); `known_from`: the first day it counts on.  0, or -1: out of
 * memory. */
int offline_put(struct offline *offline, const struct observation *observation,
                int32_t known_from) __attribute__((warn_unused_result));

/* The first period of an indicator that anything was put for; false: there is none. */
bool offline_first(struct offline *offline, const struct indicator *indicator,
                   struct period *first);

/* The province's totals as they were known at the end of a day (INT32_MAX: all that is known).
 * `totals` (to free(), their parts with them) and `count` are filled on success.  0, or -1: out of memory. */
int offline_totals(struct offline *offline, const struct indicator *indicator, int32_t day,
                   struct total **totals, size_t *count) __attribute__((warn_unused_result));

#endif
