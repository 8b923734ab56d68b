#include "consumers/judge/status.h"

static const struct {
    const char *name;
    struct names words;
} statuses[STATUS_COUNT] = {
    [STATUS_TARGET_UNSET] = {"TARGET_UNSET", {"Chưa xác định mức chỉ tiêu", "No bound is set"}},
    [STATUS_NOT_MEASURED] = {"NOT_MEASURED", {"Chưa có số liệu", "Not measured"}},
    [STATUS_UNASSESSABLE] = {"UNASSESSABLE",
                             {"Chưa đủ căn cứ đánh giá", "Not enough to judge by"}},
    [STATUS_ACHIEVED_HOLD] = {"ACHIEVED_HOLD", {"Đã đạt, cần duy trì", "Achieved, to be held"}},
    [STATUS_ACHIEVED] = {"ACHIEVED", {"Đã đạt", "Achieved"}},
    [STATUS_MISSED] = {"MISSED", {"Không đạt", "Missed"}},
    [STATUS_OFF_TRACK] = {"OFF_TRACK", {"Nguy cơ không đạt", "Off track"}},
    [STATUS_NO_BASELINE] = {"NO_BASELINE", {"Chưa có số liệu kỳ gốc", "No baseline"}},
    [STATUS_STALE] = {"STALE", {"Quá hạn cập nhật", "Overdue"}},
    [STATUS_REVERSING] = {"REVERSING",
                          {"Thụt lùi so với kỳ gốc", "Falling behind the baseline"}},
    [STATUS_ON_TRACK] = {"ON_TRACK", {"Đúng tiến độ", "On track"}},
    [STATUS_SLOW] = {"SLOW", {"Chậm tiến độ", "Slow"}},
};

const char *status_name(enum status status)
{
    return statuses[status].name;
}

struct names status_words(enum status status)
{
    return statuses[status].words;
}

const char *why_name(enum why why)
{
    static const char *const names[] = {
        [WHY_NONE] = "",
        [WHY_PARTIAL] = "partial",
        [WHY_SHORT_WINDOW] = "short_window",
        [WHY_SMALL_COUNT] = "small_count",
        [WHY_GROUP_CHANGED] = "group_changed",
        [WHY_FINAL_MISSING] = "final_missing",
        [WHY_TOO_EARLY] = "too_early",
        [WHY_LOST] = "lost",
        [WHY_WITHIN_NOISE] = "within_noise",
        [WHY_ABOVE_BAND] = "above_band",
        [WHY_NOT_RISING] = "not_rising",
    };

    return names[why];
}
