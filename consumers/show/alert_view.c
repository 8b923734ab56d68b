#include "consumers/show/alert_view.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/judge/alert_words.h"
#include "consumers/show/table.h"
#include "consumers/show/width.h"
#include "consumers/store/views.h"
#include "schemas/instant.h"
#include "schemas/period.h"

enum { FIGURE_BYTES = 64, SENTENCE_BYTES = 4096 };

/* ---- words ---- */

static const struct {
    const char *name, *vi;
} transitions[] = {
    {"raised", "Phát cảnh báo"},
    {"changed", "Thay đổi mức cảnh báo"},
    {"acknowledged", "Đã tiếp nhận"},
    {"cleared", "Đã hết cảnh báo"},
};

/* The names themselves where there is no word for them. */
static struct text transition_word(struct text name)
{
    for (size_t i = 0; i < sizeof(transitions) / sizeof(transitions[0]); i++)
        if (text_is(name, transitions[i].name))
            return text_of(transitions[i].vi);
    return name;
}

static struct text kind_word(struct text name)
{
    enum alarm_kind kind = alarm_kind_of(name);

    return kind == ALARM_KINDS ? name : text_of(alert_words_kind(kind).vi);
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

static bool is_share(const char *kind)
{
    return strcmp(kind, alarm_kind_name(ALARM_COVERAGE_DROP)) == 0 ||
           strcmp(kind, alarm_kind_name(ALARM_REJECTIONS)) == 0;
}

/* Whose figures the kind's value is of; NULL where it is a number of its own. */
static const struct indicator *indicator_of(const struct plan *plan, const char *subject,
                                            const char *kind)
{
    const struct target *target = plan_target(plan, text_of(subject));

    if (target != NULL)
        return target->indicator;
    return strcmp(kind, alarm_kind_name(ALARM_DISPUTED)) == 0
               ? plan_indicator(plan, text_of(subject))
               : NULL;
}

static void write_value(const struct plan *plan, const char *subject, const char *kind,
                        struct text value, char out[WORDS_PART_BYTES])
{
    const struct indicator *indicator = indicator_of(plan, subject, kind);
    char figure[FIGURE_BYTES];

    out[0] = '\0';
    if (value.length == 0 || value.length >= sizeof(figure))
        return;
    (void)snprintf(figure, sizeof(figure), "%.*s", (int)value.length, value.at);
    if (indicator != NULL)
        (void)snprintf(out, WORDS_PART_BYTES, "%s", words_value(indicator, figure).vi);
    else if (is_share(kind))
        (void)snprintf(out, WORDS_PART_BYTES, "%s%%", figure);
    else
        (void)snprintf(out, WORDS_PART_BYTES, "%s%s",
                       strcmp(kind, alarm_kind_name(ALARM_OUTLIER)) == 0 ? "z = " : "", figure);
}

/* ---- those that are open ---- */

static void write_raised(const struct plan *plan, const struct views *views, size_t i,
                         char out[PERIOD_TEXT_BYTES])
{
    int64_t raised_ms = alert_list_number(views, i, "raised_ms");

    out[0] = '\0';
    if (raised_ms > 0)
        day_write(instant_day(raised_ms, plan->utc_offset_s), out);
}

static int add_alert(struct table *table, const struct plan *plan, const struct views *views,
                     size_t i)
{
    const char *subject = views_subject(views, i);
    enum alarm_severity severity = severity_of(views_field(views, i, "severity"));
    char value[WORDS_PART_BYTES], id[ALERT_ID_BYTES], raised[PERIOD_TEXT_BYTES];

    write_value(plan, subject, views_kind(views, i), views_field(views, i, "value"), value);
    write_raised(plan, views, i, raised);
    (void)alert_list_id(views, i, id);
    return table_add(table,
                     (const struct table_cell[]){
                         {text_of(alert_words_severity(severity).vi), colour_of(severity)},
                         {text_of(id), COLOUR_NONE},
                         {text_of(alert_subject_names(plan, subject).vi), COLOUR_NONE},
                         {kind_word(text_of(views_kind(views, i))), COLOUR_NONE},
                         {views_field(views, i, "since"), COLOUR_NONE},
                         {views_field(views, i, "period"), COLOUR_NONE},
                         {text_of(value), COLOUR_NONE},
                         {text_of(raised), COLOUR_NONE},
                         {views_field(views, i, "acknowledged_by"), COLOUR_NONE},
                     });
}

int alerts_print(const struct plan *plan, const struct views *views,
                 const struct alert_wanted *wanted, const struct terminal *terminal, FILE *out)
{
    static const struct table_column columns[] = {
        {"Mức độ", false, false},   {"Mã", false, false},        {"Tên", false, true},
        {"Cảnh báo", false, false}, {"Từ kỳ", false, false},     {"Kỳ", false, false},
        {"Giá trị", true, false},   {"Phát ngày", false, false}, {"Đã tiếp nhận", false, false},
        {NULL, false, false},
    };
    struct table *table = table_new(columns);
    size_t count = 0;
    size_t *places = alert_list_open(views, wanted, &count);
    int result = table == NULL || places == NULL ? -1 : 0;

    for (size_t i = 0; result == 0 && i < count; i++)
        result = add_alert(table, plan, views, places[i]);
    if (result == 0)
        result = count == 0 ? (fputs("Không có cảnh báo nào đang mở.\n", out) == EOF ? -1 : 0)
                            : table_print(table, terminal, out);
    free(places);
    table_free(table);
    return result;
}

/* ---- transitions ---- */

#define TEXT_OF(field)                                                                         \
    (int)alert->fields[field].length,                                                          \
        alert->fields[field].at == NULL ? "" : alert->fields[field].at

/* Of an acknowledgement, who it was and what they said. */
static void write_sentence(const struct plan *plan, const struct alert *alert,
                           char out[SENTENCE_BYTES])
{
    char subject[ALERT_ID_BYTES];
    bool has_note = alert->fields[ALERT_COMMENT].length > 0;

    (void)snprintf(subject, sizeof(subject), "%.*s", TEXT_OF(ALERT_SUBJECT));
    if (alert->fields[ALERT_BY].length > 0)
        (void)snprintf(out, SENTENCE_BYTES, "%.*s%s%.*s", TEXT_OF(ALERT_BY),
                       has_note ? ": " : "", TEXT_OF(ALERT_COMMENT));
    else if (alert->fields[ALERT_EXPLAIN_VI].length > 0)
        (void)snprintf(out, SENTENCE_BYTES, "%.*s", TEXT_OF(ALERT_EXPLAIN_VI));
    else
        (void)snprintf(out, SENTENCE_BYTES, "%s", alert_subject_names(plan, subject).vi);
}

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
    char subject[ALERT_ID_BYTES], sentence[SENTENCE_BYTES];
    int result = -1;

    (void)instant_write(alert->at_unix_ms, at);
    (void)snprintf(subject, sizeof(subject), "%.*s/%.*s", TEXT_OF(ALERT_SUBJECT),
                   TEXT_OF(ALERT_KIND));
    write_sentence(plan, alert, sentence);
    if (table != NULL &&
        table_add(table, (const struct table_cell[]){
                             {text_of(at), COLOUR_FAINT},
                             {transition_word(alert->fields[ALERT_TRANSITION]),
                              cleared ? COLOUR_GREEN : colour_of(severity)},
                             {text_of(alert_words_severity(severity).vi), COLOUR_NONE},
                             {text_of(subject), COLOUR_NONE},
                             {kind_word(alert->fields[ALERT_KIND]), COLOUR_NONE},
                             {text_of(sentence), COLOUR_NONE},
                         }) == 0)
        result = table_print_rows(table, &whole, out);
    table_free(table);
    return result;
}
