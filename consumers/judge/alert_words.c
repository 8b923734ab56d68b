#include "consumers/judge/alert_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "consumers/judge/alert_words_own.h"
#include "consumers/judge/sentence.h"
#include "consumers/judge/words_parts.h"

/* ---- small parts ---- */

struct names alert_words_kind(enum alarm_kind kind)
{
    static const struct names words[ALARM_KINDS] = {
        [ALARM_OFF_TARGET] = {"lệch tiến độ", "off target"},
        [ALARM_REVERSING] = {"thụt lùi", "reversing"},
        [ALARM_FALLING_BACK] = {"đã đạt nay tụt lại", "falling back"},
        [ALARM_MISSED] = {"không đạt", "missed"},
        [ALARM_STALE] = {"quá hạn cập nhật", "overdue"},
        [ALARM_DUE_SOON] = {"sắp đến hạn báo cáo", "due soon"},
        [ALARM_DISPUTED] = {"số liệu mâu thuẫn", "disputed"},
        [ALARM_OUTLIER] = {"số liệu bất thường", "outlier"},
        [ALARM_COVERAGE_DROP] = {"giảm số xã, phường báo cáo", "coverage drop"},
        [ALARM_REJECTIONS] = {"nhiều số liệu bị từ chối tiếp nhận", "rejections"},
        [ALARM_AGENCY_SILENT] = {"cơ quan không gửi số liệu", "agency silent"},
        [ALARM_LOG_GAP] = {"mất đoạn nhật ký", "log gap"},
    };

    return words[kind];
}

struct names alert_words_severity(enum alarm_severity severity)
{
    static const struct names words[] = {[SEVERITY_NONE] = {"", ""},
                                         [SEVERITY_INFO] = {"Thông tin", "Information"},
                                         [SEVERITY_WARNING] = {"Cảnh báo", "Warning"},
                                         [SEVERITY_CRITICAL] = {"Nghiêm trọng", "Critical"}};

    return words[severity];
}

/* Within a sentence. */
static struct names level_of(enum alarm_severity severity)
{
    static const struct names words[] = {
        [SEVERITY_NONE] = {"", ""},
        [SEVERITY_INFO] = {"mức thông tin", "information"},
        [SEVERITY_WARNING] = {"mức cảnh báo", "warning"},
        [SEVERITY_CRITICAL] = {"mức nghiêm trọng", "critical"}};

    return words[severity];
}

struct words_part alert_words_when(const char *when)
{
    struct text text = {when, strnlen(when, ALARM_WHEN_BYTES)};
    struct words_part part;
    struct period period;

    if (period_read(text, &period) == 0)
        return words_period(period);
    (void)snprintf(part.vi, sizeof(part.vi), "%.*s", (int)text.length, when);
    memcpy(part.en, part.vi, sizeof(part.en));
    return part;
}

const struct indicator *alert_words_indicator(const struct alert_subject_words *subject)
{
    return subject->target != NULL ? subject->target->indicator : subject->indicator;
}

struct words_part alert_words_number(int64_t number)
{
    char digits[32];
    struct words_part part = {{0}, {0}};
    int length = snprintf(digits, sizeof(digits), "%" PRId64, number);
    size_t at = 0;

    for (int i = 0; i < length; i++) {
        if (i > 0 && digits[i - 1] != '-' && (length - i) % 3 == 0) {
            part.vi[at] = '.';
            part.en[at++] = ',';
        }
        part.vi[at] = part.en[at] = digits[i];
        at++;
    }
    return part;
}

/* ---- what happened ---- */

static bool is_change(const struct alert_subject_words *s)
{
    return s->before != NULL && s->before->state == ALARM_FIRING;
}

static void say_acknowledged(const struct alert_subject_words *s, struct words *words)
{
    sentence_say(words,
                 (struct names){"Đã tiếp nhận cảnh báo “{0}” ({1}), người tiếp nhận: {2}",
                                "Alert acknowledged, “{0}” ({1}), by {2}"},
                 (const struct names[]){
                     alert_words_kind(s->kind), level_of(s->now->severity), {s->by, s->by}},
                 3);
    if (s->note != NULL && s->note[0] != '\0')
        sentence_say_one(words, (struct names){", ghi chú: “{0}”", ", noting: “{0}”"},
                         (struct names){s->note, s->note});
}

static struct names pattern_of(const struct alert_subject_words *s)
{
    if (s->cleared)
        return (struct names){"Đã hết cảnh báo “{0}”", "Alert cleared, “{0}”"};
    if (!is_change(s))
        return (struct names){"Phát cảnh báo “{0}” ({1})", "Alert raised, “{0}” ({1})"};
    if (s->before->severity == s->now->severity)
        return (struct names){"Cập nhật cảnh báo “{0}” ({1})", "Alert updated, “{0}” ({1})"};
    return (struct names){"Thay đổi mức cảnh báo “{0}” (từ {2} sang {1})",
                          "Alert changed, “{0}” (from {2} to {1})"};
}

static void say_transition(const struct alert_subject_words *s, struct words *words)
{
    enum alarm_severity before = s->before != NULL ? s->before->severity : SEVERITY_NONE;

    if (s->by != NULL)
        say_acknowledged(s, words);
    else
        sentence_say(words, pattern_of(s),
                     (const struct names[]){alert_words_kind(s->kind),
                                            level_of(s->now->severity), level_of(before)},
                     3);
    sentence_say_plain(words, (struct names){" – ", " – "});
}

/* ---- of what ---- */

static void say_partition(const struct alarm_gap_facts *gap, struct words *words)
{
    struct words_part number = alert_words_number(gap->partition);

    sentence_say(words,
                 (struct names){"phân vùng {0} của chủ đề {1}", "partition {0} of topic {1}"},
                 (const struct names[]){sentence_of(&number), {gap->topic, gap->topic}}, 2);
}

static void say_subject(const struct alert_subject_words *s, struct words *words)
{
    switch (alarm_kind_subject(s->kind)) {
    case SUBJECT_TARGET:
        sentence_say(words, (struct names){"chỉ tiêu {0} ({1})", "target {0} ({1})"},
                     (const struct names[]){{s->target->row, s->target->row}, s->target->names},
                     2);
        break;
    case SUBJECT_INDICATOR:
        sentence_say_one(words, (struct names){"chỉ số theo dõi “{0}”", "indicator “{0}”"},
                         s->indicator->names);
        break;
    case SUBJECT_AGENCY:
        sentence_say_one(words, (struct names){"{0}", "{0}"}, s->agency->names);
        break;
    case SUBJECT_PARTITION:
        say_partition(s->gap, words);
        break;
    }
}

/* ---- whose it is ---- */

static void say_end(const struct alert_subject_words *s, struct words *words)
{
    switch (alarm_kind_subject(s->kind)) {
    case SUBJECT_TARGET:
        words_say_goal(words, s->verdict);
        words_say_lead(words, &s->target->lead);
        break;
    case SUBJECT_INDICATOR:
        words_say_lead(words, &s->indicator->lead);
        break;
    case SUBJECT_AGENCY:
    case SUBJECT_PARTITION:
        sentence_say_plain(words, (struct names){".", "."});
        break;
    }
}

void alert_words(const struct alert_subject_words *subject, struct words *words)
{
    words->vi[0] = words->en[0] = '\0';
    say_transition(subject, words);
    say_subject(subject, words);
    if (subject->cleared)
        alert_words_off(subject, words);
    else
        alert_words_on(subject, words);
    say_end(subject, words);
}
