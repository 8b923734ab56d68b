#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/show/page.h"

static struct page *page;
static char *text;
static size_t length;
static FILE *out;

static void open_page(size_t columns, enum language language)
{
    const struct terminal terminal = {columns, false};

    out = open_memstream(&text, &length);
    page = page_open(out, &terminal, language);
    assert_non_null(page);
}

static void expect(const char *wanted)
{
    assert_int_equal(page_close(page), 0);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, wanted);
    free(text);
    text = NULL;
}

static const struct names pattern = {"đạt {0} trong {1} kỳ", "met in {0} of {1} periods"};

static void places_are_filled_in_either_language(void **state)
{
    const char *const arguments[] = {"3", "{0}", NULL};
    (void)state;

    open_page(0, LANGUAGE_VI);
    page_add(page, pattern, arguments);
    page_end(page, 0, NULL);
    expect("đạt 3 trong {0} kỳ\n");
    open_page(0, LANGUAGE_EN);
    page_add(page, pattern, arguments);
    page_end(page, 2, NULL);
    expect("  met in 3 of {0} periods\n");
}

static void what_is_left_out_leaves_places_but_no_space(void **state)
{
    (void)state;

    open_page(0, LANGUAGE_EN);
    page_add(page, pattern, (const char *const[]){"3", NULL});
    page_add(page, (struct names){"", " {x} {"}, NULL);
    page_end(page, 0, NULL);
    page_add(page, (struct names){"", " Then this."}, NULL);
    page_end(page, 2, NULL);
    expect("met in 3 of {1} periods {x} {\n  Then this.\n");
}

static void what_has_no_words_is_not_said(void **state)
{
    (void)state;

    open_page(0, LANGUAGE_VI);
    page_say(page, (struct names){"từ kỳ {0}", "since {0}"}, "2026-09");
    page_say(page, (struct names){"; người tiếp nhận: {0}", "; by {0}"}, "");
    page_end(page, 0, NULL);
    expect("từ kỳ 2026-09\n");
}

static void lines_are_broken_between_words_and_indented(void **state)
{
    (void)state;

    open_page(16, LANGUAGE_VI);
    page_add(page, (struct names){"Chỉ tiêu đang chậm tiến độ", ""}, NULL);
    page_end(page, 2, "•");
    page_add(page, (struct names){"rất-dài-không-ngắt-được thật", ""}, NULL);
    page_end(page, 0, NULL);
    expect("  • Chỉ tiêu\n    đang chậm\n    tiến độ\nrất-dài-không-ngắt-được\nthật\n");
}

static void headings_are_set_apart_and_empty_paragraphs_left_out(void **state)
{
    (void)state;

    open_page(0, LANGUAGE_EN);
    page_heading(page, (struct names){"", "One"}, NULL);
    page_end(page, 4, NULL);
    page_heading(page, (struct names){"", "Two"}, NULL);
    expect("One\n\nTwo\n");
}

static void nothing_moves_the_terminal(void **state)
{
    (void)state;

    open_page(0, LANGUAGE_EN);
    page_add(page, (struct names){"", "{0}"}, (const char *const[]){"a\x1b[2J\nb\xff", NULL});
    page_end(page, 0, NULL);
    expect("a\xEF\xBF\xBD[2J\xEF\xBF\xBD"
           "b\xEF\xBF\xBD\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_filled_in_either_language),
        cmocka_unit_test(what_is_left_out_leaves_places_but_no_space),
        cmocka_unit_test(what_has_no_words_is_not_said),
        cmocka_unit_test(lines_are_broken_between_words_and_indented),
        cmocka_unit_test(headings_are_set_apart_and_empty_paragraphs_left_out),
        cmocka_unit_test(nothing_moves_the_terminal),
    };

    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
