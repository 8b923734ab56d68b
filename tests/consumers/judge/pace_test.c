/* Expected, pace, projected, required and arrives; and what holds for every series. */
#include "tests/consumers/judge/fixture.h"

static void expect_day(int32_t day, const char *expected)
{
    char text[PERIOD_TEXT_BYTES] = "";

    if (day != PLAN_DAY_NONE)
        day_write(day, text);
    assert_string_equal(expected, text);
}

static void two_points_make_the_mean_change(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 4000, 8000);
    v = fixture_judge(&f, "2025=55", "2026-02-01");
    assert_string_equal("3.0000", v.pace.text);
    assert_string_equal("70.00", v.projected.text);
    assert_string_equal("5.0000", v.required_pace.text);
    expect_day(v.arrives, "2034-12-31"); /* 55 + 3 x 9 = 82 */
    v = fixture_judge(&f, "2025=56", "2026-02-01");
    expect_day(v.arrives, "2033-12-31"); /* 56 + 3.2 x 7.5 */
    v = fixture_judge(&f, "2025=39", "2026-02-01");
    expect_day(v.arrives, "");
    v = fixture_judge(&f, "2025=40.01", "2026-02-01");
    expect_day(v.arrives, ""); /* beyond 50 years */
    v = fixture_judge(&f, "2025=81", "2026-02-01");
    assert_string_equal("", v.required_pace.text);
    expect_day(v.arrives, "");
}

static void four_points_make_a_line_that_one_outlier_does_not_move(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 4000, 8000);
    v = fixture_judge(&f, "2022=42 2023=44 2024=99 2025=48", "2026-02-01");
    /* slopes 2, 28.5, 2, 55, 2, -51: median 2; median y 46 at 2023.5: 2030 gives 59 */
    assert_string_equal("2.0000", v.pace.text);
    assert_string_equal("59.00", v.projected.text);
    expect_day(v.arrives, "2041-12-31");
    v = fixture_judge(&f, "2010=1 2023=44 2024=46 2025=48", "2026-02-01");
    assert_string_equal("1.6000", v.pace.text); /* 2010 is too long ago: (48 - 40) / 5 */
    v = fixture_judge(&f, "2022=42 2023=44 2024=46B 2025=48", "2026-02-01");
    assert_string_equal("1.6000", v.pace.text); /* and so are those before the break */
}

static void projections_stay_within_limits(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 4000, 8000);
    f.indicator.has_min = f.indicator.has_max = true;
    f.indicator.max = 10000;
    v = fixture_judge(&f, "2022=75", "2023-02-01");
    assert_string_equal("100.00", v.projected.text);
    v = fixture_judge(&f, "2022=15", "2023-02-01");
    assert_string_equal("0.00", v.projected.text);
}

static void no_rank_is_projected_beyond_the_last_or_the_first(void **state)
{
    struct fixture f;
    (void)state;

    fixture_line(&f, 20, 10);
    f.indicator.kind = INDICATOR_RANK;
    f.indicator.decimals = 0;
    f.target.condition.is = CONDITION_AT_MOST;
    assert_string_equal("34", fixture_judge(&f, "2022=30@34", "2023-02-01").projected.text);
    assert_string_equal("1", fixture_judge(&f, "2022=12@34", "2023-02-01").projected.text);
    f.indicator.has_max = true;
    f.indicator.max = 25;
    assert_string_equal("25", fixture_judge(&f, "2022=30@34", "2023-02-01").projected.text);
}

static void strict_bounds_are_reached_one_later(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 4000, 8000);
    v = fixture_judge(&f, "2025=60", "2026-02-01");
    expect_day(v.arrives, "2030-12-31");
    f.target.condition.is = CONDITION_GREATER_THAN;
    v = fixture_judge(&f, "2025=60", "2026-02-01");
    expect_day(v.arrives, "2031-12-31");
    v = fixture_judge(&f, "2025=80", "2026-02-01"); /* on the bound, not beyond */
    expect_day(v.arrives, "2026-12-31");
}

static void monthly_paces_are_per_month(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 4000, 8000); /* 2020 stands at 2020-12 */
    f.indicator.frequency = FREQUENCY_MONTHLY;
    v = fixture_judge(&f, "2022-12=45", "2023-02-01");
    assert_string_equal("48.00", v.expected.text);
    assert_string_equal("0.2083", v.pace.text);
    assert_string_equal("0.3646", v.required_pace.text);
    assert_string_equal("65.00", v.projected.text);
    expect_day(v.arrives, "2036-12-31");
    assert_string_equal("0.6250", v.linear_ratio.text);
}

static void growth_paces_are_yearly_percents(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    fixture_line(&f, 10000, 0);
    f.indicator.kind = INDICATOR_COUNT;
    f.indicator.baseline.period.position = 2024;
    f.target.condition = (struct condition){.is = CONDITION_GROWTH, .low = 100000};
    v = fixture_judge(&f, "2026=110", "2027-02-01");
    fixture_expect("4.88 % a year", &v, "ON_TRACK"); /* short of 121 within 1.645 x sqrt(210) */
    assert_string_equal("121.00", v.expected.text);
    assert_string_equal("4.88", v.growth.text);
    assert_string_equal("0.5000", v.linear_ratio.text);
    assert_string_equal("177.16", v.bound.text);
    assert_string_equal("12.6525", v.required_pace.text);
    expect_day(v.arrives, "");
}

/* ---- what holds for every series ---- */

enum { RUNS = 400, POINTS = 6 };

/* xorshift64*: a fixed seed makes every run the same. */
static uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 2685821657736338717ULL;
}

static int64_t within(uint64_t *seed, int64_t low, int64_t high)
{
    return low + (int64_t)(draw(seed) % (uint64_t)(high - low + 1));
}

static void draw_totals(uint64_t *seed, struct total *totals)
{
    static const char statuses[] = "AAAAAAEPB";

    for (int i = 0; i < POINTS; i++)
        totals[i] = (struct total){.period = {FREQUENCY_ANNUAL, 2020 + i},
                                   .obs_status = statuses[within(seed, 0, 8)],
                                   .has_value = within(seed, 0, 5) > 0,
                                   .value = within(seed, -2000, 9000)};
}

static enum status judge_totals(const struct fixture *f, const struct total *totals)
{
    struct series *series = series_new(&f->plan, &f->indicator, totals, POINTS);
    struct verdict verdict;

    assert_non_null(series);
    verdict_reach(series, &f->target, fixture_day("2026-02-01"), &verdict);
    series_free(series);
    return verdict.status;
}

static void draw_target(uint64_t *seed, struct fixture *f)
{
    fixture_make(f);
    f->target.condition.value = within(seed, 0, 9000);
    f->target.condition.is = within(seed, 0, 1) ? CONDITION_AT_LEAST : CONDITION_AT_MOST;
    f->target.condition.every_period = within(seed, 0, 7) == 0;
    f->target.condition.rising = within(seed, 0, 5) == 0;
    f->indicator.noise = within(seed, 1, 200);
    if (within(seed, 0, 1))
        f->indicator.baseline = (struct baseline){.given = true,
                                                  .period = {FREQUENCY_ANNUAL, 2019},
                                                  .has_value = true,
                                                  .value = within(seed, -2000, 9000)};
}

static void scaling_everything_changes_no_status(void **state)
{
    uint64_t seed = 20261123;
    (void)state;

    for (int run = 0; run < RUNS; run++) {
        struct fixture f;
        struct total totals[POINTS];
        enum status before;

        draw_target(&seed, &f);
        draw_totals(&seed, totals);
        before = judge_totals(&f, totals);
        f.target.condition.value *= 7;
        f.indicator.noise *= 7;
        f.indicator.baseline.value *= 7;
        for (int i = 0; i < POINTS; i++)
            totals[i].value *= 7;
        if (judge_totals(&f, totals) != before)
            fail_msg("run %d: %s became another status", run, status_name(before));
    }
}

static int goodness(enum status status)
{
    static const enum status order[] = {STATUS_REVERSING, STATUS_OFF_TRACK,
                                        STATUS_SLOW,      STATUS_ON_TRACK,
                                        STATUS_ACHIEVED,  STATUS_ACHIEVED_HOLD};

    for (int i = 0; i < (int)(sizeof(order) / sizeof(order[0])); i++)
        if (order[i] == status)
            return i;
    return -1;
}

static void a_better_last_value_never_gives_a_worse_status(void **state)
{
    uint64_t seed = 5;
    (void)state;

    for (int run = 0; run < RUNS; run++) {
        struct fixture f;
        struct total totals[POINTS];
        enum status before, after;
        int64_t better = within(&seed, 1, 3000);

        draw_target(&seed, &f);
        draw_totals(&seed, totals);
        f.target.condition.rising = false;
        totals[POINTS - 1].has_value = true;
        before = judge_totals(&f, totals);
        totals[POINTS - 1].value +=
            f.target.condition.is == CONDITION_AT_MOST ? -better : better;
        after = judge_totals(&f, totals);
        if (goodness(before) >= 0 && goodness(after) < goodness(before))
            fail_msg("run %d: %s became %s", run, status_name(before), status_name(after));
    }
}

static void mirroring_everything_changes_no_status(void **state)
{
    uint64_t seed = 77;
    (void)state;

    for (int run = 0; run < RUNS; run++) {
        struct fixture f;
        struct total totals[POINTS];
        enum status before;

        draw_target(&seed, &f);
        draw_totals(&seed, totals);
        before = judge_totals(&f, totals);
        f.target.condition.is =
            f.target.condition.is == CONDITION_AT_MOST ? CONDITION_AT_LEAST : CONDITION_AT_MOST;
        f.target.condition.value = -f.target.condition.value;
        f.indicator.baseline.value = -f.indicator.baseline.value;
        for (int i = 0; i < POINTS; i++)
            totals[i].value = -totals[i].value;
        if (judge_totals(&f, totals) != before)
            fail_msg("run %d: %s became another status", run, status_name(before));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_points_make_the_mean_change),
        cmocka_unit_test(four_points_make_a_line_that_one_outlier_does_not_move),
        cmocka_unit_test(projections_stay_within_limits),
        cmocka_unit_test(no_rank_is_projected_beyond_the_last_or_the_first),
        cmocka_unit_test(strict_bounds_are_reached_one_later),
        cmocka_unit_test(monthly_paces_are_per_month),
        cmocka_unit_test(growth_paces_are_yearly_percents),
        cmocka_unit_test(scaling_everything_changes_no_status),
        cmocka_unit_test(a_better_last_value_never_gives_a_worse_status),
        cmocka_unit_test(mirroring_everything_changes_no_status),
    };

    return cmocka_run_group_tests_name("judge/pace", tests, NULL, NULL);
}
