/*
 * The sample against the plan it is made for: every reading stands, and every bad record is refused
 * for the reason that deploy/sample/bad/expected names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "schemas/check.h"
#include "schemas/cloudevent.h"

#define SAMPLE TIENDO_ROOT "/deploy/sample"

enum { PLAN_BYTES_MAX = 1 << 20, LINE_BYTES_MAX = 4096, BAD_RECORDS = 24, REAL_DIGITS = 15 };

static const int64_t now_unix_ms = INT64_C(1795132800000); /* 2026-11-20 */

static const char *const agencies[] = {"khcn", "khdt",     "thongke", "tttt", "vpubnd",
                                       "nhnn", "taichinh", "congan",  "yte"};

static FILE *open_of(const char *folder, const char *name)
{
    char path[256];
    FILE *file = NULL;

    (void)snprintf(path, sizeof(path), SAMPLE "/%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot read %s", path);
    return file;
}

static int load_plan(void **state)
{
    FILE *file = fopen(TIENDO_ROOT "/schemas/plans/bac-giang-2030.json", "rb");
    char *bytes = malloc(PLAN_BYTES_MAX);
    struct plan_faults faults;
    size_t length = 0;

    assert_non_null(file);
    assert_non_null(bytes);
    length = fread(bytes, 1, PLAN_BYTES_MAX, file);
    (void)fclose(file);
    *state = plan_load((struct text){bytes, length}, &faults);
    for (size_t i = 0; i < faults.count; i++)
        print_error("%s: %s\n", faults.items[i].pointer, faults.items[i].message);
    plan_faults_free(&faults);
    free(bytes);
    return *state == NULL ? -1 : 0;
}

static int free_plan(void **state)
{
    plan_free(*state);
    return 0;
}

static struct refusal answer_to(const struct plan *plan, const char *agency, const char *event)
{
    struct record record = {.value = text_of(event), .timestamp_unix_ms = now_unix_ms};
    struct refusal refusal = {.reason = REASON_NONE};
    struct observation observation;
    struct measurement measurement;
    struct cloudevent read;

    if (cloudevent_read(&read, &record, &measurement, &refusal) != 0)
        return refusal;
    (void)check_measurement(plan, plan_agency(plan, text_of(agency)), now_unix_ms, &measurement,
                            &observation, &refusal);
    cloudevent_free(&read);
    return refusal;
}

/* ---- readings ---- */

/* The event that a reading becomes; to be freed. */
static char *event_of(const char *agency, const char *line)
{
    json_t *data = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    json_t *event = NULL;
    char source[64], *text = NULL;

    assert_non_null(data);
    (void)snprintf(source, sizeof(source), "/agencies/%s/tiendo-collector", agency);
    event = json_pack("{s:s, s:s, s:s, s:s, s:O}", "specversion", "1.0", "id", "1", "source",
                      source, "type", CLOUDEVENT_MEASUREMENT_TYPE, "time",
                      json_object_get(data, "time"));
    assert_non_null(event);
    if (json_object_get(data, "source") != NULL)
        json_object_set(event, "source", json_object_get(data, "source"));
    json_object_del(data, "source");
    json_object_del(data, "time");
    json_object_set_new(event, "data", data);
    text = json_dumps(event, JSON_REAL_PRECISION(REAL_DIGITS));
    json_decref(event);
    return text;
}

static void check_readings(const struct plan *plan, const char *agency)
{
    char name[64], line[LINE_BYTES_MAX];
    size_t lines = 0;
    FILE *file = NULL;

    (void)snprintf(name, sizeof(name), "%s.ndjson", agency);
    file = open_of("readings", name);
    while (fgets(line, sizeof(line), file) != NULL) {
        char *event = event_of(agency, line);
        struct refusal refusal = answer_to(plan, agency, event);

        lines++;
        if (refusal.reason != REASON_NONE)
            fail_msg("%s, line %zu: %s at %s: %s", name, lines, reason_name(refusal.reason),
                     refusal.pointer, refusal.detail_en);
        free(event);
    }
    (void)fclose(file);
    assert_true(lines > 0);
}

static void every_reading_stands(void **state)
{
    for (size_t i = 0; i < sizeof(agencies) / sizeof(agencies[0]); i++)
        check_readings(*state, agencies[i]);
}

/* ---- bad records ---- */

static void line_of(const char *agency, long number, char line[LINE_BYTES_MAX])
{
    char name[64];
    FILE *file = NULL;

    (void)snprintf(name, sizeof(name), "%s.ndjson", agency);
    file = open_of("bad", name);
    for (long i = 0; i < number; i++)
        if (fgets(line, LINE_BYTES_MAX, file) == NULL)
            fail_msg("%s has no line %ld", name, number);
    (void)fclose(file);
    line[strcspn(line, "\n")] = '\0';
}

static void check_bad_record(const struct plan *plan, const char *expected)
{
    char agency[16], number[8], reason[32], line[LINE_BYTES_MAX];
    struct refusal refusal;

    assert_int_equal(sscanf(expected, "%15s %7s %31s", agency, number, reason), 3);
    line_of(agency, strtol(number, NULL, 10), line);
    refusal = answer_to(plan, agency, line);
    if (strcmp(reason_name(refusal.reason), reason) != 0)
        fail_msg("%s, line %s: %s, not %s: %s", agency, number, reason_name(refusal.reason),
                 reason, refusal.detail_en);
}

static void every_bad_record_is_refused_as_expected(void **state)
{
    char line[LINE_BYTES_MAX];
    FILE *file = open_of("bad", "expected");
    int records = 0;

    while (fgets(line, sizeof(line), file) != NULL) {
        if (line[0] == '#')
            continue;
        check_bad_record(*state, line);
        records++;
    }
    (void)fclose(file);
    assert_int_equal(records, BAD_RECORDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reading_stands),
        cmocka_unit_test(every_bad_record_is_refused_as_expected),
    };

    return cmocka_run_group_tests(tests, load_plan, free_plan);
}
