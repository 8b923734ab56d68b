#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/utf8.h"

static void utf8_takes_whole_characters_only(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } rows[] = {
        {"a", 1},
        {"ế", 3},
        {"\xc2\x80", 2},
        {"\xf4\x8f\xbf\xbf", 4}, /* U+10FFFF */
        {"\xee\x80\x80", 3},     /* U+E000, after the surrogates */
        {"", 0},
        {"\x80", 0},
        {"\xc1\xbf", 0},         /* overlong */
        {"\xe0\x9f\xbf", 0},     /* overlong */
        {"\xf0\x8f\xbf\xbf", 0}, /* overlong */
        {"\xed\xa0\x80", 0},     /* a surrogate */
        {"\xf4\x90\x80\x80", 0}, /* U+110000 */
        {"\xf5\x80\x80\x80", 0},
        {"\xe1\xba", 0}, /* cut */
        {"\xe1z\xbf", 0},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(utf8_character(text_of(rows[i].bytes)), rows[i].length);
    assert_true(utf8_valid(text_of("Tỷ lệ hồ sơ trực tuyến")));
    assert_true(utf8_valid((struct text){NULL, 0}));
    assert_false(utf8_valid(text_of("Tỷ l\xe1\xbb")));
}

static void utf8_knows_controls(void **state)
{
    (void)state;

    assert_true(utf8_is_control("\n", 1) && utf8_is_control("\x7f", 1));
    assert_true(utf8_is_control("\xc2\x85", 2));
    assert_false(utf8_is_control(" ", 1) || utf8_is_control("\xc2\xa0", 2));
    assert_false(utf8_is_control("ế", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_takes_whole_characters_only),
        cmocka_unit_test(utf8_knows_controls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
