#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/refusal.h"
#include "schemas/utf8.h"

static struct refusal say(enum wording wording, struct text member, struct text value)
{
    struct refusal refusal;

    refusal_say(&refusal, wording,
                &(struct refused){
                    .parent = "/data", .member = member, .value = value, .allowed = "80"});
    assert_true(utf8_valid(text_of(refusal.pointer)));
    assert_true(utf8_valid(text_of(refusal.detail_vi)));
    assert_true(utf8_valid(text_of(refusal.detail_en)));
    return refusal;
}

static void refusal_escapes_the_pointer(void **state)
{
    (void)state;

    assert_string_equal(say(SAY_NO_NUMBER, text_of("a/b~c"), text_of("x")).pointer,
                        "/data/a~1b~0c");
    assert_string_equal(say(SAY_NO_NUMBER, text_of(""), text_of("x")).pointer, "/data/");
    assert_string_equal(say(SAY_DATA_MISSING, (struct text){NULL, 0}, text_of("x")).pointer,
                        "/data");
}

static void refusal_clips_at_a_character(void **state)
{
    char member[1000], value[1000]; /* 333 times three bytes */
    struct refusal refusal;
    (void)state;

    for (size_t i = 0; i + 4 <= sizeof(value); i += 3) {
        (void)snprintf(value + i, 4, "ế");
        (void)snprintf(member + i, 4, "/~x");
    }
    for (size_t cut = 0; cut < 3; cut++) {
        refusal = say(SAY_INDICATOR_UNKNOWN, (struct text){member, 990 - cut},
                      (struct text){value, 990 - cut});
        assert_true(strlen(refusal.pointer) < REFUSAL_POINTER_BYTES);
        assert_non_null(strstr(refusal.detail_vi, "ế…”"));
        assert_string_equal(refusal.detail_en + strlen(refusal.detail_en) - 3, "80.");
    }
}

static void refusal_shows_what_cannot_be_printed(void **state)
{
    static const char bytes[] = "a\0b\n\xff\xc2\x85z";
    struct refusal refusal;
    (void)state;

    refusal = say(SAY_INDICATOR_UNKNOWN, text_of("indicator"),
                  (struct text){bytes, sizeof(bytes) - 1});
    assert_non_null(strstr(refusal.detail_en, "“a?b???z”"));
}

static void refusal_has_words_for_everything(void **state)
{
    (void)state;

    for (int wording = 0; wording < WORDING_COUNT; wording++) {
        struct refusal_words words = refusal_words((enum wording)wording);

        assert_true(words.reason > REASON_NONE && words.reason < REASON_COUNT);
        assert_non_null(words.vi);
        assert_non_null(words.en);
        if (wording > 0)
            assert_true(words.reason >= refusal_words((enum wording)(wording - 1)).reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusal_escapes_the_pointer),
        cmocka_unit_test(refusal_clips_at_a_character),
        cmocka_unit_test(refusal_shows_what_cannot_be_printed),
        cmocka_unit_test(refusal_has_words_for_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
