#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/decimal_compare.h"

static void decimal_compare_is_exact(void **state)
{
    static const struct {
        const char *a, *b;
        int64_t times;
        int shift, order;
    } rows[] = {
        {"1", "1", 1, 0, 0},
        {"1.0", "1", 1, 0, 0},
        {"0.1e1", "10e-1", 1, 0, 0},
        {"1", "1", 100, 2, 0},
        {"0.999999999999999999999999999999", "1", 100, 2, -1},
        {"1.000000000000000000000000000001", "1", 100, 2, 1},
        {"3", "3", 10000, 4, 0},
        {"2", "3", 6666, 4, 1},
        {"2", "3", 6667, 4, -1},
        {"0", "0", 1, 0, 0},
        {"0", "1", 0, 21, 0},
        {"-0.0", "0e5", 7, 0, 0},
        {"1e-999999", "0", 7, 0, 1},
        {"0", "1e-999999", 1, 0, -1},
        {"1e-99999999999999999999", "1", 1, 0, -1},
        {"1e99999999999999999999", "1", INT64_MAX, 0, 1},
        {"1e-999999999", "1e-999999999", 1, 0, 0},
        {"1e-999999999", "1e-999999999", 99, 2, 1},
        {"9223372036854775807", "1", INT64_MAX, 0, 0},
        {"9223372036854775806", "1", INT64_MAX, 0, -1},
        {"9223372036854775807", "1e21", INT64_MAX, 21, 0},
        {"85070591730234615847396907784232501249", "9223372036854775807", INT64_MAX, 0, 0},
        {"85070591730234615847396907784232501250", "9223372036854775807", INT64_MAX, 0, 1},
        {"00.5E+1", "5", 1, 0, 0},
        {"10", "9", 1, 0, 1},
        {"99", "100", 1, 0, -1},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int order = decimal_compare(text_of(rows[i].a), rows[i].shift, text_of(rows[i].b),
                                    rows[i].times);

        if (order != rows[i].order)
            fail_msg("%s x 10^%d against %s x %lld: %d", rows[i].a, rows[i].shift, rows[i].b,
                     (long long)rows[i].times, order);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimal_compare_is_exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
