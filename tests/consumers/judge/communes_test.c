/* Periods that not all communes report, compared over the communes in both. */
#include "consumers/judge/communes.h"
#include "tests/consumers/judge/alarm_fixture.h"

/* A quarterly share; its baseline is the earliest official quarter, its bound 80. */
static void make_share(struct fixture *f)
{
    alarm_quarterly(f);
    f->indicator.baseline = (struct baseline){0};
    f->indicator.kind = INDICATOR_RATIO;
    f->indicator.factor_digits = 2;
    f->indicator.measure = INDICATOR_STOCK;
    f->indicator.alerts.outlier.changes = 3;
}

/* The change from the first to the second of two periods. */
static void expect_change(const struct fixture *f, const char *text, const char *expected)
{
    struct series *series = fixture_series(f, text);
    char got[EXACT_TEXT_BYTES];
    const struct exact *change = communes_change(series->pool, series, &series->points[0],
                                                 &series->points[series->count - 1]);

    exact_text(change, 4, EXACT_HALF_AWAY, got);
    if (strcmp(expected, got) != 0)
        fail_msg("%s: expected %s, got %s", text, expected, got);
    series_free(series);
}

static void a_change_is_of_the_communes_in_both(void **state)
{
    struct fixture f;
    (void)state;

    make_share(&f);
    /* all heard: as they stand */
    expect_change(&f, "2022-Q1=50/100~10:10 2022-Q2=60/100~10:10", "10.0000");
    expect_change(&f, "2022-Q1=50/100~10:10{5/10} 2022-Q2=60/100~10:10{9/10}", "10.0000");
    /* the commune at 9 of 10 is not there at first: 50/90 and 51/90 */
    expect_change(&f, "2022-Q1=50/90~9:10{-} 2022-Q2=60/100~10:10{9/10}", "1.1111");
    expect_change(&f, "2022-Q1=60/100~10:10{9/10} 2022-Q2=50/90~9:10{-}", "-1.1111");
    /* one lacks the first commune, the other the second: 45/80 and 47/80 */
    expect_change(&f, "2022-Q1=50/90~9:10{-,5/10} 2022-Q2=56/90~9:10{9/10,-}", "2.5000");
    /* neither has it: nothing to tell apart */
    expect_change(&f, "2022-Q1=50/90~9:10{-} 2022-Q2=54/90~9:10{-}", "4.4444");
    /* nothing is left of one: as they stand */
    expect_change(&f, "2022-Q1=9/10~10:10{9/10} 2022-Q2=5/10~9:10{-}", "-40.0000");
    /* own cells have no communes, and begin a segment of their own */
    expect_change(&f, "2022-Q1=50/90~9:10{-} 2022-Q2=60/100", "4.4444");
}

static void of_a_year_it_is_the_communes_in_every_quarter(void **state)
{
    struct fixture f;
    struct series *series;
    char text[EXACT_TEXT_BYTES];
    (void)state;

    make_share(&f);
    f.indicator.measure = INDICATOR_FLOW;
    f.indicator.seasonal = true;
    series = fixture_series(
        &f, "2021-Q1=50/100~10:10{9/10} 2021-Q2=41/90~9:10{-} 2021-Q3=50/100~10:10{9/10} "
            "2021-Q4=50/100~10:10{9/10} 2022-Q1=59/100~10:10{9/10} "
            "2022-Q2=59/100~10:10{9/10} 2022-Q3=59/100~10:10{9/10}");
    assert_int_equal(7, series->count);
    /* the year to 2021-Q4 lacks it in one quarter, that to 2022-Q1 too: 164/360 and 173/360 */
    exact_text(communes_change(series->pool, series, &series->points[3], &series->points[4]), 4,
               EXACT_HALF_AWAY, text);
    assert_string_equal("2.5000", text);
    /* that to 2022-Q2 has it throughout, but is held against one that has not: 182/360 */
    exact_text(communes_change(series->pool, series, &series->points[3], &series->points[5]), 4,
               EXACT_HALF_AWAY, text);
    assert_string_equal("5.0000", text);
    /* two years that both have it: as they stand, (227 - 218)/400 */
    exact_text(communes_change(series->pool, series, &series->points[5], &series->points[6]), 4,
               EXACT_HALF_AWAY, text);
    assert_string_equal("2.2500", text);
    series_free(series);
}

static void a_report_to_date_is_differenced_over_the_communes_in_both(void **state)
{
    struct fixture f;
    struct verdict v;
    (void)state;

    make_share(&f);
    f.indicator.measure = INDICATOR_FLOW;
    f.indicator.reported_as = REPORTED_YEAR_TO_DATE;
    /* it brings its first quarter along: 45/90 would be 54/110 */
    v = fixture_judge(&f, "2022-Q1=45/90~9:10{-} 2022-Q2=99/200~10:10{9/20}", "2022-08-01");
    assert_string_equal("50.00", v.value.text);
    assert_string_equal("90", v.denominator.text);
    v = fixture_judge(&f, "2022-Q1=50/100~10:10{5/10} 2022-Q2=99/200~10:10{9/20}",
                      "2022-08-01");
    assert_string_equal("49.00", v.value.text);
}

/* Nine communes stay at 50; the tenth, at 0 of 10, is heard from the second quarter on. */
static void a_commune_that_joins_is_no_fall(void **state)
{
    static const char joins[] =
        "2022-Q1=45/90~9:10{-} 2022-Q2=45/90~9:10{-} 2022-Q3=45/90~9:10{-} "
        "2022-Q4=45/90~9:10{-} 2023-Q1=45/90~9:10{-} 2023-Q2=45/100~10:10{0/10} "
        "2023-Q3=45/100~10:10{0/10}";
    static const char falls[] =
        "2022-Q1=45/90 2022-Q2=45/90 2022-Q3=45/90 2022-Q4=45/90 2023-Q1=45/90 "
        "2023-Q2=45/100 2023-Q3=44/100";
    struct fixture f;
    struct alarm_standing shall[ALARM_KINDS];
    struct verdict v;
    (void)state;

    make_share(&f);
    v = fixture_judge(&f, joins, "2023-11-01");
    assert_string_equal("45.00", v.value.text);
    assert_string_equal("45.00", v.baseline_value.text); /* 50, without what the tenth brings */
    assert_true(v.baseline_observed);
    assert_true(v.baseline_adjusted);
    assert_true(strcmp(status_name(v.status), "REVERSING") != 0);
    alarm_all(&f, joins, "2023-11-01", shall);
    alarm_expect("joins", &shall[ALARM_REVERSING], ALARM_NONE);
    alarm_expect("joins", &shall[ALARM_OUTLIER], ALARM_NONE);

    v = fixture_judge(&f, falls, "2023-11-01");
    assert_false(v.baseline_adjusted);
    fixture_expect("falls", &(struct verdict[]){fixture_judge(&f, falls, "2023-11-01")}[0],
                   "REVERSING");
    alarm_all(&f, falls, "2023-07-01", shall);
    assert_int_equal(ALARM_FIRING, shall[ALARM_OUTLIER].state);
    alarm_all(&f, falls, "2023-11-01", shall);
    assert_int_equal(ALARM_FIRING, shall[ALARM_REVERSING].state);
}

static void a_rise_is_of_the_communes_in_both(void **state)
{
    struct fixture f;
    (void)state;

    make_share(&f);
    f.indicator.frequency = FREQUENCY_ANNUAL;
    f.target.condition.value = 4000;
    f.target.condition.rising = true;
    /* 45/90, then 54/100 of which the joining commune has 9: the others have not risen */
    fixture_expect("joins",
                   &(struct verdict[]){fixture_judge(
                       &f, "2022=45/90~9:10{-} 2023=54/100~10:10{9/10}", "2024-02-01")}[0],
                   "SLOW not_rising");
    fixture_expect("stays",
                   &(struct verdict[]){fixture_judge(&f, "2022=53/100~10:10 2023=54/100~10:10",
                                                     "2024-02-01")}[0],
                   "ACHIEVED_HOLD");
}

/* ---- properties, on random figures ---- */

enum { QUARTERS = 8, KNOWN = 3 };

struct random {
    struct total totals[QUARTERS];
    struct total_part parts[QUARTERS][KNOWN];
};

/* 0..limit - 1, the same in every run */
static int64_t draw(uint64_t *seed, int64_t limit)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((*seed >> 33) % (uint64_t)limit);
}

/* All communes are heard, three of them known by themselves. */
static void make_random(struct random *r, uint64_t *seed)
{
    for (int q = 0; q < QUARTERS; q++) {
        struct total *total = &r->totals[q];

        *total = (struct total){.period = {FREQUENCY_QUARTERLY, 2022 * 4 + q},
                                .numerator = draw(seed, 500),
                                .denominator = 500 + draw(seed, 500),
                                .communes_heard = 30,
                                .communes = 30,
                                .obs_status = 'A',
                                .has_value = true,
                                .parts = r->parts[q],
                                .part_count = KNOWN};
        for (int i = 0; i < KNOWN; i++) {
            struct total_part *part = &r->parts[q][i];

            *part = (struct total_part){draw(seed, 90), 90 + draw(seed, 90), true};
            total->numerator += part->numerator;
            total->denominator += part->denominator;
        }
    }
}

static void leave_out(struct random *r, int quarter, int commune)
{
    struct total_part *part = &r->parts[quarter][commune];
    struct total *total = &r->totals[quarter];

    total->numerator -= part->numerator;
    total->denominator -= part->denominator;
    total->communes_heard--;
    *part = (struct total_part){0, 0, false};
}

static const struct exact *change_of(const struct series *series, size_t from, size_t to)
{
    return communes_change(series->pool, series, &series->points[from], &series->points[to]);
}

static struct series *series_of(const struct fixture *f, const struct random *r)
{
    return series_new(&f->plan, &f->indicator, r->totals, QUARTERS);
}

static void where_all_are_heard_nothing_changes(void **state)
{
    struct fixture f;
    uint64_t seed = 1;
    (void)state;

    make_share(&f);
    for (int round = 0; round < 200; round++) {
        struct random r;
        struct series *series, *bare;

        make_random(&r, &seed);
        series = series_of(&f, &r);
        for (int q = 0; q < QUARTERS; q++)
            r.totals[q].parts = NULL;
        bare = series_of(&f, &r);
        for (size_t q = 1; q < QUARTERS; q++)
            assert_int_equal(
                0, exact_compare(change_of(series, q - 1, q), change_of(bare, q - 1, q)));
        series_free(series);
        series_free(bare);
    }
}

/* A commune missing from one quarter: the change to any other is what it is without that commune. */
static void expect_without(const struct fixture *f, const struct random *all, int quarter,
                           int commune)
{
    struct random once = *all, never = *all;
    struct series *has, *has_not;

    for (int q = 0; q < QUARTERS; q++) {
        once.totals[q].parts = once.parts[q];
        never.totals[q].parts = never.parts[q];
        leave_out(&never, q, commune);
    }
    leave_out(&once, quarter, commune);
    has = series_of(f, &once);
    has_not = series_of(f, &never);
    for (size_t q = 0; q < QUARTERS; q++)
        assert_int_equal(0, exact_compare(change_of(has, (size_t)quarter, q),
                                          change_of(has_not, (size_t)quarter, q)));
    series_free(has);
    series_free(has_not);
}

static void who_is_missing_once_does_not_move_the_others(void **state)
{
    struct fixture f;
    uint64_t seed = 2;
    (void)state;

    make_share(&f);
    for (int round = 0; round < 200; round++) {
        int quarter = (int)draw(&seed, QUARTERS), commune = (int)draw(&seed, KNOWN);
        struct random all;

        make_random(&all, &seed);
        expect_without(&f, &all, quarter, commune);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_of_the_communes_in_both),
        cmocka_unit_test(of_a_year_it_is_the_communes_in_every_quarter),
        cmocka_unit_test(a_report_to_date_is_differenced_over_the_communes_in_both),
        cmocka_unit_test(a_commune_that_joins_is_no_fall),
        cmocka_unit_test(a_rise_is_of_the_communes_in_both),
        cmocka_unit_test(where_all_are_heard_nothing_changes),
        cmocka_unit_test(who_is_missing_once_does_not_move_the_others),
    };

    return cmocka_run_group_tests_name("judge/communes", tests, NULL, NULL);
}
