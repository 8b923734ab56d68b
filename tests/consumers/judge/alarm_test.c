/* off_target, period by period: raised, changed, cleared. */
#include "consumers/judge/alarms.h"
#include "tests/consumers/judge/fixture.h"

/* Baseline 40 at the end of 2020, 80 by the end of 2030: a quarter is one unit of progress. */
static void make_quarterly(struct fixture *f)
{
    fixture_line(f, 4000, 8000);
    f->indicator.frequency = FREQUENCY_QUARTERLY;
    f->target.off_target.periods = 2;
}

static struct alarm_standing fold(const struct fixture *f, const char *text, const char *today)
{
    struct series *series = fixture_series(f, text);
    struct alarm_standing shall[ALARM_KINDS];

    alarms_of_target(series, &f->target, fixture_day(today), shall);
    series_free(series);
    return shall[ALARM_OFF_TARGET];
}

static void states_follow_the_periods(void **state)
{
    /* expected: 2022-Q1 45, Q2 46, Q3 47, Q4 48, 2023-Q1 49, Q2 50, Q3 51, Q4 52 */
    static const struct {
        const char *series, *state, *severity;
        int64_t count;
    } cases[] = {
        {"2022-Q1=45", "inactive", "", 0},
        {"2022-Q1=41", "pending", "critical", 1},
        {"2022-Q1=41 2022-Q2=46", "inactive", "", 0},
        {"2022-Q1=41 2022-Q2=41", "firing", "critical", 2},
        {"2022-Q1=41 2022-Q2=44", "firing", "warning", 2},    /* 4/6 >= 0.65 */
        {"2022-Q1=41 2022-Q2=43.7", "firing", "critical", 2}, /* 3.7/6: slow, not recovered */
        {"2022-Q1=44 2022-Q2=43.7", "firing", "warning", 2},  /* slow all along */
        {"2022-Q1=41 2022-Q3=41", "firing", "critical", 2},   /* a gap does not reset */
        {"2022-Q3=41 2022-Q1=41", "firing", "critical", 2}, /* nor does the order of arrival */
        {"2022-Q1=41 2022-Q2=45.8 2022-Q3=41", "pending", "critical", 1}, /* on track resets */
        {"2022-Q1=41 2022-Q2=41 2022-Q3=46.8", "firing", "warning", 2},   /* on track, behind */
        {"2022-Q1=41 2022-Q2=41 2022-Q3=47", "inactive", "", 0},
        {"2022-Q1=41 2022-Q2=41 2022-Q3=81", "inactive", "", 0},
        {"2022-Q1=41 2022-Q2=41E", "firing", "warning", 2},
        {"2022-Q1=44 2022-Q2=44E", "firing", "info", 2},
        {"2022-Q1=41 2022-Q2=41E 2022-Q3=41", "firing", "critical", 3},
        {"2022-Q1=39 2022-Q2=39", "firing", "critical", 2},
        {"2022-Q1=41 2022-Q2=41 2022-Q3=41B", "pending", "critical", 1},
    };
    struct fixture f;
    (void)state;

    make_quarterly(&f);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct alarm_standing alarm = fold(&f, cases[i].series, "2024-01-01");

        if (strcmp(alarm_state_name(alarm.state), cases[i].state) != 0 ||
            strcmp(alarm_severity_name(alarm.severity), cases[i].severity) != 0 ||
            alarm.count != cases[i].count)
            fail_msg("%s: %s %s %d", cases[i].series, alarm_state_name(alarm.state),
                     alarm_severity_name(alarm.severity), (int)alarm.count);
    }
}

static void raised_for_the_period_that_made_k(void **state)
{
    struct fixture f;
    struct alarm_standing alarm;
    (void)state;

    make_quarterly(&f);
    alarm = fold(&f, "2022-Q1=41 2022-Q3=41 2022-Q4=41", "2024-01-01");
    assert_string_equal("2022-Q3", alarm.raised_for);
    assert_string_equal("2022-Q1", alarm.since);
    assert_string_equal("2022-Q4", alarm.period);
    assert_string_equal("41.00", alarm.value.text);
}

static void running_periods_and_those_after_the_due_one_are_left_out(void **state)
{
    struct fixture f;
    (void)state;

    make_quarterly(&f);
    assert_int_equal(ALARM_PENDING, fold(&f, "2022-Q1=41 2022-Q2=41", "2022-06-30").state);
    assert_int_equal(ALARM_FIRING, fold(&f, "2022-Q1=41 2022-Q2=41", "2022-07-01").state);
    assert_int_equal(ALARM_FIRING,
                     fold(&f, "2030-Q2=50 2030-Q3=50 2031-Q1=90", "2031-05-01").state);
}

static void staleness_clears_nothing(void **state)
{
    struct fixture f;
    (void)state;

    make_quarterly(&f);
    assert_int_equal(ALARM_FIRING, fold(&f, "2022-Q1=41 2022-Q2=41", "2029-07-01").state);
}

static void a_break_closes_it_and_says_so(void **state)
{
    struct fixture f;
    struct alarm_standing alarm;
    (void)state;

    make_quarterly(&f);
    f.indicator.baseline = (struct baseline){0}; /* its own, so the break has none yet */
    alarm = fold(&f, "2021-Q1=40 2022-Q1=41 2022-Q2=41 2022-Q3=20B", "2024-01-01");
    assert_int_equal(ALARM_INACTIVE, alarm.state);
    assert_string_equal("series_break", alarm.why);
    alarm = fold(&f, "2021-Q1=40 2022-Q1=41 2022-Q2=41 2022-Q3=20B 2023-Q3=20 2023-Q4=20",
                 "2024-01-01");
    assert_int_equal(ALARM_FIRING, alarm.state);
    assert_string_equal("", alarm.why);
}

static void a_met_bound_that_does_not_rise_is_not_clear(void **state)
{
    struct fixture f;
    (void)state;

    fixture_make(&f);
    f.target.condition = (struct condition){
        .is = CONDITION_AT_LEAST, .value = 300, .rising = true, .every_period = true};
    assert_int_equal(ALARM_FIRING, fold(&f, "2024=3.10 2025=3.10", "2026-02-01").state);
    assert_int_equal(ALARM_INACTIVE, fold(&f, "2024=3.10 2025=3.11", "2026-02-01").state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_follow_the_periods),
        cmocka_unit_test(raised_for_the_period_that_made_k),
        cmocka_unit_test(running_periods_and_those_after_the_due_one_are_left_out),
        cmocka_unit_test(staleness_clears_nothing),
        cmocka_unit_test(a_break_closes_it_and_says_so),
        cmocka_unit_test(a_met_bound_that_does_not_rise_is_not_clear),
    };

    return cmocka_run_group_tests_name("judge/alarm", tests, NULL, NULL);
}
