#include "schemas/instant.h"

#include <assert.h>
#include <stdbool.h>

#include "schemas/period.h"

enum { SECOND_MS = 1000, MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400 };

/* 0001-01-01 and 10000-01-01, as days. */
static const int32_t day_min = -719162, day_end = 2932897;

struct clock {
    int hour, minute, second, millisecond;
};

static int second_of_day(const struct clock *clock)
{
    return clock->hour * HOUR_S + clock->minute * MINUTE_S + clock->second;
}

/* Two digits at `at`, at most `max`; -1 when they are not. */
static int read_two(struct text text, size_t at, int max)
{
    int value;

    if (text.length < at + 2 || text.at[at] < '0' || text.at[at] > '9' ||
        text.at[at + 1] < '0' || text.at[at + 1] > '9')
        return -1;
    value = (text.at[at] - '0') * 10 + (text.at[at + 1] - '0');
    return value <= max ? value : -1;
}

/* ".25" into milliseconds; the rest begins after it.  Digits beyond the third are cut. */
static int take_fraction(struct text *rest, int *millisecond)
{
    size_t i = 1;
    int unit = 100;

    if (rest->length == 0 || rest->at[0] != '.')
        return 0;
    for (; i < rest->length && rest->at[i] >= '0' && rest->at[i] <= '9'; i++, unit /= 10)
        *millisecond += unit * (rest->at[i] - '0');
    if (i == 1)
        return -1;
    rest->at += i;
    rest->length -= i;
    return 0;
}

/* "Z" or "+07:00" and nothing after it. */
static int read_offset(struct text text, int *offset_s)
{
    int hours, minutes;

    if (text.length == 1 && (text.at[0] == 'Z' || text.at[0] == 'z')) {
        *offset_s = 0;
        return 0;
    }
    if (text.length != 6 || (text.at[0] != '+' && text.at[0] != '-') || text.at[3] != ':')
        return -1;
    hours = read_two(text, 1, 23);
    minutes = read_two(text, 4, 59);
    if (hours < 0 || minutes < 0)
        return -1;
    *offset_s = (text.at[0] == '-' ? -1 : 1) * (hours * HOUR_S + minutes * MINUTE_S);
    return 0;
}

static int read_clock(struct text text, struct clock *clock)
{
    if (text.length < 8 || text.at[2] != ':' || text.at[5] != ':')
        return -1;
    clock->hour = read_two(text, 0, 23);
    clock->minute = read_two(text, 3, 59);
    clock->second = read_two(text, 6, 60);
    return clock->hour < 0 || clock->minute < 0 || clock->second < 0 ? -1 : 0;
}

static bool is_leap_second_of_utc(int64_t unix_s)
{
    return unix_s % DAY_S == 0; /* 23:59:60 has been counted on into the day that follows */
}

int instant_read(struct text text, int64_t *unix_ms)
{
    struct clock clock = {0};
    struct text rest;
    int32_t day;
    int offset_s;
    int64_t unix_s;

    if (text.length < 20 || day_read((struct text){text.at, 10}, &day) != 0 ||
        (text.at[10] != 'T' && text.at[10] != 't'))
        return -1;
    rest = (struct text){text.at + 11, text.length - 11};
    if (read_clock(rest, &clock) != 0)
        return -1;
    rest = (struct text){rest.at + 8, rest.length - 8};
    if (take_fraction(&rest, &clock.millisecond) != 0 || read_offset(rest, &offset_s) != 0)
        return -1;

    unix_s = (int64_t)day * DAY_S + second_of_day(&clock) - offset_s;
    if (clock.second == 60 && !is_leap_second_of_utc(unix_s))
        return -1;
    if (unix_s < (int64_t)day_min * DAY_S || unix_s >= (int64_t)day_end * DAY_S)
        return -1;

    *unix_ms = unix_s * SECOND_MS + clock.millisecond;
    return 0;
}

static char *write_digits(char *out, int value, int count)
{
    for (int i = count - 1; i >= 0; i--, value /= 10)
        out[i] = (char)('0' + value % 10);
    return out + count;
}

size_t instant_write(int64_t unix_ms, char out[INSTANT_TEXT_BYTES])
{
    int32_t day = instant_day(unix_ms, 0);
    int ms_of_day = (int)(unix_ms - (int64_t)day * INSTANT_DAY_MS);
    int second = ms_of_day / SECOND_MS;
    char *at = out;

    assert(day >= day_min && day < day_end);
    at += day_write(day, out);
    *at++ = 'T';
    at = write_digits(at, second / HOUR_S, 2);
    *at++ = ':';
    at = write_digits(at, second / MINUTE_S % 60, 2);
    *at++ = ':';
    at = write_digits(at, second % MINUTE_S, 2);
    if (ms_of_day % SECOND_MS != 0) {
        *at++ = '.';
        at = write_digits(at, ms_of_day % SECOND_MS, 3);
    }
    *at++ = 'Z';
    *at = '\0';
    return (size_t)(at - out);
}

int32_t instant_day(int64_t unix_ms, int32_t utc_offset_s)
{
    int64_t local_ms = unix_ms + (int64_t)utc_offset_s * SECOND_MS;
    int64_t day = local_ms / INSTANT_DAY_MS;

    return (int32_t)(local_ms % INSTANT_DAY_MS < 0 ? day - 1 : day);
}

int64_t instant_of_day(int32_t day, int32_t utc_offset_s)
{
    return (int64_t)day * INSTANT_DAY_MS - (int64_t)utc_offset_s * SECOND_MS;
}
