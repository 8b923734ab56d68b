#include "schemas/decimal.h"

#include <assert.h>

__extension__ typedef unsigned __int128 uint128;

/* Beyond what any text can make up for with digits, and far from overflowing when added to. */
enum { LAST_PLACE_MAX = 400, SHIFT_MAX = 21 };
static const int64_t exponent_max = INT64_C(1) << 53;

/* A JSON number taken apart.  Its digits are whole[] then fraction[], as if in one row. */
struct parts {
    bool negative;
    struct text whole, fraction; /* digits only; the fraction may be absent */
    int64_t exponent;            /* clamped to +-exponent_max */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct text take_digits(struct text *rest)
{
    struct text digits = {rest->at, 0};

    while (digits.length < rest->length && is_digit(rest->at[digits.length]))
        digits.length++;
    rest->at += digits.length;
    rest->length -= digits.length;
    return digits;
}

static bool take(struct text *rest, char c)
{
    if (rest->length == 0 || *rest->at != c)
        return false;
    rest->at++;
    rest->length--;
    return true;
}

static int64_t clamped_value(struct text digits, bool negative)
{
    int64_t value = 0;

    for (size_t i = 0; i < digits.length && value < exponent_max; i++)
        value = value * 10 + (digits.at[i] - '0');
    if (value > exponent_max)
        value = exponent_max;
    return negative ? -value : value;
}

static int take_apart(struct text number, struct parts *parts)
{
    struct text rest = number;

    if (number.length == 0)
        return -1;
    *parts = (struct parts){.negative = take(&rest, '-')};
    parts->whole = take_digits(&rest);
    if (parts->whole.length == 0 || (parts->whole.length > 1 && parts->whole.at[0] == '0'))
        return -1;

    if (take(&rest, '.')) {
        parts->fraction = take_digits(&rest);
        if (parts->fraction.length == 0)
            return -1;
    }

    if (take(&rest, 'e') || take(&rest, 'E')) {
        bool negative = take(&rest, '-');
        struct text digits;

        if (!negative)
            (void)take(&rest, '+');
        digits = take_digits(&rest);
        if (digits.length == 0)
            return -1;
        parts->exponent = clamped_value(digits, negative);
    }
    return rest.length == 0 ? 0 : -1;
}

static uint64_t power_of_ten(int exponent) /* 0..19 */
{
    uint64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

static int digit_at(const struct parts *parts, size_t i)
{
    return i < parts->whole.length ? parts->whole.at[i] - '0'
                                   : parts->fraction.at[i - parts->whole.length] - '0';
}

/* Sums the digits that are worth 1 or more; `*beyond` is whether others were not 0.  `place` is
 * the power of ten of the first digit.  A first digit that counts stands at 10^18 or lower, so the
 * sum has at most 19 digits and fits. */
static enum decimal_fault sum_digits(const struct parts *parts, int64_t place, uint64_t *sum,
                                     bool *beyond)
{
    size_t count = parts->whole.length + parts->fraction.length;

    *sum = 0;
    *beyond = false;
    for (size_t i = 0; i < count; i++, place--) {
        int digit = digit_at(parts, i);

        if (digit != 0 && place > 18)
            return DECIMAL_TOO_LARGE;
        if (place >= 0)
            *sum = *sum * 10 + (uint64_t)digit;
        else if (digit != 0)
            *beyond = true;
    }
    if (place >= 0 && *sum != 0) /* places that the text leaves to the exponent */
        *sum *= power_of_ten((int)place + 1);
    return DECIMAL_OK;
}

enum decimal_fault decimal_read(struct text number, int decimals, int64_t *units)
{
    struct parts parts;
    uint64_t sum;
    bool beyond;
    int64_t place;

    assert(decimals >= 0 && decimals <= DECIMAL_DECIMALS_MAX);
    if (take_apart(number, &parts) != 0)
        return DECIMAL_MALFORMED;

    place = (int64_t)parts.whole.length - 1 + parts.exponent + decimals;
    if (sum_digits(&parts, place, &sum, &beyond) != DECIMAL_OK)
        return DECIMAL_TOO_LARGE;
    if (sum > INT64_MAX || (sum == INT64_MAX && beyond))
        return DECIMAL_TOO_LARGE;

    *units = parts.negative ? -(int64_t)sum : (int64_t)sum;
    return beyond ? DECIMAL_INEXACT : DECIMAL_OK;
}

int decimal_last_place(struct text number)
{
    struct parts parts;
    int64_t place;

    if (take_apart(number, &parts) != 0)
        return 0;
    place = (int64_t)parts.fraction.length - parts.exponent;
    if (place > LAST_PLACE_MAX)
        return LAST_PLACE_MAX;
    return place < -LAST_PLACE_MAX ? -LAST_PLACE_MAX : (int)place;
}

static uint64_t magnitude_of(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value; /* holds for INT64_MIN too */
}

size_t decimal_write(int64_t units, int decimals, char out[DECIMAL_TEXT_BYTES])
{
    char reversed[DECIMAL_TEXT_BYTES];
    uint64_t rest = magnitude_of(units);
    size_t length = 0;

    assert(decimals >= 0 && decimals <= DECIMAL_DECIMALS_MAX);
    for (int place = 0; place <= decimals || rest > 0; place++, rest /= 10) {
        if (place == decimals && decimals > 0)
            reversed[length++] = '.';
        reversed[length++] = (char)('0' + rest % 10);
    }
    if (units < 0)
        reversed[length++] = '-';

    for (size_t i = 0; i < length; i++)
        out[i] = reversed[length - 1 - i];
    out[length] = '\0';
    return length;
}

/* In two steps, since 2^63 x 10^21 would not fit 128 bits. */
bool decimal_divide(int64_t numerator, int64_t denominator, int shift, int64_t *quotient)
{
    uint64_t divisor = magnitude_of(denominator);
    int first_shift = shift < 19 ? shift : 19;
    uint128 dividend, result, rest, second_power;

    assert(shift >= 0 && shift <= SHIFT_MAX);
    if (divisor == 0)
        return false;

    dividend = (uint128)magnitude_of(numerator) * power_of_ten(first_shift);
    result = dividend / divisor;
    rest = dividend % divisor;
    if (result > INT64_MAX)
        return false;

    second_power = power_of_ten(shift - first_shift);
    rest *= second_power;
    result = result * second_power + rest / divisor;
    rest %= divisor;
    if (rest >= divisor - rest)
        result++;
    if (result > INT64_MAX)
        return false;

    *quotient = (numerator < 0) != (denominator < 0) ? -(int64_t)result : (int64_t)result;
    return true;
}
