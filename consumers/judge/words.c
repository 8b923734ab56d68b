#include "consumers/judge/words.h"

#include <string.h>

#include "consumers/judge/sentence.h"
#include "consumers/judge/words_parts.h"
#include "consumers/judge/words_path.h"
#include "consumers/judge/words_why.h"

/* ---- clauses ---- */

static void say_status(struct words *words, const struct verdict *v)
{
    const struct target *target = v->target;
    struct words_part row = words_row(target);

    sentence_say(
        words, (struct names){"Chỉ tiêu {0} ({1}): {2}", "Target {0} ({1}): {2}"},
        (const struct names[]){sentence_of(&row), target->names, status_words(v->status)}, 3);
}

/* What it has fallen behind. */
static void say_baseline(struct words *words, const struct verdict *v)
{
    struct words_part period = words_period(v->baseline_period);
    struct words_part value = words_value(v->target->indicator, v->baseline_value.text);

    sentence_say(words, (struct names){" ({0}: {1})", " ({0}: {1})"},
                 (const struct names[]){sentence_of(&period), sentence_of(&value)}, 2);
}

static void say_why(struct words *words, const struct verdict *v)
{
    struct words_part why = words_why(v);

    if (why.vi[0] != '\0')
        sentence_say_one(words, (struct names){" ({0})", " ({0})"}, sentence_of(&why));
    else if (v->status == STATUS_REVERSING)
        say_baseline(words, v);
}

/* "(chưa có số liệu quý I/2026, quá hạn từ 30/04/2026; đánh giá gần nhất: Đúng tiến độ)" */
static void say_overdue(struct words *words, const struct verdict *v)
{
    struct words_part missing = words_period(v->missing), since = words_day(v->overdue_since);
    struct words_part why = words_why(v);

    sentence_say(words,
                 (struct names){" (chưa có số liệu {0}, quá hạn từ {1}; đánh giá gần nhất: {2}",
                                " (no figure for {0}, overdue since {1}; last judged: {2}"},
                 (const struct names[]){sentence_of(&missing), sentence_of(&since),
                                        status_words(v->last_status)},
                 3);
    if (why.vi[0] != '\0')
        sentence_say_one(words, (struct names){", vì {0}", ": {0}"}, sentence_of(&why));
    sentence_say_plain(words, (struct names){")", ")"});
}

static void say_value(struct words *words, const struct verdict *v)
{
    struct words_part period, value, benchmark;

    if (!v->has_period || v->value.text[0] == '\0')
        return;
    period = words_period(v->period);
    value = words_value_of(v->target->indicator, v->value.text, v->rank_of);
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

static void say_since(struct words *words, const struct verdict *v,
                      const struct alarm_standing *off_target)
{
    struct words_part since;
    struct period period;

    if (off_target == NULL || off_target->state == ALARM_INACTIVE ||
        !words_is_pace_verdict(v) || period_read(text_of(off_target->since), &period) != 0)
        return;
    since = words_period(period);
    sentence_say_one(words, (struct names){", kể từ {0}", ", since {0}"}, sentence_of(&since));
}

static void say_growth(struct words *words, const struct verdict *v)
{
    struct words_part growth;
    const char *size = v->growth.text + (v->growth.text[0] == '-' ? 1 : 0);

    if (size[0] == '\0')
        return;
    growth = words_around((struct names){"", ""}, size, (struct names){"%", "%"});
    sentence_say_one(words,
                     words_sign(v->growth.text) < 0
                         ? (struct names){"; từ kỳ gốc đến nay giảm bình quân {0}/năm",
                                          "; average fall since the baseline: {0} a year"}
                         : (struct names){"; từ kỳ gốc đến nay tăng bình quân {0}/năm",
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

/* ---- what is needed ---- */

/* Where every period has to meet there is no time to get there; what rounds to 0 needs no pace. */
static bool is_wanting(const struct verdict *v)
{
    return v->required_pace.text[0] != '\0' && !v->target->condition.every_period &&
           (words_sign(v->gap.text) != 0 || v->over.text[0] != '\0') &&
           (words_is_pace_verdict(v) || v->status == STATUS_NO_BASELINE);
}

/* "cần nâng thêm 1 mức để đạt ": a share of a step a year means nothing. */
static void say_steps(struct words *words, const struct verdict *v)
{
    struct words_part gap = words_difference(v->target->indicator, v->gap.text);

    sentence_say_one(
        words,
        (struct names){"; cần nâng thêm {0} để đạt mức ", "; it has {0} to go to reach "},
        sentence_of(&gap));
}

static void say_required(struct words *words, const struct verdict *v)
{
    const struct target *target = v->target;
    const char *pace = v->required_pace.text;
    bool is_growth = target->condition.is == CONDITION_GROWTH;
    struct words_pace needed = words_pace(target->indicator, pace, is_growth);
    struct names verb =
        pace[0] == '-' ? (struct names){"giảm", "fall by"} : (struct names){"tăng", "rise by"};

    if (target->indicator->kind == INDICATOR_RANK)
        verb = (struct names){"cải thiện", "improve by"};
    sentence_say(words,
                 (struct names){is_growth ? "; tốc độ cần đạt: {0} {1} mỗi {2}, để đạt mức "
                                          : "; tốc độ cần đạt: {0} {1} mỗi {2}, để đạt ",
                                "; it has to {0} {1} a {2}, to reach "},
                 (const struct names[]){verb, sentence_of(&needed.size), needed.per}, 3);
}

static bool has_pace(const struct verdict *v)
{
    return words_pace(v->target->indicator, v->required_pace.text, false).size.vi[0] != '\0';
}

/* Standing exactly at what has to be exceeded, there is no pace to name. */
static void say_exceed(struct words *words, const struct verdict *v)
{
    struct words_part bound = words_bound(v->target);

    sentence_say_one(words, (struct names){"; cần vượt mức {0}", "; it has to exceed {0}"},
                     v->target->condition.is == CONDITION_ABOVE_BENCHMARK
                         ? (struct names){"bình quân cả nước", "the national mean"}
                         : sentence_of(&bound));
}

static void say_bound(struct words *words, const struct verdict *v)
{
    struct words_part demand = words_demand(v->target);

    if (v->at_bound && words_is_pace_verdict(v)) {
        say_exceed(words, v);
        if (v->target->condition.every_period)
            sentence_say_plain(words, (struct names){" ở mọi kỳ", " in every period"});
        return;
    }
    if (is_wanting(v) && v->target->indicator->kind == INDICATOR_LEVEL)
        say_steps(words, v);
    else if (is_wanting(v) && has_pace(v))
        say_required(words, v);
    else
        sentence_say_plain(words, (struct names){"; mức chỉ tiêu: ", "; to be reached: "});
    sentence_say_one(words, (struct names){"{0}", "{0}"}, sentence_of(&demand));
}

void words_say_goal(struct words *words, const struct verdict *v)
{
    const struct condition *condition = &v->target->condition;
    struct words_part due = words_day(v->target->due);

    say_bound(words, v);
    sentence_say_one(words,
                     condition->is == CONDITION_BY_SCHEME
                         ? (struct names){"; hạn {0}", "; due {0}"}
                     : condition->every_period ? (struct names){" đến {0}", " until {0}"}
                                               : (struct names){" đến {0}", " by {0}"},
                     sentence_of(&due));
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
    if (v->status == STATUS_STALE)
        say_overdue(words, v);
    else
        say_why(words, v);
    say_value(words, v);
    words_say_standing(words, v);
    say_since(words, v, off_target);
    say_growth(words, v);
    say_counts(words, v);
    words_say_goal(words, v);
    words_say_lead(words, &v->target->lead);
}
