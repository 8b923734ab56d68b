/*
 * Every file of schemas/examples through the reader and the checks: accepted, or refused for the
 * reason and at the place it names.
 */
#include <dirent.h>
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

#include "schemas/check.h"
#include "schemas/cloudevent.h"
#include "schemas/decimal.h"
#include "schemas/instant.h"
#include "schemas/json_exact.h"
#include "schemas/utf8.h"

enum { HEADERS_MAX = 16, BYTES_MAX = 128 * 1024 };

struct example {
    char *file;                  /* its bytes */
    struct json_exact *document; /* ... parsed */
    char *value;                 /* the record's, BYTES_MAX bytes */
    struct record_header headers[HEADERS_MAX];
    struct record record;
    struct text agency; /* of the topic */
};

static char *read_file(const char *path)
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
static struct text raw_value(const char *file)
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

static struct text member(const struct example *example, const char *name)
{
    const json_t *value = json_object_get(json_exact_root(example->document), name);

    return (struct text){json_string_value(value), json_string_length(value)};
}

static size_t decode_base64(char *out, struct text base64)
{
    int length = EVP_DecodeBlock((unsigned char *)out, (const unsigned char *)base64.at,
                                 (int)base64.length);
    size_t padding = base64.at[base64.length - 1] == '=' ? 1 : 0;

    assert_true(length > 0 && base64.length > 2);
    if (base64.at[base64.length - 2] == '=')
        padding = 2;
    return (size_t)length - padding;
}

static void pad(struct example *example)
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

static void take_value(struct example *example)
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

static void take_headers(struct example *example)
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

static void open_example(struct example *example, const char *path)
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

static void close_example(struct example *example)
{
    json_exact_free(example->document);
    free(example->file);
    free(example->value);
}

static void assert_told(const char *path, const char *what, struct text expected,
                        const char *got)
{
    if (!text_is(expected, got))
        fail_msg("%s: %s is %s", path, what, got);
}

/* Both sentences are there, whole (the examples are short enough), and UTF-8. */
static void assert_worded(const char *path, const struct refusal *refusal)
{
    const char *const sentences[] = {refusal->detail_vi, refusal->detail_en};

    for (int i = 0; i < 2; i++) {
        size_t length = strlen(sentences[i]);

        if (length < 20 || sentences[i][length - 1] != '.' ||
            !utf8_valid(text_of(sentences[i])))
            fail_msg("%s: %s", path, sentences[i]);
    }
}

static enum reason judge(const struct plan *plan, const char *path)
{
    struct example example;
    struct measurement measurement;
    struct observation observation = {.indicator = NULL};
    struct refusal refusal = {.reason = REASON_NONE};
    const struct agency *agency = NULL;
    struct cloudevent *event = NULL;

    open_example(&example, path);
    agency = plan_agency(plan, example.agency);
    assert_non_null(agency);
    event = cloudevent_read(&example.record, &measurement, &refusal);
    if (event != NULL)
        (void)check_measurement(plan, agency, example.record.timestamp_unix_ms, &measurement,
                                &observation, &refusal);
    if (member(&example, "reason").at == NULL) {
        if (refusal.reason != REASON_NONE)
            fail_msg("%s: %s at %s: %s", path, reason_name(refusal.reason), refusal.pointer,
                     refusal.detail_en);
        assert_true(observation.indicator != NULL && observation.digest >> 52 == 0);
    } else {
        assert_told(path, "reason", member(&example, "reason"), reason_name(refusal.reason));
        assert_told(path, "pointer", member(&example, "pointer"), refusal.pointer);
        assert_worded(path, &refusal);
    }
    cloudevent_free(event);
    close_example(&example);
    return refusal.reason;
}

/* Judges every file of the folder; counts how often each reason was given. */
static void judge_folder(const struct plan *plan, const char *folder, int counts[REASON_COUNT])
{
    struct dirent **files = NULL;
    int count = scandir(folder, &files, NULL, alphasort);
    char path[512];

    assert_true(count > 2);
    for (int i = 0; i < count; i++) {
        if (files[i]->d_name[0] != '.') {
            (void)snprintf(path, sizeof(path), "%s/%s", folder, files[i]->d_name);
            counts[judge(plan, path)]++;
        }
        free(files[i]);
    }
    free(files);
}

static struct plan *load_plan(void)
{
    char *bytes = read_file(TIENDO_ROOT "/tests/schemas/plan.json");
    struct plan_faults faults;
    struct plan *plan = plan_load(text_of(bytes), &faults);

    for (size_t i = 0; i < faults.count; i++)
        print_error("%s: %s\n", faults.items[i].pointer, faults.items[i].message);
    assert_non_null(plan);
    plan_faults_free(&faults);
    free(bytes);
    return plan;
}

static void examples_accepted_are(void **state)
{
    struct plan *plan = load_plan();
    int counts[REASON_COUNT] = {0};
    (void)state;

    judge_folder(plan, TIENDO_ROOT "/schemas/examples/accepted", counts);
    for (int reason = 1; reason < REASON_COUNT; reason++)
        assert_int_equal(counts[reason], 0);
    plan_free(plan);
}

static void examples_refused_are_and_there_is_one_of_every_reason(void **state)
{
    struct plan *plan = load_plan();
    int counts[REASON_COUNT] = {0};
    (void)state;

    judge_folder(plan, TIENDO_ROOT "/schemas/examples/refused", counts);
    assert_int_equal(counts[REASON_NONE], 0);
    for (int reason = 1; reason < REASON_COUNT; reason++)
        if (counts[reason] == 0)
            fail_msg("no example is refused as %s", reason_name((enum reason)reason));
    plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_accepted_are),
        cmocka_unit_test(examples_refused_are_and_there_is_one_of_every_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
