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

#include "schemas/check.h"
#include "schemas/digest.h"
#include "schemas/utf8.h"
#include "tests/schemas/example.h"

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
    struct cloudevent event = {NULL};

    open_example(&example, path);
    agency = plan_agency(plan, example.agency);
    assert_non_null(agency);
    if (cloudevent_read(&event, &example.record, &measurement, &refusal) == 0)
        (void)check_measurement(plan, agency, example.record.timestamp_unix_ms, &measurement,
                                &observation, &refusal);
    if (member(&example, "reason").at == NULL) {
        if (refusal.reason != REASON_NONE)
            fail_msg("%s: %s at %s: %s", path, reason_name(refusal.reason), refusal.pointer,
                     refusal.detail_en);
        assert_true(observation.indicator != NULL && digest_of(&observation) >> 52 == 0);
    } else {
        assert_told(path, "reason", member(&example, "reason"), reason_name(refusal.reason));
        assert_told(path, "pointer", member(&example, "pointer"), refusal.pointer);
        assert_worded(path, &refusal);
    }
    cloudevent_free(&event);
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
