#include "schemas/measurement.h"

#include <assert.h>
#include <string.h>

struct reason_row {
    const char *name, *vi, *en;
};

static const struct reason_row reasons[REASON_COUNT] = {
    [REASON_NONE] =
        {
            "none",
            "Số liệu được tiếp nhận.",
            "The measurement is accepted.",
        },
    [REASON_TOO_LARGE] =
        {
            "too_large",
            "Bản ghi dài quá 64 KiB: hãy rút gọn ghi chú hoặc chia thành nhiều bản ghi.",
            "The record is longer than 64 KiB: shorten the comment or split it into several "
            "records.",
        },
    [REASON_NOT_JSON] =
        {
            "not_json",
            "Nội dung không phải là JSON hợp lệ (UTF-8, không có gì sau giá trị): hãy sửa hệ "
            "thống xuất dữ liệu.",
            "The content is not valid JSON (UTF-8, nothing after the value): repair the "
            "exporting system.",
        },
    [REASON_DUPLICATE_KEY] =
        {
            "duplicate_key",
            "Một khóa được ghi hai lần nên không rõ giá trị nào đúng: hãy chỉ ghi một lần.",
            "A key is written twice, so it is unclear which value holds: write it once.",
        },
    [REASON_NOT_CLOUDEVENT] =
        {
            "not_cloudevent",
            "Bản ghi không phải là một sự kiện CloudEvents 1.0 dạng JSON.",
            "The record is not one CloudEvents 1.0 event in JSON.",
        },
    [REASON_WRONG_TYPE] =
        {
            "wrong_type",
            "Thuộc tính type không phải là vn.gov.tiendo.measurement.v1.",
            "The attribute type is not vn.gov.tiendo.measurement.v1.",
        },
    [REASON_BAD_ATTRIBUTE] =
        {
            "bad_attribute",
            "Một thuộc tính CloudEvents bị thiếu, sai kiểu hoặc sai định dạng.",
            "A CloudEvents attribute is missing, of the wrong type or malformed.",
        },
    [REASON_IDENTITY_MISMATCH] =
        {
            "identity_mismatch",
            "source không thuộc cơ quan sở hữu topic: source phải bắt đầu bằng /agencies/<cơ "
            "quan của topic>/.",
            "The source is not of the topic's agency: it must begin with /agencies/<the "
            "topic's agency>/.",
        },
    [REASON_TIME_FUTURE] =
        {
            "time_future",
            "time muộn hơn thời điểm Kafka ghi nhận quá một ngày: hãy kiểm tra đồng hồ máy "
            "gửi.",
            "time is more than a day after Kafka's own timestamp: check the sender's clock.",
        },
    [REASON_AGENCY_RETIRED] =
        {
            "agency_retired",
            "Cơ quan đã kết thúc hoạt động trước thời điểm của số liệu: hãy gửi qua cơ quan "
            "kế tục.",
            "The agency had been dissolved before the measurement's time: send it as its "
            "successor.",
        },
    [REASON_UNKNOWN_FIELD] =
        {
            "unknown_field",
            "data có một trường không dùng được ở đây: không được định nghĩa, thuộc loại chỉ "
            "số khác, hoặc đi cùng trạng thái không mang giá trị.",
            "data has a member that does not belong: undefined, of another kind of indicator, "
            "or beside a status that carries no value.",
        },
    [REASON_INDICATOR_UNKNOWN] =
        {
            "indicator_unknown",
            "Chỉ số theo dõi không có trong kế hoạch.",
            "The indicator is not in the plan.",
        },
    [REASON_NOT_A_REPORTER] =
        {
            "not_a_reporter",
            "Cơ quan không được giao báo cáo chỉ số này.",
            "The agency is not a reporter of this indicator.",
        },
    [REASON_AREA_UNKNOWN] =
        {
            "area_unknown",
            "Địa bàn không có trong kế hoạch hoặc không có hiệu lực vào thời điểm của số "
            "liệu.",
            "The area is not in the plan, or not valid at the measurement's time.",
        },
    [REASON_PERIOD_INVALID] =
        {
            "period_invalid",
            "Kỳ báo cáo không phải là một kỳ SDMX, như 2026, 2026-S1, 2026-Q3, 2026-10 hoặc "
            "2026-10-05.",
            "The period is not an SDMX period such as 2026, 2026-S1, 2026-Q3, 2026-10 or "
            "2026-10-05.",
        },
    [REASON_WRONG_FREQUENCY] =
        {
            "wrong_frequency",
            "Kỳ báo cáo không đúng tần suất của chỉ số.",
            "The period is not of the indicator's frequency.",
        },
    [REASON_PERIOD_FUTURE] =
        {
            "period_future",
            "Kỳ báo cáo bắt đầu sau thời điểm của số liệu quá một ngày: chỉ dự báo (F) mới "
            "được như vậy.",
            "The period begins more than a day after the measurement's time: only a forecast "
            "(F) may.",
        },
    [REASON_PERIOD_TOO_OLD] =
        {
            "period_too_old",
            "Kỳ báo cáo sớm hơn kỳ đầu tiên của kế hoạch.",
            "The period is before the plan's first period.",
        },
    [REASON_UNIT_MISMATCH] =
        {
            "unit_mismatch",
            "Đơn vị tính không phải là đơn vị của chỉ số.",
            "The unit is not the indicator's unit.",
        },
    [REASON_STATUS_UNKNOWN] =
        {
            "status_unknown",
            "Trạng thái số liệu không có trong bảng mã SDMX CL_OBS_STATUS.",
            "The observation status is not in SDMX CL_OBS_STATUS.",
        },
    [REASON_VALUE_MISSING] =
        {
            "value_missing",
            "Thiếu giá trị mà loại chỉ số này phải có.",
            "A value that this kind of indicator needs is missing.",
        },
    [REASON_VALUE_INVALID] =
        {
            "value_invalid",
            "Một trường của data sai kiểu JSON, hoặc không phải là một mã mức của chỉ số.",
            "A member of data has the wrong JSON type, or is no level of the indicator.",
        },
    [REASON_OUT_OF_RANGE] =
        {
            "out_of_range",
            "Giá trị nằm ngoài giới hạn của chỉ số hoặc lớn hơn mức lưu chính xác được.",
            "The value is outside the indicator's limits, or larger than can be kept exactly.",
        },
    [REASON_TOO_PRECISE] =
        {
            "too_precise",
            "Giá trị có nhiều chữ số thập phân hơn chỉ số cho phép: hãy làm tròn tại nguồn.",
            "The value has more decimals than the indicator allows: round it at the source.",
        },
    [REASON_INCONSISTENT_VALUE] =
        {
            "inconsistent_value",
            "obs_value không khớp với numerator và denominator.",
            "obs_value does not agree with numerator and denominator.",
        },
    [REASON_REVISION_INVALID] =
        {
            "revision_invalid",
            "revision không phải là số nguyên từ 0 đến time (mili giây Unix) cộng một ngày.",
            "revision is not an integer from 0 to time (unix milliseconds) plus a day.",
        },
};

static const struct text field_names[FIELD_COUNT] = {
    [FIELD_INDICATOR] = TEXT("indicator"),     [FIELD_TIME_PERIOD] = TEXT("time_period"),
    [FIELD_REF_AREA] = TEXT("ref_area"),       [FIELD_NUMERATOR] = TEXT("numerator"),
    [FIELD_DENOMINATOR] = TEXT("denominator"), [FIELD_OBS_VALUE] = TEXT("obs_value"),
    [FIELD_RANK_OF] = TEXT("rank_of"),         [FIELD_LEVEL] = TEXT("level"),
    [FIELD_BENCHMARK] = TEXT("benchmark"),     [FIELD_UNIT_MEASURE] = TEXT("unit_measure"),
    [FIELD_OBS_STATUS] = TEXT("obs_status"),   [FIELD_REVISION] = TEXT("revision"),
    [FIELD_COMMENT] = TEXT("comment"),
};

const char *reason_name(enum reason reason)
{
    assert(reason < REASON_COUNT);
    return reasons[reason].name;
}

struct names reason_sentence(enum reason reason)
{
    assert(reason < REASON_COUNT);
    return (struct names){reasons[reason].vi, reasons[reason].en};
}

const char *measurement_field_name(enum measurement_field field)
{
    assert(field < FIELD_COUNT);
    return field_names[field].at;
}

enum measurement_field measurement_field_of(struct text name)
{
    for (int field = 0; field < FIELD_COUNT; field++)
        if (name.length == field_names[field].length &&
            memcmp(name.at, field_names[field].at, name.length) == 0)
            return (enum measurement_field)field;
    return FIELD_COUNT;
}

bool obs_status_known(char code)
{
    return code != '\0' && strchr(OBS_STATUS_CODES, code) != NULL;
}

bool obs_status_withdraws(char code)
{
    return code != '\0' && strchr(OBS_STATUS_WITHDRAWING, code) != NULL;
}
