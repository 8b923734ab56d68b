/* Growth by logarithms, never at odds with exact powers, and seldom in need of them. */
#include <math.h>

#include "consumers/judge/growth.h"
#include "tests/consumers/judge/fixture.h"

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static int exactly(struct exact_pool *pool, const struct exact *base, const struct exact *value,
                   struct growth_years years, int64_t rate)
{
    const struct exact *factor = exact_scaled(pool, GROWTH_WHOLE + rate, GROWTH_RATE_DIGITS);

    return sign(
        exact_compare(exact_power(pool, value, (unsigned)years.periods),
                      exact_times(pool, exact_power(pool, base, (unsigned)years.periods),
                                  exact_power(pool, factor, (unsigned)years.steps))));
}

static void years_are_in_lowest_terms(void **state)
{
    struct growth_years years = growth_years(FREQUENCY_QUARTERLY, 10, 16);
    (void)state;

    assert_int_equal(2, years.periods);
    assert_int_equal(3, years.steps);
    years = growth_years(FREQUENCY_DAILY, 0, 1461);
    assert_int_equal(1, years.periods);
    assert_int_equal(4, years.steps);
    years = growth_years(FREQUENCY_DAILY, 0, 1);
    assert_int_equal(1461, years.periods);
    assert_int_equal(4, years.steps);
}

static void what_is_exactly_there_is_neither_below_nor_above(void **state)
{
    struct exact_pool *pool = exact_pool_new();
    const struct exact *base = exact_scaled(pool, 100, 0);
    (void)state;

    for (int n = 1; n <= 12; n++) {
        struct growth_years years = {1, n};
        const struct exact *there = growth_of(pool, base, years, 160000);
        const struct exact *hair = exact_fraction(pool, 1, INT64_C(1000000000000000000));

        assert_int_equal(0, sign(growth_compare(pool, base, there, years, 160000)));
        assert_int_equal(
            1, sign(growth_compare(pool, base, exact_plus(pool, there, hair), years, 160000)));
        assert_int_equal(-1, sign(growth_compare(pool, base, exact_minus(pool, there, hair),
                                                 years, 160000)));
    }
    assert_int_equal(-1, sign(growth_compare(pool, base, exact_scaled(pool, 0, 0),
                                             (struct growth_years){1, 1}, 0)));
    assert_int_equal(-1, sign(growth_compare(pool, base, exact_scaled(pool, -5, 0),
                                             (struct growth_years){2, 1}, 0)));
    assert_int_equal(1, sign(growth_compare(pool, base, exact_scaled(pool, 1, 0),
                                            (struct growth_years){1, 1}, -GROWTH_WHOLE)));
    exact_pool_free(pool);
}

/* Whole values next to the curve, where it is closest. */
static void compare_near(int64_t of, int64_t rate, struct growth_years years)
{
    struct exact_pool *pool = exact_pool_new();
    const struct exact *base = exact_scaled(pool, of, 0);
    const struct exact *near = exact_floor(pool, growth_of(pool, base, years, rate));

    for (int64_t off = -1; off <= 2; off++) {
        const struct exact *value = exact_plus(pool, near, exact_scaled(pool, off, 0));
        int seen = growth_glance(base, value, years, rate);

        if (seen != 0)
            assert_int_equal(seen, exactly(pool, base, value, years, rate));
    }
    exact_pool_free(pool);
}

static void logarithms_never_contradict_the_powers(void **state)
{
    static const int64_t bases[] = {20, 1234, 87655, INT64_C(99999999999),
                                    INT64_C(8796093022207)};
    static const int64_t rates[] = {160000, 180000, 1, -30000, 999999};
    (void)state;

    for (size_t b = 0; b < sizeof(bases) / sizeof(bases[0]); b++)
        for (size_t r = 0; r < sizeof(rates) / sizeof(rates[0]); r++)
            for (int days = 1; days <= 3000; days += 271)
                compare_near(bases[b], rates[r], growth_years(FREQUENCY_DAILY, 0, days));
}

/* Seven years of days, on the curve as closely as whole numbers are: 2490 powers of 1461 took 13 s
 * where this asks for next to none. */
static void a_daily_series_hardly_needs_powers(void **state)
{
    struct exact_pool *pool = exact_pool_new();
    const struct exact *base = exact_scaled(pool, 100000, 0);
    int powers = 0;
    (void)state;

    for (int days = 1; days <= 2490; days++) {
        struct growth_years years = growth_years(FREQUENCY_DAILY, 0, days);
        const struct exact *value = exact_floor(pool, growth_of(pool, base, years, 160000));

        powers += growth_glance(base, value, years, 160000) == 0 ? 1 : 0;
    }
    assert_true(powers <= 3);
    exact_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_are_in_lowest_terms),
        cmocka_unit_test(what_is_exactly_there_is_neither_below_nor_above),
        cmocka_unit_test(logarithms_never_contradict_the_powers),
        cmocka_unit_test(a_daily_series_hardly_needs_powers),
    };

    return cmocka_run_group_tests_name("judge/growth", tests, NULL, NULL);
}
