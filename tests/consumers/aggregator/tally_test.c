/* tally / counts by kind, in whole and by the hour. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/aggregator/account.h"

#define HOUR_MS INT64_C(3600000)
#define NOON (INT64_C(1795435200000)) /* 2026-11-23T12:00Z */

static struct count counts[TALLY_COUNTS_MAX];

static int64_t count_of(const struct tally *tally, const char *field)
{
    size_t n = tally_write(tally, counts);

    for (size_t i = 0; i < n; i++)
        if (strcmp(counts[i].field, field) == 0)
            return counts[i].by;
    return 0;
}

static void kinds_are_counted_in_whole_and_by_hour(void **state)
{
    struct tally tally = {0};
    (void)state;

    tally_add(&tally, TALLY_ACCEPTED, NOON);
    tally_add(&tally, TALLY_ACCEPTED, NOON + HOUR_MS);
    tally_add(&tally, TALLY_STALE, NOON);
    tally_add(&tally, TALLY_REFUSED + REASON_NOT_JSON, NOON);
    assert_int_equal(count_of(&tally, "accepted"), 2);
    assert_int_equal(count_of(&tally, "2026-11-23T12:accepted"), 1);
    assert_int_equal(count_of(&tally, "2026-11-23T13:accepted"), 1);
    assert_int_equal(count_of(&tally, "2026-11-23T12:stale"), 1);
    assert_int_equal(count_of(&tally, "2026-11-23T12:refused:not_json"), 1);
    assert_int_equal(tally.last_heard_unix_ms, NOON + HOUR_MS);
}

static void hours_too_old_count_in_the_whole(void **state)
{
    struct tally tally = {0};
    (void)state;

    tally_add(&tally, TALLY_ACCEPTED, NOON - TALLY_HOURS * HOUR_MS);
    tally_add(&tally, TALLY_ACCEPTED, NOON);
    tally_add(&tally, TALLY_ACCEPTED, NOON - TALLY_HOURS * HOUR_MS);
    tally_add(&tally, TALLY_ACCEPTED, -1); /* a record without a timestamp */
    assert_int_equal(count_of(&tally, "accepted"), 4);
    assert_int_equal(count_of(&tally, "2026-11-21T12:accepted"), 0);
    assert_int_equal(count_of(&tally, "2026-11-23T12:accepted"), 1);
}

static void every_kind_in_every_hour_fits(void **state)
{
    struct tally tally = {0};
    (void)state;

    for (int hour = 0; hour < TALLY_HOURS; hour++)
        for (int kind = 0; kind < TALLY_KINDS; kind++)
            tally_add(&tally, kind, NOON + hour * HOUR_MS);
    assert_int_equal(tally_write(&tally, counts), TALLY_COUNTS_MAX);
}

static void an_account_adds_what_turned_out_stale(void **state)
{
    struct tally tally = {0};
    const struct tally *tallies[] = {NULL, &tally};
    struct cell cells[] = {{.slot = 1, .stale = true, .timestamp_unix_ms = NOON},
                           {.slot = 0, .stale = true, .timestamp_unix_ms = NOON},
                           {.slot = 1, .stale = false, .timestamp_unix_ms = NOON}};
    struct cell *array[] = {&cells[0], &cells[1], &cells[2]};
    struct span spans[] = {{.slot = 0}, {.slot = 1}};
    struct account *account = account_new();
    (void)state;

    tally_add(&tally, TALLY_ACCEPTED, NOON);
    for (int again = 0; again < 2; again++) {
        struct account_of of = {tallies, array, 3};

        assert_int_equal(account_write(account, &of, spans, 2), 0);
        assert_int_equal(spans[0].count_count, 0); /* not to be counted yet */
        assert_int_equal(spans[1].count_count, 4);
        assert_string_equal(spans[1].counts[1].field, "stale");
        assert_int_equal(spans[1].counts[1].by, 1);
        assert_int_equal(spans[1].last_heard_unix_ms, NOON);
    }
    account_free(account);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_counted_in_whole_and_by_hour),
        cmocka_unit_test(hours_too_old_count_in_the_whole),
        cmocka_unit_test(every_kind_in_every_hour_fits),
        cmocka_unit_test(an_account_adds_what_turned_out_stale),
    };

    return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}
