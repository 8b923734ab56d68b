/*
 * envelope - the CloudEvents around a measurement: where each content mode keeps the attributes,
 * and what they must be.
 *
 * For cloudevent_read() and its kin in this folder; programs use cloudevent.h.
 */
#ifndef TIENDO_SCHEMAS_ENVELOPE_H
#define TIENDO_SCHEMAS_ENVELOPE_H

#include <stdbool.h>
#include <stdint.h>

#include "schemas/cloudevent.h"
#include "schemas/json_exact.h"

#define ENVELOPE_HEADER_PREFIX "ce_"

enum envelope_mode { ENVELOPE_STRUCTURED, ENVELOPE_BINARY, ENVELOPE_OTHER_FORMAT };

enum attribute { /* the order in which faults are told */
                 ATTRIBUTE_SPECVERSION,
                 ATTRIBUTE_ID,
                 ATTRIBUTE_SOURCE,
                 ATTRIBUTE_TYPE,
                 ATTRIBUTE_TIME,
                 ATTRIBUTE_DATACONTENTTYPE,
                 ATTRIBUTE_SUBJECT,
                 ATTRIBUTE_DATASCHEMA,
                 ATTRIBUTE_COUNT
};

/* One record, opened: what both content modes come to.  Borrows the record and the document. */
struct envelope {
    enum envelope_mode mode;
    struct text content_type; /* the header's; absent when there is none */
    const struct json_exact *document;
    json_t *root, *data;                                   /* data: NULL when missing */
    bool is_object;                                        /* the root */
    struct measurement_member attributes[ATTRIBUTE_COUNT]; /* a null one is absent */
    bool data_base64;
};

const char *attribute_name(enum attribute attribute);
/* ATTRIBUTE_COUNT for a name (there) that is none. */
enum attribute attribute_of(struct text name);

/* Fills `envelope` with what the headers tell: the mode, and in binary mode the attributes. */
void envelope_open_headers(struct envelope *envelope, const struct record *record);

/* Whether an attribute's header is there twice: its name, absent when there is none.  -1: out of
 * memory. */
int envelope_double_header(const struct record *record, struct text *name);

/* Fills `envelope` from a record and the JSON value it holds. */
void envelope_open(struct envelope *envelope, const struct record *record,
                   const struct json_exact *document);

/* A JSON value of that document as a member: absent for NULL. */
struct measurement_member envelope_member(const struct json_exact *document,
                                          const json_t *value);

/* Reasons not_cloudevent to bad_attribute.  Returns 0 with `time_unix_ms` (the attribute) written,
 * or -1 with `refusal` filled. */
int envelope_check(const struct envelope *envelope, int64_t *time_unix_ms,
                   struct refusal *refusal);

#endif
