/*
 * example - a file of schemas/examples as the Kafka record it describes (its README).
 */
#ifndef TIENDO_TESTS_SCHEMAS_EXAMPLE_H
#define TIENDO_TESTS_SCHEMAS_EXAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <openssl/evp.h>

#include "schemas/cloudevent.h"
#include "schemas/decimal.h"
#include "schemas/instant.h"
#include "schemas/json_exact.h"

enum { HEADERS_MAX = 16, BYTES_MAX = 128 * 1024 };

struct example {
    char *file;                  /* its bytes */
    struct json_exact *document; /* ... parsed */
    char *value;                 /* the record's, BYTES_MAX bytes */
    struct record_header headers[HEADERS_MAX];
    struct record record;
    struct text agency; /* of the topic */
};

static inline char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes = calloc(1, BYTES_MAX);

    if (file == NULL || bytes == NULL)
        fail_msg("%s: cannot be read", path);
    assert_true(fread(bytes, 1, BYTES_MAX - 1, file) > 0);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

/* The member "value" as it stands in the file: the next member begins a line. */
static inline struct text raw_value(const char *file)
{
    static const char member[] = "\n  \"value\": ";
    const char *at = strstr(file, member);
    const char *end = NULL;

    assert_non_null(at);
    at += strlen(member);
    end = strstr(at, ",\n  \"");
    assert_non_null(end);
    return (struct text){at, (size_t)(end - at)};
}

static inline struct text member(const struct example *example, const char *name)
{
    const json_t *value = json_object_get(json_exact_root(example->document), name);

    return (struct text){json_string_value(value), json_string_length(value)};
}

static inline size_t decode_base64(char *out, struct text base64)
{
    int length = EVP_DecodeBlock((unsigned char *)out, (const unsigned char *)base64.at,
                                 (int)base64.length);
    size_t padding = base64.at[base64.length - 1] == '=' ? 1 : 0;

    assert_true(length > 0 && base64.length > 2);
    if (base64.at[base64.length - 2] == '=')
        padding = 2;
    return (size_t)length - padding;
}

static inline void pad(struct example *example)
{
    const json_t *given = json_object_get(json_exact_root(example->document), "pad_to_bytes");
    struct text bytes = json_exact_number(example->document, given);
    size_t from = example->record.value.length;
    int64_t to = 0;

    if (bytes.at == NULL)
        return;
    assert_int_equal(decimal_read(bytes, 0, &to), DECIMAL_OK);
    assert_true((size_t)to > from && to < BYTES_MAX);
    memset(example->value + from, ' ', (size_t)to - from);
    example->record.value.length = (size_t)to;
}

static inline void take_value(struct example *example)
{
    struct text text = member(example, "value_text");
    struct text base64 = member(example, "value_base64");

    example->value = calloc(1, BYTES_MAX);
    assert_non_null(example->value);
    example->record.value.at = example->value;
    if (base64.at != NULL) {
        example->record.value.length = decode_base64(example->value, base64);
    } else {
        text = text.at != NULL ? text : raw_value(example->file);
        memcpy(example->value, text.at, text.length);
        example->record.value.length = text.length;
    }
    pad(example);
}

static inline void take_headers(struct example *example)
{
    const json_t *headers = json_object_get(json_exact_root(example->document), "headers");

    example->record.headers = example->headers;
    example->record.header_count = json_array_size(headers);
    assert_true(example->record.header_count <= HEADERS_MAX);
    for (size_t i = 0; i < example->record.header_count; i++) {
        const json_t *name = json_array_get(json_array_get(headers, i), 0);
        const json_t *value = json_array_get(json_array_get(headers, i), 1);

        example->headers[i].name = text_of(json_string_value(name));
        example->headers[i].value = text_of(json_string_value(value));
    }
}

static inline void open_example(struct example *example, const char *path)
{
    static const char topics[] = "tiendo.measurements.";
    struct json_exact_trouble trouble;
    struct text topic;

    *example = (struct example){.file = read_file(path)};
    example->document = json_exact_read(text_of(example->file), &trouble);
    if (example->document == NULL)
        fail_msg("%s:%d: %s", path, trouble.line, trouble.detail);
    topic = member(example, "topic");
    assert_true(text_begins(topic, topics));
    example->agency = (struct text){topic.at + strlen(topics), topic.length - strlen(topics)};
    assert_int_equal(
        instant_read(member(example, "timestamp"), &example->record.timestamp_unix_ms), 0);
    take_headers(example);
    take_value(example);
}

static inline void close_example(struct example *example)
{
    json_exact_free(example->document);
    free(example->file);
    free(example->value);
}

#endif
