/*
 * reading - bare numbers, as an agency's system knows them, to the event they are sent as.
 *
 *   {"indicator":"egov.online-usage", "time_period":"2026-09", "numerator":812345, "denominator":1000000}
 *
 * The members are those of the event's data, and `time`, `source` and `id`, which may be left out.
 * Numbers are passed on as they are written.  Every event is read back and checked against the plan
 * as its receiver will do it: the two can never disagree.
 */
#ifndef TIENDO_SCHEMAS_READING_H
#define TIENDO_SCHEMAS_READING_H

#include "schemas/measurement.h"

/* Who sends; everything borrowed. */
struct reading_sender {
    const struct plan *plan;
    const struct agency *agency;
    const char *source; /* of readings without one; NULL: /agencies/<agency>/tiendo-collector */
};

struct reading_event {
    char
        *bytes; /* a CloudEvent in structured mode, on one line, without a newline; to free() */
    size_t length;
    const struct indicator *indicator; /* what it is about: the record's key */
};

/* Makes the event of one reading.  `now_unix_ms` is the time of a reading without one, and the
 * timestamp that the record will get.  A reading without an id gets one that is made of what it
 * says and of its source, so that sending it twice gives one id.
 *
 * Returns 0 with `event` filled, or -1 with `refusal` filled (its pointer is into the reading:
 * "/numerator"); -1 with refusal->reason REASON_NONE: out of memory. */
int reading_to_event(const struct reading_sender *sender, int64_t now_unix_ms,
                     struct text reading, struct reading_event *event, struct refusal *refusal);

/* A member of a reading that comes in pieces: a flag, a spreadsheet's cell. */
struct reading_member {
    const char *name; /* as in a reading */
    struct text text; /* as a person wrote it; absent: no such member */
};

/* Puts a reading together: numbers as they are written where the member is one and the text is a
 * JSON number, all else as strings (which reading_to_event() then refuses where a number is
 * wanted: "81,2").  Returns a NUL-terminated reading to free(), or NULL out of memory. */
char *reading_compose(const struct reading_member *members, size_t count);

#endif
