/*
 * digest - the number by which measurements of one cell stand in order where revision and time are
 * equal.
 *
 * It is the first 52 bits, big-endian, of SHA-256 over the measurement in its normal form: fifteen
 * members in this order, each "<bytes>:<text>," or, where there is none, ",":
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
 *
 * It costs half as much as all checks of a measurement together, and only ties and what is stored
 * need it: so it is worked out when asked for.
 */
#ifndef TIENDO_SCHEMAS_DIGEST_H
#define TIENDO_SCHEMAS_DIGEST_H

#include "schemas/measurement.h"

/* 52 bits. */
uint64_t digest_of(const struct observation *observation);

#endif
