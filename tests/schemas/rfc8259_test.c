/*
 * Every file of tests/fuzz/corpus/rfc8259: by itself through json_exact, and inside an event
 * through both readers.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schemas/json_exact.h"
#include "tests/fuzz/agreement.h"

#define FOLDER TIENDO_ROOT "/tests/fuzz/corpus/rfc8259"

enum { BYTES_MAX = 32 * 1024 };

struct production {
    const char *file;
    char bytes[BYTES_MAX];
    size_t length;
};

static void for_each_production(void (*visit)(const struct production *production))
{
    static struct production production;
    struct dirent **files = NULL;
    int count = scandir(FOLDER, &files, NULL, alphasort);

    assert_true(count > 200);
    for (int i = 0; i < count; i++) {
        char path[512];
        FILE *file = NULL;

        production.file = files[i]->d_name;
        if (strstr(production.file, ".json") != NULL) {
            (void)snprintf(path, sizeof(path), FOLDER "/%s", production.file);
            file = fopen(path, "rb");
            assert_non_null(file);
            production.length = fread(production.bytes, 1, BYTES_MAX, file);
            assert_true(feof(file));
            assert_int_equal(fclose(file), 0);
            visit(&production);
        }
        free(files[i]);
    }
    free(files);
}

static enum json_exact_fault expected_of(const char *file)
{
    if (text_begins(text_of(file), "kept-"))
        return JSON_EXACT_OK;
    if (text_begins(text_of(file), "double-"))
        return JSON_EXACT_DUPLICATE_KEY;
    if (!text_begins(text_of(file), "broken-") && !text_begins(text_of(file), "limit-"))
        fail_msg("%s: begins with neither kept, broken, limit nor double", file);
    return JSON_EXACT_MALFORMED;
}

static void check_alone(const struct production *production)
{
    struct json_exact_trouble trouble;
    struct json_exact *document =
        json_exact_read((struct text){production->bytes, production->length}, &trouble);

    assert_int_equal(document == NULL, trouble.fault != JSON_EXACT_OK);
    if (trouble.fault != expected_of(production->file))
        fail_msg("%s: %s", production->file, document != NULL ? "is read" : trouble.detail);
    json_exact_free(document);
}

struct inside {
    char bytes[2 * BYTES_MAX];
    size_t length;
};

static void append(struct inside *inside, struct text text)
{
    assert_true(text.length <= sizeof(inside->bytes) - inside->length);
    if (text.length > 0)
        memcpy(inside->bytes + inside->length, text.at, text.length);
    inside->length += text.length;
}

static void check_inside(const struct production *production, const char *before,
                         const char *after)
{
    static struct inside inside;
    struct record record = {.timestamp_unix_ms = -1};
    struct agreement agreement;

    inside.length = 0;
    append(&inside, text_of(before));
    append(&inside, (struct text){production->bytes, production->length});
    append(&inside, text_of(after));
    record.value = (struct text){inside.bytes, inside.length};
    agreement = readers_agree(&record);
    if (agreement.differs != NULL)
        fail_msg("%s%s%s: %s", before, production->file, after, agreement.differs);
}

static void check_in_an_event(const struct production *production)
{
    static const char envelope[] =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/agencies/khcn/x\",\"type\":"
        "\"vn.gov.tiendo.measurement.v1\",\"time\":\"2026-10-05T08:00:00Z\",";
    char before[512];

    check_inside(production, "", "");
    (void)snprintf(before, sizeof(before), "%s\"data\":{\"obs_value\":", envelope);
    check_inside(production, before, "}}");
    (void)snprintf(before, sizeof(before), "%s\"data\":{\"comment\":", envelope);
    check_inside(production, before, ",\"revision\":1}}");
    (void)snprintf(before, sizeof(before), "%s\"data\":", envelope);
    check_inside(production, before, "}");
    (void)snprintf(before, sizeof(before), "%s\"data\":{},\"extension\":", envelope);
    check_inside(production, before, "}");
    (void)snprintf(before, sizeof(before), "%s\"data\":{},\"subject\":", envelope);
    check_inside(production, before, "}");
    (void)snprintf(before, sizeof(before), "%s\"data\":{}}", envelope);
    check_inside(production, before, "");
}

static void every_production_is_read_or_refused_as_its_name_says(void **state)
{
    (void)state;
    for_each_production(check_alone);
}

static void readers_agree_on_every_production_inside_an_event(void **state)
{
    (void)state;
    for_each_production(check_in_an_event);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_production_is_read_or_refused_as_its_name_says),
        cmocka_unit_test(readers_agree_on_every_production_inside_an_event),
    };

    return cmocka_run_group_tests_name("rfc8259", tests, NULL, NULL);
}
