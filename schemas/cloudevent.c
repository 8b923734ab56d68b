#include "schemas/cloudevent.h"

#include "schemas/envelope.h"
#include "schemas/json_exact.h"
#include "schemas/measurement_fast.h"
#include "schemas/refusal.h"

/*
 *   record ── measurement_fast ── of the common shape ──────────────────────────► measurement
 *                │ any other: the general reader
 *                ▼
 *   record ── not too long ── JSON ── no key twice ── envelope ── attributes ──► measurement
 *                │              │          │              │             │
 *                └──────────────┴──────────┴── refusal ───┴─────────────┘
 */
static void refuse_whole(struct refusal *refusal, enum wording wording, struct text value)
{
    refusal_say(refusal, wording, &(struct refused){.parent = "", .value = value});
}

static struct json_exact *parse(const struct record *record, struct refusal *refusal)
{
    struct json_exact_trouble trouble = {0};
    struct json_exact *document = NULL;

    if (record->value.length > CLOUDEVENT_BYTES_MAX) {
        refusal_say_too_large(refusal, record->value.length, CLOUDEVENT_BYTES_MAX);
        return NULL;
    }
    if (record->value.length == 0) {
        refuse_whole(refusal, SAY_EMPTY, (struct text){NULL, 0});
        return NULL;
    }
    document = json_exact_read(record->value, &trouble);
    if (document == NULL)
        refusal_say_trouble(refusal, &trouble);
    return document;
}

/* Returns 0, or -1: refused, or no memory. */
static int check_headers(const struct record *record, struct refusal *refusal)
{
    struct text twice = {NULL, 0};

    if (envelope_double_header(record, &twice) != 0)
        return -1;
    if (twice.at == NULL)
        return 0;
    refuse_whole(refusal, SAY_DUPLICATE_HEADER, twice);
    return -1;
}

static void take_field(struct measurement *measurement, struct text name,
                       struct measurement_member member)
{
    enum measurement_field field = measurement_field_of(name);

    if (field != FIELD_COUNT)
        measurement->fields[field] = member;
    else if (measurement->unknown.at == NULL)
        measurement->unknown = name;
}

static void take_data(struct measurement *measurement, const struct envelope *envelope)
{
    json_t *data = envelope->data;
    const char *key = NULL;
    size_t length = 0;
    json_t *value = NULL;

    if (!json_is_object(data)) {
        measurement->data = data == NULL ? DATA_MISSING : DATA_OTHER;
        measurement->data_is = envelope_member(envelope->document, data).text;
        return;
    }
    measurement->data = DATA_OBJECT;
    json_object_keylen_foreach(data, key, length, value) take_field(
        measurement, (struct text){key, length}, envelope_member(envelope->document, value));
}

static int read_document(const struct json_exact *document, const struct record *record,
                         struct measurement *measurement, struct refusal *refusal)
{
    struct envelope envelope;
    struct measurement read = {0};

    if (check_headers(record, refusal) != 0)
        return -1;
    envelope_open(&envelope, record, document);
    if (envelope_check(&envelope, &read.time_unix_ms, refusal) != 0)
        return -1;

    read.id = envelope.attributes[ATTRIBUTE_ID].text;
    read.source = envelope.attributes[ATTRIBUTE_SOURCE].text;
    take_data(&read, &envelope);
    *measurement = read;
    return 0;
}

int cloudevent_read_general(struct cloudevent *event, const struct record *record,
                            struct measurement *measurement, struct refusal *refusal)
{
    refusal->reason = REASON_NONE;
    event->document = parse(record, refusal);
    if (event->document == NULL)
        return -1;
    if (read_document(event->document, record, measurement, refusal) == 0)
        return 0;
    cloudevent_free(event);
    return -1;
}

int cloudevent_read(struct cloudevent *event, const struct record *record,
                    struct measurement *measurement, struct refusal *refusal)
{
    if (!measurement_fast_read(record, measurement))
        return cloudevent_read_general(event, record, measurement, refusal);
    event->document = NULL;
    refusal->reason = REASON_NONE;
    return 0;
}

void cloudevent_free(struct cloudevent *event)
{
    json_exact_free(event->document);
    event->document = NULL;
}
