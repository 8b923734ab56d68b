#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/show/rejection_view.h"

static enum rejections_result add(struct rejections *rejections, const char *offset,
                                  int64_t at_unix_ms, struct text value)
{
    const struct kafka_header headers[] = {
        {text_of("reason"), text_of("not_json")},
        {text_of("topic"), text_of("tiendo.measurements.khcn")},
        {text_of("partition"), text_of("0")},
        {text_of("offset"), text_of(offset)},
        {text_of("detail_vi"), text_of("Không phải JSON")},
        {text_of("pointer"), {NULL, 0}},
    };

    return rejections_add(rejections, &(struct subscriber_record){
                                          .topic = "tiendo.rejections.khcn",
                                          .offset = 4,
                                          .value = value,
                                          .headers = headers,
                                          .header_count = sizeof(headers) / sizeof(headers[0]),
                                          .timestamp_unix_ms = at_unix_ms,
                                      });
}

static void an_origin_is_taken_once_and_known_when_forgotten(void **state)
{
    struct rejections *rejections = rejections_new();
    size_t count = 0;
    (void)state;

    assert_int_equal(add(rejections, "1", 10, text_of("x")), REJECTIONS_NEW);
    assert_int_equal(add(rejections, "1", 11, text_of("x")), REJECTIONS_KNOWN);
    assert_int_equal(add(rejections, "2", 12, text_of("y")), REJECTIONS_NEW);
    (void)rejections_items(rejections, &count);
    assert_int_equal(count, 2);
    rejections_forget(rejections);
    assert_int_equal(add(rejections, "2", 13, text_of("y")), REJECTIONS_KNOWN);
    rejections_free(rejections);
}

static void the_newest_are_kept_in_the_order_of_time(void **state)
{
    struct rejections *rejections = rejections_new();
    const struct rejection *items = NULL;
    size_t count = 0;
    (void)state;

    (void)add(rejections, "3", 30, text_of("x"));
    (void)add(rejections, "1", 10, text_of("x"));
    (void)add(rejections, "2", 20, text_of("x"));
    rejections_settle(rejections, 2);
    items = rejections_items(rejections, &count);
    assert_int_equal(count, 2);
    assert_string_equal(items[0].origin, "tiendo.measurements.khcn:0@2");
    assert_string_equal(items[1].origin, "tiendo.measurements.khcn:0@3");
    rejections_free(rejections);
}

static void json_carries_the_bytes_whatever_they_are(void **state)
{
    static const struct {
        struct text value;
        const char *shown;
    } cases[] = {
        {{"{\"a\":1}", 7}, "\"value\":\"{\\\"a\\\":1}\""},
        {{"a\xff", 2}, "\"value_base64\":\"Yf8=\""},
        {{"", 0}, "\"value\":\"\""},
        {{NULL, 0}, "\"value\":null"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct rejections *rejections = rejections_new();
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);

        assert_int_equal(add(rejections, "1", 0, cases[i].value), REJECTIONS_NEW);
        assert_int_equal(rejections_print_json(rejections, out), 0);
        assert_int_equal(fclose(out), 0);
        if (strstr(text, cases[i].shown) == NULL)
            fail_msg("%s is not in %s", cases[i].shown, text);
        assert_non_null(strstr(text, "\"partition\":0,\"offset\":1,"));
        free(text);
        rejections_free(rejections);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_origin_is_taken_once_and_known_when_forgotten),
        cmocka_unit_test(the_newest_are_kept_in_the_order_of_time),
        cmocka_unit_test(json_carries_the_bytes_whatever_they_are),
    };

    return cmocka_run_group_tests_name("rejection_view", tests, NULL, NULL);
}
