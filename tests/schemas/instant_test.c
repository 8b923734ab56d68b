#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/instant.h"
#include "schemas/period.h"

enum { HANOI_S = 7 * 3600 };

static const int64_t untouched = 4711;

static int64_t instant(const char *text)
{
    int64_t unix_ms = untouched;

    if (instant_read(text_of(text), &unix_ms) != 0)
        fail_msg("'%s' is an instant", text);
    return unix_ms;
}

static void read_gives_unix_milliseconds(void **state)
{
    static const struct {
        const char *text;
        int64_t unix_ms;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-10-05T08:00:00Z", INT64_C(1791187200000)},
        {"2026-10-05t15:00:00.25+07:00", INT64_C(1791187200250)},
        {"2026-10-05T08:00:00z", INT64_C(1791187200000)},
        {"2026-10-05T08:00:00-00:00", INT64_C(1791187200000)},
        {"2026-10-05T02:30:00-05:30", INT64_C(1791187200000)},
        {"2026-10-05T08:00:00.1239999999999999999999Z", INT64_C(1791187200123)},
        {"2026-10-05T08:00:00.0009Z", INT64_C(1791187200000)},
        {"1969-12-31T23:59:59.750Z", -250},
        {"2016-12-31T23:59:60Z", INT64_C(1483228800000)},
        {"2017-01-01T06:59:60.5+07:00", INT64_C(1483228800500)},
        {"0001-01-01T00:00:00Z", INT64_C(-62135596800000)},
        {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999)},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t got = instant(cases[i].text);

        if (got != cases[i].unix_ms)
            fail_msg("%s: got %" PRId64, cases[i].text, got);
    }
}

static void read_refuses_the_rest(void **state)
{
    static const char *const cases[] = {
        "",
        "2026-10-05",
        "2026-10-05T08:00:00",
        "2026-10-05 08:00:00Z",
        "2026-10-05T08:00Z",
        "2026-10-05T8:00:00Z",
        "2026-10-05T24:00:00Z",
        "2026-10-05T08:60:00Z",
        "2026-10-05T08:00:61Z",
        "2026-10-05T08:00:60Z",
        "2016-12-31T23:59:60+07:00",
        "2026-10-05T08:00:00.Z",
        "2026-10-05T08:00:00,5Z",
        "2026-10-05T08:00:00+7:00",
        "2026-10-05T08:00:00+0700",
        "2026-10-05T08:00:00+24:00",
        "2026-10-05T08:00:00+07:60",
        "2026-10-05T08:00:00+07:00Z",
        "2026-10-05T08:00:00Z ",
        " 2026-10-05T08:00:00Z",
        "2026-02-29T08:00:00Z",
        "2026-13-05T08:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "9999-12-31T23:59:60Z",
        "+2026-10-05T08:00:00Z",
        "1791187200000",
        "2026-10-05T-8:00:00Z",
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t unix_ms = untouched;

        if (instant_read(text_of(cases[i]), &unix_ms) == 0)
            fail_msg("'%s' was taken", cases[i]);
        assert_true(unix_ms == untouched);
    }
    assert_int_equal(instant_read(text_of(NULL), &(int64_t){0}), -1);
}

static void write_reads_back(void **state)
{
    static const int64_t cases[] = {0,
                                    1,
                                    -1,
                                    INT64_C(1791187200250),
                                    INT64_C(951782400000),
                                    INT64_C(-62135596800000),
                                    INT64_C(253402300799999)};
    char out[INSTANT_TEXT_BYTES];
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t length = instant_write(cases[i], out);

        assert_int_equal(length, strlen(out));
        assert_true(instant(out) == cases[i]);
    }
    instant_write(INT64_C(1791187200250), out);
    assert_string_equal(out, "2026-10-05T08:00:00.250Z");
    instant_write(INT64_C(1791187200000), out);
    assert_string_equal(out, "2026-10-05T08:00:00Z");
    instant_write(-1, out);
    assert_string_equal(out, "1969-12-31T23:59:59.999Z");
}

static void a_day_begins_at_local_midnight(void **state)
{
    int32_t fifth;
    (void)state;

    assert_int_equal(day_read(text_of("2026-10-05"), &fifth), 0);
    assert_int_equal(instant_day(instant("2026-10-04T16:59:59.999Z"), HANOI_S), fifth - 1);
    assert_int_equal(instant_day(instant("2026-10-04T17:00:00Z"), HANOI_S), fifth);
    assert_int_equal(instant_day(instant("2026-10-05T16:59:59Z"), HANOI_S), fifth);
    assert_true(instant_of_day(fifth, HANOI_S) == instant("2026-10-05T00:00:00+07:00"));
    assert_int_equal(instant_day(-1, 0), -1);
    assert_int_equal(instant_day(0, -1), -1);
    assert_int_equal(instant_day(0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_gives_unix_milliseconds),
        cmocka_unit_test(read_refuses_the_rest),
        cmocka_unit_test(write_reads_back),
        cmocka_unit_test(a_day_begins_at_local_midnight),
    };
    return cmocka_run_group_tests_name("instant", tests, NULL, NULL);
}
