/*
 * check - a measurement against the plan: the observation it comes to, or the reason it is refused.
 *
 * Reads no clock: everything is judged by the event's own `time` and the record's timestamp, so
 * that a replay decides as the first reading did.
 */
#ifndef TIENDO_SCHEMAS_CHECK_H
#define TIENDO_SCHEMAS_CHECK_H

#include "schemas/measurement.h"

/* Reasons identity_mismatch to revision_invalid.  `agency` is the one whose topic carried the
 * record; `timestamp_unix_ms` the record's, -1 where it has none (then time_future is not checked).
 * Returns 0 with `observation` filled (it borrows from the plan and the measurement), or -1 with
 * `refusal` filled. */
int check_measurement(const struct plan *plan, const struct agency *agency,
                      int64_t timestamp_unix_ms, const struct measurement *measurement,
                      struct observation *observation, struct refusal *refusal);

#endif
