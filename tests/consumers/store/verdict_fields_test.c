/* Verdicts, alerts and transitions as fields: what does not exist is "", and reads back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/store/verdict_fields.h"

static const char *field(const struct fields *fields, const char *name)
{
    static char text[WORDS_BYTES];

    for (size_t i = 0; i < fields->count; i++)
        if (strcmp(fields->items[i].name, name) == 0) {
            (void)snprintf(text, sizeof(text), "%.*s", (int)fields->items[i].value.length,
                           fields->items[i].value.at);
            return text;
        }
    fail_msg("no field %s", name);
    return NULL;
}

static const struct indicator indicator = {.id = "i", .unit_measure = "PT"};
static const struct target target = {.id = "t", .indicator = &indicator, .due = 22279};

static void an_empty_verdict_has_no_figures(void **state)
{
    static const char *const absent[] = {
        "period",           "obs_status",        "value",
        "numerator",        "benchmark",         "rank_of",
        "expected",         "deviation",         "pace",
        "baseline_period",  "linear_ratio",      "projected",
        "arrives",          "required_pace",     "last_status",
        "met_periods",      "baseline_observed", "why",
        "coverage",         "cagr_ratio",        "cagr_score",
        "methods_disagree", "trend_n",           "trend_s",
        "trend_p",          "trend_slope",       "baseline_adjusted",
        "trend_intercept",
    };
    struct verdict verdict = {.target = &target,
                              .status = STATUS_NOT_MEASURED,
                              .as_of = 20000,
                              .arrives = PLAN_DAY_NONE};
    struct words words = {.vi = "Chưa có số liệu", .en = "Not measured"};
    struct fields fields;
    (void)state;

    fields_of_verdict(&verdict, &words, &fields);
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
        assert_string_equal("", field(&fields, absent[i]));
    assert_string_equal("NOT_MEASURED", field(&fields, "status"));
    assert_string_equal("2024-10-04", field(&fields, "as_of"));
    assert_string_equal("2030-12-31", field(&fields, "due"));
    assert_string_equal("0", field(&fields, "provisional"));
    assert_string_equal("Chưa có số liệu", field(&fields, "explain_vi"));
}

static void a_full_verdict_has_them_all(void **state)
{
    struct verdict verdict = {.target = &target,
                              .status = STATUS_STALE,
                              .last_status = STATUS_SLOW,
                              .why = WHY_LOST,
                              .has_period = true,
                              .period = {FREQUENCY_QUARTERLY, 2026 * 4 + 2},
                              .obs_status = 'E',
                              .rank_of = 63,
                              .provisional = true,
                              .has_baseline = true,
                              .baseline_observed = true,
                              .baseline_adjusted = true,
                              .baseline_period = {FREQUENCY_ANNUAL, 2022},
                              .arrives = 22279,
                              .met_periods = 0,
                              .judged_periods = 3,
                              .has_methods = true,
                              .trend_n = 5,
                              .trend_s = 0};
    struct words words = {0};
    struct fields fields;
    (void)state;

    memcpy(verdict.value.text, "9", 2);
    fields_of_verdict(&verdict, &words, &fields);
    assert_string_equal("STALE", field(&fields, "status"));
    assert_string_equal("SLOW", field(&fields, "last_status"));
    assert_string_equal("lost", field(&fields, "why"));
    assert_string_equal("2026-Q3", field(&fields, "period"));
    assert_string_equal("E", field(&fields, "obs_status"));
    assert_string_equal("9", field(&fields, "value"));
    assert_string_equal("63", field(&fields, "rank_of"));
    assert_string_equal("1", field(&fields, "provisional"));
    assert_string_equal("2022", field(&fields, "baseline_period"));
    assert_string_equal("1", field(&fields, "baseline_observed"));
    assert_string_equal("1", field(&fields, "baseline_adjusted"));
    assert_string_equal("2030-12-31", field(&fields, "arrives"));
    assert_string_equal("0", field(&fields, "met_periods")); /* none of three is a figure */
    assert_string_equal("3", field(&fields, "judged_periods"));
    assert_string_equal("0", field(&fields, "methods_disagree")); /* they agree */
    assert_string_equal("5", field(&fields, "trend_n"));
    assert_string_equal("0", field(&fields, "trend_s"));
}

static void an_alert_reads_back_as_it_was_written(void **state)
{
    const struct words words = {"câu", "sentence"};
    struct verdicts_alert alert = {.is = {.state = ALARM_FIRING,
                                          .severity = SEVERITY_CRITICAL,
                                          .count = 2,
                                          .why = "projected"},
                                   .sequence = 3,
                                   .raised_unix_ms = 1791100800000,
                                   .changed_unix_ms = 1791187200000,
                                   .acknowledged_unix_ms = 1791187200001,
                                   .acknowledged_by = "Nguyễn Văn A",
                                   .acknowledged_note = "đang xử lý"};
    struct verdicts_alert read = {0};
    struct fields fields;
    (void)state;

    memcpy(alert.is.raised_for, "2026-09", 8);
    memcpy(alert.is.since, "2026-08", 8);
    memcpy(alert.is.period, "2026-10", 8);
    memcpy(alert.is.value.text, "41.00", 6);
    fields_of_alert(&alert, &words, &fields);
    for (size_t i = 0; i < fields.count; i++)
        fields_read_alert(text_of(fields.items[i].name), fields.items[i].value, &read);
    assert_int_equal(ALARM_FIRING, read.is.state);
    assert_int_equal(SEVERITY_CRITICAL, read.is.severity);
    assert_int_equal(3, read.sequence);
    assert_int_equal(2, read.is.count);
    assert_int_equal(1791187200000, read.changed_unix_ms);
    assert_string_equal("2026-09", read.is.raised_for);
    assert_string_equal("2026-08", read.is.since);
    assert_string_equal("2026-10", read.is.period);
    assert_string_equal("projected", read.is.why);
    assert_string_equal("41.00", read.is.value.text);
    assert_int_equal(1791100800000, read.raised_unix_ms);
    assert_int_equal(1791187200001, read.acknowledged_unix_ms);
    assert_string_equal("Nguyễn Văn A", read.acknowledged_by);
    assert_string_equal("đang xử lý", read.acknowledged_note);
    assert_string_equal("câu", field(&fields, "explain_vi"));
}

static void an_alert_that_never_was_leaves_no_field(void **state)
{
    struct verdicts_alert alert = {.is = {.period = "2026-09", .value = {"81.00"}}};
    struct fields fields;
    (void)state;

    fields_of_alert(&alert, NULL, &fields);
    for (size_t i = 0; i < fields.count; i++)
        assert_int_equal(0, fields.items[i].value.length);
    alert.sequence = 2;
    fields_of_alert(&alert, NULL, &fields);
    assert_string_equal("inactive", field(&fields, "state"));
    assert_string_equal("", field(&fields, "count"));
}

static void foreign_values_are_passed_over(void **state)
{
    struct verdicts_alert alert = {.sequence = 7};
    (void)state;

    fields_read_alert(text_of("sequence"), text_of("many"), &alert);
    fields_read_alert(text_of("raised_for"),
                      text_of("a period that is far too long for any room"), &alert);
    fields_read_alert(text_of("state"), text_of("burning"), &alert);
    fields_read_alert(text_of("severity"), (struct text){NULL, 0}, &alert);
    fields_read_alert(text_of("colour"), text_of("red"), &alert);
    assert_int_equal(7, alert.sequence);
    assert_string_equal("", alert.is.raised_for);
    assert_int_equal(ALARM_INACTIVE, alert.is.state);
    assert_int_equal(SEVERITY_NONE, alert.is.severity);
}

static void a_transition_reads_back_as_it_was_written(void **state)
{
    struct alert alert = {.plan = text_of("p"),
                          .plan_version = 1,
                          .sequence = 3,
                          .count = 0,
                          .at_unix_ms = 1791187200000};
    struct alert read = {.count = 9};
    struct fields fields;
    (void)state;

    alert.fields[ALERT_SUBJECT] = text_of("2030.5.6");
    alert.fields[ALERT_LEAD] = text_of("khcn thongke");
    alert.fields[ALERT_WHY] = text_of("");
    fields_of_transition(&alert, &fields);
    for (size_t i = 0; i < fields.count; i++)
        fields_read_transition(text_of(fields.items[i].name), fields.items[i].value, &read);
    assert_true(text_is(read.plan, "p"));
    assert_int_equal(1, read.plan_version);
    assert_int_equal(3, read.sequence);
    assert_int_equal(0, read.count);
    assert_int_equal(1791187200000, read.at_unix_ms);
    assert_true(text_is(read.fields[ALERT_SUBJECT], "2030.5.6"));
    assert_true(text_is(read.fields[ALERT_LEAD], "khcn thongke"));
    assert_null(read.fields[ALERT_WHY].at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_verdict_has_no_figures),
        cmocka_unit_test(a_full_verdict_has_them_all),
        cmocka_unit_test(an_alert_reads_back_as_it_was_written),
        cmocka_unit_test(an_alert_that_never_was_leaves_no_field),
        cmocka_unit_test(foreign_values_are_passed_over),
        cmocka_unit_test(a_transition_reads_back_as_it_was_written),
    };

    return cmocka_run_group_tests_name("store/verdict_fields", tests, NULL, NULL);
}
