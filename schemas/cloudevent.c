#include "schemas/cloudevent.h"

#include <stdlib.h>

#include "schemas/envelope.h"
#include "schemas/json_exact.h"
#include "schemas/refusal.h"

/*
 *   record ── not too long ── JSON ── no key twice ── envelope ── attributes ──► measurement
 *                │              │          │              │             │
 *                └──────────────┴──────────┴── refusal ───┴─────────────┘
 */
struct cloudevent {
    struct json_exact *document;
};

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

static bool names_attribute(struct text name)
{
    return text_begins(name, ENVELOPE_HEADER_PREFIX) || text_is(name, "content-type");
}

static int by_bytes(const void *a, const void *b)
{
    const struct text *left = a, *right = b;
    size_t shorter = left->length < right->length ? left->length : right->length;
    int order = memcmp(left->at, right->at, shorter);

    return order != 0 ? order : (left->length > right->length) - (left->length < right->length);
}

static struct text first_double(const struct text *sorted, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (by_bytes(&sorted[i - 1], &sorted[i]) == 0)
            return sorted[i];
    return (struct text){NULL, 0};
}

/* A record may have as many headers as fit into a MiB, so they are sorted, not compared each with
 * each.  Returns 0, or -1: refused, or no memory. */
static int check_headers(const struct record *record, struct refusal *refusal)
{
    struct text *names = NULL, twice;
    size_t count = 0;

    if (record->header_count < 2)
        return 0;
    names = calloc(record->header_count, sizeof(*names));
    if (names == NULL)
        return -1;
    for (size_t i = 0; i < record->header_count; i++)
        if (names_attribute(record->headers[i].name))
            names[count++] = record->headers[i].name;
    qsort(names, count, sizeof(*names), by_bytes);
    twice = first_double(names, count);
    free(names);

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

struct cloudevent *cloudevent_read(const struct record *record, struct measurement *measurement,
                                   struct refusal *refusal)
{
    struct cloudevent *event = NULL;

    *refusal = (struct refusal){.reason = REASON_NONE};
    event = calloc(1, sizeof(*event));
    if (event == NULL)
        return NULL;

    event->document = parse(record, refusal);
    if (event->document == NULL ||
        read_document(event->document, record, measurement, refusal) != 0)
        goto fail;
    return event;

fail:
    cloudevent_free(event);
    return NULL;
}

void cloudevent_free(struct cloudevent *event)
{
    if (event == NULL)
        return;
    json_exact_free(event->document);
    free(event);
}
