#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "collector/one_value.h"
#include "schemas/json_exact.h"

static void assert_reading(const struct one_value *value, const char *expected)
{
    char *reading = one_value_reading(value);

    assert_non_null(reading);
    assert_string_equal(reading, expected);
    free(reading);
}

static void one_value_takes_numbers_as_they_are_written(void **state)
{
    (void)state;

    assert_reading(&(struct one_value){.indicator = "dti.score",
                                       .period = "2025",
                                       .value = "7.2130e-1",
                                       .benchmark = "0.6885"},
                   "{\"indicator\":\"dti.score\",\"time_period\":\"2025\","
                   "\"obs_value\":7.2130e-1,\"benchmark\":0.6885}");
    assert_reading(&(struct one_value){.numerator = "1e999", .denominator = "-0"},
                   "{\"numerator\":1e999,\"denominator\":-0}");
}

static void one_value_leaves_what_is_no_number_to_the_check(void **state)
{
    (void)state;

    assert_reading(&(struct one_value){.value = "81,2", .numerator = "+5", .revision = ""},
                   "{\"obs_value\":\"81,2\",\"numerator\":\"+5\",\"revision\":\"\"}");
    assert_reading(&(struct one_value){.period = "2025", .level = "3"},
                   "{\"time_period\":\"2025\",\"level\":\"3\"}");
}

static void one_value_escapes_texts(void **state)
{
    static const struct one_value value = {.comment = "\"tốt\" \\ \n\x01", .id = "\x7f"};
    struct json_exact_trouble trouble;
    char *reading = one_value_reading(&value);
    struct json_exact *document = NULL;
    (void)state;

    assert_non_null(reading);
    document = json_exact_read(text_of(reading), &trouble);
    assert_non_null(document);
    assert_string_equal(
        json_string_value(json_object_get(json_exact_root(document), "comment")),
        value.comment);
    json_exact_free(document);
    free(reading);
}

static void one_value_knows_whether_it_was_given(void **state)
{
    (void)state;

    assert_false(one_value_given(&(struct one_value){.indicator = NULL}));
    assert_true(one_value_given(&(struct one_value){.id = ""}));
    assert_reading(&(struct one_value){.indicator = NULL}, "{}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_value_takes_numbers_as_they_are_written),
        cmocka_unit_test(one_value_leaves_what_is_no_number_to_the_check),
        cmocka_unit_test(one_value_escapes_texts),
        cmocka_unit_test(one_value_knows_whether_it_was_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
