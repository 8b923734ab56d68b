#include "consumers/show/alert_view.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/judge/words.h"
#include "consumers/show/table.h"
#include "consumers/show/width.h"
#include "consumers/store/views.h"
#include "schemas/instant.h"

enum { FIGURE_BYTES = 64 };

/* ---- words ---- */

struct word {
    const char *name, *vi;
};

static const struct word kinds[] = {
    {"off_target", "lệch tiến độ"},
    {"reversing", "thụt lùi"},
    {"falling_back", "đã đạt nay tụt lại"},
    {"missed", "không đạt"},
    {"stale", "quá hạn cập nhật"},
    {"due_soon", "sắp đến hạn báo cáo"},
    {"disputed", "số liệu mâu thuẫn"},
    {"outlier", "giá trị bất thường"},
    {"coverage_drop", "giảm độ bao phủ"},
    {"rejections", "nhiều số liệu bị từ chối"},
    {"agency_silent", "cơ quan không gửi số liệu"},
    {"log_gap", "mất đoạn nhật ký"},
};

static const struct word transitions[] = {
    {"raised", "Phát cảnh báo"},
    {"changed", "Thay đổi mức cảnh báo"},
    {"acknowledged", "Đã tiếp nhận"},
    {"cleared", "Đã hết cảnh báo"},
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* The name itself where there is no word for it. */
static struct text word_of(const struct word *words, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(name, words[i].name))
            return text_of(words[i].vi);
    return name;
}

static enum alarm_severity severity_of(struct text name)
{
    enum alarm_severity severity = SEVERITY_CRITICAL;

    while (severity > SEVERITY_NONE && !text_is(name, alarm_severity_name(severity)))
        severity--;
    return severity;
}

static enum colour colour_of(enum alarm_severity severity)
{
    switch (severity) {
    case SEVERITY_CRITICAL:
        return COLOUR_RED;
    case SEVERITY_WARNING:
        return COLOUR_YELLOW;
    case SEVERITY_NONE:
    case SEVERITY_INFO:
        break;
    }
    return COLOUR_NONE;
}

/* What people call an alert's subject; absent for a partition. */
static struct text name_of(const struct plan *plan, struct text subject)
{
    const struct target *target = plan_target(plan, subject);
    const struct indicator *indicator = plan_indicator(plan, subject);
    const struct agency *agency = plan_agency(plan, subject);

    if (target != NULL)
        return text_of(target->names.vi);
    if (indicator != NULL)
        return text_of(indicator->names.vi);
    return text_of(agency == NULL ? NULL : agency->names.vi);
}

static void write_value(const struct plan *plan, const char *subject, struct text value,
                        char out[WORDS_PART_BYTES])
{
    const struct target *target = plan_target(plan, text_of(subject));
    char figure[FIGURE_BYTES];

    out[0] = '\0';
    if (value.length == 0 || value.length >= sizeof(figure))
        return;
    (void)snprintf(figure, sizeof(figure), "%.*s", (int)value.length, value.at);
    (void)snprintf(out, WORDS_PART_BYTES, "%s",
                   target == NULL ? figure : words_value(target->indicator, figure).vi);
}

/* ---- those that are open ---- */

static int add_alert(struct table *table, const struct plan *plan, const struct views *views,
                     size_t i)
{
    const char *subject = views_subject(views, i);
    enum alarm_severity severity = severity_of(views_field(views, i, "severity"));
    char value[WORDS_PART_BYTES];

    write_value(plan, subject, views_field(views, i, "value"), value);
    return table_add(
        table, (const struct table_cell[]){
                   {text_of(alarm_severity_words(severity).vi), colour_of(severity)},
                   {text_of(subject), COLOUR_NONE},
                   {name_of(plan, text_of(subject)), COLOUR_NONE},
                   {word_of(kinds, LENGTH(kinds), text_of(views_kind(views, i))), COLOUR_NONE},
                   {views_field(views, i, "since"), COLOUR_NONE},
                   {views_field(views, i, "period"), COLOUR_NONE},
                   {text_of(value), COLOUR_NONE},
                   {views_field(views, i, "acknowledged_by"), COLOUR_NONE},
               });
}

/* Adds those of one severity that fire. */
static int add_alerts(struct table *table, const struct plan *plan, const struct views *views,
                      enum alarm_severity severity)
{
    int result = 0;

    for (size_t i = 0; result == 0 && i < views_count(views); i++)
        if (text_is(views_field(views, i, "state"), alarm_state_name(ALARM_FIRING)) &&
            severity_of(views_field(views, i, "severity")) == severity)
            result = add_alert(table, plan, views, i);
    return result;
}

int alerts_print(const struct plan *plan, const struct views *views,
                 const struct terminal *terminal, FILE *out)
{
    static const struct table_column columns[] = {
        {"Mức độ", false, false},   {"Đối tượng", false, false},    {"Tên", false, true},
        {"Cảnh báo", false, false}, {"Từ kỳ", false, false},        {"Kỳ", false, false},
        {"Giá trị", true, false},   {"Đã tiếp nhận", false, false}, {NULL, false, false},
    };
    struct table *table = table_new(columns);
    int result = table == NULL ? -1 : 0;

    for (int severity = SEVERITY_CRITICAL; result == 0 && severity >= SEVERITY_NONE; severity--)
        result = add_alerts(table, plan, views, (enum alarm_severity)severity);
    if (result == 0)
        result = table_rows(table) == 0
                     ? (fputs("Không có cảnh báo nào đang mở.\n", out) == EOF ? -1 : 0)
                     : table_print(table, terminal, out);
    table_free(table);
    return result;
}

/* ---- transitions ---- */

int alert_print_transition(const struct plan *plan, const struct alert *alert,
                           const struct terminal *terminal, FILE *out)
{
    static const struct table_column columns[] = {
        {"", false, false}, {"", false, false}, {"", false, false},  {"", false, false},
        {"", false, false}, {"", false, false}, {NULL, false, false}};
    const struct terminal whole = {0, terminal->colours}; /* a sentence is not cut */
    enum alarm_severity severity = severity_of(alert->fields[ALERT_SEVERITY]);
    bool cleared = text_is(alert->fields[ALERT_TRANSITION], "cleared");
    struct table *table = table_new(columns);
    char at[INSTANT_TEXT_BYTES];
    struct text sentence = alert->fields[ALERT_EXPLAIN_VI];
    int result = -1;

    (void)instant_write(alert->at_unix_ms, at);
    if (sentence.length == 0)
        sentence = name_of(plan, alert->fields[ALERT_SUBJECT]);
    if (table != NULL &&
        table_add(
            table,
            (const struct table_cell[]){
                {text_of(at), COLOUR_FAINT},
                {word_of(transitions, LENGTH(transitions), alert->fields[ALERT_TRANSITION]),
                 cleared ? COLOUR_GREEN : colour_of(severity)},
                {text_of(alarm_severity_words(severity).vi), COLOUR_NONE},
                {alert->fields[ALERT_SUBJECT], COLOUR_NONE},
                {word_of(kinds, LENGTH(kinds), alert->fields[ALERT_KIND]), COLOUR_NONE},
                {sentence, COLOUR_NONE},
            }) == 0)
        result = table_print_rows(table, &whole, out);
    table_free(table);
    return result;
}
