/* Totals to points: order, differences, the year's sum, segments, what cannot be judged. */
#include "tests/consumers/judge/fixture.h"

/* "2026-01=12.00 2026-02! ..." : each point's period and value, or why it has none. */
static void expect_points(const char *name, const struct series *series, const char *expected)
{
    static const char *const faults[] = {[POINT_JUDGED] = "",
                                         [POINT_NOT_COMPARABLE] = "!skipped",
                                         [POINT_PARTIAL] = "!partial",
                                         [POINT_SHORT_WINDOW] = "!short",
                                         [POINT_GROUP_CHANGED] = "!group"};
    char got[4096] = "";
    size_t length = 0;

    for (size_t i = 0; i < series->count; i++) {
        const struct point *point = &series->points[i];
        char period[PERIOD_TEXT_BYTES], value[EXACT_TEXT_BYTES];

        period_write(point->period, period);
        exact_text(point->value, series->indicator->decimals, EXACT_HALF_AWAY, value);
        length += (size_t)snprintf(got + length, sizeof(got) - length, "%s%s=%s%s%s/%d",
                                   i == 0 ? "" : " ", period, value, faults[point->fault],
                                   point->official ? "" : "~", point->segment);
        assert_true(length < sizeof(got));
    }
    if (strcmp(got, expected) != 0)
        fail_msg("%s:\n  expected %s\n  got      %s", name, expected, got);
}

static void check(const struct fixture *f, const char *text, const char *expected)
{
    struct series *series = fixture_series(f, text);

    expect_points(text, series, expected);
    series_free(series);
}

static void points_stand_in_the_order_of_periods(void **state)
{
    struct fixture f;
    (void)state;

    fixture_make(&f);
    check(&f, "", "");
    check(&f, "2025=3 2023=1 2024=2", "2023=1.00/0 2024=2.00/0 2025=3.00/0");
    check(&f, "2023=1F 2024=2O 2025=3P 2026=4U 2027=5B",
          "2025=3.00~/0 2026=4.00~/0 2027=5.00/1");
}

static void year_to_date_is_differenced_within_the_year(void **state)
{
    struct fixture f;
    (void)state;

    fixture_make(&f);
    f.indicator.frequency = FREQUENCY_QUARTERLY;
    f.indicator.reported_as = REPORTED_YEAR_TO_DATE;
    f.indicator.measure = INDICATOR_FLOW;
    check(&f, "2025-Q1=10 2025-Q2=25 2025-Q3=45 2025-Q4=70 2026-Q1=12",
          "2025-Q1=10.00/0 2025-Q2=15.00/0 2025-Q3=20.00/0 2025-Q4=25.00/0 2026-Q1=12.00/0");
    check(&f, "2025-Q1=10 2025-Q3=45 2025-Q4=70",
          "2025-Q1=10.00/0 2025-Q3=!skipped/0 2025-Q4=25.00/0");
    check(&f, "2025-Q1=10E 2025-Q2=25 2025-Q3=45",
          "2025-Q1=10.00~/0 2025-Q2=15.00~/0 2025-Q3=20.00/0");
    check(&f, "2025-Q1=10 2025-Q2=30B 2025-Q3=45",
          "2025-Q1=10.00/0 2025-Q2=!skipped/1 2025-Q3=15.00/1");

    f.indicator.kind = INDICATOR_RATIO;
    f.indicator.factor_digits = 2;
    check(&f, "2025-Q1=1/2 2025-Q2=2/6 2025-Q3=2/6",
          "2025-Q1=50.00/0 2025-Q2=25.00/0 2025-Q3=!skipped/0");
}

static void flow_counts_are_judged_on_the_year_behind_them(void **state)
{
    struct fixture f;
    (void)state;

    fixture_make(&f);
    f.indicator.kind = INDICATOR_COUNT;
    f.indicator.measure = INDICATOR_FLOW;
    f.indicator.frequency = FREQUENCY_QUARTERLY;
    check(&f, "2024-Q3=1 2024-Q4=2 2025-Q1=3 2025-Q2=4 2025-Q3=50E 2025-Q4=6",
          "2024-Q3=!short/0 2024-Q4=!short/0 2025-Q1=!short/0 2025-Q2=10.00/0 "
          "2025-Q3=59.00~/0 2025-Q4=63.00~/0");
    check(
        &f, "2024-Q1=1 2024-Q2=2 2024-Q4=3 2025-Q1=4 2025-Q2=5",
        "2024-Q1=!short/0 2024-Q2=!short/0 2024-Q4=!short/0 2025-Q1=!short/0 2025-Q2=!short/0");
    check(
        &f, "2024-Q1=1 2024-Q2=2B 2024-Q3=3 2024-Q4=4 2025-Q1=5",
        "2024-Q1=!short/0 2024-Q2=!short/1 2024-Q3=!short/1 2024-Q4=!short/1 2025-Q1=14.00/1");
    check(&f, "2024-Q1=1~1:2 2024-Q2=2~2:2 2024-Q3=3~2:2 2024-Q4=4~2:2 2025-Q1=5~2:2",
          "2024-Q1=!short/0 2024-Q2=!short/0 2024-Q3=!short/0 2024-Q4=10.00!partial/0 "
          "2025-Q1=14.00/0");
    f.indicator.measure = INDICATOR_STOCK;
    check(&f, "2024-Q3=1 2024-Q4=2", "2024-Q3=1.00/0 2024-Q4=2.00/0");
    f.indicator.measure = INDICATOR_FLOW;
    f.indicator.reported_as = REPORTED_SINCE_START;
    check(&f, "2024-Q3=1 2024-Q4=2", "2024-Q3=1.00/0 2024-Q4=2.00/0");
    f.indicator.reported_as = REPORTED_YEAR_TO_DATE;
    check(&f, "2024-Q1=1 2024-Q2=3 2024-Q3=6 2024-Q4=10 2025-Q1=5",
          "2024-Q1=!short/0 2024-Q2=!short/0 2024-Q3=!short/0 2024-Q4=10.00/0 2025-Q1=14.00/0");
}

static void flow_ratios_are_summed_where_seasonal(void **state)
{
    struct fixture f;
    (void)state;

    fixture_make(&f);
    f.indicator.kind = INDICATOR_RATIO;
    f.indicator.factor_digits = 2;
    f.indicator.measure = INDICATOR_FLOW;
    f.indicator.frequency = FREQUENCY_HALF_YEARLY;
    check(&f, "2024-S1=1/4 2024-S2=0/0 2025-S1=3/4",
          "2024-S1=25.00/0 2024-S2=!skipped/0 2025-S1=75.00/0");
    f.indicator.seasonal = true;
    check(&f, "2024-S1=1/4 2024-S2=0/0 2025-S1=3/4",
          "2024-S1=!short/0 2024-S2=25.00/0 2025-S1=75.00/0");
}

static void a_year_of_days_is_365(void **state)
{
    struct total totals[400];
    struct fixture f;
    struct series *series;
    char value[EXACT_TEXT_BYTES];
    (void)state;

    fixture_make(&f);
    f.indicator.kind = INDICATOR_COUNT;
    f.indicator.measure = INDICATOR_FLOW;
    f.indicator.frequency = FREQUENCY_DAILY;
    for (int i = 0; i < 400; i++)
        totals[i] = (struct total){.period = {FREQUENCY_DAILY, 20000 + i},
                                   .obs_status = 'A',
                                   .has_value = true,
                                   .value = 100};
    series = series_new(&f.plan, &f.indicator, totals, 400);
    assert_int_equal(POINT_SHORT_WINDOW, series->points[363].fault);
    assert_int_equal(POINT_JUDGED, series->points[364].fault);
    exact_text(series->points[399].value, 0, EXACT_HALF_AWAY, value);
    assert_string_equal("365", value);
    series_free(series);
}

static void segments_begin_where_definitions_change(void **state)
{
    struct fixture f;
    (void)state;

    fixture_make(&f);
    check(&f, "2020=1B 2021=1 2022=1~5:5 2023=1~5:5 2024=1 2025=1B 2026=1B",
          "2020=1.00/0 2021=1.00/0 2022=1.00/1 2023=1.00/1 2024=1.00/2 2025=1.00/3 "
          "2026=1.00/4");
    f.indicator.kind = INDICATOR_RANK;
    f.indicator.decimals = 0;
    check(&f, "2023=9@63 2024=10@63 2025=6@34", "2023=9/0 2024=10/0 2025=6/1");
}

static void segments_begin_where_group_or_territory_change(void **state)
{
    const char *members[] = {"VN-54"};
    struct group later = {.id = "g",
                          .members = members,
                          .member_count = 1,
                          .valid_from = fixture_day("2024-07-01"),
                          .valid_to = fixture_day("2026-06-30")};
    struct group group = {.id = "g",
                          .members = members,
                          .member_count = 1,
                          .valid_from = PLAN_DAY_NONE,
                          .valid_to = fixture_day("2024-06-30"),
                          .otherwise = &later};
    struct fixture f;
    (void)state;

    fixture_make(&f);
    f.indicator.kind = INDICATOR_RANK;
    f.indicator.decimals = 0;
    f.indicator.group = &group;
    check(&f, "2022=9@63 2023=9@63 2024=9@63 2025=9@63 2026=9@63",
          "2022=9/0 2023=9/0 2024=9/1 2025=9/1 2026=9!group/2");

    f.indicator.group = NULL;
    struct area merged = {
        .id = "VN-54", .valid_from = fixture_day("2025-07-01"), .valid_to = PLAN_DAY_NONE};

    f.province.valid_to = fixture_day("2025-06-30");
    f.province.otherwise = &merged;
    check(&f, "2023=9@63 2024=9@63 2025=9@63", "2023=9/0 2024=9/0 2025=9/1");
}

static void sums_beyond_64_bits_stay_exact(void **state)
{
    struct total totals[12];
    struct fixture f;
    struct series *series;
    char text[EXACT_TEXT_BYTES];
    (void)state;

    fixture_make(&f);
    f.indicator.kind = INDICATOR_RATIO;
    f.indicator.factor_digits = 2;
    f.indicator.measure = INDICATOR_FLOW;
    f.indicator.seasonal = true;
    f.indicator.frequency = FREQUENCY_MONTHLY;
    for (int i = 0; i < 12; i++)
        totals[i] = (struct total){.period = {FREQUENCY_MONTHLY, 24000 + i},
                                   .obs_status = 'A',
                                   .has_value = true,
                                   .numerator = INT64_MAX - (i == 5 ? 1 : 0),
                                   .denominator = INT64_MAX};
    series = series_new(&f.plan, &f.indicator, totals, 12);
    assert_int_equal(POINT_JUDGED, series->points[11].fault);
    exact_text(series->points[11].numerator, 0, EXACT_HALF_AWAY, text);
    assert_string_equal("110680464442257309683", text);
    exact_text(series->points[11].value, 2, EXACT_TRUNCATED, text);
    assert_string_equal("99.99", text);
    series_free(series);
}

/* Of a year's sum, the least of its periods. */
static void coverage_is_that_of_the_least_covered_part(void **state)
{
    struct fixture f;
    struct series *series;
    struct verdict v;
    (void)state;

    fixture_make(&f);
    f.indicator.kind = INDICATOR_COUNT;
    f.indicator.measure = INDICATOR_FLOW;
    f.indicator.frequency = FREQUENCY_QUARTERLY;
    series = fixture_series(
        &f, "2024-Q1=1~9:10 2024-Q2=2~8:9 2024-Q3=3~10:10 2024-Q4=4~10:10 2025-Q1=5~10:10");
    assert_int_equal(8, series->points[3].communes_heard);
    assert_int_equal(9, series->points[3].communes);
    assert_int_equal(8, series->points[4].communes_heard);
    verdict_reach(series, &f.target, fixture_day("2025-04-01"), &v);
    assert_string_equal("0.8888", v.coverage.text);
    series_free(series);
    v = fixture_judge(&f, "2024-Q1=1", "2025-04-01");
    assert_string_equal("", v.coverage.text);
}

static void a_dispute_is_that_of_the_first_disputed_part(void **state)
{
    static const struct {
        bool first, second;
        int64_t first_since, second_since, since;
    } cases[] = {
        {false, false, 0, 0, 0}, {true, false, 5, 0, 5}, {false, true, 0, 7, 7},
        {true, true, 5, 7, 5},   {true, true, 7, 5, 5},  {true, true, 0, 7, 7},
    };
    struct fixture f;
    (void)state;

    fixture_make(&f);
    f.indicator.frequency = FREQUENCY_HALF_YEARLY;
    f.indicator.reported_as = REPORTED_YEAR_TO_DATE;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct total totals[] = {{.period = {FREQUENCY_HALF_YEARLY, 4050},
                                        .value = 100,
                                        .obs_status = 'A',
                                        .has_value = true,
                                        .disputed = cases[i].first,
                                        .disputed_since_unix_ms = cases[i].first_since},
                                       {.period = {FREQUENCY_HALF_YEARLY, 4051},
                                        .value = 300,
                                        .obs_status = 'A',
                                        .has_value = true,
                                        .disputed = cases[i].second,
                                        .disputed_since_unix_ms = cases[i].second_since}};
        struct series *series = series_new(&f.plan, &f.indicator, totals, 2);

        assert_int_equal(2, series->count);
        assert_int_equal(cases[i].first_since, series->points[0].disputed_since_unix_ms);
        assert_int_equal(cases[i].first || cases[i].second, series->points[1].disputed);
        assert_int_equal(cases[i].since, series->points[1].disputed_since_unix_ms);
        series_free(series);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_stand_in_the_order_of_periods),
        cmocka_unit_test(year_to_date_is_differenced_within_the_year),
        cmocka_unit_test(flow_counts_are_judged_on_the_year_behind_them),
        cmocka_unit_test(flow_ratios_are_summed_where_seasonal),
        cmocka_unit_test(a_year_of_days_is_365),
        cmocka_unit_test(segments_begin_where_definitions_change),
        cmocka_unit_test(segments_begin_where_group_or_territory_change),
        cmocka_unit_test(sums_beyond_64_bits_stay_exact),
        cmocka_unit_test(coverage_is_that_of_the_least_covered_part),
        cmocka_unit_test(a_dispute_is_that_of_the_first_disputed_part),
    };

    return cmocka_run_group_tests_name("judge/series", tests, NULL, NULL);
}
