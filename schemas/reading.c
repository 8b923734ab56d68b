#include "schemas/reading.h"

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>
#include <openssl/sha.h>

#include "schemas/check.h"
#include "schemas/cloudevent.h"
#include "schemas/envelope.h"
#include "schemas/instant.h"
#include "schemas/json_exact.h"
#include "schemas/refusal.h"

enum { ID_BYTES = 16, ID_TEXT_BYTES = 2 * ID_BYTES + 1 };

static const char content_type[] = "application/cloudevents+json";

/* What of a reading is an attribute of its event; all else is data. */
static const char *const attributes[] = {"id", "source", "time"};

/* A reading while its event is written. */
struct draft {
    const struct json_exact *document;
    json_t *reading;
    const char *source, *time; /* for a reading without one */
    char id[ID_TEXT_BYTES];
};

/* The member, or NULL where it is missing or null. */
static const json_t *given(const struct draft *draft, const char *name)
{
    const json_t *value = json_object_get(draft->reading, name);

    return json_is_null(value) ? NULL : value;
}

static bool is_attribute(const char *name)
{
    for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
        if (strcmp(name, attributes[i]) == 0)
            return true;
    return false;
}

/* ---- the id ---- */

/* "<bytes>:<text>,", or "," where there is none; the kind of value is told by its first byte. */
static void add_member(FILE *out, const struct draft *draft, const json_t *value)
{
    struct text number = json_exact_number(draft->document, value);

    if (json_is_string(value)) {
        (void)fprintf(out, "\"%zu:", json_string_length(value));
        (void)fwrite(json_string_value(value), 1, json_string_length(value), out);
    } else if (number.at != NULL) {
        (void)fprintf(out, "%zu:%.*s", number.length, (int)number.length, number.at);
    }
    (void)fputc(',', out);
}

/* A moment that nobody wrote is no part of it: the same file sent twice gives the same ids. */
static int write_id(struct draft *draft)
{
    unsigned char sha256[SHA256_DIGEST_LENGTH];
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    if (out == NULL)
        return -1;
    if (given(draft, "source") != NULL)
        add_member(out, draft, given(draft, "source"));
    else
        (void)fprintf(out, "\"%zu:%s,", strlen(draft->source), draft->source);
    add_member(out, draft, given(draft, "time"));
    for (int field = 0; field < FIELD_COUNT; field++)
        add_member(out, draft,
                   given(draft, measurement_field_name((enum measurement_field)field)));
    if (fclose(out) != 0) {
        free(text);
        return -1;
    }
    SHA256((const unsigned char *)text, length, sha256);
    free(text);
    for (int i = 0; i < ID_BYTES; i++)
        (void)snprintf(draft->id + (size_t)i * 2, 3, "%02x", sha256[i]);
    return 0;
}

/* ---- the event ---- */

static void write_string(FILE *out, const char *string, size_t length)
{
    json_t *value = json_stringn_nocheck(string, length); /* UTF-8: it came through jansson */

    if (value == NULL || json_dumpf(value, out, JSON_ENCODE_ANY) != 0)
        (void)fputs("null", out);
    json_decref(value);
}

/* What holds members is no value of a measurement: an empty one is refused the same. */
static void write_value(FILE *out, const struct draft *draft, const json_t *value)
{
    struct text number = json_exact_number(draft->document, value);

    if (json_is_string(value))
        write_string(out, json_string_value(value), json_string_length(value));
    else if (number.at != NULL)
        (void)fwrite(number.at, 1, number.length, out);
    else if (json_is_object(value))
        (void)fputs("{}", out);
    else if (json_is_array(value))
        (void)fputs("[]", out);
    else if (json_is_boolean(value))
        (void)fputs(json_is_true(value) ? "true" : "false", out);
    else
        (void)fputs("null", out);
}

static void write_attribute(FILE *out, const struct draft *draft, const char *name,
                            const char *fallback)
{
    (void)fprintf(out, "\"%s\":", name);
    if (given(draft, name) != NULL)
        write_value(out, draft, given(draft, name));
    else
        write_string(out, fallback, strlen(fallback));
    (void)fputc(',', out);
}

/* For people: "egov.online-usage/2026-09". */
static void write_subject(FILE *out, const struct draft *draft)
{
    const char *indicator = json_string_value(given(draft, "indicator"));
    const char *period = json_string_value(given(draft, "time_period"));
    char subject[128];

    if (indicator == NULL || period == NULL)
        return;
    if ((size_t)snprintf(subject, sizeof(subject), "%s/%s", indicator, period) >=
        sizeof(subject))
        return;
    (void)fputs("\"subject\":", out);
    write_string(out, subject, strlen(subject));
    (void)fputc(',', out);
}

static void write_data(FILE *out, const struct draft *draft)
{
    const char *separator = "", *name = NULL;
    size_t length = 0;
    json_t *value = NULL;

    (void)fputs("\"data\":{", out);
    json_object_keylen_foreach(draft->reading, name, length, value)
    {
        if (is_attribute(name))
            continue;
        (void)fputs(separator, out);
        write_string(out, name, length);
        (void)fputc(':', out);
        write_value(out, draft, value);
        separator = ",";
    }
    (void)fputc('}', out);
}

static int write_event(const struct draft *draft, struct reading_event *event)
{
    FILE *out = open_memstream(&event->bytes, &event->length);

    if (out == NULL)
        return -1;
    (void)fputs("{\"specversion\":\"1.0\",", out);
    write_attribute(out, draft, "id", draft->id);
    write_attribute(out, draft, "source", draft->source);
    (void)fputs("\"type\":\"" CLOUDEVENT_MEASUREMENT_TYPE "\",", out);
    write_subject(out, draft);
    write_attribute(out, draft, "time", draft->time);
    (void)fputs("\"datacontenttype\":\"application/json\",", out);
    write_data(out, draft);
    (void)fputc('}', out);
    return fclose(out) == 0 ? 0 : -1;
}

/* ---- as its receiver will read it ---- */

static int read_back(const struct reading_sender *sender, int64_t now_unix_ms,
                     struct reading_event *event, struct refusal *refusal)
{
    const struct record_header header = {text_of("content-type"), text_of(content_type)};
    const struct record record = {{event->bytes, event->length}, &header, 1, now_unix_ms};
    struct measurement measurement;
    struct observation observation = {.indicator = NULL};
    struct cloudevent read;
    int result = -1;

    if (cloudevent_read(&read, &record, &measurement, refusal) == 0) {
        result = check_measurement(sender->plan, sender->agency, now_unix_ms, &measurement,
                                   &observation, refusal);
        cloudevent_free(&read);
    }
    event->indicator = observation.indicator;
    return result;
}

/* In a reading there is no data around its members. */
static void point_into_reading(struct refusal *refusal)
{
    static const char data[] = "/data";
    size_t length = strlen(data);

    if (text_begins(text_of(refusal->pointer), data))
        memmove(refusal->pointer, refusal->pointer + length,
                strlen(refusal->pointer + length) + 1);
}

static int make_event(const struct reading_sender *sender, int64_t now_unix_ms,
                      const struct json_exact *document, struct reading_event *event,
                      struct refusal *refusal)
{
    char source[PLAN_SOURCE_BYTES], time[INSTANT_TEXT_BYTES];
    struct draft draft = {.document = document,
                          .reading = json_exact_root(document),
                          .source = sender->source == NULL ? source : sender->source,
                          .time = time};
    int result = -1;

    if (!json_is_object(draft.reading)) {
        struct measurement_member root = envelope_member(document, draft.reading);

        refusal_say(refusal, SAY_READING_NO_OBJECT,
                    &(struct refused){.parent = "", .value = root.text});
        return -1;
    }
    (void)snprintf(source, sizeof(source), "/agencies/%s/tiendo-collector", sender->agency->id);
    instant_write(now_unix_ms, time);
    if (write_id(&draft) != 0 || write_event(&draft, event) != 0)
        return -1;
    result = read_back(sender, now_unix_ms, event, refusal);
    point_into_reading(refusal);
    return result;
}

int reading_to_event(const struct reading_sender *sender, int64_t now_unix_ms,
                     struct text reading, struct reading_event *event, struct refusal *refusal)
{
    struct reading_event made = {.bytes = NULL};
    struct json_exact_trouble trouble = {0};
    struct json_exact *document = NULL;
    int result = -1;

    *refusal = (struct refusal){.reason = REASON_NONE};
    if (reading.length > CLOUDEVENT_BYTES_MAX) {
        refusal_say_too_large(refusal, reading.length, CLOUDEVENT_BYTES_MAX);
        return -1;
    }
    document = json_exact_read(reading, &trouble);
    if (document == NULL) {
        refusal_say_trouble(refusal, &trouble);
        return -1;
    }
    result = make_event(sender, now_unix_ms, document, &made, refusal);
    json_exact_free(document);
    if (result == 0)
        *event = made;
    else
        free(made.bytes);
    return result;
}
