/* Why an alert is on, and since when: the clause between its subject and its lead. */
#include <stdio.h>
#include <string.h>

#include "consumers/judge/alert_words_own.h"
#include "consumers/judge/sentence.h"
#include "consumers/judge/words_parts.h"
#include "consumers/judge/words_path.h"
#include "consumers/judge/words_why.h"
#include "schemas/decimal.h"

enum { Z_DECIMALS = 4 };

static void say_since(const struct alert_subject_words *s, struct words *words)
{
    struct words_part since = alert_words_when(s->now->since);

    if (strcmp(s->now->since, s->now->period) == 0) /* named already */
        return;
    sentence_say_one(words, (struct names){", kể từ {0}", ", since {0}"}, sentence_of(&since));
}

/* The size of a - b as the indicator writes it; "" where they are no numbers. */
static struct words_part distance(const struct indicator *indicator, const char *a,
                                  const char *b)
{
    struct words_part none = {"", ""};
    char text[DECIMAL_TEXT_BYTES];
    int64_t left, right;

    if (indicator->kind == INDICATOR_LEVEL ||
        decimal_read(text_of(a), indicator->decimals, &left) != DECIMAL_OK ||
        decimal_read(text_of(b), indicator->decimals, &right) != DECIMAL_OK)
        return none;
    decimal_write(left > right ? left - right : right - left, indicator->decimals, text);
    return words_difference(indicator, text);
}

/* Whether the verdict is of the period that the alert looked at, and its figures of that value. */
static bool is_judged_now(const struct alert_subject_words *s)
{
    const struct verdict *v = s->verdict;
    struct period looked_at;

    return v != NULL && v->has_period &&
           period_read(text_of(s->now->period), &looked_at) == 0 &&
           looked_at.frequency == v->period.frequency &&
           looked_at.position == v->period.position;
}

/* ": quý III/2026 là 48,00%" */
static void say_value(const struct alert_subject_words *s, struct words *words)
{
    struct words_part period = alert_words_when(s->now->period);
    struct words_part value = words_value_of(alert_words_indicator(s), s->now->value.text,
                                             is_judged_now(s) ? s->verdict->rank_of : 0);

    if (s->now->value.text[0] == '\0')
        sentence_say_one(words, (struct names){": {0}", ": {0}"}, sentence_of(&period));
    else
        sentence_say(words, (struct names){": {0} là {1}", ": {0}: {1}"},
                     (const struct names[]){sentence_of(&period), sentence_of(&value)}, 2);
}

/* ---- of targets ---- */

static void say_off_target(const struct alert_subject_words *s, struct words *words)
{
    const struct verdict *v = s->verdict;
    struct words_part why = words_why(v);

    say_value(s, words);
    words_say_standing(words, v);
    say_since(s, words);
    sentence_say_one(words, (struct names){" (đánh giá: {0}", " (judged: {0}"},
                     status_words(v->last_status));
    if (why.vi[0] != '\0')
        sentence_say_one(words, (struct names){", vì {0}", ": {0}"}, sentence_of(&why));
    if (v->last_status == STATUS_SLOW && s->now->severity == SEVERITY_CRITICAL)
        sentence_say_plain(words,
                           (struct names){"; giữ mức nghiêm trọng cho đến khi phục hồi rõ",
                                          "; it stays critical until it has recovered "
                                          "further"});
    sentence_say_plain(words, (struct names){")", ")"});
}

static void say_reversing(const struct alert_subject_words *s, struct words *words)
{
    const struct indicator *indicator = s->target->indicator;
    struct words_part before = words_value(indicator, s->now->against.text);
    struct words_part off = distance(indicator, s->now->value.text, s->now->against.text);

    say_value(s, words);
    if (strcmp(s->now->why, "trend") == 0)
        sentence_say_plain(words,
                           (struct names){", có xu hướng thụt lùi rõ rệt qua các kỳ",
                                          ", with a clear adverse trend over the periods"});
    if (s->now->against.text[0] == '\0')
        sentence_say_plain(words, (struct names){", thụt lùi", ", going the wrong way"});
    else if (off.vi[0] == '\0')
        sentence_say_one(words,
                         (struct names){", trước khi thụt lùi là {0}", ", before the fall {0}"},
                         sentence_of(&before));
    else
        sentence_say(words,
                     (struct names){", kém {0} so với trước khi thụt lùi ({1})",
                                    ", {0} worse than before the fall ({1})"},
                     (const struct names[]){sentence_of(&off), sentence_of(&before)}, 2);
    say_since(s, words);
}

static void say_short(const struct alert_subject_words *s, struct words *words)
{
    if (is_judged_now(s))
        words_say_short(words, s->verdict);
}

static void say_falling_back(const struct alert_subject_words *s, struct words *words)
{
    struct words_part due = words_day(s->target->due);
    struct words_part projected = words_value(s->target->indicator, s->now->against.text);

    say_value(s, words);
    if (strcmp(s->now->why, "projected") != 0) {
        sentence_say_plain(words,
                           (struct names){", trước đây đã đạt, nay không còn đạt mức chỉ tiêu",
                                          ", met before and no longer at its bound"});
        say_short(s, words);
    } else if (s->now->against.text[0] != '\0') {
        sentence_say(words,
                     (struct names){", hiện vẫn đạt, nhưng dự kiến theo xu hướng đến {0} chỉ "
                                    "còn {1}",
                                    ", met for now, but projected at {1} by {0}"},
                     (const struct names[]){sentence_of(&due), sentence_of(&projected)}, 2);
    } else {
        sentence_say_plain(words,
                           (struct names){", hiện vẫn đạt, nhưng theo xu hướng dự kiến không "
                                          "giữ được",
                                          ", met for now, but not projected to hold"});
    }
    say_since(s, words);
}

static void say_missed(const struct alert_subject_words *s, struct words *words)
{
    say_value(s, words);
    if (s->verdict->why == WHY_NOT_RISING) {
        sentence_say_plain(words,
                           (struct names){", số liệu chính thức của kỳ cuối cho thấy không đạt "
                                          "yêu cầu tăng",
                                          ", the due period's official figure shows no rise"});
        return;
    }
    sentence_say_plain(words,
                       (struct names){", số liệu chính thức của kỳ cuối không đạt mức chỉ tiêu",
                                      ", the due period's official figure does not meet its "
                                      "bound"});
    say_short(s, words);
}

/* ---- of indicators ---- */

static void say_newest(const struct alert_subject_words *s, struct words *words)
{
    struct words_part period = alert_words_when(s->now->period);
    struct words_part value = words_value(s->indicator, s->now->value.text);

    if (s->now->period[0] == '\0')
        return;
    sentence_say_one(words, (struct names){"; số liệu gần nhất: {0}", "; the newest: {0}"},
                     sentence_of(&period));
    if (s->now->value.text[0] != '\0')
        sentence_say_one(words, (struct names){" là {0}", ", {0}"}, sentence_of(&value));
}

static void say_stale(const struct alert_subject_words *s, struct words *words)
{
    struct words_part expected = alert_words_when(s->now->since);
    struct words_part last = alert_words_when(s->now->against.text);
    struct words_part count = words_whole(s->now->count);

    sentence_say_one(
        words, (struct names){" chưa có số liệu báo cáo của {0}", " has no figure for {0}"},
        sentence_of(&expected));
    if (s->now->against.text[0] != '\0')
        sentence_say_one(
            words, (struct names){", hạn cập nhật {0} đã qua", ", which was to come by {0}"},
            sentence_of(&last));
    if (s->now->count > 1)
        sentence_say_one(words, (struct names){", thiếu {0} kỳ", ", {0} periods are missing"},
                         sentence_of(&count));
    say_newest(s, words);
}

static void say_due_soon(const struct alert_subject_words *s, struct words *words)
{
    bool overdue = strcmp(s->now->why, "overdue") == 0;
    struct words_part expected = alert_words_when(s->now->since);
    struct words_part release = alert_words_when(s->now->against.text);

    sentence_say(words,
                 overdue ? (struct names){" đã đến hạn báo cáo số liệu {0} ({1})",
                                          " was to be reported for {0} by {1}"}
                         : (struct names){" sắp đến hạn báo cáo số liệu {0}, hạn {1}",
                                          " is to be reported for {0} by {1}"},
                 (const struct names[]){sentence_of(&expected), sentence_of(&release)}, 2);
    say_newest(s, words);
}

static void say_disputed(const struct alert_subject_words *s, struct words *words)
{
    struct words_part period = alert_words_when(s->now->period);
    struct words_part value = words_value(s->indicator, s->now->value.text);

    sentence_say_one(words,
                     (struct names){" có số liệu {0} khác nhau giữa các nguồn, vượt quá sai số",
                                    " has sources that differ beyond noise for {0}"},
                     sentence_of(&period));
    say_since(s, words);
    if (s->now->value.text[0] != '\0')
        sentence_say_one(words,
                         (struct names){"; giá trị đang dùng: {0}", "; the value in use: {0}"},
                         sentence_of(&value));
}

static void say_outlier(const struct alert_subject_words *s, struct words *words)
{
    struct words_part period = alert_words_when(s->now->period);
    struct words_part value = words_value(s->indicator, s->now->against.text);
    struct words_part z = words_statistic(s->now->value.text), limit;
    char text[DECIMAL_TEXT_BYTES];

    decimal_write(s->indicator->alerts.outlier.z, Z_DECIMALS, text);
    limit = words_statistic(text);
    sentence_say_one(words,
                     (struct names){" có số liệu {0} thay đổi bất thường so với các kỳ trước",
                                    " changed out of the ordinary in {0}"},
                     sentence_of(&period));
    sentence_say(
        words,
        (struct names){": {0} (độ lệch chuẩn hóa z = {1}, ngưỡng {2}); đề nghị kiểm tra lại",
                       ": {0} (standardised change z = {1}, limit {2}); please check it"},
        (const struct names[]){sentence_of(&value), sentence_of(&z), sentence_of(&limit)}, 3);
}

static void say_coverage_drop(const struct alert_subject_words *s, struct words *words)
{
    struct words_part period = alert_words_when(s->now->period);
    struct words_part now =
        words_around((struct names){"", ""}, s->now->value.text, (struct names){"%", "%"});
    struct words_part before =
        words_around((struct names){"", ""}, s->now->against.text, (struct names){"%", "%"});

    sentence_say(words,
                 (struct names){": {0} chỉ có {1} số xã, phường báo cáo",
                                ": in {0} only {1} of the communes reported"},
                 (const struct names[]){sentence_of(&period), sentence_of(&now)}, 2);
    if (s->now->against.text[0] != '\0')
        sentence_say_one(words, (struct names){", trước đó {0}", ", {0} before"},
                         sentence_of(&before));
    say_since(s, words);
}

/* ---- of agencies and partitions ---- */

static void say_rejections(const struct alert_subject_words *s, struct words *words)
{
    struct words_part count = words_whole(s->now->count);
    struct words_part hours = words_whole(s->plan->alerts.rejections.hours);
    struct words_part share =
        words_around((struct names){"", ""}, s->now->value.text, (struct names){"%", "%"});

    sentence_say(
        words,
        (struct names){" có {0} số liệu bị từ chối tiếp nhận trong {1} giờ qua "
                       "({2} số đã gửi)",
                       " had {0} measurements rejected in the last {1} hours ({2} of "
                       "those sent)"},
        (const struct names[]){sentence_of(&count), sentence_of(&hours), sentence_of(&share)},
        3);
    say_since(s, words);
}

static void say_agency_silent(const struct alert_subject_words *s, struct words *words)
{
    struct words_part count = words_whole(s->now->count);
    struct words_part heard = alert_words_when(s->now->against.text);

    sentence_say_one(
        words,
        s->now->count == 1
            ? (struct names){" không gửi số liệu: chỉ số theo dõi duy nhất đã quá hạn cập nhật",
                             " sends nothing: its only indicator is overdue"}
            : (struct names){" không gửi số liệu: cả {0} chỉ số theo dõi đều quá hạn cập nhật",
                             " sends nothing: all its {0} indicators are overdue"},
        sentence_of(&count));
    say_since(s, words);
    if (s->now->against.text[0] != '\0')
        sentence_say_one(words,
                         (struct names){"; lần gửi gần nhất: {0}", "; last heard of on {0}"},
                         sentence_of(&heard));
}

static void say_log_gap(const struct alert_subject_words *s, struct words *words)
{
    struct words_part at = words_whole(s->gap->ledger);
    struct words_part next = words_whole(s->gap->reset_to);
    struct words_part lost = words_whole(s->gap->reset_to - s->gap->ledger);
    const struct names places[] = {sentence_of(&at), sentence_of(&next), sentence_of(&lost)};

    if (strcmp(s->gap->why, "trimmed") == 0)
        sentence_say(words,
                     (struct names){" đã bị cắt bớt: {2} bản ghi từ vị trí {0} không còn, đọc "
                                    "tiếp từ vị trí {1}",
                                    " was trimmed: {2} records from offset {0} on are gone, "
                                    "reading goes on at {1}"},
                     places, 3);
    else
        sentence_say(
            words,
            (struct names){" đã bị tạo lại: trước đó đọc đến vị trí {0}, nay đọc lại từ "
                           "vị trí {1}",
                           " was recreated: it had been read up to offset {0}, and is "
                           "read again from {1}"},
            places, 2);
}

void alert_words_on(const struct alert_subject_words *subject, struct words *words)
{
    static void (*const say[ALARM_KINDS])(const struct alert_subject_words *,
                                          struct words *) = {
        [ALARM_OFF_TARGET] = say_off_target,
        [ALARM_REVERSING] = say_reversing,
        [ALARM_FALLING_BACK] = say_falling_back,
        [ALARM_MISSED] = say_missed,
        [ALARM_STALE] = say_stale,
        [ALARM_DUE_SOON] = say_due_soon,
        [ALARM_DISPUTED] = say_disputed,
        [ALARM_OUTLIER] = say_outlier,
        [ALARM_COVERAGE_DROP] = say_coverage_drop,
        [ALARM_REJECTIONS] = say_rejections,
        [ALARM_AGENCY_SILENT] = say_agency_silent,
        [ALARM_LOG_GAP] = say_log_gap,
    };

    say[subject->kind](subject, words);
}
