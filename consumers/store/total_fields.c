#include "consumers/store/total_fields.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;

/* 2^128 has 39 digits; a quotient is shifted by 21 at most, and rounding may add one. */
enum { DIGITS_BYTES = 64, SHIFT_MAX = 21 };

static size_t write_digits(uint128 number, char out[DIGITS_BYTES])
{
    char reversed[DIGITS_BYTES];
    size_t length = 0;

    do {
        reversed[length++] = (char)('0' + (int)(number % 10));
        number /= 10;
    } while (number > 0);
    for (size_t i = 0; i < length; i++)
        out[i] = reversed[length - 1 - i];
    out[length] = '\0';
    return length;
}

static void write_magnitude(int128 number, char out[DIGITS_BYTES])
{
    (void)write_digits(number < 0 ? -(uint128)number : (uint128)number, out);
}

/* Adds 1 to digits of which the first is 0. */
static void step_up(char *digits, size_t length)
{
    size_t i = length - 1;

    while (digits[i] == '9')
        digits[i--] = '0';
    digits[i]++;
}

/* numerator x 10^shift / denominator by long division, half up; without leading zeros. */
static void write_quotient(uint128 numerator, uint128 denominator, int shift,
                           char out[DIGITS_BYTES])
{
    char digits[DIGITS_BYTES], quotient[DIGITS_BYTES + 1] = "0";
    size_t given = write_digits(numerator, digits), length = given + (size_t)shift, zeros;
    uint128 rest = 0;

    for (size_t i = 0; i < length; i++) {
        rest = rest * 10 + (i < given ? (unsigned)(digits[i] - '0') : 0);
        quotient[i + 1] = (char)('0' + (int)(rest / denominator));
        rest %= denominator;
    }
    quotient[length + 1] = '\0';
    if (rest >= denominator - rest)
        step_up(quotient, length + 1);
    zeros = strspn(quotient, "0");
    if (quotient[zeros] == '\0')
        zeros--;
    memcpy(out, quotient + zeros, length + 2 - zeros);
}

static struct total_field *new_field(struct total_fields *fields, const char *prefix,
                                     const char *name)
{
    struct total_field *field = &fields->items[fields->count];

    assert(fields->count < TOTAL_FIELDS_MAX);
    (void)snprintf(field->name, sizeof(field->name), "%s%s", prefix, name);
    fields->count++;
    return field;
}

void total_fields_text(struct total_fields *fields, const char *name, const char *value)
{
    struct total_field *field = new_field(fields, "", name);

    (void)snprintf(field->value, sizeof(field->value), "%s", value);
}

/* The digits with a point before the last `decimals` of them. */
static void add_digits(struct total_fields *fields, const char *name, const char *sign,
                       const char *digits, int decimals)
{
    struct total_field *field = new_field(fields, "", name);
    int length = (int)strlen(digits), whole = length > decimals ? length - decimals : 0;

    if (decimals == 0)
        (void)snprintf(field->value, sizeof(field->value), "%s%s", sign, digits);
    else
        (void)snprintf(field->value, sizeof(field->value), "%s%.*s.%.*d%s", sign,
                       whole == 0 ? 1 : whole, whole == 0 ? "0" : digits,
                       decimals - (length - whole), 0, digits + whole);
}

void total_fields_units(struct total_fields *fields, const char *name, int128 units,
                        int decimals)
{
    char digits[DIGITS_BYTES];

    write_magnitude(units, digits);
    add_digits(fields, name, units < 0 ? "-" : "", digits, decimals);
}

void total_fields_quotient(struct total_fields *fields, int128 numerator, int128 denominator,
                           int factor_digits, int decimals)
{
    char digits[DIGITS_BYTES];

    assert(numerator >= 0 && denominator > 0 && factor_digits + decimals <= SHIFT_MAX);
    write_quotient((uint128)numerator, (uint128)denominator, factor_digits + decimals, digits);
    add_digits(fields, "value", "", digits, decimals);
}

void total_fields_sum(struct total_fields *fields, const char *prefix, const char *name,
                      int128 sum)
{
    char digits[DIGITS_BYTES];
    struct total_field *field;

    if (sum == 0)
        return;
    field = new_field(fields, prefix, name);
    write_magnitude(sum, digits);
    (void)snprintf(field->value, sizeof(field->value), "%s%s", sum < 0 ? "-" : "", digits);
}
