#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/decimal.h"

static const int64_t untouched = 4711;

static void read_takes_every_json_number(void **state)
{
    static const struct {
        const char *text;
        int decimals;
        enum decimal_fault fault;
        int64_t units;
    } cases[] = {
        {"0", 0, DECIMAL_OK, 0},
        {"-0", 2, DECIMAL_OK, 0},
        {"-0.0", 0, DECIMAL_OK, 0},
        {"81", 0, DECIMAL_OK, 81},
        {"81", 2, DECIMAL_OK, 8100},
        {"81.2", 2, DECIMAL_OK, 8120},
        {"-81.25", 2, DECIMAL_OK, -8125},
        {"1.50", 1, DECIMAL_OK, 15},
        {"1.5000000000000000000000000000000000", 1, DECIMAL_OK, 15},
        {"8.1e2", 0, DECIMAL_OK, 810},
        {"8.1E+2", 0, DECIMAL_OK, 810},
        {"8100e-2", 0, DECIMAL_OK, 81},
        {"8125e-2", 1, DECIMAL_INEXACT, 812},
        {"-1.9", 0, DECIMAL_INEXACT, -1},
        {"1e-400", 15, DECIMAL_INEXACT, 0},
        {"1e-99999999999999999999999999", 15, DECIMAL_INEXACT, 0},
        {"0e999999999", 15, DECIMAL_OK, 0},
        {"0e99999999999999999999999999", 15, DECIMAL_OK, 0},
        {"0.000e-99999999999999999999", 0, DECIMAL_OK, 0},
        {"0.0000000000000000000000000000001e31", 0, DECIMAL_OK, 1},
        {"0.0000000000000000000000000000001e32", 1, DECIMAL_OK, 100},
        {"1000000000000000000000000000000e-30", 0, DECIMAL_OK, 1},
        {"1e18", 0, DECIMAL_OK, INT64_C(1000000000000000000)},
        {"1e19", 0, DECIMAL_TOO_LARGE, untouched},
        {"1e3", 15, DECIMAL_OK, INT64_C(1000000000000000000)},
        {"1e4", 15, DECIMAL_TOO_LARGE, untouched},
        {"1e400", 0, DECIMAL_TOO_LARGE, untouched},
        {"-1e99999999999999999999999999", 0, DECIMAL_TOO_LARGE, untouched},
        {"9223372036854775807", 0, DECIMAL_OK, INT64_MAX},
        {"-9223372036854775807", 0, DECIMAL_OK, -INT64_MAX},
        {"9223372036854775807.000", 0, DECIMAL_OK, INT64_MAX},
        {"9223372036854775807.001", 0, DECIMAL_TOO_LARGE, untouched},
        {"9223372036854775808", 0, DECIMAL_TOO_LARGE, untouched},
        {"-9223372036854775808", 0, DECIMAL_TOO_LARGE, untouched},
        {"9999999999999999999", 0, DECIMAL_TOO_LARGE, untouched},
        {"18446744073709551617", 0, DECIMAL_TOO_LARGE, untouched},
        {"9223.372036854775807", 15, DECIMAL_OK, INT64_MAX},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t units = untouched;
        enum decimal_fault fault =
            decimal_read(text_of(cases[i].text), cases[i].decimals, &units);

        if (fault != cases[i].fault || units != cases[i].units)
            fail_msg("%s with %d decimals: fault %u, units %" PRId64, cases[i].text,
                     cases[i].decimals, (unsigned)fault, units);
    }
}

static void read_refuses_what_is_no_json_number(void **state)
{
    static const char *const cases[] = {
        "",      "-",     "+1", ".5",    "1.",  "01",  "-01", "1e",   "1e+",
        "1.e2",  "0x10",  "1 ", " 1",    "1,5", "NaN", "inf", "1e5x", "--1",
        "1.2.3", "1e1.5", "00", "1_000", "e5",  "-.5", "-e1", "1-",   "1e--2",
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t units = untouched;

        if (decimal_read(text_of(cases[i]), 2, &units) != DECIMAL_MALFORMED ||
            units != untouched)
            fail_msg("'%s' was taken as %" PRId64, cases[i], units);
    }
    assert_int_equal(decimal_read(text_of(NULL), 0, &(int64_t){0}), DECIMAL_MALFORMED);
}

static void read_looks_at_no_byte_beyond_the_text(void **state)
{
    int64_t units;
    (void)state;

    assert_int_equal(decimal_read((struct text){"1234e9", 4}, 0, &units), DECIMAL_OK);
    assert_int_equal(units, 1234);
}

static void read_of_a_long_text_is_done_in_one_pass(void **state)
{
    enum { DIGITS = 60000 };
    char *text = malloc(DIGITS + 32);
    int64_t units;
    (void)state;

    assert_non_null(text);
    memset(text, '0', DIGITS);
    memcpy(text, "0.", 2);
    text[DIGITS - 1] = '7';
    (void)snprintf(text + DIGITS, 32, "e%d", DIGITS - 2);
    assert_int_equal(decimal_read(text_of(text), 0, &units), DECIMAL_OK);
    assert_int_equal(units, 7);

    memset(text, '9', DIGITS);
    text[DIGITS] = '\0';
    assert_int_equal(decimal_read(text_of(text), 0, &units), DECIMAL_TOO_LARGE);
    free(text);
}

static void last_place_is_that_of_the_last_digit_written(void **state)
{
    static const struct {
        const char *text;
        int place;
    } cases[] = {
        {"81.20", 2},   {"81", 0},        {"81e1", -1},     {"81.20e1", 1},
        {"81.2e-1", 2}, {"1e-9999", 400}, {"1e9999", -400}, {"-0.000", 3},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(decimal_last_place(text_of(cases[i].text)), cases[i].place);
}

static void write_gives_all_its_decimals(void **state)
{
    static const struct {
        int64_t units;
        int decimals;
        const char *text;
    } cases[] = {
        {0, 0, "0"},
        {0, 2, "0.00"},
        {8000, 2, "80.00"},
        {-5, 1, "-0.5"},
        {-5, 3, "-0.005"},
        {7, 0, "7"},
        {INT64_MAX, 0, "9223372036854775807"},
        {INT64_MIN, 15, "-9223.372036854775808"},
        {-1, 15, "-0.000000000000001"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[DECIMAL_TEXT_BYTES];

        assert_int_equal(decimal_write(cases[i].units, cases[i].decimals, out),
                         strlen(cases[i].text));
        assert_string_equal(out, cases[i].text);
    }
}

static void divide_rounds_half_away_from_zero(void **state)
{
    static const struct {
        int64_t numerator, denominator;
        int shift;
        bool divides;
        int64_t quotient;
    } cases[] = {
        {1, 2, 0, true, 1},
        {-1, 2, 0, true, -1},
        {1, -2, 0, true, -1},
        {-1, -2, 0, true, 1},
        {1, 3, 4, true, 3333},
        {2, 3, 4, true, 6667},
        {812345, 1000000, 4, true, 8123},
        {812350, 1000000, 4, true, 8124},
        {0, 5, 21, true, 0},
        {5, 0, 0, false, 0},
        {0, 0, 0, false, 0},
        {INT64_MAX, 1, 0, true, INT64_MAX},
        {-INT64_MAX, 1, 0, true, -INT64_MAX},
        {INT64_MIN, 1, 0, false, 0},
        {INT64_MIN, -1, 0, false, 0},
        {INT64_MIN, 2, 0, true, -4611686018427387904},
        {INT64_MAX, INT64_MAX, 18, true, INT64_C(1000000000000000000)},
        {INT64_MAX, INT64_MAX, 19, false, 0},
        {INT64_MAX, 1, 1, false, 0},
        {INT64_MAX, 1, 21, false, 0},
        {1, INT64_MAX, 21, true, 108},
        {INT64_MAX - 1, INT64_MAX, 0, true, 1},
        {INT64_MAX / 2, INT64_MAX, 0, true, 0},
        {INT64_MAX / 2 + 1, INT64_MAX, 0, true, 1},
        {INT64_MAX, 2, 0, true, INT64_C(4611686018427387904)},
        {9, 1000, 21, true, INT64_C(9000000000000000000)},
        {10, 1000, 21, false, 0},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t quotient = untouched;
        bool divides =
            decimal_divide(cases[i].numerator, cases[i].denominator, cases[i].shift, &quotient);
        int64_t expected = cases[i].divides ? cases[i].quotient : untouched;

        if (divides != cases[i].divides || quotient != expected)
            fail_msg("row %zu: %d, %" PRId64, i, divides, quotient);
    }
}

/* splitmix64: the same numbers in every run. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Of every size alike, so that small and extreme values both come up. */
static int64_t random_units(uint64_t *state)
{
    uint64_t magnitude = (next_random(state) >> 1) >> (next_random(state) % 63);
    bool negative = next_random(state) % 2 == 1;

    return negative ? -(int64_t)magnitude : (int64_t)magnitude;
}

static void what_is_written_reads_back(void **state)
{
    uint64_t seed = 20261123;
    (void)state;

    for (int i = 0; i < 200000; i++) {
        int decimals = (int)(next_random(&seed) % 16);
        int64_t units = random_units(&seed), got = untouched;
        char text[DECIMAL_TEXT_BYTES], moved[DECIMAL_TEXT_BYTES + 8];

        decimal_write(units, decimals, text);
        assert_int_equal(decimal_last_place(text_of(text)), decimals);
        assert_int_equal(decimal_read(text_of(text), decimals, &got), DECIMAL_OK);
        assert_true(got == units);

        /* the same value with its point moved by an exponent */
        decimal_write(units, 0, moved);
        (void)snprintf(moved + strlen(moved), 8, "e-%d", decimals);
        got = untouched;
        assert_int_equal(decimal_read(text_of(moved), decimals, &got), DECIMAL_OK);
        assert_true(got == units);
    }
}

/* A number of up to 64 decimal digits, least first: slow, plain, and shares nothing with
 * decimal.c. */
struct school {
    int digits[64];
};

static struct school school_of(uint64_t value)
{
    struct school number = {{0}};

    for (int i = 0; value > 0; i++, value /= 10)
        number.digits[i] = (int)(value % 10);
    return number;
}

static void school_add_product(struct school *sum, struct school a, struct school b)
{
    for (int i = 0; i < 24; i++)
        for (int j = 0; j < 24; j++)
            sum->digits[i + j] += a.digits[i] * b.digits[j];
    for (int i = 0; i + 1 < 64; i++) {
        sum->digits[i + 1] += sum->digits[i] / 10;
        sum->digits[i] %= 10;
    }
}

static struct school school_shifted(struct school number, int places)
{
    struct school shifted = {{0}};

    memcpy(shifted.digits + places, number.digits, sizeof(int) * (size_t)(64 - places));
    return shifted;
}

static int school_compare(const struct school *a, const struct school *b)
{
    for (int i = 63; i >= 0; i--)
        if (a->digits[i] != b->digits[i])
            return a->digits[i] < b->digits[i] ? -1 : 1;
    return 0;
}

/* q is n x 10^shift / d rounded half up if (2q - 1) d <= 2 n 10^shift < (2q + 1) d. */
static bool is_rounded_quotient(uint64_t n, uint64_t d, int shift, uint64_t q)
{
    struct school twice_n = {{0}}, below = {{0}}, above = {{0}};

    school_add_product(&twice_n, school_of(n), school_of(2));
    twice_n = school_shifted(twice_n, shift);
    school_add_product(&above, school_of(2 * q + 1), school_of(d));
    if (q > 0)
        school_add_product(&below, school_of(2 * q - 1), school_of(d));
    return school_compare(&below, &twice_n) <= 0 && school_compare(&twice_n, &above) < 0;
}

/* Beyond 2^63 - 1: (2^64 - 1) d <= 2 n 10^shift. */
static bool is_too_large(uint64_t n, uint64_t d, int shift)
{
    struct school twice_n = {{0}}, limit = {{0}};

    school_add_product(&twice_n, school_of(n), school_of(2));
    twice_n = school_shifted(twice_n, shift);
    school_add_product(&limit, school_of(UINT64_MAX), school_of(d));
    return school_compare(&limit, &twice_n) <= 0;
}

static void divide_agrees_with_school_arithmetic(void **state)
{
    uint64_t seed = 38;
    int divided = 0;
    (void)state;

    for (int i = 0; i < 20000; i++) {
        int64_t n = random_units(&seed), d = random_units(&seed), quotient = untouched;
        int shift = (int)(next_random(&seed) % 22);
        uint64_t n_size = (uint64_t)(n < 0 ? -n : n), d_size = (uint64_t)(d < 0 ? -d : d);

        if (!decimal_divide(n, d, shift, &quotient)) {
            assert_true(d == 0 || is_too_large(n_size, d_size, shift));
            assert_true(quotient == untouched);
            continue;
        }
        divided++;
        assert_true(quotient == 0 || (quotient < 0) == ((n < 0) != (d < 0)));
        if (!is_rounded_quotient(n_size, d_size, shift,
                                 (uint64_t)(quotient < 0 ? -quotient : quotient)))
            fail_msg("%" PRId64 " / %" PRId64 " x 10^%d gave %" PRId64, n, d, shift, quotient);
    }
    assert_true(divided > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_takes_every_json_number),
        cmocka_unit_test(read_refuses_what_is_no_json_number),
        cmocka_unit_test(read_looks_at_no_byte_beyond_the_text),
        cmocka_unit_test(read_of_a_long_text_is_done_in_one_pass),
        cmocka_unit_test(last_place_is_that_of_the_last_digit_written),
        cmocka_unit_test(write_gives_all_its_decimals),
        cmocka_unit_test(divide_rounds_half_away_from_zero),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(divide_agrees_with_school_arithmetic),
    };
    return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
