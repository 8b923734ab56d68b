/*
 * refusal - how a refusal is put: where in the event, and in which words.
 *
 * All sentences about one event's faults stand in one table (refusal_words.c), so that both languages
 * stay beside each other and every reader of events says the same.
 */
#ifndef TIENDO_SCHEMAS_REFUSAL_H
#define TIENDO_SCHEMAS_REFUSAL_H

#include "schemas/json_exact.h"
#include "schemas/measurement.h"

/* One sentence each; the order is that of the reasons they belong to. */
enum wording {
    SAY_TOO_LARGE,
    SAY_EMPTY,
    SAY_NOT_JSON,
    SAY_READING_NO_OBJECT,
    SAY_DUPLICATE_KEY,
    SAY_DUPLICATE_HEADER,
    SAY_FORMAT_UNKNOWN,
    SAY_NOT_AN_OBJECT,
    SAY_VERSION_MISSING,
    SAY_VERSION_UNKNOWN,
    SAY_TYPE_MISSING,
    SAY_TYPE_UNKNOWN,
    SAY_ATTRIBUTE_MISSING,
    SAY_ATTRIBUTE_NO_STRING,
    SAY_ID_MALFORMED,
    SAY_ID_TOO_LONG,
    SAY_SOURCE_MALFORMED,
    SAY_SOURCE_TOO_LONG,
    SAY_TIME_MALFORMED,
    SAY_DATA_NO_JSON,
    SAY_DATA_BASE64,
    SAY_IDENTITY_MISMATCH,
    SAY_TIME_FUTURE,
    SAY_AGENCY_RETIRED,
    SAY_FIELD_UNKNOWN,
    SAY_FIELD_OF_ANOTHER_KIND,
    SAY_FIELD_OF_NO_VALUE,
    SAY_INDICATOR_MISSING,
    SAY_INDICATOR_UNKNOWN,
    SAY_NOT_A_REPORTER,
    SAY_AREA_UNKNOWN,
    SAY_AREA_NOT_VALID,
    SAY_PERIOD_MISSING,
    SAY_PERIOD_INVALID,
    SAY_WRONG_FREQUENCY,
    SAY_PERIOD_FUTURE,
    SAY_PERIOD_TOO_OLD,
    SAY_UNIT_MISMATCH,
    SAY_STATUS_UNKNOWN,
    SAY_DATA_MISSING,
    SAY_VALUE_MISSING,
    SAY_DATA_NO_OBJECT,
    SAY_NO_STRING,
    SAY_NO_NUMBER,
    SAY_LEVEL_UNKNOWN,
    SAY_TOO_BIG,
    SAY_NEGATIVE,
    SAY_BELOW_MINIMUM,
    SAY_ABOVE_MAXIMUM,
    SAY_RANK_BELOW_ONE,
    SAY_RANK_BEYOND,
    SAY_TOO_PRECISE,
    SAY_NO_WHOLE_NUMBER,
    SAY_INCONSISTENT,
    SAY_INCONSISTENT_NOTHING,
    SAY_REVISION_INVALID,
    SAY_REVISION_FUTURE,
    SAY_REVISION_NEGATIVE_TIME,
    WORDING_COUNT
};

/* A sentence in both languages; {member}, {value} (clipped) and {allowed} stand for what
 * refusal_say() is given. */
struct refusal_words {
    enum reason reason;
    const char *vi, *en;
};

struct refusal_words refusal_words(enum wording wording);

/* What the sentence is about.  Everything borrowed; what a sentence does not use may be absent. */
struct refused {
    const char *parent;  /* JSON pointer to the object: "" or "/data" */
    struct text member;  /* of it, unescaped; absent: the object itself */
    struct text value;   /* the offending one; clipped in the sentence, controls made visible */
    const char *allowed; /* what would do */
};

/* Fills `refusal`. */
void refusal_say(struct refusal *refusal, enum wording wording, const struct refused *about);

/* ... as too_large; both in bytes. */
void refusal_say_too_large(struct refusal *refusal, size_t size, size_t allowed);

/* ... as not_json or duplicate_key; leaves it alone when there was no memory. */
void refusal_say_trouble(struct refusal *refusal, const struct json_exact_trouble *trouble);

#endif
