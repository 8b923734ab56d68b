/* offline / cells stand as they would in Redis, also as of an earlier day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/store/offline.h"
#include "tests/schemas/plan_text.h"

static int load_plan(void **state)
{
    char *text = plan_text_of(SMALL_PLAN);
    struct plan_faults faults = {0};

    *state = plan_load(text_of(text), &faults);
    assert_non_null(*state);
    plan_faults_free(&faults);
    free(text);
    return 0;
}

static int free_plan(void **state)
{
    plan_free(*state);
    return 0;
}

struct given {
    const char *area, *period;
    int64_t numerator, denominator, revision;
    char status; /* O withdraws */
    int32_t known_from;
};

static void put(struct offline *offline, const struct plan *plan, const struct given *given)
{
    const struct indicator *indicator = plan_indicator(plan, text_of("egov.online"));
    struct observation o = {.indicator = indicator,
                            .area = plan_area(plan, text_of(given->area)),
                            .agency = indicator->reporters.items[0],
                            .obs_status = given->status,
                            .has_value = given->status != 'O',
                            .enters = given->status != 'O',
                            .numerator = given->numerator,
                            .denominator = given->denominator,
                            .revision = given->revision,
                            .time_unix_ms = 7,
                            .id = text_of("x")};

    assert_non_null(o.area);
    assert_int_equal(0, period_read(text_of(given->period), &o.period));
    (void)snprintf(o.stands_for, sizeof(o.stands_for), "/agencies/%s/x",
                   plan_in_office(o.agency)->id);
    o.source = text_of(o.stands_for);
    o.precedence = plan_precedence(indicator, plan_in_office(o.agency));
    assert_int_equal(0, offline_put(offline, &o, given->known_from));
}

/* "2026-01 1/2A 2026-02 3/4E" */
static void expect(struct offline *offline, const struct plan *plan, int32_t day,
                   const char *expected)
{
    const struct indicator *indicator = plan_indicator(plan, text_of("egov.online"));
    struct total *totals = NULL;
    size_t count = 0;
    char text[512] = "", period[PERIOD_TEXT_BYTES];

    assert_int_equal(0, offline_totals(offline, indicator, day, &totals, &count));
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(text);

        period_write(totals[i].period, period);
        (void)snprintf(text + length, sizeof(text) - length, "%s%s %lld/%lld%c",
                       i == 0 ? "" : " ", period, (long long)totals[i].numerator,
                       (long long)totals[i].denominator, totals[i].obs_status);
    }
    assert_string_equal(expected, text);
    free(totals);
}

static void the_highest_revision_stands_whatever_the_order(void **state)
{
    static const struct given given[] = {
        {"VN-54", "2026-02", 1, 10, 5, 'A', 100}, {"VN-54", "2026-01", 2, 10, 9, 'E', 100},
        {"VN-54", "2026-02", 3, 10, 6, 'A', 200}, {"VN-54", "2026-01", 4, 10, 8, 'A', 200},
        {"VN-54", "2026-02", 0, 0, 7, 'O', 300},
    };
    struct period first;
    (void)state;

    for (int backwards = 0; backwards < 2; backwards++) {
        struct offline *offline = offline_new(*state);

        assert_false(
            offline_first(offline, plan_indicator(*state, text_of("egov.online")), &first));
        for (size_t i = 0; i < 5; i++)
            put(offline, *state, &given[backwards ? 4 - i : i]);
        expect(offline, *state, 99, "");
        expect(offline, *state, 100, "2026-01 2/10E 2026-02 1/10A");
        expect(offline, *state, 200,
               "2026-01 2/10E 2026-02 3/10A");         /* revision 8 stays below */
        expect(offline, *state, 300, "2026-01 2/10E"); /* withdrawn */
        expect(offline, *state, INT32_MAX, "2026-01 2/10E");
        assert_true(
            offline_first(offline, plan_indicator(*state, text_of("egov.online")), &first));
        assert_int_equal(2026 * 12, first.position);
        offline_free(offline);
    }
    offline_free(NULL);
}

/* A figure of tfp.share for 2025 by each of its two reporters, the preferred one first. */
static void put_share(struct offline *offline, const struct plan *plan, size_t reporter,
                      int64_t tenths, int64_t time_unix_ms)
{
    const struct indicator *indicator = plan_indicator(plan, text_of("tfp.share"));
    struct observation o = {.indicator = indicator,
                            .area = &plan->areas[0],
                            .agency = indicator->reporters.items[reporter],
                            .period = {FREQUENCY_ANNUAL, 2025},
                            .obs_status = 'A',
                            .has_value = true,
                            .enters = true,
                            .value = tenths,
                            .revision = time_unix_ms,
                            .time_unix_ms = time_unix_ms,
                            .id = text_of("x")};

    (void)snprintf(o.stands_for, sizeof(o.stands_for), "/agencies/%s/x",
                   plan_in_office(o.agency)->id);
    o.source = text_of(o.stands_for);
    o.precedence = plan_precedence(indicator, plan_in_office(o.agency));
    assert_int_equal(0, offline_put(offline, &o, 100));
}

static void expect_dispute(struct offline *offline, const struct plan *plan, bool disputed,
                           int64_t since_unix_ms)
{
    struct total *totals = NULL;
    size_t count = 0;

    assert_int_equal(0, offline_totals(offline, plan_indicator(plan, text_of("tfp.share")),
                                       INT32_MAX, &totals, &count));
    assert_int_equal(1, count);
    assert_int_equal(disputed, totals[0].disputed);
    assert_int_equal(since_unix_ms, totals[0].disputed_since_unix_ms);
    free(totals);
}

static void a_dispute_is_as_old_as_in_redis(void **state)
{
    struct offline *offline = offline_new(*state);

    put_share(offline, *state, 1, 500, 7000);
    expect_dispute(offline, *state, false, 0);
    put_share(offline, *state, 0, 400, 8000);
    expect_dispute(offline, *state, true, 8000);
    put_share(offline, *state, 1, 450, 9000);
    expect_dispute(offline, *state, true, 9000);
    put_share(offline, *state, 0, 450, 10000);
    expect_dispute(offline, *state, false, 0);
    offline_free(offline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_highest_revision_stands_whatever_the_order,
                                        load_plan, free_plan),
        cmocka_unit_test_setup_teardown(a_dispute_is_as_old_as_in_redis, load_plan, free_plan),
    };

    return cmocka_run_group_tests_name("store/offline", tests, NULL, NULL);
}
