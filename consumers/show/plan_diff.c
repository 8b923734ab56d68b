#include "consumers/show/plan_diff.h"

#include <string.h>

static void say(struct names words, enum language language, FILE *out)
{
    (void)fputs(language_pick(language, words), out);
}

/* What a section's items are called at the beginning of a sentence. */
static struct names item_of(const char *section)
{
    static const struct {
        const char *section;
        struct names item;
    } items[] = {
        {"plan", {"Kế hoạch", "Plan"}},
        {"agencies", {"Cơ quan", "Agency"}},
        {"areas", {"Địa bàn", "Area"}},
        {"groups", {"Nhóm xếp hạng", "Ranked group"}},
        {"indicators", {"Chỉ số theo dõi", "Indicator"}},
        {"targets", {"Chỉ tiêu", "Target"}},
    };

    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
        if (strcmp(section, items[i].section) == 0)
            return items[i].item;
    return (struct names){section, section};
}

/* What a member is called; both NULL: by its own name. */
static struct names words_of(const char *member)
{
    static const struct {
        const char *member;
        struct names words;
    } members[] = {
        {"version", {"số phiên bản", "version"}},
        {"valid_from", {"ngày có hiệu lực", "valid from"}},
        {"valid_to", {"ngày hết hiệu lực", "valid to"}},
        {"first_period", {"kỳ đầu tiên", "first period"}},
        {"source", {"nguồn", "source"}},
        {"names.vi", {"tên", "Vietnamese name"}},
        {"names.en", {"tên tiếng Anh", "name"}},
        {"title.vi", {"tên", "Vietnamese title"}},
        {"title.en", {"tên tiếng Anh", "title"}},
        {"contact", {"liên hệ", "contact"}},
        {"retired_on", {"ngày ngừng báo cáo", "day it stops reporting"}},
        {"succeeded_by", {"cơ quan kế thừa", "successor"}},
        {"grace_days", {"số ngày chuyển tiếp", "days of grace"}},
        {"lead", {"cơ quan chủ trì", "lead agency"}},
        {"reporters", {"cơ quan báo cáo", "reporting agencies"}},
        {"precedence", {"thứ tự ưu tiên nguồn", "precedence of sources"}},
        {"unit_measure", {"đơn vị tính", "unit"}},
        {"frequency", {"kỳ báo cáo", "frequency"}},
        {"decimals", {"số chữ số thập phân", "decimals"}},
        {"noise", {"sai số cho phép", "noise"}},
        {"limits.min", {"giới hạn dưới", "lower limit"}},
        {"limits.max", {"giới hạn trên", "upper limit"}},
        {"counted.vi", {"đơn vị đếm", "what is counted, in Vietnamese"}},
        {"counted.en", {"đơn vị đếm (tiếng Anh)", "what is counted"}},
        {"release_days", {"số ngày công bố", "days until it is published"}},
        {"stale_after_days", {"số ngày quá hạn", "days until it is overdue"}},
        {"baseline.period", {"kỳ gốc", "baseline period"}},
        {"baseline.value", {"số liệu kỳ gốc", "baseline"}},
        {"baseline.source", {"nguồn số liệu kỳ gốc", "source of the baseline"}},
        {"due", {"thời hạn", "due day"}},
        {"printed", {"mức chỉ tiêu theo văn bản", "bound as printed"}},
        {"indicator", {"chỉ số theo dõi", "indicator"}},
        {"condition.is", {"loại điều kiện", "kind of condition"}},
        {"condition.value", {"mức chỉ tiêu", "bound"}},
        {"condition.low", {"mức chỉ tiêu thấp nhất", "lowest bound"}},
        {"condition.high", {"mức chỉ tiêu cao nhất", "highest bound"}},
        {"condition.level", {"mức chỉ tiêu", "bound"}},
        {"condition.rising", {"yêu cầu tăng", "whether it has to rise"}},
        {"interpretation.vi", {"cách hiểu", "interpretation, in Vietnamese"}},
        {"interpretation.en", {"cách hiểu (tiếng Anh)", "interpretation"}},
    };

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        if (strcmp(member, members[i].member) == 0)
            return members[i].words;
    return (struct names){NULL, NULL};
}

static void print_subject(const struct plan_change *change, enum language language, FILE *out)
{
    const char *name = language == LANGUAGE_EN ? change->name_en : change->name_vi;

    say(item_of(change->section), language, out);
    if (change->id[0] != '\0')
        (void)fprintf(out, " %s", change->id);
    if (name[0] != '\0')
        (void)fprintf(out, " (%s)", name);
}

static void print_text(const char *text, FILE *out)
{
    (void)fprintf(out, "“%s”", text);
}

static void print_values(const struct plan_change *change, enum language language, FILE *out)
{
    if (change->before[0] == '\0') {
        say((struct names){" trước không ghi, nay là ", " was not written, and is now "},
            language, out);
        print_text(change->after, out);
    } else if (change->after[0] == '\0') {
        say((struct names){" trước là ", " was "}, language, out);
        print_text(change->before, out);
        say((struct names){", nay không ghi", ", and is no longer written"}, language, out);
    } else {
        say((struct names){" đổi từ ", " changed from "}, language, out);
        print_text(change->before, out);
        say((struct names){" thành ", " to "}, language, out);
        print_text(change->after, out);
    }
    (void)fputs(".\n", out);
}

static void print_change(const struct plan_change *change, enum language language, FILE *out)
{
    struct names words = words_of(change->member);

    print_subject(change, language, out);
    if (change->is != DIFF_CHANGED) {
        say(change->is == DIFF_ADDED
                ? (struct names){": được bổ sung.\n", ": added.\n"}
                : (struct names){": bị đưa ra khỏi kế hoạch.\n", ": taken out of the plan.\n"},
            language, out);
        return;
    }
    (void)fputs(": ", out);
    if (words.vi == NULL) {
        (void)fputs(change->member, out);
    } else {
        say(words, language, out);
        (void)fprintf(out, " (%s)", change->member);
    }
    print_values(change, language, out);
}

static struct names standing(bool there, enum status status)
{
    return there ? status_words(status)
                 : (struct names){"không có trong kế hoạch", "not in the plan"};
}

static void print_reason(bool there, enum why why, FILE *out)
{
    if (there && why != WHY_NONE)
        (void)fprintf(out, " [%s]", why_name(why));
}

static void print_verdict(const struct plan_verdict_change *v, enum language language,
                          FILE *out)
{
    say((struct names){"Chỉ tiêu ", "Target "}, language, out);
    (void)fprintf(out, "%s (%s)", v->target, language_pick(language, v->name));
    say((struct names){": đánh giá đổi từ ", ": judged "}, language, out);
    print_text(language_pick(language, standing(v->was_there, v->before)), out);
    print_reason(v->was_there, v->why_before, out);
    say((struct names){" thành ", " before, now "}, language, out);
    print_text(language_pick(language, standing(v->is_there, v->after)), out);
    print_reason(v->is_there, v->why_after, out);
    (void)fputs(".\n", out);
}

static void print_verdicts(const struct plan_diff *diff, enum language language, FILE *out)
{
    (void)fputc('\n', out);
    for (size_t i = 0; i < diff->verdict_count; i++)
        print_verdict(&diff->verdicts[i], language, out);
    (void)fprintf(out, "%zu", diff->verdict_count);
    say((struct names){" trong ", " of "}, language, out);
    (void)fprintf(out, "%zu", diff->targets);
    say((struct names){" chỉ tiêu đổi đánh giá.\n", " targets are judged otherwise.\n"},
        language, out);
}

int plan_diff_print(const struct plan_diff *diff, enum language language, FILE *out)
{
    for (size_t i = 0; i < diff->changes->count; i++)
        print_change(&diff->changes->items[i], language, out);
    if (diff->changes->count == 0)
        say((struct names){"Hai kế hoạch như nhau.\n", "The two plans are the same.\n"},
            language, out);
    if (diff->has_verdicts)
        print_verdicts(diff, language, out);
    return ferror(out) == 0 ? 0 : -1;
}
