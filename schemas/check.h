/*
 * check - a measurement against the plan: the observation it comes to, or the reason it is refused.
 *
 * Reads no clock: everything is judged by the event's own `time` and the record's timestamp, so
 * that a replay decides as the first reading did.
 *
 * The digest (observation.digest) is the first 52 bits, big-endian, of SHA-256 over the measurement
 * in its normal form: fifteen members in this order, each "<bytes>:<text>," or, where there is
 * none, ",":
 *
 *   indicator, period (period_write), area, obs_status,
 *   numerator, denominator       a ratio's, with exactly part_decimals decimals
 *   value                        a count's, number's, rank's or compared's, with exactly `decimals`
 *   rank_of, level, benchmark    an integer, the code, and with exactly `decimals` decimals
 *   revision, time               integers; the time in unix milliseconds
 *   id, source, comment          as sent
 *
 * So two measurements have one digest exactly when they say the same: how a number or a period was
 * spelt, what was left to its default, a ratio's obs_value, extensions and key order do not count.
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
