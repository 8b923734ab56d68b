#include "schemas/envelope.h"

#include <assert.h>
#include <strings.h>

static const struct text attribute_names[ATTRIBUTE_COUNT] = {
    [ATTRIBUTE_SPECVERSION] = TEXT("specversion"),
    [ATTRIBUTE_ID] = TEXT("id"),
    [ATTRIBUTE_SOURCE] = TEXT("source"),
    [ATTRIBUTE_TYPE] = TEXT("type"),
    [ATTRIBUTE_TIME] = TEXT("time"),
    [ATTRIBUTE_DATACONTENTTYPE] = TEXT("datacontenttype"),
    [ATTRIBUTE_SUBJECT] = TEXT("subject"),
    [ATTRIBUTE_DATASCHEMA] = TEXT("dataschema"),
};

static const char structured_type[] = "application/cloudevents";

const char *attribute_name(enum attribute attribute)
{
    assert(attribute < ATTRIBUTE_COUNT);
    return attribute_names[attribute].at;
}

enum attribute attribute_of(struct text name)
{
    for (int i = 0; i < ATTRIBUTE_COUNT; i++)
        if (name.length == attribute_names[i].length &&
            memcmp(name.at, attribute_names[i].at, name.length) == 0)
            return (enum attribute)i;
    return ATTRIBUTE_COUNT;
}

static bool begins_without_case(struct text text, const char *prefix)
{
    size_t length = strlen(prefix);

    return text.at != NULL && text.length >= length &&
           strncasecmp(text.at, prefix, length) == 0;
}

static struct text header(const struct record *record, const char *prefix, const char *name)
{
    size_t skipped = strlen(prefix);

    for (size_t i = 0; i < record->header_count; i++) {
        struct text candidate = record->headers[i].name;

        if (text_begins(candidate, prefix) &&
            text_is((struct text){candidate.at + skipped, candidate.length - skipped}, name))
            return record->headers[i].value;
    }
    return (struct text){NULL, 0};
}

static bool has_prefixed_header(const struct record *record)
{
    for (size_t i = 0; i < record->header_count; i++)
        if (text_begins(record->headers[i].name, ENVELOPE_HEADER_PREFIX))
            return true;
    return false;
}

/* "application/cloudevents+json", with or without parameters: the one format we read. */
static bool is_json_format(struct text content_type)
{
    static const char json[] = "application/cloudevents+json";
    size_t length = strlen(json);

    return begins_without_case(content_type, json) &&
           (content_type.length == length ||
            (content_type.at[length] != '\0' && strchr("; \t", content_type.at[length])));
}

static enum envelope_mode mode_of(const struct record *record, struct text content_type)
{
    if (begins_without_case(content_type, structured_type))
        return is_json_format(content_type) ? ENVELOPE_STRUCTURED : ENVELOPE_OTHER_FORMAT;
    return content_type.at != NULL || has_prefixed_header(record) ? ENVELOPE_BINARY
                                                                  : ENVELOPE_STRUCTURED;
}

struct measurement_member envelope_member(const struct json_exact *document,
                                          const json_t *value)
{
    if (value == NULL)
        return (struct measurement_member){VALUE_ABSENT, {NULL, 0}};

    switch (json_typeof(value)) {
    case JSON_STRING:
        return (struct measurement_member){
            VALUE_STRING, {json_string_value(value), json_string_length(value)}};
    case JSON_INTEGER:
    case JSON_REAL:
        return (struct measurement_member){VALUE_NUMBER, json_exact_number(document, value)};
    case JSON_OBJECT:
        return (struct measurement_member){VALUE_OTHER, text_of("{…}")};
    case JSON_ARRAY:
        return (struct measurement_member){VALUE_OTHER, text_of("[…]")};
    case JSON_TRUE:
        return (struct measurement_member){VALUE_OTHER, text_of("true")};
    case JSON_FALSE:
        return (struct measurement_member){VALUE_OTHER, text_of("false")};
    case JSON_NULL:
        break;
    }
    return (struct measurement_member){VALUE_OTHER, text_of("null")};
}

static void open_structured(struct envelope *envelope)
{
    const json_t *base64 = json_object_get(envelope->root, "data_base64");

    for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
        const json_t *value = json_object_get(envelope->root, attribute_names[i].at);

        if (!json_is_null(value))
            envelope->attributes[i] = envelope_member(envelope->document, value);
    }
    envelope->data = json_object_get(envelope->root, "data");
    envelope->data_base64 = base64 != NULL && !json_is_null(base64);
}

static void take_headers(struct envelope *envelope, const struct record *record)
{
    for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
        struct text value = i == ATTRIBUTE_DATACONTENTTYPE
                                ? envelope->content_type
                                : header(record, ENVELOPE_HEADER_PREFIX, attribute_names[i].at);

        if (value.at != NULL)
            envelope->attributes[i] = (struct measurement_member){VALUE_STRING, value};
    }
}

void envelope_open_headers(struct envelope *envelope, const struct record *record)
{
    struct text content_type = header(record, "", "content-type");

    *envelope =
        (struct envelope){.mode = mode_of(record, content_type), .content_type = content_type};
    if (envelope->mode == ENVELOPE_BINARY)
        take_headers(envelope, record);
}

void envelope_open(struct envelope *envelope, const struct record *record,
                   const struct json_exact *document)
{
    envelope_open_headers(envelope, record);
    envelope->document = document;
    envelope->root = json_exact_root(document);
    envelope->is_object = json_is_object(envelope->root);
    if (envelope->mode == ENVELOPE_BINARY)
        envelope->data = envelope->root;
    else
        open_structured(envelope);
}
