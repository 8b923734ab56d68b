/*
 * period - SDMX observational time periods (ObservationalTimePeriod), and calendar days.
 *
 * Accepted:  2026  2026-A1  2026-S1..S2  2026-Q1..Q4  2026-M01..M12  2026-01..12  2026-10-05
 * Written:   2026           2026-S1      2026-Q1      2026-01                     2026-10-05
 *
 * A day is the count of days since 1970-01-01 (negative before), proleptic Gregorian calendar.
 */
#ifndef TIENDO_SCHEMAS_PERIOD_H
#define TIENDO_SCHEMAS_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schemas/text.h"

enum { PERIOD_TEXT_BYTES = 12 };

/* SDMX CL_FREQ letters. */
enum frequency {
    FREQUENCY_ANNUAL = 'A',
    FREQUENCY_HALF_YEARLY = 'S',
    FREQUENCY_QUARTERLY = 'Q',
    FREQUENCY_MONTHLY = 'M',
    FREQUENCY_DAILY = 'D',
};

struct period {
    enum frequency frequency;
    int32_t position; /* how many periods of this frequency since year 0 (for D: the day);
                         neighbours differ by 1 */
};

/* Years 0001..9999.  Returns 0, or -1 with `period` untouched. */
int period_read(struct text text, struct period *period);

/* The one normal form, NUL-terminated.  Returns its length. */
size_t period_write(struct period period, char out[PERIOD_TEXT_BYTES]);

int32_t period_first_day(struct period period);
int32_t period_last_day(struct period period);

/* The period of that frequency which holds the day. */
struct period period_of_day(enum frequency frequency, int32_t day);

/* 1, 2, 4 or 12; 0 for D (use 365.25 days). */
int period_per_year(enum frequency frequency);

/* "2030-12-31" to a day and back.  day_read returns 0, or -1 with `day` untouched. */
int day_read(struct text text, int32_t *day);
size_t day_write(int32_t day, char out[PERIOD_TEXT_BYTES]);

#endif
