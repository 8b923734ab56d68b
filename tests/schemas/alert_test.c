/* The alert event: the same bytes each time, and read back as written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/alert.h"

static struct alert sample(void)
{
    struct alert alert = {.plan = text_of("bac-giang-2030"),
                          .plan_version = 1,
                          .sequence = 3,
                          .count = 2,
                          .at_unix_ms = 1791187200250};

    alert.fields[ALERT_SUBJECT] = text_of("2030.5.6");
    alert.fields[ALERT_KIND] = text_of("off_target");
    alert.fields[ALERT_TRANSITION] = text_of("raised");
    alert.fields[ALERT_SEVERITY] = text_of("warning");
    alert.fields[ALERT_RAISED_FOR] = text_of("2026-09");
    alert.fields[ALERT_LEAD] = text_of("khcn thongke");
    alert.fields[ALERT_VALUE] = text_of("61.20");
    alert.fields[ALERT_WHY] = text_of("");
    alert.fields[ALERT_EXPLAIN_VI] = text_of("Chậm tiến độ \"thật\".");
    return alert;
}

static void write_gives_the_contract(void **state)
{
    struct alert alert = sample();
    size_t length = 0;
    char *bytes = alert_write(&alert, &length), *key = alert_key(&alert);
    (void)state;

    assert_string_equal(
        "{\"specversion\":\"1.0\",\"id\":\"bac-giang-2030/2030.5.6/off_target/2026-09/3\","
        "\"source\":\"/plans/bac-giang-2030\",\"type\":\"vn.gov.tiendo.alert.v1\","
        "\"subject\":\"2030.5.6/off_target\",\"time\":\"2026-10-05T08:00:00.250Z\","
        "\"datacontenttype\":\"application/json\",\"data\":{\"plan\":\"bac-giang-2030\","
        "\"plan_version\":1,\"sequence\":3,\"count\":2,\"subject\":\"2030.5.6\","
        "\"kind\":\"off_target\",\"transition\":\"raised\",\"severity\":\"warning\","
        "\"raised_for\":\"2026-09\",\"lead\":[\"khcn\",\"thongke\"],\"value\":\"61.20\","
        "\"explain_vi\":\"Chậm tiến độ \\\"thật\\\".\"}}",
        bytes);
    assert_int_equal(strlen(bytes), length);
    assert_string_equal("bac-giang-2030/2030.5.6/off_target", key);
    free(bytes);
    free(key);
}

static void read_gives_back_what_was_written(void **state)
{
    struct alert alert = sample(), read = {0};
    size_t length = 0;
    char *bytes = alert_write(&alert, &length);
    struct alert_document *document = alert_read((struct text){bytes, length}, &read);
    (void)state;

    assert_non_null(document);
    assert_true(text_is(read.plan, "bac-giang-2030"));
    assert_int_equal(3, read.sequence);
    assert_int_equal(2, read.count);
    assert_int_equal(1791187200250, read.at_unix_ms);
    for (int field = 0; field < ALERT_FIELD_COUNT; field++) {
        assert_int_equal(alert.fields[field].length, read.fields[field].length);
        assert_true(alert.fields[field].length == 0 ||
                    memcmp(alert.fields[field].at, read.fields[field].at,
                           read.fields[field].length) == 0);
    }
    alert_free(document);
    free(bytes);
}

static void read_refuses_what_is_no_alert(void **state)
{
    static const char *const cases[] = {
        "",
        "{}",
        "[]",
        "null",
        "{\"type\":\"vn.gov.tiendo.alert.v1\"}",
        "{\"type\":\"vn.gov.tiendo.alert.v1\",\"time\":\"2026-10-05T08:00:00Z\"}",
        "{\"type\":\"vn.gov.tiendo.alert.v1\",\"time\":\"2026-10-05T08:00:00Z\",\"data\":{}}",
        "{\"type\":\"vn.gov.tiendo.alert.v1\",\"time\":\"2026-10-05T08:00:00Z\","
        "\"data\":{\"plan\":\"p\",\"sequence\":0}}",
        "{\"type\":\"vn.gov.tiendo.alert.v1\",\"time\":\"2026-10-05T08:00:00Z\","
        "\"data\":{\"plan\":\"p\",\"sequence\":1,\"lead\":[1]}}",
        "{\"type\":\"vn.gov.tiendo.measurement.v1\",\"time\":\"2026-10-05T08:00:00Z\","
        "\"data\":{\"plan\":\"p\",\"sequence\":1}}",
    };
    struct alert alert = {.sequence = 77};
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (alert_read(text_of(cases[i]), &alert) != NULL)
            fail_msg("%s was read", cases[i]);
    assert_null(alert_read((struct text){NULL, 0}, &alert));
    assert_int_equal(77, alert.sequence);
}

static void write_refuses_what_is_no_utf8(void **state)
{
    struct alert alert = sample();
    size_t length = 0;
    (void)state;

    alert.fields[ALERT_VALUE] = text_of("\xff");
    assert_null(alert_write(&alert, &length));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(write_gives_the_contract),
        cmocka_unit_test(read_gives_back_what_was_written),
        cmocka_unit_test(read_refuses_what_is_no_alert),
        cmocka_unit_test(write_refuses_what_is_no_utf8),
    };

    return cmocka_run_group_tests_name("schemas/alert", tests, NULL, NULL);
}
