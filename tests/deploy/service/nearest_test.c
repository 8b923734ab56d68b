#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "deploy/service/nearest.h"

static void slips_are_counted(void **state)
{
    static const struct {
        const char *a, *b;
        size_t slips;
    } cases[] = {
        {"plan", "plan", 0}, {"plan", "plane", 1}, {"plan", "pan", 1},      {"plan", "plum", 2},
        {"plan", "paln", 1}, {"", "abc", 3},       {"abcdef", "uvwxyz", 4}, /* the limit + 1 */
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (nearest_slips(cases[i].a, cases[i].b, 3) != cases[i].slips ||
            nearest_slips(cases[i].b, cases[i].a, 3) != cases[i].slips)
            fail_msg("%s, %s: %zu", cases[i].a, cases[i].b,
                     nearest_slips(cases[i].a, cases[i].b, 3));
    }
}

static void the_nearest_is_named_and_a_stranger_is_not(void **state)
{
    static const char *const names[] = {"redis", "redis-user", "brokers", "plan"};
    static const struct {
        const char *wrong, *nearest;
    } cases[] = {
        {"redis-usr", "redis-user"},
        {"rediss", "redis"},
        {"borkers", "brokers"},
        {"pln", "plan"},
        {"listen", NULL},
        {"x", NULL},
        {"", NULL},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct nearest nearest = {.wrong = cases[i].wrong};

        for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++)
            nearest_consider(&nearest, names[j]);
        if (cases[i].nearest == NULL)
            assert_null(nearest.name);
        else
            assert_string_equal(nearest.name, cases[i].nearest);
    }
}

static void a_name_of_any_length_is_taken(void **state)
{
    char longest[500];
    (void)state;

    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    assert_int_equal(nearest_slips(longest, longest, 2), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_are_counted),
        cmocka_unit_test(the_nearest_is_named_and_a_stranger_is_not),
        cmocka_unit_test(a_name_of_any_length_is_taken),
    };

    return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
