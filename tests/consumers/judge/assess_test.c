/* The statuses of judgement section 3, each at its edges. */
#include "tests/consumers/judge/fixture.h"

/* ---- the straight line: baseline 40 in 2020, 80 by 2030: 4 a year ---- */

static void cut_offs_are_inclusive_and_exact(void **state)
{
    /* expected at 2025: 60, so (y - 40) / 20 */
    static const struct {
        const char *series, *status, *ratio;
    } cases[] = {
        {"2025=60.00", "ON_TRACK", "1.0000"},   {"2025=59.00", "ON_TRACK", "0.9500"},
        {"2025=58.99", "SLOW", "0.9495"},       {"2025=52.00", "SLOW", "0.6000"},
        {"2025=51.99", "OFF_TRACK", "0.5995"},  {"2025=40.00", "OFF_TRACK", "0.0000"},
        {"2025=39.99", "REVERSING", "-0.0005"}, {"2025=79.99", "ON_TRACK", "1.9995"},
        {"2025=80.00", "ACHIEVED", "2.0000"},   {"2025=60.00E", "ON_TRACK", "1.0000"},
        {"2025=0.00", "REVERSING", "-2.0000"},  {"2025=-10", "REVERSING", "-2.5000"},
    };
    struct fixture f;
    (void)state;

    fixture_line(&f, 4000, 8000);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct verdict v = fixture_judge(&f, cases[i].series, "2026-02-01");

        fixture_expect(cases[i].series, &v, cases[i].status);
        assert_string_equal(cases[i].ratio, v.linear_ratio.text);
        assert_string_equal("60.00", v.expected.text);
        assert_true(v.provisional == (strchr(cases[i].series, 'E') != NULL));
    }
}

static void less_is_better_mirrors_it(void **state)
{
    static const struct {
        const char *series, *status;
    } cases[] = {
        {"2025=20.00", "ON_TRACK"}, {"2025=21.00", "ON_TRACK"},  {"2025=21.01", "SLOW"},
        {"2025=28.00", "SLOW"},     {"2025=28.01", "OFF_TRACK"}, {"2025=40.01", "REVERSING"},
        {"2025=0.00", "ACHIEVED"},  {"2025=0.01", "ON_TRACK"},
    };
    struct fixture f;
    (void)state;

    fixture_line(&f, 4000, 0);
    f.target.condition.is = CONDITION_AT_MOST;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct verdict v = fixture_judge(&f, cases[i].series, "2026-02-01");

        fixture_expect(cases[i].series, &v, cases[i].status);
    }
}

static void negative_bases_and_zero_are_ordinary_numbers(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, -4000, 4000); /* expected at 2025: 0 */
    v = fixture_judge(&f, "2025=0", "2026-02-01");
    fixture_expect("through zero", &v, "ON_TRACK");
    assert_string_equal("0.00", v.expected.text);
    assert_string_equal("0.00", v.value.text);
    v = fixture_judge(&f, "2025=-16", "2026-02-01");
    fixture_expect("-16", &v, "SLOW");
    assert_string_equal("-16.00", v.deviation.text);
    v = fixture_judge(&f, "2025=-41", "2026-02-01");
    fixture_expect("-41", &v, "REVERSING");

    fixture_line(&f, 0, 3000);
    v = fixture_judge(&f, "2025=15", "2026-02-01");
    fixture_expect("from zero", &v, "ON_TRACK");
}

/* ---- what comes before a pace verdict ---- */

static void early_rows_come_in_their_order(void **state)
{
    static const struct {
        const char *series, *today, *status;
    } cases[] = {
        {"", "2026-02-01", "NOT_MEASURED"},
        {"2025=60", "2025-12-31", "NOT_MEASURED"}, /* running: not judged */
        {"2025=60", "2026-01-01", "NO_BASELINE"},  /* its own baseline, nothing after it */
        {"2025=60F 2024=60O", "2026-02-01", "NOT_MEASURED"},
        {"2025=60E", "2026-01-01", "NO_BASELINE"}, /* no official one */
        {"2025=90E", "2026-01-01", "ACHIEVED"},
        {"2025=90", "2026-01-01", "ACHIEVED_HOLD"}, /* its own baseline met it */
        {"2023=40 2024=41", "2025-02-01", "OFF_TRACK"},
        {"2023=40E 2024=41", "2025-02-01", "NO_BASELINE"},
        {"2023=40E 2024=41 2025=60", "2026-02-01", "ON_TRACK"},
        {"2023=40 2024=41E", "2025-02-01", "OFF_TRACK"},
    };
    struct fixture f;
    (void)state;

    fixture_make(&f);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct verdict v = fixture_judge(&f, cases[i].series, cases[i].today);

        fixture_expect(cases[i].series, &v, cases[i].status);
    }
    f.target.condition.is = CONDITION_BY_SCHEME;
    struct verdict v = fixture_judge(&f, "2025=60", "2026-02-01");

    fixture_expect("by_scheme", &v, "TARGET_UNSET");
    assert_string_equal("60.00", v.value.text); /* shown all the same */
}

static void what_does_not_exist_is_absent(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_make(&f);
    v = fixture_judge(&f, "", "2026-02-01");
    assert_false(v.has_period);
    assert_false(v.has_baseline);
    assert_string_equal("", v.value.text);
    assert_string_equal("", v.expected.text);
    assert_string_equal("80.00", v.bound.text);

    v = fixture_judge(&f, "2025=60", "2026-02-01"); /* one point */
    assert_true(v.has_baseline && v.baseline_observed);
    assert_string_equal("60.00", v.expected.text);
    assert_string_equal("", v.linear_ratio.text);
    assert_string_equal("", v.pace.text);
    assert_string_equal("", v.projected.text);
    assert_string_equal("4.0000", v.required_pace.text);
    assert_int_equal(PLAN_DAY_NONE, v.arrives);
}

static void stale_replaces_pace_verdicts_only(void **state)
{
    /* 2024's last day + one year + 30 + 60 days: 2026-03-31 is the last day that is not stale */
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 4000, 8000);
    v = fixture_judge(&f, "2024=45", "2026-03-31");
    fixture_expect("on the day", &v, "OFF_TRACK");
    v = fixture_judge(&f, "2024=45", "2026-04-01");
    fixture_expect("the day after", &v, "STALE");
    assert_int_equal(STATUS_OFF_TRACK, v.last_status);
    v = fixture_judge(&f, "2024=85", "2028-04-01");
    fixture_expect("achieved stays", &v, "ACHIEVED");
    v = fixture_judge(&f, "2030=70E", "2031-03-31");
    fixture_expect("nothing is expected after the due period", &v, "SLOW");
    assert_true(v.awaiting_final);
}

static void due_period_decides_for_good(void **state)
{
    static const struct {
        const char *series, *today, *status;
        bool awaiting, provisional;
    } cases[] = {
        {"2029=75", "2030-12-31", "ON_TRACK", false, false},
        {"2029=75", "2031-01-01", "ON_TRACK", true, false},
        {"2029=75 2030=79.99", "2031-01-01", "MISSED", false, false},
        {"2029=75 2030=79.99E", "2031-01-01", "ON_TRACK", true, true},
        {"2029=75 2030=80E", "2031-01-01", "ACHIEVED", true, true},
        {"2029=75 2030=80", "2031-01-01", "ACHIEVED", false, false},
        {"2029=75 2030=79.99 2031=99", "2032-01-01", "MISSED", false, false},
        {"2029=75 2030=80 2031=10", "2032-01-01", "ACHIEVED", false, false},
        {"2029=75 2030=80E", "2031-03-31", "ACHIEVED", true, true},
        {"2029=75 2030=80E", "2031-04-01", "UNASSESSABLE final_missing", true, true},
        {"2029=75", "2031-04-01", "UNASSESSABLE final_missing", true, false},
    };
    struct fixture f;
    (void)state;

    fixture_line(&f, 4000, 8000);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct verdict v = fixture_judge(&f, cases[i].series, cases[i].today);

        fixture_expect(cases[i].series, &v, cases[i].status);
        assert_int_equal(cases[i].awaiting, v.awaiting_final);
        assert_int_equal(cases[i].provisional, v.provisional);
    }
}

static void too_early_needs_both_a_year_and_a_tenth(void **state)
{
    static const struct {
        const char *baseline, *series, *status;
    } cases[] = {
        {"2025-Q4", "2026-Q1=40", "UNASSESSABLE too_early"},
        {"2025-Q4", "2026-Q2=40", "OFF_TRACK"}, /* 2 of 20 quarters are a tenth */
        {"2024-Q4", "2025-Q2=40", "UNASSESSABLE too_early"},
        {"2024-Q4", "2025-Q3=40", "OFF_TRACK"},
        {"2010-Q4", "2011-Q3=40", "UNASSESSABLE too_early"},
        {"2010-Q4", "2011-Q4=40", "OFF_TRACK"}, /* a year, though under a tenth */
        {"2024-Q4", "2025-Q1=80", "ACHIEVED"},
    };
    struct fixture f;
    (void)state;

    fixture_line(&f, 4000, 8000);
    f.indicator.frequency = FREQUENCY_QUARTERLY;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct verdict v;

        f.indicator.baseline.period = fixture_period(text_of(cases[i].baseline));
        v = fixture_judge(&f, cases[i].series, "2026-07-01");
        if (v.status == STATUS_STALE)
            v.status = v.last_status;
        fixture_expect(cases[i].series, &v, cases[i].status);
    }
}

/* ---- near the line, and lost ---- */

static void within_noise_is_on_track(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 4000, 4100); /* expected at 2025: 40.50 */
    f.indicator.noise = 30;
    v = fixture_judge(&f, "2025=40.21", "2026-02-01");
    fixture_expect("0.29 short", &v, "ON_TRACK");
    v = fixture_judge(&f, "2025=40.20", "2026-02-01");
    fixture_expect("0.30 short, ratio 0.40", &v, "OFF_TRACK");

    f.indicator.noise = 34; /* 1.00 < 3 x 0.34: no ratio */
    v = fixture_judge(&f, "2025=40.16", "2026-02-01");
    fixture_expect("short by noise", &v, "SLOW");
    assert_string_equal("", v.linear_ratio.text);
    v = fixture_judge(&f, "2025=39.82", "2026-02-01");
    fixture_expect("short by two", &v, "SLOW");
    v = fixture_judge(&f, "2025=39.81", "2026-02-01");
    fixture_expect("short by more", &v, "OFF_TRACK");
    v = fixture_judge(&f, "2025=39.66", "2026-02-01");
    fixture_expect("worse than the baseline by noise", &v, "REVERSING");
}

static void lost_is_off_track_beyond_noise(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 9000, 8000);
    f.indicator.noise = 50;
    v = fixture_judge(&f, "2025=80", "2026-02-01");
    fixture_expect("held", &v, "ACHIEVED_HOLD");
    v = fixture_judge(&f, "2025=79.51", "2026-02-01");
    fixture_expect("within noise", &v, "ON_TRACK within_noise");
    v = fixture_judge(&f, "2025=79.50", "2026-02-01");
    fixture_expect("beyond noise", &v, "OFF_TRACK lost");
    v = fixture_judge(&f, "2025=79.50", "2029-02-01");
    fixture_expect("lost is no pace verdict", &v, "OFF_TRACK lost");
    assert_string_equal("", v.linear_ratio.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_offs_are_inclusive_and_exact),
        cmocka_unit_test(less_is_better_mirrors_it),
        cmocka_unit_test(negative_bases_and_zero_are_ordinary_numbers),
        cmocka_unit_test(early_rows_come_in_their_order),
        cmocka_unit_test(what_does_not_exist_is_absent),
        cmocka_unit_test(stale_replaces_pace_verdicts_only),
        cmocka_unit_test(due_period_decides_for_good),
        cmocka_unit_test(too_early_needs_both_a_year_and_a_tenth),
        cmocka_unit_test(within_noise_is_on_track),
        cmocka_unit_test(lost_is_off_track_beyond_noise),
    };

    return cmocka_run_group_tests_name("judge/assess", tests, NULL, NULL);
}
