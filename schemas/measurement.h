/*
 * measurement - the event an agency sends: reasons for refusing one, its members as they were
 * read, and what an accepted one comes to (design section 2).
 *
 *   record ── cloudevent_read ──► struct measurement ── check_measurement ──► struct observation
 *                 │ refused                                 │ refused
 *                 └──────────────► struct refusal ◄─────────┘
 *
 * A measurement is untrusted text; an observation is normalised, exact and known to the plan.
 */
#ifndef TIENDO_SCHEMAS_MEASUREMENT_H
#define TIENDO_SCHEMAS_MEASUREMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schemas/period.h"
#include "schemas/plan.h"
#include "schemas/text.h"

/* Why a measurement is refused: the first that applies, in this order. */
enum reason {
    REASON_NONE = 0,
    REASON_TOO_LARGE,
    REASON_NOT_JSON,
    REASON_DUPLICATE_KEY,
    REASON_NOT_CLOUDEVENT,
    REASON_WRONG_TYPE,
    REASON_BAD_ATTRIBUTE,
    REASON_IDENTITY_MISMATCH,
    REASON_TIME_FUTURE,
    REASON_AGENCY_RETIRED,
    REASON_UNKNOWN_FIELD,
    REASON_INDICATOR_UNKNOWN,
    REASON_NOT_A_REPORTER,
    REASON_AREA_UNKNOWN,
    REASON_PERIOD_INVALID,
    REASON_WRONG_FREQUENCY,
    REASON_PERIOD_FUTURE,
    REASON_PERIOD_TOO_OLD,
    REASON_UNIT_MISMATCH,
    REASON_STATUS_UNKNOWN,
    REASON_VALUE_MISSING,
    REASON_VALUE_INVALID,
    REASON_OUT_OF_RANGE,
    REASON_TOO_PRECISE,
    REASON_INCONSISTENT_VALUE,
    REASON_REVISION_INVALID,
    REASON_COUNT
};

/* "too_large" ...; "none" for REASON_NONE. */
const char *reason_name(enum reason reason);
/* A sentence on what the reason means and what the sender should do. */
struct names reason_sentence(enum reason reason);

enum { REFUSAL_POINTER_BYTES = 160, REFUSAL_DETAIL_BYTES = 320 };

struct refusal {
    enum reason reason;
    char pointer[REFUSAL_POINTER_BYTES]; /* JSON pointer into the event: "/data/numerator" */
    char detail_vi
        [REFUSAL_DETAIL_BYTES]; /* a sentence with the offending and the allowed value; */
    char detail_en
        [REFUSAL_DETAIL_BYTES]; /* valid UTF-8, cut at a character where it is too long */
};

/* The members of `data`: SDMX concepts in lower case. */
enum measurement_field {
    FIELD_INDICATOR,
    FIELD_TIME_PERIOD,
    FIELD_REF_AREA,
    FIELD_NUMERATOR,
    FIELD_DENOMINATOR,
    FIELD_OBS_VALUE,
    FIELD_RANK_OF,
    FIELD_LEVEL,
    FIELD_BENCHMARK,
    FIELD_UNIT_MEASURE,
    FIELD_OBS_STATUS,
    FIELD_REVISION,
    FIELD_COMMENT,
    FIELD_COUNT
};

/* "indicator" ...: as the wire spells it. */
const char *measurement_field_name(enum measurement_field field);
/* FIELD_COUNT for a name that is none. */
enum measurement_field measurement_field_of(struct text name);

enum measurement_value { VALUE_ABSENT = 0, VALUE_STRING, VALUE_NUMBER, VALUE_OTHER };

struct measurement_member {
    enum measurement_value type;
    struct text text; /* a string decoded, a number as written; of another type, what to call it
                         in a sentence ("null", "true", "[...]") */
};

enum measurement_data { DATA_MISSING = 0, DATA_OBJECT, DATA_OTHER /* an array, null ... */ };

struct measurement {
    struct text id, source; /* attributes, decoded */
    int64_t time_unix_ms;

    enum measurement_data data; /* but for an object, all fields are absent */
    struct text data_is;        /* DATA_OTHER: what it is, as in a member's `text` */
    struct measurement_member fields[FIELD_COUNT];
    struct text unknown; /* the first member of data that is no field; absent when none */
};

/* An accepted measurement.  Points into the plan, and into the record it was read from. */
struct observation {
    const struct indicator *indicator;
    const struct area *area;
    const struct agency *agency; /* in office, behind `stands_for` */
    struct period period;
    char obs_status; /* SDMX CL_OBS_STATUS */
    bool has_value;  /* false: withdrawn (O M L Q) */
    bool enters;     /* has a value and is no forecast (F): the cell enters its total */
    int precedence;  /* of the source's agency for this indicator */
    int64_t
        value; /* count, number, rank, compared: units of 10^-decimals; level: place in levels */
    int64_t numerator, denominator; /* ratio: units of 10^-part_decimals */
    int64_t benchmark;              /* compared: units of 10^-decimals */
    int64_t rank_of;                /* rank */

    /* The order in which measurements of one cell stand: the largest of
     * (revision, time_unix_ms, digest_of() it) wins (design section 5.1). */
    int64_t revision, time_unix_ms;

    struct text id, source, comment;    /* as sent */
    char stands_for[PLAN_SOURCE_BYTES]; /* the source that names the cell */
};

#define OBS_STATUS_CODES "ABDEFGHIJKLMNOPQSUVW" /* SDMX CL_OBS_STATUS */
#define OBS_STATUS_WITHDRAWING "OMLQ"           /* missing: they carry no value */

/* Whether the code is one of SDMX CL_OBS_STATUS. */
bool obs_status_known(char code);
/* Whether it withdraws the cell (O M L Q). */
bool obs_status_withdraws(char code);

#endif
