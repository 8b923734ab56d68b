/* Why an alert is over, and since when it had been on. */
#include <string.h>

#include "consumers/judge/alert_words_own.h"
#include "consumers/judge/sentence.h"
#include "consumers/judge/words_parts.h"

/* ": quý III/2026 là 48,00%, ": what is there now, where a value says it. */
static void say_value(const struct alert_subject_words *s, struct words *words)
{
    const struct indicator *indicator = alert_words_indicator(s);
    struct words_part period = alert_words_when(s->now->period), value;

    sentence_say_plain(words, (struct names){": ", ": "});
    if (indicator == NULL || s->kind == ALARM_OUTLIER || s->kind == ALARM_COVERAGE_DROP ||
        s->now->value.text[0] == '\0')
        return;
    value = words_value(indicator, s->now->value.text);
    sentence_say(words, (struct names){"{0} là {1}, ", "{0}: {1}, "},
                 (const struct names[]){sentence_of(&period), sentence_of(&value)}, 2);
}

static void say_coverage(const struct alert_subject_words *s, struct words *words)
{
    struct words_part period = alert_words_when(s->now->period);
    struct words_part share =
        words_around((struct names){"", ""}, s->now->value.text, (struct names){"%", "%"});

    if (s->kind == ALARM_COVERAGE_DROP && s->now->value.text[0] != '\0')
        sentence_say(words,
                     (struct names){"{0} có {1} số xã, phường báo cáo, ",
                                    "in {0} {1} of the communes reported, "},
                     (const struct names[]){sentence_of(&period), sentence_of(&share)}, 2);
}

static struct names reason_of(const struct alert_subject_words *s)
{
    static const struct names reasons[ALARM_KINDS] = {
        [ALARM_OFF_TARGET] = {"đã theo kịp lộ trình", "back on the path"},
        [ALARM_REVERSING] = {"đã lấy lại mức trước khi thụt lùi",
                             "back at what it was before the fall"},
        [ALARM_FALLING_BACK] = {"đạt mức chỉ tiêu và dự kiến giữ được theo xu hướng",
                                "met, and projected to be met"},
        [ALARM_MISSED] = {"theo số liệu điều chỉnh, không còn bị đánh giá là không đạt",
                          "by the revised figures no longer missed"},
        [ALARM_STALE] = {"đã có số liệu mới", "there is a new figure"},
        [ALARM_DUE_SOON] = {"đã có số liệu mới", "there is a new figure"},
        [ALARM_DISPUTED] = {"các nguồn đã thống nhất trong phạm vi sai số",
                            "the sources agree within noise"},
        [ALARM_OUTLIER] = {"thay đổi gần nhất đã ở mức bình thường",
                           "the newest change is ordinary again"},
        [ALARM_COVERAGE_DROP] = {"đã phục hồi", "coverage has recovered"},
        [ALARM_REJECTIONS] = {"không còn số liệu bị từ chối tiếp nhận",
                              "no more measurements are rejected"},
        [ALARM_AGENCY_SILENT] = {"đã gửi số liệu trở lại", "sends again"},
        [ALARM_LOG_GAP] = {"đã được tiếp nhận", "acknowledged"},
    };

    if (strcmp(s->now->why, "series_break") == 0)
        return (struct names){"chuỗi số liệu bị gián đoạn, không so sánh được với các kỳ trước",
                              "the series broke, and cannot be compared with earlier periods"};
    if (s->kind == ALARM_OFF_TARGET && (s->verdict->last_status == STATUS_ACHIEVED ||
                                        s->verdict->last_status == STATUS_ACHIEVED_HOLD))
        return (struct names){"đã đạt mức chỉ tiêu", "met"};
    return reasons[s->kind];
}

static void say_since(const struct alert_subject_words *s, struct words *words)
{
    struct words_part since;

    if (s->kind == ALARM_LOG_GAP || s->before == NULL || s->before->since[0] == '\0')
        return;
    since = alert_words_when(s->before->since);
    sentence_say_one(words, (struct names){" (tính từ {0})", " (it had lasted since {0})"},
                     sentence_of(&since));
}

void alert_words_off(const struct alert_subject_words *subject, struct words *words)
{
    say_value(subject, words);
    say_coverage(subject, words);
    sentence_say_one(words, (struct names){"{0}", "{0}"}, reason_of(subject));
    say_since(subject, words);
}
