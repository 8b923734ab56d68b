#include "consumers/show/plan_diff.h"

#include <string.h>

/* What a section's items are called at the beginning of a sentence. */
static const char *item_of(const char *section)
{
    static const struct {
        const char *section, *item;
    } items[] = {
        {"plan", "Kế hoạch"},        {"agencies", "Cơ quan"},           {"areas", "Địa bàn"},
        {"groups", "Nhóm xếp hạng"}, {"indicators", "Chỉ số theo dõi"}, {"targets", "Chỉ tiêu"},
    };

    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
        if (strcmp(section, items[i].section) == 0)
            return items[i].item;
    return section;
}

/* What a member is called; NULL: by its own name. */
static const char *words_of(const char *member)
{
    static const struct {
        const char *member, *words;
    } members[] = {
        {"version", "số phiên bản"},
        {"valid_from", "ngày có hiệu lực"},
        {"valid_to", "ngày hết hiệu lực"},
        {"first_period", "kỳ đầu tiên"},
        {"source", "nguồn"},
        {"names.vi", "tên"},
        {"names.en", "tên tiếng Anh"},
        {"title.vi", "tên"},
        {"title.en", "tên tiếng Anh"},
        {"contact", "liên hệ"},
        {"retired_on", "ngày ngừng báo cáo"},
        {"succeeded_by", "cơ quan kế thừa"},
        {"grace_days", "số ngày chuyển tiếp"},
        {"lead", "cơ quan chủ trì"},
        {"reporters", "cơ quan báo cáo"},
        {"precedence", "thứ tự ưu tiên nguồn"},
        {"unit_measure", "đơn vị tính"},
        {"frequency", "kỳ báo cáo"},
        {"decimals", "số chữ số thập phân"},
        {"noise", "sai số cho phép"},
        {"limits.min", "giới hạn dưới"},
        {"limits.max", "giới hạn trên"},
        {"counted.vi", "đơn vị đếm"},
        {"counted.en", "đơn vị đếm (tiếng Anh)"},
        {"release_days", "số ngày công bố"},
        {"stale_after_days", "số ngày quá hạn"},
        {"baseline.period", "kỳ gốc"},
        {"baseline.value", "số liệu kỳ gốc"},
        {"baseline.source", "nguồn số liệu kỳ gốc"},
        {"due", "thời hạn"},
        {"printed", "mức chỉ tiêu theo văn bản"},
        {"indicator", "chỉ số theo dõi"},
        {"condition.is", "loại điều kiện"},
        {"condition.value", "mức chỉ tiêu"},
        {"condition.low", "mức chỉ tiêu thấp nhất"},
        {"condition.high", "mức chỉ tiêu cao nhất"},
        {"condition.level", "mức chỉ tiêu"},
        {"condition.rising", "yêu cầu tăng"},
        {"interpretation.vi", "cách hiểu"},
        {"interpretation.en", "cách hiểu (tiếng Anh)"},
    };

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        if (strcmp(member, members[i].member) == 0)
            return members[i].words;
    return NULL;
}

static void print_subject(const struct plan_change *change, FILE *out)
{
    (void)fputs(item_of(change->section), out);
    if (change->id[0] != '\0')
        (void)fprintf(out, " %s", change->id);
    if (change->name[0] != '\0')
        (void)fprintf(out, " (%s)", change->name);
}

static void print_change(const struct plan_change *change, FILE *out)
{
    const char *words = words_of(change->member);

    print_subject(change, out);
    if (change->is != DIFF_CHANGED) {
        (void)fputs(change->is == DIFF_ADDED ? ": được bổ sung.\n"
                                             : ": bị đưa ra khỏi kế hoạch.\n",
                    out);
        return;
    }
    (void)fprintf(out, ": %s", words != NULL ? words : change->member);
    if (words != NULL)
        (void)fprintf(out, " (%s)", change->member);
    if (change->before[0] == '\0')
        (void)fprintf(out, " trước không ghi, nay là “%s”.\n", change->after);
    else if (change->after[0] == '\0')
        (void)fprintf(out, " trước là “%s”, nay không ghi.\n", change->before);
    else
        (void)fprintf(out, " đổi từ “%s” thành “%s”.\n", change->before, change->after);
}

static const char *standing(bool there, enum status status)
{
    return there ? status_words(status).vi : "không có trong kế hoạch";
}

static void print_reason(bool there, enum why why, FILE *out)
{
    if (there && why != WHY_NONE)
        (void)fprintf(out, " [%s]", why_name(why));
}

static void print_verdict(const struct plan_verdict_change *v, FILE *out)
{
    (void)fprintf(out, "Chỉ tiêu %s (%s): đánh giá đổi từ “%s”", v->target, v->name.vi,
                  standing(v->was_there, v->before));
    print_reason(v->was_there, v->why_before, out);
    (void)fprintf(out, " thành “%s”", standing(v->is_there, v->after));
    print_reason(v->is_there, v->why_after, out);
    (void)fputs(".\n", out);
}

int plan_diff_print(const struct plan_diff *diff, FILE *out)
{
    for (size_t i = 0; i < diff->changes->count; i++)
        print_change(&diff->changes->items[i], out);
    if (diff->changes->count == 0)
        (void)fputs("Hai kế hoạch như nhau.\n", out);
    if (diff->has_verdicts) {
        (void)fputc('\n', out);
        for (size_t i = 0; i < diff->verdict_count; i++)
            print_verdict(&diff->verdicts[i], out);
        (void)fprintf(out, "%zu trong %zu chỉ tiêu đổi đánh giá.\n", diff->verdict_count,
                      diff->targets);
    }
    return ferror(out) == 0 ? 0 : -1;
}
