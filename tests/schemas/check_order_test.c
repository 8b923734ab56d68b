/*
 * Of several faults in one event the first in the order of the reasons is the one that is told.
 */
#include "tests/schemas/judged.h"

/* Each replaces a member of a good event. */
static const struct fault {
    enum reason reason;
    const char *member, *text; /* text: "" leaves it out */
} faults[] = {
    {REASON_NOT_CLOUDEVENT, "specversion", "\"0.3\""},
    {REASON_WRONG_TYPE, "type", "\"x\""},
    {REASON_BAD_ATTRIBUTE, "id", "\"\""},
    {REASON_BAD_ATTRIBUTE, "source", "\"a b\""},
    {REASON_IDENTITY_MISMATCH, "source", "\"/agencies/thongke/x\""},
    {REASON_TIME_FUTURE, "time", "\"2026-10-06T08:00:00.001Z\""},
    {REASON_UNKNOWN_FIELD, "extra", "1"},
    {REASON_INDICATOR_UNKNOWN, "indicator", "\"x\""},
    {REASON_NOT_A_REPORTER, "indicator", "\"id.level2-share\""},
    {REASON_AREA_UNKNOWN, "ref_area", "\"x\""},
    {REASON_PERIOD_INVALID, "time_period", "\"x\""},
    {REASON_WRONG_FREQUENCY, "time_period", "\"2026-Q3\""},
    {REASON_PERIOD_FUTURE, "time_period", "\"2027-01\""},
    {REASON_PERIOD_TOO_OLD, "time_period", "\"2018-12\""},
    {REASON_UNIT_MISMATCH, "unit_measure", "\"x\""},
    {REASON_STATUS_UNKNOWN, "obs_status", "\"x\""},
    {REASON_VALUE_MISSING, "denominator", ""},
    {REASON_VALUE_INVALID, "comment", "1"},
    {REASON_VALUE_INVALID, "obs_value", "true"},
    {REASON_OUT_OF_RANGE, "numerator", "-1"},
    {REASON_TOO_PRECISE, "denominator", "3.5"},
    {REASON_INCONSISTENT_VALUE, "obs_value", "99"},
    {REASON_REVISION_INVALID, "revision", "-1"},
};

static const char *text_with(const char *member, const char *good,
                             const struct fault *const two[2])
{
    for (int i = 0; i < 2; i++)
        if (strcmp(two[i]->member, member) == 0)
            return two[i]->text;
    return good;
}

static void append(char out[EVENT_BYTES], const char *member, const char *text)
{
    size_t used = strlen(out);

    if (text[0] != '\0')
        (void)snprintf(out + used, EVENT_BYTES - used, "%s\"%s\": %s", used > 0 ? ", " : "",
                       member, text);
}

static enum reason reason_of_both(const struct plan *plan, const struct fault *const two[2])
{
    static const char *const attributes[][2] = {
        {"specversion", "\"1.0\""},           {"id", "\"1\""},
        {"source", "\"/agencies/khcn/x\""},   {"type", "\"vn.gov.tiendo.measurement.v1\""},
        {"time", "\"2026-10-05T08:00:00Z\""},
    };
    static const char *const fields[][2] = {
        {"indicator", "\"egov.online-usage\""},
        {"time_period", "\"2026-09\""},
        {"numerator", "1"},
        {"denominator", "3"},
        {"ref_area", ""},
        {"obs_value", ""},
        {"unit_measure", ""},
        {"obs_status", ""},
        {"comment", ""},
        {"revision", ""},
        {"extra", ""},
    };
    char head[EVENT_BYTES] = "", data[EVENT_BYTES] = "";

    for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
        append(head, attributes[i][0], text_with(attributes[i][0], attributes[i][1], two));
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        append(data, fields[i][0], text_with(fields[i][0], fields[i][1], two));
    return judge(plan, &(struct sent){"khcn", head, data, time_unix_ms}).refusal.reason;
}

static void assert_first_told(const struct plan *plan, const struct fault *a,
                              const struct fault *b)
{
    const struct fault *const two[2] = {a, b};
    enum reason first = a->reason < b->reason ? a->reason : b->reason;
    enum reason got = reason_of_both(plan, two);

    if (got != first)
        fail_msg("%s: %s and %s: %s gives %s", a->member, a->text, b->member, b->text,
                 reason_name(got));
}

static void check_tells_the_first_of_two_faults(void **state)
{
    size_t count = sizeof(faults) / sizeof(faults[0]);

    for (size_t i = 0; i < count; i++) {
        assert_first_told(*state, &faults[i], &faults[i]);
        for (size_t j = i + 1; j < count; j++)
            if (strcmp(faults[i].member, faults[j].member) != 0)
                assert_first_told(*state, &faults[i], &faults[j]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_tells_the_first_of_two_faults),
    };

    return cmocka_run_group_tests(tests, load_plan, free_plan);
}
