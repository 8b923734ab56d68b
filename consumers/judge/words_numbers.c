#include "consumers/judge/words_numbers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "schemas/decimal.h"

enum { GROUP = 3, NUMBER_BYTES = 32, TEN = 10, PLACES_MORE = 2 };

/* Digits with `mark` between every three, after what is there. */
static size_t put_grouped(char *out, size_t at, const char *digits, size_t count, char mark)
{
    for (size_t i = 0; i < count && at + 2 < WORDS_PART_BYTES; i++) {
        if (i > 0 && (count - i) % GROUP == 0)
            out[at++] = mark;
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return at;
}

static void write_number(const char *figure, char group, char point, char out[WORDS_PART_BYTES])
{
    size_t sign = figure[0] == '-' ? 1 : 0, at = sign;
    size_t whole = strspn(figure + sign, "0123456789");
    const char *rest = figure + sign + whole;

    out[0] = figure[0];
    at = put_grouped(out, at, figure + sign, whole, group);
    if (rest[0] == '.')
        (void)snprintf(out + at, WORDS_PART_BYTES - at, "%c%s", point, rest + 1);
}

static bool is_decimal(const char *figure)
{
    const char *digits = figure + (figure[0] == '-' ? 1 : 0);

    return digits[0] >= '0' && digits[0] <= '9' &&
           strspn(digits, ".0123456789") == strlen(digits);
}

struct words_part words_number(const char *figure)
{
    struct words_part part;

    (void)snprintf(part.vi, sizeof(part.vi), "%s", figure);
    (void)snprintf(part.en, sizeof(part.en), "%s", figure);
    if (is_decimal(figure)) {
        write_number(figure, '.', ',', part.vi);
        write_number(figure, ',', '.', part.en);
    }
    return part;
}

struct words_part words_whole(int64_t number)
{
    char text[NUMBER_BYTES];

    (void)snprintf(text, sizeof(text), "%" PRId64, number);
    return words_number(text);
}

/* Takes off at most `most` zeros at the end of a decimal of `length` characters. */
static void without_zeros(char *text, size_t length, int most)
{
    while (most-- > 0 && text[length - 1] == '0')
        text[--length] = '\0';
    if (text[length - 1] == '.')
        text[length - 1] = '\0';
}

struct words_part words_statistic(const char *figure)
{
    struct exact_pool *pool = exact_pool_new();
    const struct exact *value = words_exact(pool, figure);
    struct verdict_figure shown = {""};

    if (value != NULL &&
        exact_compare(exact_absolute(pool, value), exact_scaled(pool, TEN, 0)) < 0)
        without_zeros(shown.text, exact_text(value, PLACES_MORE, EXACT_TRUNCATED, shown.text),
                      PLACES_MORE);
    else
        (void)exact_text(value, 0, EXACT_TRUNCATED, shown.text);
    exact_pool_free(pool);
    return words_number(shown.text);
}

struct words_part words_around(struct names before, const char *figure, struct names after)
{
    struct words_part part, number = words_number(figure);

    (void)snprintf(part.vi, sizeof(part.vi), "%s%.100s%s", before.vi, number.vi, after.vi);
    (void)snprintf(part.en, sizeof(part.en), "%s%.100s%s", before.en, number.en, after.en);
    return part;
}

int words_sign(const char *figure)
{
    if (strpbrk(figure, "123456789") == NULL)
        return 0;
    return figure[0] == '-' ? -1 : 1;
}

const struct exact *words_exact(struct exact_pool *pool, const char *figure)
{
    const char *point = strchr(figure, '.');
    size_t decimals = point == NULL ? 0 : strlen(point + 1);
    int64_t units = 0;

    if (decimals > DECIMAL_DECIMALS_MAX)
        decimals = DECIMAL_DECIMALS_MAX;
    if (decimal_read(text_of(figure), (int)decimals, &units) > DECIMAL_INEXACT)
        return NULL;
    return exact_scaled(pool, units, (int)decimals);
}

/* How many decimals leave two digits that count. */
static int telling_decimals(struct exact_pool *pool, const struct exact *size, int decimals)
{
    const struct exact *ten = exact_scaled(pool, TEN, 0);
    int most = decimals + PLACES_MORE;

    while (decimals < most &&
           exact_compare(exact_times(pool, size, exact_power(pool, ten, (unsigned)decimals)),
                         ten) < 0)
        decimals++;
    return decimals;
}

struct verdict_figure words_rounded(struct exact_pool *pool, const struct exact *value,
                                    int decimals)
{
    const struct exact *size = exact_absolute(pool, value);
    struct verdict_figure rounded = {""};
    int more;

    if (size == NULL)
        return rounded;
    more = telling_decimals(pool, size, decimals) - decimals;
    without_zeros(rounded.text,
                  exact_text(size, decimals + more, EXACT_HALF_AWAY, rounded.text), more);
    return rounded;
}
