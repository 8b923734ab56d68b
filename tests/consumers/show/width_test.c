#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/show/width.h"

static void a_letter_takes_one_column_however_it_is_composed(void **state)
{
    static const struct {
        const char *text;
        size_t columns;
    } cases[] = {
        {"", 0},
        {"tien do", 7},
        {"tiến độ", 7},
        {"tie\xCC\x82\xCC\x81n \xC4\x91o\xCC\x82\xCC\xA3", 7}, /* the same, decomposed */
        {"≥ 80 %", 6},
        {"漢字", 4},
        {"a\tb", 3},
        {"\xff", 1},
    };
    struct width_rules *rules = width_rules_new();
    (void)state;

    assert_non_null(rules);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (width_of(rules, text_of(cases[i].text)) != cases[i].columns)
            fail_msg("%s: %zu", cases[i].text, width_of(rules, text_of(cases[i].text)));
    width_rules_free(rules);
}

static void a_text_is_cut_before_a_letter_and_its_marks(void **state)
{
    static const struct {
        const char *text;
        size_t columns;
        const char *shown;
    } cases[] = {
        {"tiến độ", 7, "tiến độ"},
        {"tiến độ", 6, "tiến …"},
        {"tiến độ", 1, "…"},
        {"tiến độ", 0, ""},
        {"漢字", 3, "漢…"},
        {"漢字", 2, "…"},
        {"e\xCC\x82\xCC\x81xy", 2, "e\xCC\x82\xCC\x81…"},
    };
    struct width_rules *rules = width_rules_new();
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[64];
        size_t used = width_copy(rules, text_of(cases[i].text), cases[i].columns, out);

        if (strcmp(out, cases[i].shown) != 0 || used != width_of(rules, text_of(out)))
            fail_msg("%s to %zu: %s (%zu)", cases[i].text, cases[i].columns, out, used);
    }
    width_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_takes_one_column_however_it_is_composed),
        cmocka_unit_test(a_text_is_cut_before_a_letter_and_its_marks),
    };

    return cmocka_run_group_tests_name("width", tests, NULL, NULL);
}
