#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/check.h"
#include "schemas/cloudevent.h"
#include "schemas/reading.h"

static const int64_t now_unix_ms = INT64_C(1791187200250); /* 2026-10-05T08:00:00.250Z */

struct fixture {
    struct plan *plan;
    struct reading_sender sender;
};

static int begin(void **state)
{
    static char bytes[64 * 1024];
    static struct fixture fixture;
    FILE *file = fopen(TIENDO_ROOT "/tests/schemas/plan.json", "rb");
    struct plan_faults faults;
    size_t length = 0;

    if (file == NULL)
        return -1;
    length = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    fixture.plan = plan_load((struct text){bytes, length}, &faults);
    plan_faults_free(&faults);
    if (fixture.plan == NULL)
        return -1;
    fixture.sender =
        (struct reading_sender){fixture.plan, plan_agency(fixture.plan, text_of("khcn")), NULL};
    *state = &fixture;
    return 0;
}

static int end(void **state)
{
    plan_free(((struct fixture *)*state)->plan);
    return 0;
}

static struct reading_event make(const struct fixture *f, const char *reading)
{
    struct reading_event event = {.bytes = NULL};
    struct refusal refusal;

    if (reading_to_event(&f->sender, now_unix_ms, text_of(reading), &event, &refusal) != 0)
        fail_msg("%s: %s %s", reading, reason_name(refusal.reason), refusal.detail_en);
    return event;
}

static void reading_becomes_an_event(void **state)
{
    struct reading_event event =
        make(*state, "{\"indicator\":\"dti.score\", \"time_period\":\"2025\", "
                     "\"obs_value\":7.2130e-1, \"benchmark\":0.68850000000000000000, "
                     "\"comment\":\"\\\"tốt\\\"\\n\"}");
    static const char before_id[] = "{\"specversion\":\"1.0\",\"id\":\"";
    static const char after_id[] =
        "\",\"source\":\"/agencies/khcn/tiendo-collector\","
        "\"type\":\"vn.gov.tiendo.measurement.v1\",\"subject\":\"dti.score/2025\","
        "\"time\":\"2026-10-05T08:00:00.250Z\",\"datacontenttype\":\"application/json\","
        "\"data\":{\"indicator\":\"dti.score\",\"time_period\":\"2025\","
        "\"obs_value\":7.2130e-1,\"benchmark\":0.68850000000000000000,"
        "\"comment\":\"\\\"tốt\\\"\\n\"}}";

    assert_string_equal(event.indicator->id, "dti.score");
    assert_int_equal(event.length, strlen(event.bytes));
    assert_memory_equal(event.bytes, before_id, strlen(before_id));
    assert_string_equal(event.bytes + event.length - strlen(after_id), after_id);
    assert_int_equal(event.length, strlen(before_id) + 32 + strlen(after_id));
    free(event.bytes);
}

static void reading_keeps_what_it_says_itself(void **state)
{
    struct reading_event event =
        make(*state, "{\"time\":\"2026-10-04T23:00:00+07:00\", \"id\":\"n 1\", "
                     "\"source\":\"/agencies/khcn/dvc\", \"indicator\":\"ip.filings\", "
                     "\"time_period\":\"2026-Q3\", \"obs_status\":\"M\"}");

    assert_non_null(strstr(event.bytes, "\"id\":\"n 1\",\"source\":\"/agencies/khcn/dvc\""));
    assert_non_null(strstr(event.bytes, "\"time\":\"2026-10-04T23:00:00+07:00\""));
    assert_non_null(strstr(event.bytes, "\"data\":{\"indicator\""));
    free(event.bytes);
}

#define FILINGS "\"indicator\":\"ip.filings\",\"time_period\":\"2026-Q3\","

/* The text between "id":" and the next quote. */
static void id_of(const struct fixture *f, int64_t now, const char *reading, char id[64])
{
    struct reading_event event = {.bytes = NULL};
    struct refusal refusal;

    assert_int_equal(reading_to_event(&f->sender, now, text_of(reading), &event, &refusal), 0);
    assert_int_equal(sscanf(event.bytes, "{\"specversion\":\"1.0\",\"id\":\"%63[^\"]", id), 1);
    free(event.bytes);
}

static void reading_gets_the_same_id_for_the_same_words(void **state)
{
    static const char *const different[] = {
        "{" FILINGS "\"obs_value\":5}",
        "{" FILINGS "\"obs_value\":6}",
        "{" FILINGS "\"obs_value\":5,\"time\":\"2026-10-05T08:00:00Z\"}",
        "{" FILINGS "\"obs_value\":5,\"source\":\"/agencies/khcn/x\"}",
        "{" FILINGS "\"obs_value\":5,\"comment\":\"\"}",
        "{" FILINGS "\"obs_value\":5,\"comment\":\"5\"}",
        "{" FILINGS "\"obs_value\":5,\"obs_status\":\"E\"}",
    };
    char ids[7][64], again[64];

    for (size_t i = 0; i < 7; i++) {
        id_of(*state, now_unix_ms, different[i], ids[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(ids[i], ids[j]);
    }
    id_of(*state, now_unix_ms + 86400000, different[0], again);
    assert_string_equal(again, ids[0]);
    id_of(*state, now_unix_ms, "{\"obs_value\":5, " FILINGS "\"time\":null}", again);
    assert_string_equal(again, ids[0]);
    id_of(*state, now_unix_ms,
          "{" FILINGS "\"obs_value\":5,\"source\":\"/agencies/khcn/tiendo-collector\"}", again);
    assert_string_equal(again, ids[0]);
}

static void reading_is_refused_as_its_receiver_would(void **state)
{
    static const struct {
        const char *reading;
        enum reason reason;
        const char *pointer;
    } rows[] = {
        {"", REASON_NOT_JSON, ""},
        {"{", REASON_NOT_JSON, ""},
        {"[1]", REASON_NOT_JSON, ""},
        {"{\"time\":\"x\",\"time\":\"x\"}", REASON_DUPLICATE_KEY, ""},
        {"{" FILINGS "\"obs_value\":5,\"time\":1}", REASON_BAD_ATTRIBUTE, "/time"},
        {"{" FILINGS "\"obs_value\":5,\"time\":\"2026-10-07T08:00:00Z\"}", REASON_TIME_FUTURE,
         "/time"},
        {"{" FILINGS "\"obs_value\":5,\"id\":\"\"}", REASON_BAD_ATTRIBUTE, "/id"},
        {"{" FILINGS "\"obs_value\":5,\"source\":\"/agencies/yte/x\"}",
         REASON_IDENTITY_MISMATCH, "/source"},
        {"{" FILINGS "\"obs_value\":5,\"a/b\":[{\"c\":1}]}", REASON_UNKNOWN_FIELD, "/a~1b"},
        {"{" FILINGS "\"obs_value\":5,\"specversion\":\"1.0\"}", REASON_UNKNOWN_FIELD,
         "/specversion"},
        {"{" FILINGS "\"obs_value\":[]}", REASON_VALUE_INVALID, "/obs_value"},
        {"{" FILINGS "\"obs_value\":0.5}", REASON_TOO_PRECISE, "/obs_value"},
        {"{\"indicator\":\"x\",\"time_period\":\"2026\"}", REASON_INDICATOR_UNKNOWN,
         "/indicator"},
        {"{}", REASON_INDICATOR_UNKNOWN, "/indicator"},
    };
    const struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct reading_event event = {.length = 77};
        struct refusal refusal;

        assert_int_equal(reading_to_event(&f->sender, now_unix_ms, text_of(rows[i].reading),
                                          &event, &refusal),
                         -1);
        assert_int_equal(event.length, 77);
        if (refusal.reason != rows[i].reason || strcmp(refusal.pointer, rows[i].pointer) != 0)
            fail_msg("%s: %s at %s: %s", rows[i].reading, reason_name(refusal.reason),
                     refusal.pointer, refusal.detail_en);
    }
}

static void reading_is_limited_as_its_event_is(void **state)
{
    static char reading[CLOUDEVENT_BYTES_MAX + 2];
    const struct fixture *f = *state;
    struct reading_event event;
    struct refusal refusal;
    size_t head = 0;

    head = (size_t)snprintf(reading, sizeof(reading),
                            "{" FILINGS "\"obs_status\":\"M\",\"comment\":\"");
    memset(reading + head, 'x', CLOUDEVENT_BYTES_MAX - 100 - head);
    (void)snprintf(reading + CLOUDEVENT_BYTES_MAX - 100, 3, "\"}");
    assert_int_equal(
        reading_to_event(&f->sender, now_unix_ms, text_of(reading), &event, &refusal), -1);
    assert_int_equal(refusal.reason, REASON_TOO_LARGE);
    memset(reading, ' ', CLOUDEVENT_BYTES_MAX + 1);
    assert_int_equal(
        reading_to_event(&f->sender, now_unix_ms, text_of(reading), &event, &refusal), -1);
    assert_int_equal(refusal.reason, REASON_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_becomes_an_event),
        cmocka_unit_test(reading_keeps_what_it_says_itself),
        cmocka_unit_test(reading_gets_the_same_id_for_the_same_words),
        cmocka_unit_test(reading_is_refused_as_its_receiver_would),
        cmocka_unit_test(reading_is_limited_as_its_event_is),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
