#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/json_exact.h"

static struct json_exact *read_good(const char *text)
{
    struct json_exact_trouble trouble;
    struct json_exact *document = json_exact_read(text_of(text), &trouble);

    if (document == NULL)
        fail_msg("%s: %s", text, trouble.detail);
    assert_int_equal(trouble.fault, JSON_EXACT_OK);
    return document;
}

static struct json_exact_trouble read_bad(struct text bytes)
{
    struct json_exact_trouble trouble = {JSON_EXACT_OK, 0, 0, ""};
    struct json_exact *document = json_exact_read(bytes, &trouble);

    if (document != NULL)
        fail_msg("'%.*s' was taken", (int)bytes.length, bytes.at);
    assert_true(trouble.line >= 1 && trouble.column >= 1);
    return trouble;
}

static void numbers_stay_as_written(void **state)
{
    static const char input[] = "{\"a\": 0.1, \"b\": [-0, 1e999, 12345678901234567890, 8.10], "
                                "\"not 7\": \"9 \\\" 10\", \"c\": {\"d\": 1E-3}, \"e\": null}";
    static const char *const expected[] = {"-0", "1e999", "12345678901234567890", "8.10"};
    struct json_exact *document = read_good(input);
    const json_t *root = json_exact_root(document);
    const json_t *list = json_object_get(root, "b");
    struct text number;
    (void)state;

    number = json_exact_number(document, json_object_get(root, "a"));
    assert_true(text_is(number, "0.1"));
    assert_ptr_equal(number.at, strstr(input, "0.1")); /* points into the caller's bytes */
    for (size_t i = 0; i < 4; i++)
        assert_true(text_is(json_exact_number(document, json_array_get(list, i)), expected[i]));
    number = json_exact_number(document, json_object_get(json_object_get(root, "c"), "d"));
    assert_true(text_is(number, "1E-3"));
    assert_string_equal(json_string_value(json_object_get(root, "not 7")), "9 \" 10");
    assert_null(json_exact_number(document, json_object_get(root, "e")).at);
    assert_null(json_exact_number(document, root).at);
    assert_null(json_exact_number(document, NULL).at);
    json_exact_free(document);
}

static void any_value_fills_a_document(void **state)
{
    static const char *const cases[] = {"1", " -2.50 ", "\"x\"", "null", "[]", "true"};
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        json_exact_free(read_good(cases[i]));
}

static void a_string_may_hold_nul(void **state)
{
    struct json_exact *document = read_good("\"a\\u0000b\"");
    (void)state;

    assert_int_equal(json_string_length(json_exact_root(document)), 3);
    json_exact_free(document);
}

static void what_is_no_json_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        " ",
        "[",
        "{",
        "]",
        "[1 2]",
        "[1,]",
        "{\"a\"}",
        "[1.]",
        "[01]",
        "[-]",
        "[.5]",
        "[1e]",
        "[+1]",
        "[NaN]",
        "[-01]",
        "[1e+]",
        "[0x1]",
        "[1-2]",
        "[1..2]",
        "[1e5e5]",
        "[1a]",
        "[--1]",
        "[Infinity]",
        "1 2",
        "{} x",
        "{}{}",
        "\"a",
        "\"\\q\"",
        "[1\"a\"]",
        "tru",
        "'a'",
        "{1:2}",
        "[\"\n\"]",
        "/**/1",
        "\"\\ud800\"",
        "[-Infinity]",
        "1.5.",
        "-",
        "1e",
        "{\"a\\u0000\":1}",
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct json_exact_trouble trouble = read_bad(text_of(cases[i]));

        assert_int_equal(trouble.fault, JSON_EXACT_MALFORMED);
        assert_true(strlen(trouble.detail) > 0);
        assert_null(strstr(trouble.detail, " near "));
    }
    assert_int_equal(read_bad(text_of(NULL)).fault, JSON_EXACT_MALFORMED);
}

static void bad_bytes_are_refused(void **state)
{
    static const struct text cases[] = {
        {"\"\xff\"", 3}, {"\"\xc3\"", 3},         {"\"\xc0\x80\"", 4},   {"[1\0]", 4},
        {"1\0", 2},      {"\"\xed\xa0\x80\"", 5}, {"\xef\xbb\xbf{}", 5}, {"\xc3\xa9", 2},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(read_bad(cases[i]).fault, JSON_EXACT_MALFORMED);
}

static void a_key_given_twice_is_named(void **state)
{
    struct json_exact_trouble trouble =
        read_bad(text_of("{\"numerator\": 123.456,\n \"a key that is longer than twenty\": 7, "
                         "\"a key that is longer than twenty\": 8}"));
    (void)state;

    assert_int_equal(trouble.fault, JSON_EXACT_DUPLICATE_KEY);
    assert_string_equal(trouble.detail, "a key that is longer than twenty");
    assert_int_equal(trouble.line, 2);
    assert_int_equal(trouble.column, 74);

    trouble = read_bad(text_of("{\"a\":{\"b\":1,\"\\u0062\":2}}"));
    assert_int_equal(trouble.fault, JSON_EXACT_DUPLICATE_KEY);
    assert_string_equal(trouble.detail, "\\u0062");
}

static void malformed_outranks_a_key_given_twice(void **state)
{
    struct json_exact_trouble trouble = read_bad(text_of("{\"a\": 1, \"a\": 2,\n\"b\": 01}"));
    (void)state;

    assert_int_equal(trouble.fault, JSON_EXACT_MALFORMED);
    assert_int_equal(trouble.line, 2);
    assert_int_equal(read_bad(text_of("{\"a\":1,\"a\":2} 3")).fault, JSON_EXACT_MALFORMED);
}

static void a_long_key_is_cut_at_a_character(void **state)
{
    char key[256] = "", input[600];
    struct json_exact_trouble trouble;
    (void)state;

    for (int i = 0; i < 60; i++)
        memcpy(key + strlen(key), "ế", sizeof("ế"));
    (void)snprintf(input, sizeof(input), "{\"%s\":1,\"%s\":2}", key, key);
    trouble = read_bad(text_of(input));
    assert_int_equal(trouble.fault, JSON_EXACT_DUPLICATE_KEY);
    assert_int_equal(strlen(trouble.detail), 159);
    assert_memory_equal(trouble.detail, key, 159);
}

static void places_are_those_of_the_input(void **state)
{
    static const struct {
        const char *text;
        int line, column;
    } cases[] = {
        {"x", 1, 1},
        {"{\"a\": 123456789.0,\n\"b\": 3.14159, ]}", 2, 15},
        {"[1.00000,\n 2.00000,\n 3.00000 4.00000]", 3, 16},
        {"[0,1,2,3,4,5,6,7,8,9,10,11,12,x]", 1, 31},
        {"{\"ế\": x}", 1, 7},
        {"{\"a\": [1, 2", 1, 11},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct json_exact_trouble trouble = read_bad(text_of(cases[i].text));

        if (trouble.line != cases[i].line || trouble.column != cases[i].column)
            fail_msg("%s: got %d:%d, %s", cases[i].text, trouble.line, trouble.column,
                     trouble.detail);
    }
}

/* More one-digit numbers than one digit can count: the table's places outgrow the numbers. */
static void many_small_numbers_find_their_texts(void **state)
{
    enum { COUNT = 120000 };
    char *input = malloc(2 * COUNT + 2);
    struct json_exact_trouble trouble;
    struct json_exact *document;
    (void)state;

    assert_non_null(input);
    input[0] = '[';
    for (size_t i = 0; i < COUNT; i++) {
        input[1 + 2 * i] = (char)('0' + i % 10);
        input[2 + 2 * i] = i + 1 < COUNT ? ',' : ']';
    }
    document = json_exact_read((struct text){input, 2 * COUNT + 1}, &trouble);
    assert_non_null(document);
    for (size_t i = 0; i < COUNT; i++) {
        const json_t *value = json_array_get(json_exact_root(document), i);

        assert_ptr_equal(json_exact_number(document, value).at, input + 1 + 2 * i);
    }
    json_exact_free(document);
    free(input);
}

static void depth_has_a_limit(void **state)
{
    enum { DEEP = 100000 };
    char *input = malloc(DEEP);
    (void)state;

    assert_non_null(input);
    memset(input, '[', DEEP);
    assert_int_equal(read_bad((struct text){input, DEEP}).fault, JSON_EXACT_MALFORMED);
    free(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stay_as_written),
        cmocka_unit_test(any_value_fills_a_document),
        cmocka_unit_test(a_string_may_hold_nul),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(bad_bytes_are_refused),
        cmocka_unit_test(a_key_given_twice_is_named),
        cmocka_unit_test(malformed_outranks_a_key_given_twice),
        cmocka_unit_test(a_long_key_is_cut_at_a_character),
        cmocka_unit_test(places_are_those_of_the_input),
        cmocka_unit_test(many_small_numbers_find_their_texts),
        cmocka_unit_test(depth_has_a_limit),
    };
    return cmocka_run_group_tests_name("json_exact", tests, NULL, NULL);
}
