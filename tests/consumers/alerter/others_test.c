/* From when on refusals count: each for as long as the plan says, at least. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "consumers/alerter/others.h"
#include "schemas/instant.h"
#include "schemas/plan.h"

enum { HOUR_MS = 3600000, MINUTE_MS = 60000, VIETNAM_S = 7 * 3600 };

static int64_t at(const char *instant)
{
    int64_t unix_ms = 0;

    assert_int_equal(instant_read(text_of(instant), &unix_ms), 0);
    return unix_ms;
}

static struct plan plan_of(int hours)
{
    struct plan plan = {.utc_offset_s = VIETNAM_S};

    plan.alerts.rejections.hours = hours;
    return plan;
}

static void a_refusal_counts_for_the_hours_the_plan_says(void **state)
{
    const struct plan plan = plan_of(24);
    const int64_t refused = at("2026-11-22T10:59:00Z"), its_hour = at("2026-11-22T10:00:00Z");
    (void)state;

    for (int64_t now = refused; now <= refused + 24 * (int64_t)HOUR_MS; now += MINUTE_MS) {
        int32_t today = instant_day(now, plan.utc_offset_s);

        if (others_since(&plan, today, now) > its_hour)
            fail_msg("forgotten after %lld minutes", (long long)(now - refused) / MINUTE_MS);
    }
}

static void an_hour_ends_within_an_hour_more(void **state)
{
    const struct plan plan = plan_of(24);
    const int64_t now = at("2026-11-23T11:00:00Z");
    (void)state;

    assert_int_equal(others_since(&plan, instant_day(now, plan.utc_offset_s), now),
                     at("2026-11-22T11:00:00Z"));
}

static void another_day_is_looked_at_from_its_end(void **state)
{
    const struct plan plan = plan_of(2);
    const int64_t now = at("2026-11-23T11:30:00Z");
    int32_t today = instant_day(now, plan.utc_offset_s);
    (void)state;

    /* it ends at 17:00 in Greenwich, less a moment */
    assert_int_equal(others_since(&plan, today + 1, now), at("2026-11-24T14:00:00Z"));
    assert_int_equal(others_since(&plan, today - 1, now), at("2026-11-22T14:00:00Z"));
    assert_int_equal(others_since(&plan, today, now), at("2026-11-23T09:00:00Z"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_counts_for_the_hours_the_plan_says),
        cmocka_unit_test(an_hour_ends_within_an_hour_more),
        cmocka_unit_test(another_day_is_looked_at_from_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
