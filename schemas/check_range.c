#include <inttypes.h>
#include <stdio.h>

#include "schemas/check_steps.h"
#include "schemas/decimal_compare.h"
#include "schemas/instant.h"

__extension__ typedef __int128 int128;

enum { DECIMAL_DIGITS_MAX = 38 /* 10^38 < 2^127 */ };

/* Sums of 500 of these stay exact in the doubles of Redis's Lua; what is not added, by itself. */
static const int64_t units_max_added = INT64_C(1) << 43;
static const int64_t units_max = INT64_C(1) << 52;

/* ---- in range: what was written, before anything is cut off ---- */

static int64_t magnitude(int64_t units)
{
    return units < 0 ? -units : units;
}

static bool is_beyond(const struct check_number *number, int64_t max)
{
    return number->fault == DECIMAL_TOO_LARGE || magnitude(number->units) > max ||
           (magnitude(number->units) == max && number->fault == DECIMAL_INEXACT);
}

static bool is_zero(const struct check_number *number)
{
    return number->units == 0 && number->fault == DECIMAL_OK;
}

static bool is_below(const struct check_number *number, int64_t bound)
{
    return number->units < bound ||
           (number->units == bound && number->negative && number->fault == DECIMAL_INEXACT);
}

static bool is_above(const struct check_number *number, int64_t bound)
{
    return number->units > bound ||
           (number->units == bound && !number->negative && number->fault == DECIMAL_INEXACT);
}

static bool is_too_big(const struct check *check, int field)
{
    const struct check_number *number = &check->numbers[field];
    bool added = field == FIELD_NUMERATOR || field == FIELD_DENOMINATOR ||
                 check->indicator->kind == INDICATOR_COUNT;
    int64_t max = added ? units_max_added : units_max;
    char allowed[DECIMAL_TEXT_BYTES];

    if (!is_beyond(number, max))
        return false;
    decimal_write(max, number->decimals, allowed);
    return check_refuse(check, SAY_TOO_BIG, (enum measurement_field)field, allowed);
}

static bool is_negative_part(const struct check *check, int field)
{
    return (field == FIELD_NUMERATOR || field == FIELD_DENOMINATOR) &&
           is_below(&check->numbers[field], 0) &&
           check_refuse(check, SAY_NEGATIVE, (enum measurement_field)field, NULL);
}

static int128 power_of_ten(int exponent)
{
    int128 power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

static int order(int128 a, int128 b)
{
    return (a > b) - (a < b);
}

/* < 0, 0, > 0: numerator / denominator x factor against a limit of the indicator.  What has no
 * more decimals than allowed is below 2^43 and counted in whole units, whose sizes cancel out;
 * anything else is compared digit by digit. */
static int compare_ratio(const struct check *check, int64_t limit)
{
    const struct indicator *indicator = check->indicator;
    const struct check_number *numerator = &check->numbers[FIELD_NUMERATOR];
    const struct check_number *denominator = &check->numbers[FIELD_DENOMINATOR];

    if (limit < 0)
        return 1; /* neither part is negative */
    if (numerator->fault == DECIMAL_OK && denominator->fault == DECIMAL_OK)
        return order((int128)numerator->units *
                         power_of_ten(indicator->factor_digits + indicator->decimals),
                     (int128)denominator->units * limit);
    return decimal_compare(check->measurement->fields[FIELD_NUMERATOR].text,
                           indicator->factor_digits + indicator->decimals,
                           check->measurement->fields[FIELD_DENOMINATOR].text, limit);
}

static bool refuse_limit(const struct check *check, enum wording wording, int64_t limit)
{
    bool ratio = check->indicator->kind == INDICATOR_RATIO;
    int digits = check->indicator->factor_digits;
    struct text numerator = check->measurement->fields[FIELD_NUMERATOR].text;
    struct text denominator = check->measurement->fields[FIELD_DENOMINATOR].text;
    char allowed[DECIMAL_TEXT_BYTES], share[64];

    decimal_write(limit, check->indicator->decimals, allowed);
    if (!ratio)
        return check_refuse(check, wording, FIELD_OBS_VALUE, allowed);
    (void)snprintf(share, sizeof(share), "%.*s/%.*s%s%.*s", (int)numerator.length, numerator.at,
                   (int)denominator.length, denominator.at, digits > 0 ? " x 1" : "", digits,
                   "0000000000");
    refusal_say(check->refusal, wording,
                &(struct refused){.parent = "/data",
                                  .member = text_of(measurement_field_name(FIELD_NUMERATOR)),
                                  .value = text_of(share),
                                  .allowed = allowed});
    return true;
}

static bool is_outside_limits(const struct check *check)
{
    const struct indicator *indicator = check->indicator;
    const struct check_number *value = &check->numbers[FIELD_OBS_VALUE];
    bool ratio = indicator->kind == INDICATOR_RATIO;
    bool below = false, above = false;

    if (ratio && !is_zero(&check->numbers[FIELD_DENOMINATOR])) {
        below = indicator->has_min && compare_ratio(check, indicator->min) < 0;
        above = indicator->has_max && compare_ratio(check, indicator->max) > 0;
    } else if (!ratio && value->given) {
        below = indicator->has_min && is_below(value, indicator->min);
        above = indicator->has_max && is_above(value, indicator->max);
    }
    if (below)
        return refuse_limit(check, SAY_BELOW_MINIMUM, indicator->min);
    return above && refuse_limit(check, SAY_ABOVE_MAXIMUM, indicator->max);
}

static bool is_impossible_rank(const struct check *check)
{
    struct text rank = check->measurement->fields[FIELD_OBS_VALUE].text;
    struct text ranks = check->measurement->fields[FIELD_RANK_OF].text;
    char allowed[DECIMAL_TEXT_BYTES];

    if (is_below(&check->numbers[FIELD_RANK_OF], 1))
        return check_refuse(check, SAY_RANK_BELOW_ONE, FIELD_RANK_OF, NULL);
    if (is_below(&check->numbers[FIELD_OBS_VALUE], 1))
        return check_refuse(check, SAY_RANK_BELOW_ONE, FIELD_OBS_VALUE, NULL);
    if (decimal_compare(rank, 0, ranks, 1) <= 0)
        return false;
    decimal_write(check->numbers[FIELD_RANK_OF].units, 0, allowed);
    return check_refuse(check, SAY_RANK_BEYOND, FIELD_OBS_VALUE, allowed);
}

bool check_range(struct check *check)
{
    for (int field = 0; field < FIELD_COUNT; field++)
        if (check->numbers[field].given &&
            (is_too_big(check, field) || is_negative_part(check, field)))
            return true;
    if (!check->numbers[FIELD_OBS_VALUE].given && !check->numbers[FIELD_NUMERATOR].given)
        return false; /* a level, or withdrawn */
    if (check->indicator->kind == INDICATOR_RANK && is_impossible_rank(check))
        return true;
    return is_outside_limits(check);
}

bool check_precision(struct check *check)
{
    bool rank = check->indicator->kind == INDICATOR_RANK;
    char allowed[16];

    for (int field = 0; field < FIELD_COUNT; field++) {
        if (!check->numbers[field].given || check->numbers[field].fault != DECIMAL_INEXACT)
            continue;
        (void)snprintf(allowed, sizeof(allowed), "%d", check->numbers[field].decimals);
        return check_refuse(check, rank ? SAY_NO_WHOLE_NUMBER : SAY_TOO_PRECISE,
                            (enum measurement_field)field, allowed);
    }
    return false;
}

/* ---- a ratio's own value: within one unit of its last written digit ---- */

/*
 *   |value/10^d - n/m x 10^f| <= 10^-place     (d decimals, f factor_digits)
 *   |value m - n 10^(f+d)|    <= m 10^(d-place)
 *
 * n, m <= 2^43, value <= 2^52, f + d <= 21: the left side stays below 2^113.
 */
static bool agrees(const struct check *check)
{
    const struct indicator *indicator = check->indicator;
    int64_t denominator = check->numbers[FIELD_DENOMINATOR].units;
    int128 apart = (int128)check->numbers[FIELD_OBS_VALUE].units * denominator -
                   (int128)check->numbers[FIELD_NUMERATOR].units *
                       power_of_ten(indicator->factor_digits + indicator->decimals);
    int coarser = indicator->decimals -
                  decimal_last_place(check->measurement->fields[FIELD_OBS_VALUE].text);

    if (apart < 0)
        apart = -apart;
    if (coarser > DECIMAL_DIGITS_MAX)
        return true;
    if (coarser < -DECIMAL_DIGITS_MAX)
        return apart == 0;
    if (coarser >= 0) /* rounded up: apart <= m 10^coarser */
        return apart / power_of_ten(coarser) + (apart % power_of_ten(coarser) != 0) <=
               denominator;
    return apart <= denominator / power_of_ten(-coarser);
}

bool check_consistency(struct check *check)
{
    const struct indicator *indicator = check->indicator;
    char about[DECIMAL_TEXT_BYTES] = "?";
    int64_t quotient = 0;

    if (indicator->kind != INDICATOR_RATIO || !check->numbers[FIELD_OBS_VALUE].given)
        return false;
    if (check->numbers[FIELD_DENOMINATOR].units == 0)
        return check_refuse(check, SAY_INCONSISTENT_NOTHING, FIELD_OBS_VALUE, NULL);
    if (agrees(check))
        return false;
    if (decimal_divide(check->numbers[FIELD_NUMERATOR].units,
                       check->numbers[FIELD_DENOMINATOR].units,
                       indicator->factor_digits + indicator->decimals, &quotient))
        decimal_write(quotient, indicator->decimals, about);
    return check_refuse(check, SAY_INCONSISTENT, FIELD_OBS_VALUE, about);
}

bool check_revision(struct check *check)
{
    int64_t time_unix_ms = check->measurement->time_unix_ms;
    int64_t latest = time_unix_ms + INSTANT_DAY_MS;
    struct text written = check->measurement->fields[FIELD_REVISION].text;
    enum decimal_fault fault = DECIMAL_OK;
    char text[32];

    check->revision = time_unix_ms;
    if (written.at == NULL && time_unix_ms < 0) {
        instant_write(time_unix_ms, text);
        refusal_say(check->refusal, SAY_REVISION_NEGATIVE_TIME,
                    &(struct refused){.parent = "/data",
                                      .member = text_of("revision"),
                                      .value = text_of(text)});
        return true;
    }
    if (written.at == NULL)
        return false;

    fault = decimal_read(written, 0, &check->revision);
    if (fault == DECIMAL_INEXACT ||
        (written.at[0] == '-' && (fault != DECIMAL_OK || check->revision != 0)))
        return check_refuse(check, SAY_REVISION_INVALID, FIELD_REVISION, NULL);
    if (fault == DECIMAL_OK && check->revision <= latest)
        return false;
    (void)snprintf(text, sizeof(text), "%" PRId64, latest);
    return check_refuse(check, SAY_REVISION_FUTURE, FIELD_REVISION, text);
}
