#include "schemas/period.h"

#include <assert.h>

enum { MONTHS = 12 };

static const int year_min = 1, year_max = 9999;

/* Days since 1970-01-01 of a proleptic Gregorian date, and back: Howard Hinnant's algorithms,
 * http://howardhinnant.github.io/date_algorithms.html .  Years begin on 1 March there, so that the
 * leap day is the last of its year; an era is 400 years. */
static int32_t day_of_date(int year, int month, int day)
{
    int march_year = month <= 2 ? year - 1 : year;
    int era = (march_year >= 0 ? march_year : march_year - 399) / 400;
    int year_of_era = march_year - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct date {
    int year, month, day;
};

static struct date date_of_day(int32_t days)
{
    int64_t shifted = (int64_t)days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int day_of_era = (int)(shifted - era * 146097);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    int month = march_month < 10 ? march_month + 3 : march_month - 9;

    return (struct date){
        .year = (int)(year_of_era + era * 400) + (month <= 2 ? 1 : 0),
        .month = month,
        .day = day_of_year - (153 * march_month + 2) / 5 + 1,
    };
}

static int days_in_month(int year, int month)
{
    static const int days[MONTHS] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

/* Exactly `count` digits of `text` from `at`, as a number; -1 when they are not. */
static int read_digits(struct text text, size_t at, size_t count)
{
    int value = 0;

    if (text.length < at + count)
        return -1;
    for (size_t i = at; i < at + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return -1;
        value = value * 10 + (text.at[i] - '0');
    }
    return value;
}

static int read_year(struct text text)
{
    int year = read_digits(text, 0, 4);

    return year >= year_min && year <= year_max ? year : -1;
}

int day_read(struct text text, int32_t *day)
{
    int year = read_year(text), month, day_of_month;

    if (text.length != 10 || year < 0 || text.at[4] != '-' || text.at[7] != '-')
        return -1;
    month = read_digits(text, 5, 2);
    day_of_month = read_digits(text, 8, 2);
    if (month < 1 || month > MONTHS || day_of_month < 1 ||
        day_of_month > days_in_month(year, month))
        return -1;

    *day = day_of_date(year, month, day_of_month);
    return 0;
}

/* What follows "2026-": a letter with its ordinal, or a bare month. */
static int read_part(struct text text, int year, struct period *period)
{
    bool bare = text.at[5] >= '0' && text.at[5] <= '9';
    enum frequency frequency = bare ? FREQUENCY_MONTHLY : (enum frequency)text.at[5];
    size_t digits = frequency == FREQUENCY_MONTHLY ? 2 : 1;
    size_t at = bare ? 5 : 6;
    int per_year = period_per_year(frequency);
    int ordinal = read_digits(text, at, digits);

    if (text.length != at + digits || ordinal < 1 || ordinal > per_year)
        return -1;
    *period = (struct period){frequency, year * per_year + ordinal - 1};
    return 0;
}

int period_read(struct text text, struct period *period)
{
    int year = read_year(text);
    int32_t day;

    if (year < 0)
        return -1;
    if (text.length == 4) {
        *period = (struct period){FREQUENCY_ANNUAL, year};
        return 0;
    }
    if (day_read(text, &day) == 0) {
        *period = (struct period){FREQUENCY_DAILY, day};
        return 0;
    }
    if (text.length < 7 || text.at[4] != '-')
        return -1;
    return read_part(text, year, period);
}

static size_t write_digits(char *out, int value, size_t count)
{
    for (size_t i = count; i > 0; i--, value /= 10)
        out[i - 1] = (char)('0' + value % 10);
    return count;
}

size_t day_write(int32_t day, char out[PERIOD_TEXT_BYTES])
{
    struct date date = date_of_day(day);

    assert(date.year >= 0 && date.year <= year_max);
    write_digits(out, date.year, 4);
    out[4] = '-';
    write_digits(out + 5, date.month, 2);
    out[7] = '-';
    write_digits(out + 8, date.day, 2);
    out[10] = '\0';
    return 10;
}

size_t period_write(struct period period, char out[PERIOD_TEXT_BYTES])
{
    int per_year = period_per_year(period.frequency);
    size_t length = 4;
    int ordinal;

    if (period.frequency == FREQUENCY_DAILY)
        return day_write(period.position, out);

    assert(period.position >= 0 && period.position / per_year <= year_max);
    ordinal = period.position % per_year + 1;
    write_digits(out, period.position / per_year, 4);
    if (period.frequency != FREQUENCY_ANNUAL)
        out[length++] = '-';
    if (period.frequency == FREQUENCY_MONTHLY) {
        length += write_digits(out + length, ordinal, 2);
    } else if (period.frequency != FREQUENCY_ANNUAL) {
        out[length++] = (char)period.frequency;
        length += write_digits(out + length, ordinal, 1);
    }
    out[length] = '\0';
    return length;
}

int32_t period_first_day(struct period period)
{
    int per_year = period_per_year(period.frequency);

    if (period.frequency == FREQUENCY_DAILY)
        return period.position;
    return day_of_date(period.position / per_year,
                       period.position % per_year * (MONTHS / per_year) + 1, 1);
}

int32_t period_last_day(struct period period)
{
    if (period.frequency == FREQUENCY_DAILY)
        return period.position;
    return period_first_day((struct period){period.frequency, period.position + 1}) - 1;
}

struct period period_of_day(enum frequency frequency, int32_t day)
{
    int per_year = period_per_year(frequency);
    struct date date;

    if (frequency == FREQUENCY_DAILY)
        return (struct period){frequency, day};
    date = date_of_day(day);
    return (struct period){frequency,
                           date.year * per_year + (date.month - 1) / (MONTHS / per_year)};
}

int period_per_year(enum frequency frequency)
{
    switch (frequency) {
    case FREQUENCY_ANNUAL:
        return 1;
    case FREQUENCY_HALF_YEARLY:
        return 2;
    case FREQUENCY_QUARTERLY:
        return 4;
    case FREQUENCY_MONTHLY:
        return MONTHS;
    case FREQUENCY_DAILY:
        break;
    }
    return 0;
}
