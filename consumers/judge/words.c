#include "consumers/judge/words.h"

#include <string.h>

#include "consumers/judge/sentence.h"
#include "consumers/judge/words_parts.h"

/* ---- clauses ---- */

static void say_status(struct words *words, const struct verdict *v)
{
    const struct target *target = v->target;

    sentence_say(words, (struct names){"Chỉ tiêu {0} ({1}): {2}", "Target {0} ({1}): {2}"},
                 (const struct names[]){
                     {target->row, target->row}, target->names, status_words(v->status)},
                 3);
}

/* `rising`, before there are two official years. */
static bool is_rise_unknown(const struct verdict *v)
{
    return v->why == WHY_NOT_RISING && v->status == STATUS_ON_TRACK;
}

static void say_why(struct words *words, const struct verdict *v)
{
    static const struct names reasons[] = {
        [WHY_NONE] = {"", ""},
        [WHY_PARTIAL] = {"chưa đủ số xã, phường báo cáo", "too few communes have reported"},
        [WHY_SHORT_WINDOW] = {"chưa đủ số liệu của một năm", "less than a year of figures"},
        [WHY_SMALL_COUNT] = {"số liệu kỳ gốc quá nhỏ", "the baseline count is too small"},
        [WHY_GROUP_CHANGED] = {"tỉnh không thuộc nhóm xếp hạng trong kỳ này",
                               "the province was not in the ranked group"},
        [WHY_FINAL_MISSING] = {"chưa có số liệu chính thức của kỳ cuối",
                               "the due period's official figure has not come"},
        [WHY_TOO_EARLY] = {"thời gian kể từ kỳ gốc còn ngắn", "too soon after the baseline"},
        [WHY_LOST] = {"trước đây đã đạt, nay không còn đạt", "was met, and no longer is"},
        [WHY_WITHIN_NOISE] = {"chênh so với mức chỉ tiêu trong phạm vi sai số",
                              "short of the bound by no more than noise"},
        [WHY_ABOVE_BAND] = {"vượt giới hạn trên", "above the upper end"},
        [WHY_NOT_RISING] = {"không tăng theo yêu cầu", "it does not rise as required"},
    };
    static const struct names unknown = {
        "chưa đủ hai năm số liệu chính thức để xác nhận mức tăng",
        "two official years are needed to show the rise"};

    if (v->status == STATUS_STALE)
        sentence_say_one(words,
                         (struct names){" (đánh giá gần nhất: {0})", " (last judged: {0})"},
                         status_words(v->last_status));
    else if (v->why != WHY_NONE)
        sentence_say_one(words, (struct names){" ({0})", " ({0})"},
                         is_rise_unknown(v) ? unknown : reasons[v->why]);
}

static void say_value(struct words *words, const struct verdict *v)
{
    struct words_part period, value, benchmark;

    if (!v->has_period || v->value.text[0] == '\0')
        return;
    period = words_period(v->period);
    value = words_value(v->target->indicator, v->value.text);
    benchmark = words_value(v->target->indicator, v->benchmark.text);
    sentence_say(words, (struct names){"; {0}: {1}", "; {0}: {1}"},
                 (const struct names[]){sentence_of(&period), sentence_of(&value)}, 2);
    if (v->benchmark.text[0] != '\0')
        sentence_say_one(words,
                         (struct names){" (bình quân cả nước {0})", " (national mean {0})"},
                         sentence_of(&benchmark));
    if (v->provisional)
        sentence_say_plain(words,
                           (struct names){" (số liệu chưa chính thức)", " (not yet official)"});
}

static bool is_pace_verdict(const struct verdict *v)
{
    return v->last_status == STATUS_ON_TRACK || v->last_status == STATUS_SLOW ||
           v->last_status == STATUS_OFF_TRACK || v->last_status == STATUS_REVERSING;
}

static void say_deviation(struct words *words, const struct verdict *v)
{
    struct words_part distance, expected;

    if (!is_pace_verdict(v) || !v->has_deviation || v->why == WHY_ABOVE_BAND)
        return;
    distance = words_difference(v->target->indicator, v->deviation.text);
    expected = words_value(v->target->indicator, v->expected.text);
    if (v->deviation_sign == 0) {
        sentence_say_one(words, (struct names){", đúng lộ trình ({0})", ", on the path ({0})"},
                         sentence_of(&expected));
        return;
    }
    sentence_say(words,
                 v->deviation_sign < 0 ? (struct names){", chậm {0} so với lộ trình ({1})",
                                                        ", {0} behind the path ({1})"}
                                       : (struct names){", vượt {0} so với lộ trình ({1})",
                                                        ", {0} ahead of the path ({1})"},
                 (const struct names[]){sentence_of(&distance), sentence_of(&expected)}, 2);
}

static void say_since(struct words *words, const struct verdict *v,
                      const struct alarm_standing *off_target)
{
    struct words_part since;
    struct period period;

    if (off_target == NULL || off_target->state == ALARM_INACTIVE || !is_pace_verdict(v) ||
        period_read(text_of(off_target->since), &period) != 0)
        return;
    since = words_period(period);
    sentence_say_one(words, (struct names){", kể từ {0}", ", since {0}"}, sentence_of(&since));
}

/* At the end of the way what counts is the bound, not the path. */
static void say_gap(struct words *words, const struct verdict *v)
{
    struct words_part gap;

    if (v->status != STATUS_MISSED || v->gap.text[0] == '\0')
        return;
    gap = words_difference(v->target->indicator, v->gap.text);
    sentence_say_one(
        words, (struct names){", còn cách mức chỉ tiêu {0}", ", {0} away from what was due"},
        sentence_of(&gap));
}

static void say_growth(struct words *words, const struct verdict *v)
{
    struct words_part growth;

    if (v->growth.text[0] == '\0')
        return;
    growth = words_around((struct names){"", ""}, v->growth.text, (struct names){"%", "%"});
    sentence_say_one(words,
                     (struct names){"; tăng bình quân từ kỳ gốc: {0}/năm",
                                    "; average growth since the baseline: {0} a year"},
                     sentence_of(&growth));
}

static void say_counts(struct words *words, const struct verdict *v)
{
    struct words_part met = words_whole((int64_t)v->met_periods);
    struct words_part judged = words_whole((int64_t)v->judged_periods);

    if (v->judged_periods == 0)
        return;
    sentence_say(words,
                 (struct names){"; đạt {0}/{1} kỳ", v->judged_periods == 1
                                                        ? "; met in {0} of {1} period"
                                                        : "; met in {0} of {1} periods"},
                 (const struct names[]){sentence_of(&met), sentence_of(&judged)}, 2);
}

/* "cần tăng 0,35 điểm phần trăm mỗi tháng để đạt ", or "mức chỉ tiêu ". */
static void say_required(struct words *words, const struct verdict *v)
{
    const struct target *target = v->target;
    const char *pace = v->required_pace.text;
    struct names verb =
        pace[0] == '-' ? (struct names){"giảm", "fall by"} : (struct names){"tăng", "rise by"};
    struct words_part size;

    if (pace[0] == '\0' || !(is_pace_verdict(v) || v->status == STATUS_NO_BASELINE)) {
        sentence_say_plain(words, (struct names){"; mức chỉ tiêu: ", "; to be reached: "});
        return;
    }
    if (target->indicator->kind == INDICATOR_RANK)
        verb = (struct names){"cải thiện", "improve by"};
    if (target->condition.is == CONDITION_GROWTH)
        size = words_around((struct names){"", ""}, pace, (struct names){"%", "%"});
    else
        size = words_difference(target->indicator, pace);
    sentence_say(words,
                 (struct names){target->condition.is == CONDITION_GROWTH
                                    ? "; tốc độ cần đạt: {0} {1} mỗi {2}, để đạt mức "
                                    : "; tốc độ cần đạt: {0} {1} mỗi {2}, để đạt ",
                                "; it has to {0} {1} a {2}, to reach "},
                 (const struct names[]){verb, sentence_of(&size),
                                        words_frequency(target->condition.is == CONDITION_GROWTH
                                                            ? FREQUENCY_ANNUAL
                                                            : target->indicator->frequency)},
                 3);
}

void words_say_goal(struct words *words, const struct verdict *v)
{
    struct words_part condition = words_condition(v->target), due = words_day(v->target->due);

    say_required(words, v);
    sentence_say(words, (struct names){"{0} đến {1}", "{0} by {1}"},
                 (const struct names[]){sentence_of(&condition), sentence_of(&due)}, 2);
    if (v->above_band)
        sentence_say_plain(
            words, (struct names){" (hiện trên giới hạn trên)", " (now above its upper end)"});
    if (v->awaiting_final)
        sentence_say_plain(words,
                           (struct names){"; chờ số liệu chính thức của kỳ cuối",
                                          "; awaiting the due period's official figure"});
}

void words_say_lead(struct words *words, const struct agencies *lead)
{
    for (size_t i = 0; i < lead->count; i++) {
        const struct agency *agency = plan_in_office(lead->items[i]);
        bool said = false;

        for (size_t j = 0; j < i; j++)
            said = said || plan_in_office(lead->items[j]) == agency;
        if (said)
            continue;
        sentence_say_one(words,
                         i == 0 ? (struct names){"; cơ quan chủ trì: {0}", "; lead: {0}"}
                                : (struct names){", {0}", ", {0}"},
                         agency->names);
    }
    sentence_say_plain(words, (struct names){".", "."});
}

void words_explain(const struct verdict *v, const struct alarm_standing *off_target,
                   struct words *words)
{
    words->vi[0] = words->en[0] = '\0';
    say_status(words, v);
    say_why(words, v);
    say_value(words, v);
    say_deviation(words, v);
    say_gap(words, v);
    say_since(words, v, off_target);
    say_growth(words, v);
    say_counts(words, v);
    words_say_goal(words, v);
    words_say_lead(words, &v->target->lead);
}
