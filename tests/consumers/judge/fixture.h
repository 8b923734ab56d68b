/*
 * fixture - one indicator, one target, and series written as text, for the tests of judge/.
 *
 *   "2024=40 2025=55.5E 2026=60"   values, with a status behind them
 *   "2026-01=812/1000"             a ratio's parts
 *   "2024=11@63"                   a rank of 63
 *   "2024=51.2|50.1"               a value and its benchmark
 *   "2024=12~9:10"                 nine of ten communes heard
 *   "2024=8/10~9:10{2/3,-}"        ... and of two of them their own parts; the second is not heard
 */
#ifndef TIENDO_TESTS_CONSUMERS_JUDGE_FIXTURE_H
#define TIENDO_TESTS_CONSUMERS_JUDGE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/judge/verdict.h"
#include "schemas/decimal.h"

enum { FIXTURE_TOTALS_MAX = 256, FIXTURE_PARTS_MAX = 4 };

struct fixture {
    struct plan plan;
    struct area province;
    struct agency khcn;
    const struct agency *leads[1];
    struct level levels[4];
    struct indicator indicator;
    struct target target;
};

static inline int32_t fixture_day(const char *text)
{
    int32_t day = 0;

    assert_int_equal(0, day_read(text_of(text), &day));
    return day;
}

static inline struct period fixture_period(struct text text)
{
    struct period period = {FREQUENCY_ANNUAL, 0};

    assert_int_equal(0, period_read(text, &period));
    return period;
}

static inline int64_t fixture_units(struct text text, int decimals)
{
    int64_t units = 0;

    assert_int_equal(DECIMAL_OK, decimal_read(text, decimals, &units));
    return units;
}

/* A yearly number with two decimals, noise 0.01, at least 80 by the end of 2030. */
static inline void fixture_make(struct fixture *f)
{
    *f = (struct fixture){0};
    f->province =
        (struct area){.id = "VN-54", .valid_from = PLAN_DAY_NONE, .valid_to = PLAN_DAY_NONE};
    f->khcn = (struct agency){
        .id = "khcn",
        .names = {"Sở Khoa học và Công nghệ", "Department of Science and Technology"},
        .retired_on = PLAN_DAY_NONE};
    f->leads[0] = &f->khcn;
    f->plan = (struct plan){.id = "p",
                            .version = 1,
                            .tag = "p@1",
                            .areas = &f->province,
                            .area_count = 1,
                            .agencies = &f->khcn,
                            .agency_count = 1};
    for (size_t i = 0; i < 4; i++)
        f->levels[i].code = (const char *const[]){"L0", "L1", "L2", "L3"}[i];
    f->indicator = (struct indicator){.id = "i",
                                      .names = {"chỉ số", "indicator"},
                                      .kind = INDICATOR_NUMBER,
                                      .unit_measure = "PT",
                                      .decimals = 2,
                                      .frequency = FREQUENCY_ANNUAL,
                                      .measure = INDICATOR_STOCK,
                                      .reported_as = REPORTED_PERIOD,
                                      .noise = 1,
                                      .release_days = 30,
                                      .stale_after_days = 60,
                                      .levels = f->levels,
                                      .level_count = 4,
                                      .lead = {f->leads, 1}};
    f->target = (struct target){
        .id = "2030.1",
        .row = "1",
        .horizon = 2030,
        .due = fixture_day("2030-12-31"),
        .names = {"Chỉ tiêu", "Target"},
        .indicator = &f->indicator,
        .unit_measure = "PT",
        .lead = {f->leads, 1},
        .condition = {.is = CONDITION_AT_LEAST, .value = 8000},
        .off_target = {.periods = 1, .on_track = 9500, .slow = 6000, .recover = 6500}};
}

/* ... with a published baseline in 2020 and another bound: units of 0.01. */
static inline void fixture_line(struct fixture *f, int64_t baseline, int64_t bound)
{
    fixture_make(f);
    f->indicator.baseline = (struct baseline){.given = true,
                                              .period = {FREQUENCY_ANNUAL, 2020},
                                              .has_value = true,
                                              .value = baseline};
    f->target.condition.value = bound;
}

/* The digits, sign and point at the beginning of a text. */
static inline struct text fixture_number(const char *at)
{
    return (struct text){at, strspn(at, "-0123456789.")};
}

static inline struct total fixture_total(const struct indicator *indicator, const char *token)
{
    const char *equals = strchr(token, '=');
    bool is_ratio = indicator->kind == INDICATOR_RATIO;
    struct total total = {.obs_status = 'A', .has_value = true};
    struct text number;

    assert_non_null(equals);
    total.period = fixture_period((struct text){token, (size_t)(equals - token)});
    number = fixture_number(equals + 1);
    total.value =
        fixture_units(number, is_ratio ? indicator->part_decimals : indicator->decimals);
    total.numerator = total.value;
    for (const char *at = number.at + number.length; *at != '\0';) {
        char mark = *at++;

        number = fixture_number(at);
        at += number.length;
        if (mark == '/')
            total.denominator = fixture_units(number, indicator->part_decimals);
        else if (mark == '@')
            total.rank_of = fixture_units(number, 0);
        else if (mark == '|')
            total.benchmark = fixture_units(number, indicator->decimals);
        else if (mark == '~')
            total.communes_heard = (int)fixture_units(number, 0);
        else if (mark == ':')
            total.communes = (int)fixture_units(number, 0);
        else if (mark == '{')
            break;
        else
            total.obs_status = mark;
    }
    return total;
}

/* The parts between braces, if there are any. */
static inline void fixture_parts(const struct indicator *indicator, const char *token,
                                 struct total_part parts[FIXTURE_PARTS_MAX],
                                 struct total *total)
{
    const char *at = strchr(token, '{');

    for (; at != NULL && *at != '}'; total->part_count++) {
        struct total_part *part = &parts[total->part_count];
        struct text number = fixture_number(++at);

        assert_true(total->part_count < FIXTURE_PARTS_MAX);
        *part = (struct total_part){.heard = strchr("-", *at) == NULL};
        at += number.length;
        if (!part->heard)
            continue;
        assert_int_equal('/', *at++);
        part->numerator = fixture_units(number, indicator->part_decimals);
        number = fixture_number(at);
        part->denominator = fixture_units(number, indicator->part_decimals);
        at += number.length;
    }
    total->parts = total->part_count > 0 ? parts : NULL;
}

/* A series to series_free(). */
static inline struct series *fixture_series(const struct fixture *f, const char *text)
{
    static const char spaces[] = " ";
    struct total totals[FIXTURE_TOTALS_MAX];
    struct total_part parts[FIXTURE_TOTALS_MAX][FIXTURE_PARTS_MAX];
    size_t count = 0;
    char *copy = strdup(text), *rest = copy;
    struct series *series;

    assert_non_null(copy);
    for (char *token; (token = strtok_r(rest, spaces, &rest)) != NULL; count++) {
        assert_true(count < FIXTURE_TOTALS_MAX);
        totals[count] = fixture_total(&f->indicator, token);
        fixture_parts(&f->indicator, token, parts[count], &totals[count]);
    }
    free(copy);
    series = series_new(&f->plan, &f->indicator, totals, count);
    assert_non_null(series);
    return series;
}

/* The verdict on the fixture's target as of a day. */
static inline struct verdict fixture_judge(const struct fixture *f, const char *text,
                                           const char *today)
{
    struct series *series = fixture_series(f, text);
    struct verdict verdict;

    verdict_reach(series, &f->target, fixture_day(today), &verdict);
    series_free(series);
    return verdict;
}

/* Fails, naming the case, unless status and why are these ("SLOW", "OFF_TRACK lost"). */
static inline void fixture_expect(const char *name, const struct verdict *verdict,
                                  const char *status)
{
    char got[64];
    const char *why = why_name(verdict->why);

    (void)snprintf(got, sizeof(got), "%s%s%s", status_name(verdict->status),
                   why[0] == '\0' ? "" : " ", why);
    if (strcmp(got, status) != 0)
        fail_msg("%s: expected %s, got %s", name, status, got);
}

#endif
