#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "consumers/show/language.h"

static void the_language_is_said_or_the_locales(void **state)
{
    static const struct {
        const char *all, *messages, *lang;
        enum language language;
    } cases[] = {
        {"en_GB.UTF-8", "vi_VN", "vi_VN", LANGUAGE_EN},
        {"", "en_US", "vi_VN", LANGUAGE_EN},
        {"", "", "en", LANGUAGE_EN},
        {"C.UTF-8", "en_US", "", LANGUAGE_VI},
        {"vi_VN.UTF-8", "", "en", LANGUAGE_VI},
        {"", "", "", LANGUAGE_VI},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        /* NOLINTBEGIN(concurrency-mt-unsafe): this test has one thread */
        assert_int_equal(setenv("LC_ALL", cases[i].all, 1), 0);
        assert_int_equal(setenv("LC_MESSAGES", cases[i].messages, 1), 0);
        assert_int_equal(setenv("LANG", cases[i].lang, 1), 0);
        /* NOLINTEND(concurrency-mt-unsafe) */
        assert_int_equal(language_of(NULL), cases[i].language);
        assert_int_equal(language_of("vi"), LANGUAGE_VI);
        assert_int_equal(language_of("en"), LANGUAGE_EN);
    }
    assert_null(options_language[0].fault("vi"));
    assert_non_null(options_language[0].fault("english"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_language_is_said_or_the_locales),
    };

    return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
