#include "consumers/show/chain_words.h"

/* Those that follow another sentence in its paragraph begin with a space. */
static const struct names sayings[CHAIN_SAYINGS] = {
    [CHAIN_TARGET] = {"Chỉ tiêu {0} ({1}): {2}", "Target {0} ({1}): {2}"},
    [CHAIN_TO_REACH] = {"Mức chỉ tiêu: {0}, đến {1}.", "To be reached: {0}, by {1}."},
    [CHAIN_TO_REACH_BY_SCHEME] = {"Mức chỉ tiêu: {0}; hạn {1}.",
                                  "To be reached: {0}; due {1}."},
    [CHAIN_LEAD] = {" Cơ quan chủ trì: {0}.", " Lead: {0}."},
    [CHAIN_PRINTED] = {" Kế hoạch ghi: “{0}”.", " The plan prints: “{0}”."},
    [CHAIN_INDICATOR] = {"Chỉ số theo dõi: {0} ({1}).", "Indicator: {0} ({1})."},
    [CHAIN_INTERPRETATION] = {"Cách hiểu: {0}", "How it is read: {0}"},
    [CHAIN_CATCHING_UP] =
        {"Lưu ý: hệ thống đang đọc lại số liệu, kết quả dưới đây chưa đầy đủ.",
         "Note: figures are still being read, what follows is not complete."},
    [CHAIN_DIRTY] = {"Lưu ý: số liệu vừa thay đổi và đang được đánh giá lại.",
                     "Note: figures have just changed and are being judged again."},
    [CHAIN_NOT_JUDGED] =
        {"Chỉ tiêu này chưa được đánh giá (tiendo-alerter chưa ghi kết quả nào).",
         "This target has not been judged yet (tiendo-alerter has written no "
         "verdict)."},

    [CHAIN_CELLS] = {"Số liệu báo cáo của {0}", "Measurements for {0}"},
    [CHAIN_CELL] = {"{0}", "{0}"},
    [CHAIN_CELL_AREA] = {", địa bàn {0}", ", area {0}"},
    [CHAIN_CELL_SAYS] = {": {0} (tình trạng {1})", ": {0} (status {1})"},
    [CHAIN_CELL_WITHDRAWN] = {": đã rút số liệu (tình trạng {0})", ": withdrawn (status {0})"},
    [CHAIN_CELL_ORIGIN] = {", phiên bản {0}, tại {1}.", ", revision {0}, at {1}."},
    [CHAIN_CELL_LEFT_OUT] = {" Không dùng để tính giá trị của tỉnh.",
                             " It does not count towards the province's value."},
    [CHAIN_COMMENT] = {" Ghi chú: “{0}”.", " Comment: “{0}”."},
    [CHAIN_MORE] = {"và {0} mục khác (xem đủ bằng --json).", "and {0} more (all with --json)."},
    [CHAIN_NO_CELLS] = {"Hiện không còn số liệu báo cáo nào của kỳ này.",
                        "There are no measurements for this period any more."},
    [CHAIN_BROKEN_CELLS] =
        {"{0} mục trong Redis không đọc được; kiểm tra bằng tiendoctl verify.",
         "{0} entries in Redis cannot be read; see tiendoctl verify."},

    [CHAIN_VALUE] = {"Giá trị của tỉnh", "The province's value"},
    [CHAIN_PARTS] = {"tử số {0}, mẫu số {1}", "numerator {0}, denominator {1}"},
    [CHAIN_OF] = {"{0}/{1}", "{0} of {1}"},
    [CHAIN_NATION] = {"{0} (bình quân cả nước {1})", "{0} (national mean {1})"},
    [CHAIN_SUM_OF_WINDOW] = {"Được đánh giá theo tổng {0} kỳ, đến hết {1}.",
                             "It is judged on the sum of {0} periods, up to the end of {1}."},
    [CHAIN_TO_DATE] =
        {" Số liệu báo cáo là lũy kế từ đầu năm, nên phần của kỳ trước được trừ đi.",
         " Figures are reported since the year's beginning, so what came before is "
         "subtracted."},
    [CHAIN_TO_DATE_COMMUNES] =
        {" Xã, phường chỉ có số liệu ở một trong hai kỳ không tính vào phần chênh lệch này.",
         " Communes that only one of the two has are left out of this difference."},
    [CHAIN_ADDED] = {"{0}: {1}", "{0}: {1}"},
    [CHAIN_SUBTRACTED] = {"trừ {0}: {1}", "less {0}: {1}"},
    [CHAIN_TOTAL] = {"{0} = {1}", "{0} = {1}"},
    [CHAIN_TOTAL_GONE] = {"không còn tổng", "there is no total any more"},
    [CHAIN_JUDGED] = {"Giá trị được đánh giá, {0}: {1}.",
                      "The value that is judged, {0}: {1}."},
    [CHAIN_COMMUNES] = {" Đã có số liệu của {0} xã, phường.", " {0} communes have reported."},
    [CHAIN_DISPUTED] = {" Các nguồn đưa số liệu khác nhau; lấy theo nguồn được ưu tiên.",
                        " Sources disagree; the one with precedence is taken."},
    [CHAIN_PROVISIONAL] = {" Số liệu chưa chính thức.", " It is not yet official."},

    [CHAIN_BASELINE] = {"Số liệu kỳ gốc", "Baseline"},
    [CHAIN_BASELINE_IS] = {"Kỳ gốc là {0}: {1}.", "The baseline is {0}: {1}."},
    [CHAIN_BASELINE_SOURCE] = {" Nguồn, theo kế hoạch: “{0}”",
                               " Source, in the words of the plan: “{0}”"},
    [CHAIN_BASELINE_PERIOD] = {" Là số liệu chính thức của kỳ mà kế hoạch chọn làm kỳ gốc.",
                               " It is the official figure of the period that the plan names."},
    [CHAIN_BASELINE_OBSERVED] =
        {" Kế hoạch không nêu số liệu kỳ gốc, nên lấy số liệu chính thức "
         "sớm nhất.",
         " The plan gives none, so the earliest official figure is taken."},
    [CHAIN_BASELINE_ADJUSTED] =
        {" Có xã, phường chỉ có số liệu ở một trong hai kỳ, nên số liệu kỳ gốc được tính lại "
         "để hai kỳ so sánh trên cùng các xã, phường.",
         " Some communes have figures for only one of the two periods, so the baseline is "
         "adjusted for both to be compared over the same communes."},
    [CHAIN_NO_BASELINE] = {"Chưa có số liệu kỳ gốc.", "There is no baseline yet."},

    [CHAIN_PATH] = {"Lộ trình", "The path"},
    [CHAIN_EXPECTED] =
        {"Theo lộ trình từ kỳ gốc đến mức chỉ tiêu, {0} cần ở mức {1}",
         "On the path from the baseline to what has to be reached it should stand at {1} in "
         "{0}"},
    [CHAIN_NO_DEVIATION] = {".", "."},
    [CHAIN_STANDS] = {"; thực tế {0}.", "; it is {0}."},
    [CHAIN_RATIO] =
        {" Mức tiến bộ bằng {0} lần mức lẽ ra phải có ở kỳ này (đúng tiến độ: từ {1}; "
         "chậm tiến độ: từ {2}).",
         " It has come {0} times as far as it should have by now (on track: from {1}; "
         "slow: from {2})."},
    [CHAIN_RATIO_BACK] =
        {" So với kỳ gốc, số liệu đi ngược hướng cần đạt: tỷ lệ {0} (đúng tiến "
         "độ: từ {1}; chậm tiến độ: từ {2}).",
         " It has gone the wrong way since the baseline: ratio {0} (on track: "
         "from {1}; slow: from {2})."},
    [CHAIN_WITHIN_NOISE] =
        {" Phần thiếu nằm trong phạm vi sai số, nên vẫn là đúng tiến độ.",
         " What is missing is within noise, so it is on track all the same."},
    [CHAIN_EVERY_PERIOD] =
        {"Chỉ tiêu phải đạt ở mọi kỳ, nên không có lộ trình: đã đạt {0}/{1} kỳ.",
         "It has to be met in every period, so there is no path: met in {0} of "
         "{1}."},
    [CHAIN_BASELINE_MET] =
        {"Số liệu kỳ gốc đã đạt mức chỉ tiêu, nên không có lộ trình: mức này cần được duy trì.",
         "The baseline met it, so there is no path: it has to be held."},
    [CHAIN_ABOVE_BAND] = {"Đã vượt giới hạn trên, nên không xét theo lộ trình.",
                          "It is above the upper end, so the path says nothing."},
    [CHAIN_GROWTH] = {" Từ kỳ gốc đến nay tăng bình quân {0}/năm.",
                      " Average growth since the baseline: {0} a year."},
    [CHAIN_SHRINKING] = {" Từ kỳ gốc đến nay giảm bình quân {0}/năm.",
                         " Average fall since the baseline: {0} a year."},

    [CHAIN_METHOD] = {"Đối chiếu với phương pháp đã công bố (CAGR, Open SDG)",
                      "Against the published method (CAGR, Open SDG)"},
    [CHAIN_CAGR] = {"Tỷ lệ tăng trưởng đạt được so với cần có: {0} – {1}.",
                    "Growth reached against growth needed: {0} – {1}."},
    [CHAIN_SCORE] = {" Điểm: {0} (thang từ -5 đến 5).", " Score: {0} (from -5 to 5)."},
    [CHAIN_AGREE] = {" Hai phương pháp xếp loại như nhau.", " Both methods agree."},
    [CHAIN_DISAGREE] =
        {" Hai phương pháp xếp loại khác nhau: theo lộ trình là “{0}”, theo phương "
         "pháp này là “{1}”. Kết luận dựa vào lộ trình.",
         " The two methods disagree: by the path it is “{0}”, by this method "
         "“{1}”. The verdict goes by the path."},

    [CHAIN_OUTLOOK] = {"Xu hướng và dự kiến", "Trend and outlook"},
    [CHAIN_TREND] = {"Qua {0} kỳ số liệu, xu hướng {1} (Mann–Kendall: S = {2}, p {3})",
                     "Over {0} periods the trend is {1} (Mann–Kendall: S = {2}, p {3})"},
    [CHAIN_SLOPE] = {", trung bình {0} {1} mỗi {2} (Theil–Sen).",
                     ", on average it {0} {1} a {2} (Theil–Sen)."},
    [CHAIN_RISING] = {"tăng rõ rệt", "clearly upwards"},
    [CHAIN_FALLING] = {"giảm rõ rệt", "clearly downwards"},
    [CHAIN_UNCLEAR] = {"không rõ rệt", "not clear"},
    [CHAIN_LEVEL_PACE] = {", độ dốc trung vị bằng 0 (Theil–Sen).",
                          ", its median slope is 0 (Theil–Sen)."},
    [CHAIN_PACE] = {" Tốc độ hiện nay: {0} {1} mỗi {2}.",
                    " At its present pace it {0} {1} a {2}."},
    [CHAIN_PROJECTED] = {" Dự kiến đạt theo xu hướng: {0}, vào {1}.",
                         " Projected by the trend: {0}, by {1}."},
    [CHAIN_REQUIRED] = {" Tốc độ cần đạt: {0} {1} mỗi {2}.", " It has to {0} {1} a {2}."},
    [CHAIN_ARRIVES] = {" Giữ tốc độ hiện nay thì đạt mức chỉ tiêu vào {0}.",
                       " At its present pace it will be met on {0}."},
    [CHAIN_UP] = {"tăng", "rises by"},
    [CHAIN_DOWN] = {"giảm", "falls by"},
    [CHAIN_BETTER] = {"cải thiện", "improves by"},
    [CHAIN_WORSE] = {"tụt", "drops by"},

    [CHAIN_HAS_UP] = {"tăng", "rise by"},
    [CHAIN_HAS_DOWN] = {"giảm", "fall by"},
    [CHAIN_HAS_BETTER] = {"cải thiện", "improve by"},
    [CHAIN_HAS_WORSE] = {"tụt", "drop by"},

    [CHAIN_VERDICT] = {"Kết luận: {0}", "Verdict: {0}"},
    [CHAIN_AS_OF] = {" Đánh giá tại ngày {0}.", " Judged as of {0}."},

    [CHAIN_ALERTS] = {"Cảnh báo đang mở", "Open alerts"},
    [CHAIN_ALERT] = {"{1}: {0}", "{1}: {0}"},
    [CHAIN_SINCE] = {", từ {0}", ", since {0}"},
    [CHAIN_ACKNOWLEDGED] = {"; đã tiếp nhận: {0}", "; acknowledged by {0}"},
    [CHAIN_UNACKNOWLEDGED] = {"; chưa ai tiếp nhận.", "; nobody has acknowledged it."},
    [CHAIN_NO_ALERTS] = {"Không có cảnh báo nào đang mở.", "No alert is open."},
};

struct names chain_words(enum chain_saying saying)
{
    return sayings[saying];
}

struct names chain_class_words(int class)
{
    static const struct names words[] = {
        {"thụt lùi", "deterioration"},
        {"tiến bộ hạn chế hoặc không có", "limited or no progress"},
        {"có tiến bộ nhưng cần nhanh hơn", "progress, but too slow"},
        {"đúng tiến độ", "on track"},
    };

    return words[class];
}
