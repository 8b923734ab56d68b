#include <assert.h>

#include "schemas/refusal.h"

static const struct refusal_words table[WORDING_COUNT] = {
    [SAY_TOO_LARGE] =
        {
            REASON_TOO_LARGE,
            "Bản ghi dài {value} byte; tối đa là {allowed} byte.",
            "The record is {value} bytes long; at most {allowed} are allowed.",
        },
    [SAY_EMPTY] =
        {
            REASON_NOT_JSON,
            "Bản ghi không có nội dung; cần một giá trị JSON.",
            "The record is empty; it must be a JSON value.",
        },
    [SAY_NOT_JSON] =
        {
            REASON_NOT_JSON,
            "Nội dung không phải là JSON hợp lệ tại dòng:cột {allowed} ({value}).",
            "Not valid JSON at line:column {allowed} ({value}).",
        },
    [SAY_READING_NO_OBJECT] =
        {
            REASON_NOT_JSON,
            "Số liệu là {value}; mỗi dòng phải là một đối tượng JSON.",
            "The reading is {value}; each line must be a JSON object.",
        },
    [SAY_DUPLICATE_KEY] =
        {
            REASON_DUPLICATE_KEY,
            "Khóa “{value}” được ghi lần thứ hai tại dòng:cột {allowed}; mỗi khóa chỉ "
            "được ghi một lần.",
            "The key “{value}” is written a second time at line:column {allowed}; a key "
            "may be written once.",
        },
    [SAY_DUPLICATE_HEADER] =
        {
            REASON_DUPLICATE_KEY,
            "Header “{value}” có nhiều lần trong bản ghi; mỗi header chỉ được ghi một "
            "lần.",
            "The header “{value}” is there more than once; a header may be written "
            "once.",
        },
    [SAY_FORMAT_UNKNOWN] =
        {
            REASON_NOT_CLOUDEVENT,
            "content-type “{value}” không được hỗ trợ; mỗi bản ghi là một sự kiện "
            "{allowed}.",
            "The content-type “{value}” is not supported; each record is one event in "
            "{allowed}.",
        },
    [SAY_NOT_AN_OBJECT] =
        {
            REASON_NOT_CLOUDEVENT,
            "Nội dung là {value}, không phải một sự kiện CloudEvents; cần một đối tượng "
            "JSON.",
            "The content is {value}, no CloudEvent; it must be a JSON object.",
        },
    [SAY_VERSION_MISSING] =
        {
            REASON_NOT_CLOUDEVENT,
            "Thiếu specversion; giá trị phải là “1.0”.",
            "specversion is missing; it must be “1.0”.",
        },
    [SAY_VERSION_UNKNOWN] =
        {
            REASON_NOT_CLOUDEVENT,
            "specversion là {value}; giá trị phải là chuỗi “1.0”.",
            "specversion is {value}; it must be the string “1.0”.",
        },
    [SAY_TYPE_MISSING] =
        {
            REASON_WRONG_TYPE,
            "Thiếu type; giá trị phải là “{allowed}”.",
            "type is missing; it must be “{allowed}”.",
        },
    [SAY_TYPE_UNKNOWN] =
        {
            REASON_WRONG_TYPE,
            "type là “{value}”; giá trị phải là “{allowed}”.",
            "type is “{value}”; it must be “{allowed}”.",
        },
    [SAY_ATTRIBUTE_MISSING] =
        {
            REASON_BAD_ATTRIBUTE,
            "Thiếu thuộc tính {member} hoặc thuộc tính này để trống; đây là thuộc tính "
            "bắt buộc.",
            "The attribute {member} is missing or empty; it is required.",
        },
    [SAY_ATTRIBUTE_NO_STRING] =
        {
            REASON_BAD_ATTRIBUTE,
            "Thuộc tính {member} là {value}; giá trị phải là một chuỗi UTF-8.",
            "The attribute {member} is {value}; it must be a UTF-8 string.",
        },
    [SAY_ID_MALFORMED] =
        {
            REASON_BAD_ATTRIBUTE,
            "id là “{value}”, có ký tự điều khiển hoặc không phải UTF-8; hãy chỉ dùng "
            "ký tự in được.",
            "The id is “{value}”, with a control character or no UTF-8; use printable "
            "characters only.",
        },
    [SAY_ID_TOO_LONG] =
        {
            REASON_BAD_ATTRIBUTE,
            "id “{value}” quá dài; tối đa là {allowed} byte.",
            "The id “{value}” is too long; at most {allowed} bytes are allowed.",
        },
    [SAY_SOURCE_MALFORMED] =
        {
            REASON_BAD_ATTRIBUTE,
            "source là “{value}”, có ký tự không được phép trong URI; hãy viết theo RFC "
            "3986, ví dụ {allowed}.",
            "The source is “{value}”, with a character no URI may have; write it as RFC "
            "3986 says, such as {allowed}.",
        },
    [SAY_SOURCE_TOO_LONG] =
        {
            REASON_BAD_ATTRIBUTE,
            "source “{value}” quá dài; tối đa là {allowed} byte.",
            "The source “{value}” is too long; at most {allowed} bytes are allowed.",
        },
    [SAY_TIME_MALFORMED] =
        {
            REASON_BAD_ATTRIBUTE,
            "time là “{value}”, không đúng RFC 3339; ví dụ đúng: {allowed}.",
            "time is “{value}”, not RFC 3339; right would be {allowed}.",
        },
    [SAY_DATA_NO_JSON] =
        {
            REASON_BAD_ATTRIBUTE,
            "datacontenttype là “{value}”; số liệu phải là {allowed}.",
            "datacontenttype is “{value}”; the data must be {allowed}.",
        },
    [SAY_DATA_BASE64] =
        {
            REASON_BAD_ATTRIBUTE,
            "Sự kiện có data_base64; số liệu phải được gửi dạng JSON trong data.",
            "The event has data_base64; send the data as JSON, in data.",
        },
    [SAY_IDENTITY_MISMATCH] =
        {
            REASON_IDENTITY_MISMATCH,
            "source là “{value}”; trên topic này, source phải bắt đầu bằng “{allowed}” "
            "và có tên hệ thống theo sau.",
            "The source is “{value}”; on this topic it must begin with “{allowed}”, "
            "followed by the system's name.",
        },
    [SAY_TIME_FUTURE] =
        {
            REASON_TIME_FUTURE,
            "time là {value}, muộn hơn thời điểm ghi nhận quá một ngày; muộn nhất là "
            "{allowed}.",
            "time is {value}, more than a day after the record's own; at the latest "
            "{allowed}.",
        },
    [SAY_AGENCY_RETIRED] =
        {
            REASON_AGENCY_RETIRED,
            "time là {value}, sau khi cơ quan này hết thẩm quyền báo cáo; ngày cuối "
            "cùng được báo cáo: {allowed}.",
            "time is {value}, when this agency could no longer report; its last day to "
            "do so: {allowed}.",
        },
    [SAY_FIELD_UNKNOWN] =
        {
            REASON_UNKNOWN_FIELD,
            "Trường “{value}” không được định nghĩa trong data; các trường được dùng: "
            "{allowed}.",
            "“{value}” is no field of data; the fields are {allowed}.",
        },
    [SAY_FIELD_OF_ANOTHER_KIND] =
        {
            REASON_UNKNOWN_FIELD,
            "Trường {member} (giá trị “{value}”) không dùng cho loại chỉ số này; các "
            "trường giá trị được dùng: {allowed}.",
            "The field {member} (“{value}”) does not belong to this kind of indicator; "
            "its value fields: {allowed}.",
        },
    [SAY_FIELD_OF_NO_VALUE] =
        {
            REASON_UNKNOWN_FIELD,
            "Trường {member} (giá trị “{value}”) không được đi cùng obs_status "
            "{allowed}, là trạng thái không mang giá trị.",
            "The field {member} (“{value}”) may not stand beside obs_status {allowed}, "
            "which carries no value.",
        },
    [SAY_INDICATOR_MISSING] =
        {
            REASON_INDICATOR_UNKNOWN,
            "Thiếu indicator; cần mã một chỉ số của kế hoạch {allowed}.",
            "indicator is missing; it must be an indicator of the plan {allowed}.",
        },
    [SAY_INDICATOR_UNKNOWN] =
        {
            REASON_INDICATOR_UNKNOWN,
            "Chỉ số “{value}” không có trong kế hoạch {allowed}.",
            "The indicator “{value}” is not in the plan {allowed}.",
        },
    [SAY_NOT_A_REPORTER] =
        {
            REASON_NOT_A_REPORTER,
            "Cơ quan của topic này không được giao báo cáo chỉ số “{value}”; được giao: "
            "{allowed}.",
            "This topic's agency is no reporter of “{value}”; its reporters: {allowed}.",
        },
    [SAY_AREA_UNKNOWN] =
        {
            REASON_AREA_UNKNOWN,
            "Địa bàn “{value}” không có trong kế hoạch {allowed}.",
            "The area “{value}” is not in the plan {allowed}.",
        },
    [SAY_AREA_NOT_VALID] =
        {
            REASON_AREA_UNKNOWN,
            "Địa bàn “{value}” không có hiệu lực vào thời điểm của số liệu; hiệu lực: "
            "{allowed}.",
            "The area “{value}” was not valid at the measurement's time; it is valid "
            "{allowed}.",
        },
    [SAY_PERIOD_MISSING] =
        {
            REASON_PERIOD_INVALID,
            "Thiếu time_period; cần một kỳ như {allowed}.",
            "time_period is missing; it must be a period such as {allowed}.",
        },
    [SAY_PERIOD_INVALID] =
        {
            REASON_PERIOD_INVALID,
            "time_period là “{value}”, không phải một kỳ SDMX; ví dụ đúng: {allowed}.",
            "time_period is “{value}”, which is no SDMX period; right would be "
            "{allowed}.",
        },
    [SAY_WRONG_FREQUENCY] =
        {
            REASON_WRONG_FREQUENCY,
            "time_period là “{value}”; chỉ số này báo cáo theo kỳ {allowed}.",
            "time_period is “{value}”; this indicator is reported for periods like "
            "{allowed}.",
        },
    [SAY_PERIOD_FUTURE] =
        {
            REASON_PERIOD_FUTURE,
            "Kỳ “{value}” bắt đầu sau thời điểm của số liệu quá một ngày; muộn nhất "
            "được báo cáo kỳ bắt đầu lúc {allowed}, trừ dự báo (F).",
            "The period “{value}” begins more than a day after the measurement's time; "
            "it may begin at {allowed} at the latest, unless it is a forecast (F).",
        },
    [SAY_PERIOD_TOO_OLD] =
        {
            REASON_PERIOD_TOO_OLD,
            "Kỳ “{value}” bắt đầu trước ngày đầu của kế hoạch; sớm nhất là {allowed}.",
            "The period “{value}” begins before the plan's first day; the earliest is "
            "{allowed}.",
        },
    [SAY_UNIT_MISMATCH] =
        {
            REASON_UNIT_MISMATCH,
            "unit_measure là “{value}”; đơn vị của chỉ số là {allowed}.",
            "unit_measure is “{value}”; the indicator's unit is {allowed}.",
        },
    [SAY_STATUS_UNKNOWN] =
        {
            REASON_STATUS_UNKNOWN,
            "obs_status là “{value}”; các mã được dùng: {allowed}.",
            "obs_status is “{value}”; the codes are {allowed}.",
        },
    [SAY_DATA_MISSING] =
        {
            REASON_VALUE_MISSING,
            "Sự kiện không có data; số liệu phải nằm trong data.",
            "The event has no data; that is where the measurement must be.",
        },
    [SAY_VALUE_MISSING] =
        {
            REASON_VALUE_MISSING,
            "Thiếu {member}; loại chỉ số này phải có {allowed}.",
            "{member} is missing; this kind of indicator needs {allowed}.",
        },
    [SAY_DATA_NO_OBJECT] =
        {
            REASON_VALUE_INVALID,
            "data là {value}; phải là một đối tượng JSON.",
            "data is {value}; it must be a JSON object.",
        },
    [SAY_NO_STRING] =
        {
            REASON_VALUE_INVALID,
            "{member} là {value}; giá trị phải là một chuỗi.",
            "{member} is {value}; it must be a string.",
        },
    [SAY_NO_NUMBER] =
        {
            REASON_VALUE_INVALID,
            "{member} là {value}; giá trị phải là một số JSON, không đặt trong dấu "
            "nháy.",
            "{member} is {value}; it must be a JSON number, without quotes.",
        },
    [SAY_LEVEL_UNKNOWN] =
        {
            REASON_VALUE_INVALID,
            "level là “{value}”; các mức của chỉ số: {allowed}.",
            "level is “{value}”; the indicator's levels are {allowed}.",
        },
    [SAY_TOO_BIG] =
        {
            REASON_OUT_OF_RANGE,
            "{member} là {value}, quá lớn để lưu chính xác; trị tuyệt đối tối đa là "
            "{allowed}.",
            "{member} is {value}, too large to be kept exactly; at most {allowed} "
            "either way.",
        },
    [SAY_NEGATIVE] =
        {
            REASON_OUT_OF_RANGE,
            "{member} là {value}; giá trị không được âm.",
            "{member} is {value}; it may not be negative.",
        },
    [SAY_BELOW_MINIMUM] =
        {
            REASON_OUT_OF_RANGE,
            "Giá trị {value} nhỏ hơn mức tối thiểu của chỉ số ({allowed}).",
            "The value {value} is below the indicator's minimum of {allowed}.",
        },
    [SAY_ABOVE_MAXIMUM] =
        {
            REASON_OUT_OF_RANGE,
            "Giá trị {value} lớn hơn mức tối đa của chỉ số ({allowed}).",
            "The value {value} is above the indicator's maximum of {allowed}.",
        },
    [SAY_RANK_BELOW_ONE] =
        {
            REASON_OUT_OF_RANGE,
            "{member} là {value}; giá trị nhỏ nhất là 1.",
            "{member} is {value}; it must be at least 1.",
        },
    [SAY_RANK_BEYOND] =
        {
            REASON_OUT_OF_RANGE,
            "Thứ hạng là {value}; không được lớn hơn rank_of là {allowed}.",
            "The rank is {value}; it may not be beyond rank_of, which is {allowed}.",
        },
    [SAY_TOO_PRECISE] =
        {
            REASON_TOO_PRECISE,
            "{member} là {value}; số chữ số thập phân tối đa là {allowed}.",
            "{member} is {value}; at most {allowed} decimals are allowed.",
        },
    [SAY_NO_WHOLE_NUMBER] =
        {
            REASON_TOO_PRECISE,
            "{member} là {value}; thứ hạng phải là số nguyên.",
            "{member} is {value}; ranks are whole numbers.",
        },
    [SAY_INCONSISTENT] =
        {
            REASON_INCONSISTENT_VALUE,
            "obs_value là {value}; tính từ numerator và denominator được khoảng "
            "{allowed}.",
            "obs_value is {value}; numerator and denominator make it about {allowed}.",
        },
    [SAY_INCONSISTENT_NOTHING] =
        {
            REASON_INCONSISTENT_VALUE,
            "obs_value là {value} trong khi denominator bằng 0; khi đó không được có "
            "obs_value.",
            "obs_value is {value} while the denominator is 0; leave it out then.",
        },
    [SAY_REVISION_INVALID] =
        {
            REASON_REVISION_INVALID,
            "revision là {value}; phải là số nguyên không âm.",
            "revision is {value}; it must be an integer, 0 or more.",
        },
    [SAY_REVISION_FUTURE] =
        {
            REASON_REVISION_INVALID,
            "revision là {value}; tối đa là {allowed} (time theo mili giây Unix cộng "
            "một ngày).",
            "revision is {value}; at most {allowed} (time in unix milliseconds plus a "
            "day).",
        },
    [SAY_REVISION_NEGATIVE_TIME] =
        {
            REASON_REVISION_INVALID,
            "time là {value}, trước năm 1970 nên không dùng làm revision được; hãy kiểm "
            "tra time.",
            "time is {value}, before 1970, and cannot serve as the revision; check the "
            "time.",
        },
};

struct refusal_words refusal_words(enum wording wording)
{
    assert(wording < WORDING_COUNT);
    return table[wording];
}
