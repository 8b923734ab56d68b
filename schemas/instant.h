/*
 * instant - RFC 3339 date-times as unix milliseconds, and the days they fall on.
 */
#ifndef TIENDO_SCHEMAS_INSTANT_H
#define TIENDO_SCHEMAS_INSTANT_H

#include <stddef.h>
#include <stdint.h>

#include "schemas/text.h"

enum { INSTANT_TEXT_BYTES = 32, INSTANT_DAY_MS = 86400000 };

/* Reads "2026-10-05T08:00:00Z", "2026-10-05t15:00:00.25+07:00": any number of fraction digits,
 * truncated to milliseconds; a leap second (23:59:60 UTC) is the second that follows it.
 * Years 0001..9999.  Returns 0, or -1 with `unix_ms` untouched. */
int instant_read(struct text text, int64_t *unix_ms);

/* "2026-10-05T08:00:00Z", with ".250" where there are milliseconds; NUL-terminated.  Returns the
 * length. */
size_t instant_write(int64_t unix_ms, char out[INSTANT_TEXT_BYTES]);

/* The local day (days since 1970-01-01) at a fixed offset east of UTC, in seconds. */
int32_t instant_day(int64_t unix_ms, int32_t utc_offset_s);

/* Midnight at the beginning of that local day. */
int64_t instant_of_day(int32_t day, int32_t utc_offset_s);

#endif
