/* Hot indicators wait for their turn, the others never; all are looked at now and then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "consumers/alerter/pace.h"

enum { INDICATORS = 6, AT_MS = 1000000 };

static void an_indicator_waits_after_it_was_judged(void **state)
{
    struct pace *pace = pace_new(INDICATORS);

    (void)state;
    assert_int_equal(pace_left_ms(pace, 2, 0), 0);
    pace_judged(pace, 2, AT_MS);
    assert_int_equal(pace_left_ms(pace, 2, AT_MS), PACE_MS);
    assert_int_equal(pace_left_ms(pace, 2, AT_MS + PACE_MS - 1), 1);
    assert_int_equal(pace_left_ms(pace, 2, AT_MS + PACE_MS), 0);
    assert_int_equal(pace_left_ms(pace, 2, AT_MS + 100 * PACE_MS), 0);
    pace_free(pace);
}

static void the_others_do_not_wait(void **state)
{
    struct pace *pace = pace_new(INDICATORS);

    (void)state;
    pace_judged(pace, 2, AT_MS);
    for (size_t i = 0; i < INDICATORS; i++)
        assert_true((pace_left_ms(pace, i, AT_MS) > 0) == (i == 2));
    pace_free(pace);
}

static size_t count_wanted(const bool wanted[INDICATORS])
{
    size_t count = 0;

    for (size_t i = 0; i < INDICATORS; i++)
        count += wanted[i];
    return count;
}

static void every_indicator_has_its_turn(void **state)
{
    struct pace *pace = pace_new(INDICATORS);
    bool wanted[INDICATORS] = {false};

    (void)state;
    pace_patrol(pace, wanted, AT_MS);
    assert_int_equal(count_wanted(wanted), 4);
    pace_patrol(pace, wanted, AT_MS + 999); /* too soon */
    assert_int_equal(count_wanted(wanted), 4);
    pace_patrol(pace, wanted, AT_MS + 1000);
    assert_int_equal(count_wanted(wanted), INDICATORS);
    pace_free(pace);
}

static void of_none_there_is_nothing_to_do(void **state)
{
    struct pace *pace = pace_new(0);
    bool wanted = false;

    (void)state;
    pace_patrol(pace, &wanted, AT_MS);
    assert_false(wanted);
    pace_free(pace);
    pace_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_indicator_waits_after_it_was_judged),
        cmocka_unit_test(the_others_do_not_wait),
        cmocka_unit_test(every_indicator_has_its_turn),
        cmocka_unit_test(of_none_there_is_nothing_to_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
