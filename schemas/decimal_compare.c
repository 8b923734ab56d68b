#include "schemas/decimal_compare.h"

#include <assert.h>
#include <stdbool.h>

__extension__ typedef unsigned __int128 uint128;

/* 2^63 - 1 has 19 digits: so far a product can rise above its larger factor. */
enum { TIMES_DIGITS = 19 };
static const int64_t exponent_max = INT64_C(1000000000000);

/* A number's digits by their power of ten. */
struct digits {
    const char *whole, *fraction;
    int64_t whole_count, fraction_count;
    int64_t exponent;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int64_t count_digits(const char *at, const char *end)
{
    const char *start = at;

    while (at < end && is_digit(*at))
        at++;
    return at - start;
}

static int64_t read_exponent(const char *at, const char *end)
{
    bool negative = at < end && *at == '-';
    int64_t exponent = 0;

    if (at < end && (*at == '-' || *at == '+'))
        at++;
    for (; at < end && exponent < exponent_max; at++)
        exponent = exponent * 10 + (*at - '0');
    if (exponent > exponent_max)
        exponent = exponent_max;
    return negative ? -exponent : exponent;
}

static struct digits digits_of(struct text number)
{
    const char *at = number.at, *end = number.at + number.length;
    struct digits digits = {0};

    at += *at == '-' ? 1 : 0; /* of a -0 */
    digits.whole = at;
    digits.whole_count = count_digits(at, end);
    at += digits.whole_count;
    if (at < end && *at == '.') {
        digits.fraction = at + 1;
        digits.fraction_count = count_digits(at + 1, end);
        at += 1 + digits.fraction_count;
    }
    if (at < end)
        digits.exponent = read_exponent(at + 1, end);
    return digits;
}

static unsigned digit_at(const struct digits *digits, int64_t power)
{
    int64_t place = power - digits->exponent;

    if (place >= 0)
        return place < digits->whole_count
                   ? (unsigned)(digits->whole[digits->whole_count - 1 - place] - '0')
                   : 0;
    return -place <= digits->fraction_count ? (unsigned)(digits->fraction[-place - 1] - '0')
                                            : 0;
}

static int64_t lowest_power(const struct digits *digits)
{
    return digits->exponent - digits->fraction_count;
}

/* The power of the first digit that is not 0; false when there is none. */
static bool highest_power(const struct digits *digits, int64_t *power)
{
    int64_t candidate = digits->exponent + digits->whole_count - 1;

    while (candidate >= lowest_power(digits) && digit_at(digits, candidate) == 0)
        candidate--;
    *power = candidate;
    return candidate >= lowest_power(digits);
}

/* From the lowest digit up: what differs higher up decides. */
static int compare_digits(const struct digits *a, const struct digits *b, int64_t times,
                          int64_t highest)
{
    int64_t from_a = lowest_power(a), from_b = lowest_power(b);
    uint128 carry = 0;
    int order = 0;

    for (int64_t power = from_a < from_b ? from_a : from_b; power <= highest; power++) {
        unsigned left = digit_at(a, power), right = 0;

        carry += (uint128)digit_at(b, power) * (uint64_t)times;
        right = (unsigned)(carry % 10);
        carry /= 10;
        if (left != right)
            order = left > right ? 1 : -1;
    }
    assert(carry == 0);
    return order;
}

int decimal_compare(struct text a, int shift, struct text b, int64_t times)
{
    struct digits left = digits_of(a), right = digits_of(b);
    int64_t left_top = 0, right_top = 0;

    assert(shift >= 0 && times >= 0);
    left.exponent += shift;
    if (!highest_power(&right, &right_top) || times == 0)
        return highest_power(&left, &left_top) ? 1 : 0;
    if (!highest_power(&left, &left_top) || left_top < right_top)
        return -1;
    if (left_top > right_top + TIMES_DIGITS)
        return 1;
    return compare_digits(&left, &right, times, right_top + TIMES_DIGITS);
}
