/* The alerts of an indicator: what is late, disputed, out of the ordinary, less covered. */
#include "consumers/judge/deadline.h"
#include "schemas/instant.h"
#include "tests/consumers/judge/alarm_fixture.h"

/* ---- stale, due_soon ---- */

/* release_days 30, stale_after_days 60 */
static void stale_from_the_day_after_patience_ends(void **state)
{
    static const struct alarm_case cases[] = {
        {"", "2029-01-01", ALARM_NONE}, /* never measured: nothing to be late with */
        {"2022-Q1=50", "2022-09-28", ALARM_NONE},
        {"2022-Q1=50", "2022-09-29", "firing warning 1 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50", "2022-12-29", "firing warning 1 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50", "2022-12-30", "firing warning 2 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50 2022-Q2=51", "2022-12-29", ALARM_NONE},
        {"2022-Q1=50 2022-Q3=51", "2022-12-30", ALARM_NONE},
        {"2022-Q1=50E", "2022-09-29", "firing warning 1 2022-Q2 2022-Q2 -"},
        /* a running period is no closed one; an absence is no figure */
        {"2022-Q1=50 2022-Q3=51", "2022-09-29", "firing warning 1 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50 2022-Q2=0M", "2022-09-29", "firing warning 1 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50 2022-Q2=20B", "2022-09-29", ALARM_NONE},
    };
    struct fixture f;
    (void)state;

    alarm_quarterly(&f);
    ALARM_EXPECT_EACH(&f, ALARM_STALE, cases);
}

static void nothing_is_expected_after_the_last_due_period(void **state)
{
    static const struct alarm_case cases[] = {
        {"2030-Q2=50", "2031-01-01", "firing warning 1 2030-Q3 2030-Q3 -"},
        {"2030-Q2=50", "2035-01-01", "firing warning 2 2030-Q3 2030-Q3 -"},
        {"2030-Q4=50", "2035-01-01", ALARM_NONE},
    };
    struct fixture f;
    (void)state;

    alarm_quarterly(&f);
    f.indicator.last_due = f.target.due;
    ALARM_EXPECT_EACH(&f, ALARM_STALE, cases);
}

static void due_soon_ten_days_before_the_release(void **state)
{
    static const struct alarm_case cases[] = {
        {"", "2022-07-20", ALARM_NONE},
        {"2022-Q1=50", "2022-07-19", ALARM_NONE}, /* due by 2022-07-30 */
        {"2022-Q1=50", "2022-07-20", "firing info 1 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50", "2022-07-30", "firing info 1 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50", "2022-07-31", "firing info 1 2022-Q2 2022-Q2 overdue"},
        {"2022-Q1=50", "2022-09-29", "firing info 1 2022-Q2 2022-Q2 overdue"},
        {"2022-Q1=50 2022-Q2=51", "2022-07-30", ALARM_NONE},
        {"2022-Q1=50 2022-Q2=51", "2022-10-20", "firing info 1 2022-Q3 2022-Q3 -"},
    };
    struct fixture f;
    struct alarm_standing shall[ALARM_KINDS];
    (void)state;

    alarm_quarterly(&f);
    ALARM_EXPECT_EACH(&f, ALARM_DUE_SOON, cases);
    alarm_all(&f, "2022-Q1=50", "2022-07-20", shall);
    assert_string_equal("2022-07-30", shall[ALARM_DUE_SOON].against.text);
    assert_string_equal("2022-Q1", shall[ALARM_DUE_SOON].period);
}

static void one_deadline_is_shared(void **state)
{
    struct fixture f;
    struct series *series;
    struct deadline deadline;
    (void)state;

    alarm_quarterly(&f);
    series = fixture_series(&f, "2022-Q1=50");
    assert_true(deadline_next(series, fixture_day("2022-07-01"), &deadline));
    assert_int_equal(fixture_day("2022-07-30"), deadline.release_day);
    assert_int_equal(fixture_day("2022-09-28"), deadline.last_fresh_day);
    assert_false(deadline_next(series, fixture_day("2022-03-31"), &deadline)); /* running */
    series_free(series);
}

/* ---- disputed ---- */

/* Judges the standing that is there, and puts in its place what shall be. */
static void dispute(const struct fixture *f, const char *text, size_t disputed,
                    const char *today, struct alarm_standing *standing)
{
    struct alarm_standing stand[ALARM_KINDS] = {{.state = ALARM_INACTIVE}}, all[ALARM_KINDS];
    struct series *series = fixture_series(f, text);

    if (disputed < series->count)
        series->points[disputed].disputed = true;
    stand[ALARM_DISPUTED] = *standing;
    alarms_of_indicator(series, fixture_day(today), stand, all);
    *standing = all[ALARM_DISPUTED];
    series_free(series);
}

static void a_dispute_fires_after_seven_days_and_remembers_since_when(void **state)
{
    static const struct {
        size_t disputed; /* 9: none */
        const char *today, *standing;
    } steps[] = {
        {9, "2022-11-01", ALARM_NONE},
        {1, "2022-11-01", "pending warning 1 2022-11-01 - -"},
        {1, "2022-11-07", "pending warning 1 2022-11-01 - -"},
        {1, "2022-11-08", "firing warning 1 2022-11-01 2022-Q2 -"},
        {2, "2022-11-08", "firing info 1 2022-11-01 2022-Q3 -"}, /* provisional */
        {9, "2022-11-08", ALARM_NONE},
        {1, "2022-11-09", "pending warning 1 2022-11-09 - -"},
        {2, "2022-09-30", ALARM_NONE}, /* running */
    };
    struct alarm_standing standing = {.state = ALARM_INACTIVE};
    struct fixture f;
    (void)state;

    alarm_quarterly(&f);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        dispute(&f, "2022-Q1=50 2022-Q2=51 2022-Q3=52E", steps[i].disputed, steps[i].today,
                &standing);
        alarm_expect(steps[i].today, &standing, steps[i].standing);
        if (steps[i].disputed == 1) {
            assert_string_equal("2022-Q2", standing.period);
            assert_string_equal("51.00", standing.value.text);
        }
    }
}

/* 2022-Q1 and Q2 are disputed, said at these times of the plan's zone; stood: since when. */
static void a_dispute_is_as_old_as_its_totals_say(void **state)
{
    static const struct {
        const char *first, *second, *stood, *today, *standing;
    } cases[] = {
        {"", "2022-10-25T10:00:00+07:00", "", "2022-11-01",
         "firing warning 1 2022-10-25 2022-Q2 -"},
        {"", "2022-10-25T23:59:59+07:00", "", "2022-10-31", "pending warning 1 2022-10-25 - -"},
        /* of the plan's day, not Greenwich's */
        {"", "2022-10-25T18:00:00Z", "", "2022-11-01", "pending warning 1 2022-10-26 - -"},
        {"2022-05-02T08:00:00+07:00", "2022-10-30T08:00:00+07:00", "", "2022-11-01",
         "firing warning 1 2022-05-02 2022-Q2 -"},
        {"2022-10-30T08:00:00+07:00", "2022-05-02T08:00:00+07:00", "", "2022-11-01",
         "firing warning 1 2022-05-02 2022-Q2 -"},
        /* a revision differs still: what stands is older */
        {"", "2022-10-31T10:00:00+07:00", "2022-10-20", "2022-11-01",
         "firing warning 1 2022-10-20 2022-Q2 -"},
        {"", "2022-10-10T10:00:00+07:00", "2022-10-20", "2022-11-01",
         "firing warning 1 2022-10-10 2022-Q2 -"},
        /* seen as of a day before it was said */
        {"", "2023-01-01T10:00:00+07:00", "", "2022-11-01", "pending warning 1 2022-11-01 - -"},
    };
    struct fixture f;

    (void)state;
    alarm_quarterly(&f);
    f.plan.utc_offset_s = 7 * 3600;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct alarm_standing stand[ALARM_KINDS] = {{.state = ALARM_INACTIVE}},
                              all[ALARM_KINDS];
        struct series *series = fixture_series(&f, "2022-Q1=50 2022-Q2=51");
        struct point *points = series->points;

        points[0].disputed =
            instant_read(text_of(cases[i].first), &points[0].disputed_since_unix_ms) == 0;
        points[1].disputed =
            instant_read(text_of(cases[i].second), &points[1].disputed_since_unix_ms) == 0;
        if (cases[i].stood[0] != '\0')
            stand[ALARM_DISPUTED].state = ALARM_PENDING;
        (void)snprintf(stand[ALARM_DISPUTED].since, ALARM_WHEN_BYTES, "%s", cases[i].stood);
        alarms_of_indicator(series, fixture_day(cases[i].today), stand, all);
        alarm_expect(cases[i].second, &all[ALARM_DISPUTED], cases[i].standing);
        series_free(series);
    }
}

static void what_stands_of_a_dispute_may_be_anything(void **state)
{
    static const char *const sinces[] = {"", "nonsense", "2022-13-01", "2023-01-01", "2022-Q1"};
    struct fixture f;
    (void)state;

    alarm_quarterly(&f);
    for (size_t i = 0; i < sizeof(sinces) / sizeof(sinces[0]); i++) {
        struct alarm_standing standing = {.state = ALARM_FIRING};

        (void)snprintf(standing.since, sizeof(standing.since), "%s", sinces[i]);
        dispute(&f, "2022-Q1=50", 0, "2022-11-01", &standing);
        alarm_expect(sinces[i], &standing, "pending warning 1 2022-11-01 - -");
    }
}

/* ---- outlier ---- */

/* Eight earlier changes around 1: median 1, MAD 0.1; then one of 1 + x: z = 6.745 x. */
#define EIGHT                                                                                  \
    "2020-Q1=10 2020-Q2=11 2020-Q3=12.1 2020-Q4=13 2021-Q1=14 2021-Q2=15.1 2021-Q3=16 "        \
    "2021-Q4=17 2022-Q1=18"

static void an_outlier_is_far_from_the_other_changes(void **state)
{
    static const struct alarm_case cases[] = {
        {EIGHT, "2025-01-01", ALARM_NONE},
        /* changes 1 1.1 .9 1 1.1 .9 1 1: MAD 0.05, so z = 13.49 x */
        {EIGHT " 2022-Q2=19.25", "2025-01-01", ALARM_NONE},                           /* 3.37 */
        {EIGHT " 2022-Q2=19.26", "2025-01-01", "firing warning 1 2022-Q2 2022-Q2 -"}, /* 3.51 */
        {EIGHT " 2022-Q2=18.74", "2025-01-01", "firing warning 1 2022-Q2 2022-Q2 -"},
        {EIGHT " 2022-Q2=19.26P", "2025-01-01", "firing info 1 2022-Q2 2022-Q2 -"},
        {EIGHT " 2022-Q2=19.26F", "2025-01-01", ALARM_NONE},
        {EIGHT " 2022-Q2=19.26", "2022-06-30", ALARM_NONE},
        /* the next change is inside */
        {EIGHT " 2022-Q2=25 2022-Q3=26", "2025-01-01", ALARM_NONE},
        /* or jumps back: two in a row */
        {EIGHT " 2022-Q2=25 2022-Q3=20", "2025-01-01", "firing warning 2 2022-Q2 2022-Q2 -"},
        {EIGHT " 2022-Q2=25 2022-Q3=20 2022-Q4=21", "2025-01-01", ALARM_NONE},
        /* over a gap there is no change: nothing new is known */
        {EIGHT " 2022-Q3=40", "2025-01-01", ALARM_NONE},
        {EIGHT " 2022-Q2=25 2022-Q4=26", "2025-01-01", "firing warning 1 2022-Q2 2022-Q2 -"},
        {EIGHT " 2022-Q2=25 2022-Q3=26B", "2025-01-01", ALARM_BROKEN},
        {EIGHT " 2022-Q2=40B", "2025-01-01", ALARM_NONE},
        /* six earlier changes are too few, seven are not */
        {"2020-Q1=10 2020-Q2=11 2020-Q3=12 2020-Q4=13 2021-Q1=14 2021-Q2=15 2021-Q3=16 "
         "2021-Q4=30",
         "2025-01-01", ALARM_NONE},
        {"2020-Q1=10 2020-Q2=11 2020-Q3=12 2020-Q4=13 2021-Q1=14 2021-Q2=15 2021-Q3=16 "
         "2021-Q4=17 2022-Q1=30",
         "2025-01-01", "firing warning 1 2022-Q1 2022-Q1 -"},
    };
    struct fixture f;
    struct alarm_standing shall[ALARM_KINDS];
    (void)state;

    alarm_quarterly(&f);
    ALARM_EXPECT_EACH(&f, ALARM_OUTLIER, cases);
    alarm_all(&f, EIGHT " 2022-Q2=18.74", "2025-01-01", shall);
    assert_string_equal("-3.50", shall[ALARM_OUTLIER].value.text); /* 3.5074, truncated */
    assert_string_equal("18.74", shall[ALARM_OUTLIER].against.text);
    /* a small spread is widened to the noise; without either there is nothing to measure by */
    f.indicator.noise = 100;
    alarm_expect_each(&f, ALARM_OUTLIER,
                      &(struct alarm_case){cases[2].series, "2025-01-01", ALARM_NONE}, 1);
    f.indicator.noise = 0;
    alarm_expect_each(&f, ALARM_OUTLIER,
                      &(struct alarm_case){cases[sizeof(cases) / sizeof(cases[0]) - 1].series,
                                           "2025-01-01", ALARM_NONE},
                      1);
}

/* ---- coverage_drop ---- */

static void coverage_is_held_against_the_period_before(void **state)
{
    static const struct alarm_case cases[] = {
        {"2022-Q1=50~20:20 2022-Q2=50~18:20", "2025-01-01", ALARM_NONE},
        {"2022-Q1=50~20:20 2022-Q2=50~17:20", "2025-01-01",
         "firing warning 1 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50~10:20 2022-Q2=50~9:20", "2025-01-01", ALARM_NONE},
        {"2022-Q1=50~20:20 2022-Q2=50~17:20E", "2025-01-01", "firing info 1 2022-Q2 2022-Q2 -"},
        /* as bad as the period before is no better */
        {"2022-Q1=50~20:20 2022-Q2=50~17:20 2022-Q3=50~17:20", "2025-01-01",
         "firing warning 2 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50~20:20 2022-Q2=50~17:20 2022-Q3=50~18:20", "2025-01-01",
         "firing warning 2 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50~20:20 2022-Q2=50~17:20 2022-Q3=50~19:20", "2025-01-01", ALARM_NONE},
        {"2022-Q1=50~20:20 2022-Q3=50~17:20", "2025-01-01",
         "firing warning 1 2022-Q3 2022-Q3 -"},
        /* not before the release is due, 2022-07-30 */
        {"2022-Q1=50~20:20 2022-Q2=50~17:20", "2022-07-30", ALARM_NONE},
        {"2022-Q1=50~20:20 2022-Q2=50~17:20", "2022-07-31",
         "firing warning 1 2022-Q2 2022-Q2 -"},
        {"2022-Q1=50~20:20 2022-Q2=50~17:20 2022-Q3=50", "2025-01-01", ALARM_BROKEN},
        {"2022-Q1=50~20:20 2022-Q2=50~17:20B", "2025-01-01", ALARM_NONE},
        /* shares, not numbers */
        {"2022-Q1=50~20:20 2022-Q2=50~10:10", "2025-01-01", ALARM_NONE},
    };
    struct fixture f;
    struct alarm_standing shall[ALARM_KINDS];
    (void)state;

    alarm_quarterly(&f);
    ALARM_EXPECT_EACH(&f, ALARM_COVERAGE_DROP, cases);
    alarm_all(&f, cases[1].series, "2025-01-01", shall);
    assert_string_equal("85.0", shall[ALARM_COVERAGE_DROP].value.text);
    assert_string_equal("100.0", shall[ALARM_COVERAGE_DROP].against.text);
}

/* Of a year's sum the least coverage stays low for a year; that of the months does not. */
static void coverage_of_a_summed_period_is_its_own(void **state)
{
    static const struct alarm_case cases[] = {
        {"2022-Q1=9~20:20 2022-Q2=9~20:20 2022-Q3=9~20:20 2022-Q4=9~20:20 2023-Q1=9~17:20",
         "2025-01-01", "firing warning 1 2023-Q1 2023-Q1 -"},
        {"2022-Q1=9~20:20 2022-Q2=9~20:20 2022-Q3=9~20:20 2022-Q4=9~20:20 2023-Q1=9~17:20 "
         "2023-Q2=9~20:20",
         "2025-01-01", ALARM_NONE},
        {"2022-Q1=9~17:20 2022-Q2=9~20:20 2022-Q3=9~20:20 2022-Q4=9~20:20 2023-Q1=9~17:20",
         "2025-01-01", "firing warning 1 2023-Q1 2023-Q1 -"},
        /* and its status: that of an earlier quarter does not make it provisional */
        {"2022-Q1=9~20:20 2022-Q2=9~20:20E 2022-Q3=9~20:20 2022-Q4=9~20:20 2023-Q1=9~17:20",
         "2025-01-01", "firing warning 1 2023-Q1 2023-Q1 -"},
    };
    struct fixture f;
    (void)state;

    alarm_quarterly(&f);
    f.indicator.kind = INDICATOR_COUNT;
    f.indicator.measure = INDICATOR_FLOW;
    ALARM_EXPECT_EACH(&f, ALARM_COVERAGE_DROP, cases);
    f.indicator.kind = INDICATOR_NUMBER;
    f.indicator.reported_as = REPORTED_YEAR_TO_DATE;
    ALARM_EXPECT_EACH(&f, ALARM_COVERAGE_DROP, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stale_from_the_day_after_patience_ends),
        cmocka_unit_test(nothing_is_expected_after_the_last_due_period),
        cmocka_unit_test(due_soon_ten_days_before_the_release),
        cmocka_unit_test(one_deadline_is_shared),
        cmocka_unit_test(a_dispute_fires_after_seven_days_and_remembers_since_when),
        cmocka_unit_test(a_dispute_is_as_old_as_its_totals_say),
        cmocka_unit_test(what_stands_of_a_dispute_may_be_anything),
        cmocka_unit_test(an_outlier_is_far_from_the_other_changes),
        cmocka_unit_test(coverage_is_held_against_the_period_before),
        cmocka_unit_test(coverage_of_a_summed_period_is_its_own),
    };

    return cmocka_run_group_tests_name("judge/alarm_indicator", tests, NULL, NULL);
}
