/* Of what the plan no longer has: which alert is over, of what, as of which version, since when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "consumers/judge/alert_words.h"

static void each_kind_of_subject_is_named_by_its_id(void **state)
{
    static const struct {
        struct alert_gone_words gone;
        const char *vi, *en;
    } cases[] = {
        {{ALARM_OFF_TARGET, "2030.9", "2026-10", 2},
         "Đã hết cảnh báo “lệch tiến độ” – chỉ tiêu 2030.9 không còn trong kế hoạch, theo "
         "phiên bản 2 "
         "(cảnh báo tính từ tháng 10/2026).",
         "Alert cleared, “off target” – target 2030.9 is no longer in the plan, as of version "
         "2 "
         "(it had lasted since October 2026)."},
        {{ALARM_STALE, "egov.x", "2026-Q3", 3},
         "Đã hết cảnh báo “quá hạn cập nhật” – chỉ số theo dõi egov.x không còn trong kế "
         "hoạch, theo "
         "phiên bản 3 (cảnh báo tính từ quý III/2026).",
         "Alert cleared, “overdue” – indicator egov.x is no longer in the plan, as of version "
         "3 "
         "(it had lasted since Q3 2026)."},
        {{ALARM_REJECTIONS, "yte", "", 2},
         "Đã hết cảnh báo “nhiều số liệu bị từ chối tiếp nhận” – cơ quan yte không còn trong "
         "kế hoạch, "
         "theo phiên bản 2.",
         "Alert cleared, “rejections” – agency yte is no longer in the plan, as of version 2."},
        {{ALARM_LOG_GAP, "tiendo.measurements.yte:0", "100", 2},
         "Đã hết cảnh báo “mất đoạn nhật ký” – phân vùng tiendo.measurements.yte:0 không còn "
         "trong kế "
         "hoạch, theo phiên bản 2.",
         "Alert cleared, “log gap” – partition tiendo.measurements.yte:0 is no longer in the "
         "plan, as "
         "of version 2."},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct words words;

        alert_words_gone(&cases[i].gone, &words);
        assert_string_equal(words.vi, cases[i].vi);
        assert_string_equal(words.en, cases[i].en);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_subject_is_named_by_its_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
