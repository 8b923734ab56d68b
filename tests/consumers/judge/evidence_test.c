/* Each kind of condition, and what may be compared with what. */
#include "tests/consumers/judge/fixture.h"

static void greater_than_is_strict(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 4000, 8000);
    f.target.condition.is = CONDITION_GREATER_THAN;
    v = fixture_judge(&f, "2026=80", "2027-02-01");
    fixture_expect("80", &v, "ON_TRACK");
    v = fixture_judge(&f, "2026=80.01", "2027-02-01");
    fixture_expect("80.01", &v, "ACHIEVED");
    v = fixture_judge(&f, "2030=80", "2031-01-01");
    fixture_expect("80 when due", &v, "MISSED");
}

static void every_period_counts_and_loses_at_once(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_make(&f);
    f.target.condition.every_period = true;
    v = fixture_judge(&f, "2022=79 2023=81 2024=82 2025=83", "2026-02-01");
    fixture_expect("the last one meets", &v, "ACHIEVED_HOLD");
    assert_int_equal(3, v.met_periods);
    assert_int_equal(4, v.judged_periods);
    v = fixture_judge(&f, "2023=81 2024=82 2025=79.99", "2026-02-01");
    fixture_expect("the last one does not", &v, "OFF_TRACK lost");
}

static void between_has_two_ends(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 0, 0);
    f.target.condition =
        (struct condition){.is = CONDITION_BETWEEN, .low = 800, .high = 1000, .has_high = true};
    v = fixture_judge(&f, "2025=4", "2026-02-01");
    fixture_expect("on the way to low", &v, "ON_TRACK");
    v = fixture_judge(&f, "2025=8", "2026-02-01");
    fixture_expect("low", &v, "ACHIEVED");
    v = fixture_judge(&f, "2025=10", "2026-02-01");
    fixture_expect("high", &v, "ACHIEVED");
    assert_false(v.above_band);
    v = fixture_judge(&f, "2025=10.01", "2026-02-01");
    fixture_expect("above", &v, "ACHIEVED");
    assert_true(v.above_band);
    f.target.condition.above_is_breach = true;
    v = fixture_judge(&f, "2025=10.01", "2026-02-01");
    fixture_expect("above, a breach", &v, "OFF_TRACK above_band");
    assert_false(v.above_band);
    assert_string_equal("-0.01", v.deviation.text);
    assert_string_equal("-0.0020", v.required_pace.text);
}

static void levels_go_in_steps(void **state)
{
    static const struct {
        const char *series, *status;
    } cases[] = {
        {"2024=1", "ON_TRACK"}, /* floor(3 x 4/10) */
        {"2023=0", "ON_TRACK"}, {"2024=0", "SLOW"},      {"2027=2", "ON_TRACK"},
        {"2027=1", "SLOW"},     {"2027=0", "OFF_TRACK"}, {"2027=3", "ACHIEVED"},
        {"2030=2", "MISSED"},
    };
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 0, 0);
    f.indicator.kind = INDICATOR_LEVEL;
    f.indicator.decimals = 0;
    f.target.condition = (struct condition){.is = CONDITION_LEVEL_AT_LEAST, .level = 3};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        v = fixture_judge(&f, cases[i].series, "2031-01-01");
        if (v.status == STATUS_UNASSESSABLE || v.status == STATUS_STALE)
            v = fixture_judge(&f, cases[i].series, "2028-01-01");
        if (v.status == STATUS_STALE)
            v.status = v.last_status;
        fixture_expect(cases[i].series, &v, cases[i].status);
    }
    v = fixture_judge(&f, "2027=1", "2028-01-01");
    assert_string_equal("L1", v.value.text);
    assert_string_equal("L2", v.expected.text);
    assert_string_equal("L3", v.bound.text);
    assert_string_equal("L0", v.baseline_value.text);
    assert_string_equal("-1", v.deviation.text);
    assert_string_equal("", v.linear_ratio.text);
    f.indicator.baseline.value = 2;
    v = fixture_judge(&f, "2025=1", "2026-02-01");
    fixture_expect("below the start", &v, "REVERSING");
}

static void compared_is_judged_on_the_lead(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_make(&f);
    f.indicator.kind = INDICATOR_COMPARED;
    f.target.condition = (struct condition){.is = CONDITION_ABOVE_BENCHMARK};
    v = fixture_judge(&f, "2020=45|50 2025=50.5|53", "2026-02-01");
    fixture_expect("half way", &v, "ON_TRACK");
    assert_string_equal("50.50", v.value.text);
    assert_string_equal("53.00", v.benchmark.text);
    assert_string_equal("50.50", v.expected.text);
    assert_string_equal("45.00", v.baseline_value.text);
    v = fixture_judge(&f, "2020=45|50 2025=53|53", "2026-02-01");
    fixture_expect("level with it", &v, "ON_TRACK");
    v = fixture_judge(&f, "2020=45|50 2025=53.01|53", "2026-02-01");
    fixture_expect("above it", &v, "ACHIEVED");
    v = fixture_judge(&f, "2020=45|50 2025=60|66", "2026-02-01");
    fixture_expect("falling behind", &v, "REVERSING");
}

static void growth_is_the_average_since_the_baseline(void **state)
{
    /* 100 in 2024; 16 % a year: 116, 134.56, ... */
    static const struct {
        const char *series, *status;
    } cases[] = {
        {"2025=116", "ACHIEVED"},
        {"2026=135", "ACHIEVED"},
        {"2026=134", "ON_TRACK"},
        {"2028=180", "ON_TRACK"},
        {"2028=181.06393", "ON_TRACK"}, /* 100 x 1.16^4 = 181.063936 */
        {"2028=181.06394", "ACHIEVED"},
        {"2028=150", "SLOW"}, /* ln 1.5 / (4 ln 1.16) = 0.683; short beyond 1.645 x sqrt(250) */
        {"2028=140", "OFF_TRACK"},
        {"2028=77", "REVERSING"},
        {"2028=80", "OFF_TRACK"}, /* within noise 22.07 */
        {"2030=200", "MISSED"},
    };
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 10000000, 0);
    f.indicator.kind = INDICATOR_COUNT;
    f.indicator.measure = INDICATOR_FLOW;
    f.indicator.decimals = 5;
    f.indicator.baseline.period.position = 2024;
    f.target.condition = (struct condition){
        .is = CONDITION_GROWTH, .low = 160000, .high = 180000, .has_high = true};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        v = fixture_judge(&f, cases[i].series, "2031-01-01");
        if (v.status == STATUS_STALE)
            v.status = v.last_status;
        fixture_expect(cases[i].series, &v, cases[i].status);
    }
    v = fixture_judge(&f, "2025=125", "2026-02-01");
    fixture_expect("above 18", &v, "ACHIEVED");
    assert_true(v.above_band);
    assert_string_equal("25.00", v.growth.text);
    f.indicator.baseline.value = 1999999;
    v = fixture_judge(&f, "2025=125", "2026-02-01");
    fixture_expect("a small count", &v, "UNASSESSABLE small_count");
}

static void ranks_are_compared_as_printed(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 20, 10);
    f.indicator.kind = INDICATOR_RANK;
    f.indicator.decimals = 0;
    f.indicator.noise = 2;
    f.target.condition.is = CONDITION_AT_MOST;
    v = fixture_judge(&f, "2025=15@63", "2026-02-01");
    fixture_expect("half way", &v, "ON_TRACK");
    v = fixture_judge(&f, "2025=16@63", "2026-02-01");
    fixture_expect("one place is noise", &v, "ON_TRACK");
    v = fixture_judge(&f, "2025=17@63", "2026-02-01");
    fixture_expect("3 of 5 places", &v, "SLOW");
    v = fixture_judge(&f, "2024=11@63 2025=10@34", "2026-02-01");
    fixture_expect("literally, whatever N is", &v, "ACHIEVED");
    assert_int_equal(34, v.rank_of);
}

static void rising_is_the_worse_of_two_parts(void **state)
{
    static const struct {
        const char *series, *status;
    } cases[] = {
        {"2024=3.10 2025=3.20", "ACHIEVED_HOLD"},
        {"2024=3.20 2025=3.20", "SLOW not_rising"},
        {"2024=3.30 2025=3.20", "REVERSING not_rising"},
        {"2025=3.20", "ON_TRACK not_rising"},
        {"2024=3.10 2025=3.20E", "ON_TRACK not_rising"},
        {"2023=3.10 2024=3.20 2025=3.15E", "ACHIEVED_HOLD"},
        {"2024=3.10 2025=2.90", "REVERSING not_rising"},
        {"2024=2.50 2025=2.90", "OFF_TRACK lost"},
    };
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_make(&f);
    f.target.condition = (struct condition){
        .is = CONDITION_AT_LEAST, .value = 300, .rising = true, .every_period = true};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        v = fixture_judge(&f, cases[i].series, "2026-02-01");
        fixture_expect(cases[i].series, &v, cases[i].status);
    }
    v = fixture_judge(&f, "2029=3.30 2030=3.20", "2031-01-01");
    fixture_expect("when due", &v, "MISSED not_rising");
}

/* ---- breaks, groups, coverage, windows ---- */

static void comparisons_stay_within_a_segment(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_make(&f);
    v = fixture_judge(&f, "2020=40 2024=70B", "2025-02-01");
    fixture_expect("a break has nothing behind it", &v, "NO_BASELINE");
    v = fixture_judge(&f, "2020=40 2024=70B 2025=70", "2026-02-01");
    fixture_expect("the baseline is the new segment's", &v, "OFF_TRACK");
    assert_int_equal(2024, v.baseline_period.position);

    f.indicator.baseline = (struct baseline){.given = true, .period = {FREQUENCY_ANNUAL, 2020}};
    v = fixture_judge(&f, "2019=10 2020=40 2025=60", "2026-02-01");
    fixture_expect("its period's official total", &v, "ON_TRACK");
    assert_false(v.baseline_observed);
    v = fixture_judge(&f, "2019=10 2020=40E 2025=60", "2026-02-01");
    assert_true(v.baseline_observed);
    assert_int_equal(2019, v.baseline_period.position);
}

static void group_members_alone_are_ranked(void **state)
{
    const char *members[] = {"VN-54", "VN-69"};
    struct group group = {.id = "g",
                          .members = members,
                          .member_count = 2,
                          .valid_from = PLAN_DAY_NONE,
                          .valid_to = fixture_day("2025-06-30")};
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_make(&f);
    f.indicator.kind = INDICATOR_RANK;
    f.indicator.decimals = 0;
    f.indicator.group = &group;
    f.target.condition = (struct condition){.is = CONDITION_AT_MOST, .value = 3};
    v = fixture_judge(&f, "2024=3@14", "2025-02-01");
    fixture_expect("a member", &v, "ACHIEVED_HOLD");
    v = fixture_judge(&f, "2024=3@14 2025=2@14", "2026-02-01");
    fixture_expect("no longer", &v, "UNASSESSABLE group_changed");
    members[0] = "VN-56";
    v = fixture_judge(&f, "2024=3@14", "2025-02-01");
    fixture_expect("never", &v, "UNASSESSABLE group_changed");
}

static void coverage_has_a_threshold(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_make(&f);
    f.indicator.kind = INDICATOR_COUNT;
    v = fixture_judge(&f, "2024=85~10:10", "2025-02-01");
    fixture_expect("all communes", &v, "ACHIEVED_HOLD");
    v = fixture_judge(&f, "2024=85~9:10", "2025-02-01");
    fixture_expect("a count lacks one", &v, "UNASSESSABLE partial");
    f.indicator.kind = INDICATOR_RATIO;
    f.indicator.factor_digits = 2;
    v = fixture_judge(&f, "2024=85/100~9:10", "2025-02-01");
    fixture_expect("a ratio may", &v, "ACHIEVED_HOLD");
    v = fixture_judge(&f, "2024=85/100~89:100", "2025-02-01");
    fixture_expect("but not more", &v, "UNASSESSABLE partial");
}

static void a_hundred_per_cent_is_all_of_them(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_make(&f);
    f.indicator.kind = INDICATOR_RATIO;
    f.indicator.factor_digits = 2;
    f.target.condition.value = 10000;
    v = fixture_judge(&f, "2023=1/2 2024=99999999/100000000", "2025-02-01");
    fixture_expect("one short of all", &v, "ON_TRACK");
    assert_string_equal("99.99", v.value.text);
    v = fixture_judge(&f, "2023=1/2 2024=100000000/100000000", "2025-02-01");
    fixture_expect("all", &v, "ACHIEVED");
    assert_string_equal("100.00", v.value.text);
    v = fixture_judge(&f, "2023=1/2 2024=99994/100000", "2025-02-01");
    assert_string_equal("99.99", v.value.text);
    v = fixture_judge(&f, "2023=0/0 2024=79995/100000", "2025-02-01");
    assert_string_equal("80.00", v.value.text); /* rounded, as the total is */
    assert_string_equal("79995", v.numerator.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(greater_than_is_strict),
        cmocka_unit_test(every_period_counts_and_loses_at_once),
        cmocka_unit_test(between_has_two_ends),
        cmocka_unit_test(levels_go_in_steps),
        cmocka_unit_test(compared_is_judged_on_the_lead),
        cmocka_unit_test(growth_is_the_average_since_the_baseline),
        cmocka_unit_test(ranks_are_compared_as_printed),
        cmocka_unit_test(rising_is_the_worse_of_two_parts),
        cmocka_unit_test(comparisons_stay_within_a_segment),
        cmocka_unit_test(group_members_alone_are_ranked),
        cmocka_unit_test(coverage_has_a_threshold),
        cmocka_unit_test(a_hundred_per_cent_is_all_of_them),
    };

    return cmocka_run_group_tests_name("judge/evidence", tests, NULL, NULL);
}
