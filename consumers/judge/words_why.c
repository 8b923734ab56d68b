#include "consumers/judge/words_why.h"

#include "consumers/judge/sentence.h"
#include "consumers/judge/words_parts.h"

/* Unmet where it had to be met: it was met before, or it never was. */
static struct words_part lost(const struct verdict *v)
{
    struct words_part period = words_period(v->period);

    if (v->over.text[0] != '\0')
        return (struct words_part){"vượt giới hạn trên", "above the upper end"};
    if (v->baseline_met || v->met_periods > 0)
        return (struct words_part){"trước đây đã đạt, nay không còn đạt",
                                   "was met, and no longer is"};
    return sentence_part((struct names){"{0} không đạt, trong khi mọi kỳ đều phải đạt",
                                        "not met in {0}, though every period has to meet it"},
                         &period, NULL);
}

/* The rise is wanting, whether or not the bound is met. */
static struct words_part not_rising(const struct verdict *v)
{
    struct words_part since, value;

    if (!v->has_rise)
        return (struct words_part){"chưa đủ hai năm số liệu chính thức để xác nhận mức tăng",
                                   "two official years are needed to show the rise"};
    since = words_period(v->rise_period);
    value = words_value(v->target->indicator, v->rise_value.text);
    if (v->fell)
        return sentence_part(
            v->met
                ? (struct names){"mức đã đạt nhưng giảm so với năm trước, trong khi phải "
                                 "tăng: {0} là {1}",
                                 "the bound is met, but it fell where it has to rise: it was "
                                 "{1} in {0}"}
                : (struct names){"giảm so với năm trước, trong khi phải tăng: {0} là {1}",
                                 "it fell where it has to rise: it was {1} in {0}"},
            &since, &value);
    return sentence_part(
        v->met
            ? (struct names){"mức đã đạt nhưng không tăng so với năm trước theo yêu cầu: {0} "
                             "đã là {1}",
                             "the bound is met, but it does not rise as required: it was {1} "
                             "in "
                             "{0}"}
            : (struct names){"không tăng so với năm trước theo yêu cầu: {0} đã là {1}",
                             "it does not rise as required: it was {1} in {0}"},
        &since, &value);
}

struct words_part words_why(const struct verdict *v)
{
    static const struct words_part reasons[] = {
        [WHY_NONE] = {"", ""},
        [WHY_PARTIAL] = {"chưa đủ số xã, phường báo cáo", "too few communes have reported"},
        [WHY_SHORT_WINDOW] = {"chưa đủ số liệu của một năm", "less than a year of figures"},
        [WHY_SMALL_COUNT] = {"số liệu kỳ gốc quá nhỏ", "the baseline count is too small"},
        [WHY_GROUP_CHANGED] = {"tỉnh không thuộc nhóm xếp hạng trong kỳ này",
                               "the province was not in the ranked group"},
        [WHY_FINAL_MISSING] = {"chưa có số liệu chính thức của kỳ cuối",
                               "the due period's official figure has not come"},
        [WHY_TOO_EARLY] = {"thời gian kể từ kỳ gốc còn ngắn", "too soon after the baseline"},
        [WHY_WITHIN_NOISE] = {"chênh so với mức chỉ tiêu trong phạm vi sai số",
                              "short of the bound by no more than noise"},
        [WHY_ABOVE_BAND] = {"vượt giới hạn trên", "above the upper end"},
    };

    if (v->why == WHY_LOST)
        return lost(v);
    return v->why == WHY_NOT_RISING ? not_rising(v) : reasons[v->why];
}
