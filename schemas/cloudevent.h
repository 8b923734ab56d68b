/*
 * cloudevent - CloudEvents 1.0 in a Kafka record: structured (application/cloudevents+json) and
 * binary (ce_* headers) content modes, to the measurement they carry.
 *
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
 *
 * A record with neither a content-type nor any ce_ header is read as structured: so a hand-written
 * event can be piped in by any producer.
 */
#ifndef TIENDO_SCHEMAS_CLOUDEVENT_H
#define TIENDO_SCHEMAS_CLOUDEVENT_H

#include "schemas/measurement.h"

#define CLOUDEVENT_MEASUREMENT_TYPE "vn.gov.tiendo.measurement.v1"

enum {
    CLOUDEVENT_BYTES_MAX = 65536,  /* of a record's value */
    CLOUDEVENT_ID_BYTES_MAX = 1024 /* headers are not part of the value: they need their own */
};

struct record_header {
    struct text name, value; /* value absent: a null header */
};

/* A Kafka record as it came; everything borrowed. */
struct record {
    struct text value;
    const struct record_header *headers;
    size_t header_count;
    int64_t timestamp_unix_ms; /* LogAppendTime; -1 where the record has none */
};

struct cloudevent; /* what the measurement's texts point into */

/* Reads the envelope and the members of data: reasons too_large to bad_attribute.  Returns an event
 * to cloudevent_free() with `measurement` filled (pointing into the event and the record), or NULL
 * with `refusal` filled and `measurement` untouched.  NULL with refusal->reason REASON_NONE: out of
 * memory. */
struct cloudevent *cloudevent_read(const struct record *record, struct measurement *measurement,
                                   struct refusal *refusal);

/* NULL does nothing. */
void cloudevent_free(struct cloudevent *event);

#endif
