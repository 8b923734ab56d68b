#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/service/log.h"

static size_t render(char out[LOG_LINE_BYTES], struct text value)
{
    const struct log_pair pairs[] = {log_event("told"), log_slice("value", value)};
    size_t length = log_render(
        &(struct log_line){1791187200250, "tiendo-test", LOG_LEVEL_WARNING, pairs, 2}, out);

    assert_true(length < LOG_LINE_BYTES);
    out[length] = '\0';
    return length;
}

static void a_value_is_quoted_where_it_must_be(void **state)
{
    static const struct {
        struct text value;
        const char *shown;
    } cases[] = {
        {{"plain", 5}, " value=plain\n"},
        {{"tiến_độ", 12}, " value=tiến_độ\n"},
        {{"", 0}, " value=\"\"\n"},
        {{"two words", 9}, " value=\"two words\"\n"},
        {{"a=b", 3}, " value=\"a=b\"\n"},
        {{"say \"x\"", 7}, " value=\"say \\\"x\\\"\"\n"},
        {{"back\\slash", 10}, " value=\"back\\\\slash\"\n"},
        {{"two\nlines", 9}, " value=\"two\\nlines\"\n"},
        {{"bell\a\0x", 7}, " value=\"bell\\x07\\x00x\"\n"},
        {{"\xff\xc3", 2}, " value=\"\\xff\\xc3\"\n"},
        {{"\xc2\x85", 2}, " value=\"\\xc2\\x85\"\n"}, /* a C1 control moves terminals too */
        {{NULL, 0}, " event=told\n"},                 /* absent: left out */
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char line[LOG_LINE_BYTES];
        size_t length = render(line, cases[i].value);
        size_t shown = strlen(cases[i].shown);

        if (length < shown || strcmp(line + length - shown, cases[i].shown) != 0)
            fail_msg("case %zu: %s", i, line);
    }
}

static void a_line_says_when_who_and_what(void **state)
{
    char line[LOG_LINE_BYTES];
    (void)state;

    (void)render(line, text_of("x"));
    assert_string_equal(line, "ts=2026-10-05T08:00:00.250Z level=warning program=tiendo-test "
                              "event=told value=x\n");
}

static void a_long_line_is_cut_at_a_character_and_marked(void **state)
{
    char line[LOG_LINE_BYTES];
    char value[2 * LOG_LINE_BYTES];
    size_t length = 0;
    (void)state;

    for (size_t i = 0; i < sizeof(value); i++)
        value[i] = "độ "[i % 6];
    length = render(line, (struct text){value, sizeof(value)});
    assert_int_equal(line[length - 1], '\n');
    assert_memory_equal(line + length - 5, "…\"\n", 5);
}

static void a_line_is_written_at_once_and_errno_kept(void **state)
{
    int pipe_fds[2];
    char line[LOG_LINE_BYTES + 1];
    ssize_t length = 0;
    struct log log = {-1, "tiendo-test", LOG_LEVEL_INFO};
    (void)state;

    assert_int_equal(pipe2(pipe_fds, 0), 0);
    log.fd = pipe_fds[1];
    errno = 42;
    log_info(&log, log_event("counted"), log_number("records", -7), log_text("to", "x y"));
    log_debug(&log, log_event("unheard"));
    assert_int_equal(errno, 42);
    (void)close(pipe_fds[1]);
    length = read(pipe_fds[0], line, LOG_LINE_BYTES);
    assert_true(length > 0);
    line[length] = '\0';
    assert_non_null(strstr(line, "level=info"));
    assert_non_null(strstr(line, " event=counted records=-7 to=\"x y\"\n"));
    assert_null(strstr(line, "unheard"));
    (void)close(pipe_fds[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_quoted_where_it_must_be),
        cmocka_unit_test(a_line_says_when_who_and_what),
        cmocka_unit_test(a_long_line_is_cut_at_a_character_and_marked),
        cmocka_unit_test(a_line_is_written_at_once_and_errno_kept),
    };

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
