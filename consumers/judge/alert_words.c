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

/* ---- what happened ---- */

/* Between what happened and of what it did; nothing before it has one. */
static const struct names dash = {" – ", " – "};

static enum alarm_severity severity_before(const struct alert_subject_words *s)
{
    return s->before != NULL ? s->before->severity : SEVERITY_NONE;
}

static struct names pattern_of(const struct alert_subject_words *s)
{
    switch (s->telling) {
    case TELLING_RAISED:
        return (struct names){"Phát cảnh báo “{0}” ({1})", "Alert raised, “{0}” ({1})"};
    case TELLING_CHANGED:
        if (severity_before(s) == s->now->severity)
            return (struct names){"Cập nhật cảnh báo “{0}” ({1})",
                                  "Alert updated, “{0}” ({1})"};
        return (struct names){"Thay đổi mức cảnh báo “{0}” (từ {2} sang {1})",
                              "Alert changed, “{0}” (from {2} to {1})"};
    case TELLING_CLEARED:
        return (struct names){"Đã hết cảnh báo “{0}”", "Alert cleared, “{0}”"};
    case TELLING_STANDS:
        break;
    }
    return (struct names){"Cảnh báo “{0}” ({1})", "Alert “{0}” ({1})"};
}

static void say_transition(const struct alert_subject_words *s, struct words *words)
{
    sentence_say(words, pattern_of(s),
                 (const struct names[]){alert_words_kind(s->kind), level_of(s->now->severity),
                                        level_of(severity_before(s))},
                 3);
    if (s->kind == ALARM_LOG_GAP && s->telling != TELLING_CLEARED)
        sentence_say_plain(words, (struct names){", cần kiểm tra và tiếp nhận",
                                                 ", to be looked into and acknowledged"});
    sentence_say_plain(words, dash);
}

/* ---- of what ---- */

static void say_partition(const struct alarm_gap_facts *gap, struct words *words)
{
    struct words_part number = words_whole(gap->partition);

    sentence_say(words,
                 (struct names){"phân vùng {0} của chủ đề {1}", "partition {0} of topic {1}"},
                 (const struct names[]){sentence_of(&number), {gap->topic, gap->topic}}, 2);
}

static void say_subject(const struct alert_subject_words *s, struct words *words)
{
    struct words_part row;

    switch (alarm_kind_subject(s->kind)) {
    case SUBJECT_TARGET:
        row = words_row(s->target);
        sentence_say(words, (struct names){"chỉ tiêu {0} ({1})", "target {0} ({1})"},
                     (const struct names[]){sentence_of(&row), s->target->names}, 2);
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
    if (subject->telling == TELLING_CLEARED)
        alert_words_off(subject, words);
    else
        alert_words_on(subject, words);
    say_end(subject, words);
}

/* ---- acknowledged ---- */

/* What a sentence says from its dash on; a full stop where there is none. */
static void copy_rest(struct text sentence, const char *mark, char out[WORDS_BYTES])
{
    const char *at =
        sentence.length == 0 ? NULL : memmem(sentence.at, sentence.length, mark, strlen(mark));
    size_t length = at == NULL ? 0 : sentence.length - (size_t)(at - sentence.at);

    if (length > 0 && length < WORDS_BYTES)
        (void)snprintf(out, WORDS_BYTES, "%.*s", (int)length, at);
    else
        (void)snprintf(out, WORDS_BYTES, ".");
}

void alert_words_acknowledged(const struct alert_acknowledged_words *act, struct words *words)
{
    struct words rest;

    words->vi[0] = words->en[0] = '\0';
    sentence_say(words,
                 (struct names){"Đã tiếp nhận cảnh báo “{0}” ({1}), người tiếp nhận: {2}",
                                "Alert acknowledged, “{0}” ({1}), by {2}"},
                 (const struct names[]){
                     alert_words_kind(act->kind), level_of(act->severity), {act->by, act->by}},
                 3);
    if (act->note != NULL && act->note[0] != '\0')
        sentence_say_one(words, (struct names){", ghi chú: “{0}”", ", noting: “{0}”"},
                         (struct names){act->note, act->note});
    copy_rest(act->stands_vi, dash.vi, rest.vi);
    copy_rest(act->stands_en, dash.en, rest.en);
    sentence_say_one(words, (struct names){"{0}", "{0}"}, (struct names){rest.vi, rest.en});
}
