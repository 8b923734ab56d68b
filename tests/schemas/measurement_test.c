#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/measurement.h"

static void measurement_names_every_reason_once(void **state)
{
    (void)state;

    for (int reason = 0; reason < REASON_COUNT; reason++) {
        struct names sentence = reason_sentence((enum reason)reason);

        assert_non_null(reason_name((enum reason)reason));
        assert_true(strlen(sentence.vi) > 20 && strlen(sentence.en) > 20);
        for (int other = 0; other < reason; other++)
            assert_string_not_equal(reason_name((enum reason)reason),
                                    reason_name((enum reason)other));
    }
    assert_string_equal(reason_name(REASON_TOO_LARGE), "too_large");
    assert_string_equal(reason_name(REASON_REVISION_INVALID), "revision_invalid");
}

static void measurement_finds_every_field_by_its_name(void **state)
{
    (void)state;

    for (int field = 0; field < FIELD_COUNT; field++) {
        const char *name = measurement_field_name((enum measurement_field)field);

        assert_int_equal(measurement_field_of(text_of(name)), field);
    }
    assert_int_equal(measurement_field_of(text_of("Indicator")), FIELD_COUNT);
    assert_int_equal(measurement_field_of((struct text){"obs", 3}), FIELD_COUNT);
    assert_int_equal(measurement_field_of((struct text){NULL, 0}), FIELD_COUNT);
}

static void measurement_knows_the_sdmx_statuses(void **state)
{
    (void)state;

    for (int code = 0; code < 128; code++) {
        bool known = code != 0 && strchr("ABDEFGHIJKLMNOPQSUVW", code) != NULL;
        bool withdraws = code != 0 && strchr("OMLQ", code) != NULL;

        assert_int_equal(obs_status_known((char)code), known);
        assert_int_equal(obs_status_withdraws((char)code), withdraws);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measurement_names_every_reason_once),
        cmocka_unit_test(measurement_finds_every_field_by_its_name),
        cmocka_unit_test(measurement_knows_the_sdmx_statuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
