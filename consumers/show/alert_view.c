#include "consumers/show/alert_view.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/judge/alert_words.h"
#include "consumers/judge/sentence.h"
#include "consumers/judge/words_numbers.h"
#include "consumers/show/page.h"
#include "consumers/show/table.h"
#include "consumers/show/width.h"
#include "consumers/store/views.h"
#include "schemas/instant.h"
#include "schemas/period.h"

enum { FIGURE_BYTES = 64, KIND_BYTES = 96, NAME_BYTES = 256, SENTENCE_BYTES = 4096 };

/* ---- words ---- */

static const struct {
    const char *name;
    struct names words;
} transitions[] = {
    {"raised", {"Phát cảnh báo", "Alert raised"}},
    {"changed", {"Thay đổi mức cảnh báo", "Alert changed"}},
    {"acknowledged", {"Đã tiếp nhận", "Acknowledged"}},
    {"cleared", {"Đã hết cảnh báo", "Alert cleared"}},
};

/* The names themselves where there is no word for them. */
static struct text transition_word(struct text name, enum language language)
{
    for (size_t i = 0; i < sizeof(transitions) / sizeof(transitions[0]); i++)
        if (text_is(name, transitions[i].name))
            return text_of(language_pick(language, transitions[i].words));
    return name;
}

static struct text kind_word(struct text name, enum language language)
{
    enum alarm_kind kind = alarm_kind_of(name);

    return kind == ALARM_KINDS ? name
                               : text_of(language_pick(language, alert_words_kind(kind)));
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
    if (is_share(kind) || strcmp(kind, alarm_kind_name(ALARM_OUTLIER)) == 0)
        return NULL;
    return plan_indicator(plan, text_of(subject));
}

static struct words_part value_of(const struct plan *plan, const char *subject,
                                  const char *kind, struct text value)
{
    const struct indicator *indicator = indicator_of(plan, subject, kind);
    struct words_part words = {"", ""};
    char figure[FIGURE_BYTES];

    if (value.length == 0 || value.length >= sizeof(figure))
        return words;
    (void)snprintf(figure, sizeof(figure), "%.*s", (int)value.length, value.at);
    if (indicator != NULL)
        return words_value(indicator, figure);
    if (is_share(kind))
        return words_around((struct names){"", ""}, figure, (struct names){"%", "%"});
    if (strcmp(kind, alarm_kind_name(ALARM_OUTLIER)) != 0)
        return words_number(figure);
    words = words_statistic(figure);
    return sentence_part((struct names){"z = {0}", "z = {0}"}, &words, NULL);
}

/* ---- those that are open ---- */

struct row {
    enum alarm_severity severity;
    char id[ALERT_ID_BYTES], since[FIGURE_BYTES], period[FIGURE_BYTES];
    char raised[PERIOD_TEXT_BYTES], kind[KIND_BYTES], acknowledged[NAME_BYTES];
    const char *name;
    struct words_part value;
};

static void write_raised(const struct plan *plan, const struct views *views, size_t i,
                         char out[PERIOD_TEXT_BYTES])
{
    int64_t raised_ms = alert_list_number(views, i, "raised_ms");

    out[0] = '\0';
    if (raised_ms > 0)
        day_write(instant_day(raised_ms, plan->utc_offset_s), out);
}

static void copy_text(struct text text, char *out, size_t room)
{
    (void)snprintf(out, room, "%.*s", (int)text.length, text.at == NULL ? "" : text.at);
}

static void fill(struct row *row, const struct plan *plan, const struct views *views, size_t i,
                 enum language language)
{
    const char *subject = views_subject(views, i), *kind = views_kind(views, i);

    row->severity = severity_of(views_field(views, i, "severity"));
    row->name = language_pick(language, alert_subject_names(plan, subject));
    row->value = value_of(plan, subject, kind, views_field(views, i, "value"));
    (void)alert_list_id(views, i, row->id);
    write_raised(plan, views, i, row->raised);
    copy_text(kind_word(text_of(kind), language), row->kind, sizeof(row->kind));
    copy_text(views_field(views, i, "since"), row->since, sizeof(row->since));
    copy_text(views_field(views, i, "period"), row->period, sizeof(row->period));
    copy_text(views_field(views, i, "acknowledged_by"), row->acknowledged,
              sizeof(row->acknowledged));
}

static int add_row(struct table *table, const struct row *row, enum language language)
{
    return table_add(
        table, (const struct table_cell[]){
                   {text_of(language_pick(language, alert_words_severity(row->severity))),
                    colour_of(row->severity)},
                   {text_of(row->id), COLOUR_NONE},
                   {text_of(row->name), COLOUR_NONE},
                   {text_of(row->kind), COLOUR_NONE},
                   {text_of(row->since), COLOUR_NONE},
                   {text_of(row->period), COLOUR_NONE},
                   {text_of(language_pick(language, sentence_of(&row->value))), COLOUR_NONE},
                   {text_of(row->raised), COLOUR_NONE},
                   {text_of(row->acknowledged), COLOUR_NONE},
               });
}

/* Where the table is wider than the terminal. */
static void say_row(struct page *page, const struct row *row)
{
    enum language language = page_language(page);

    page_say(page, (struct names){"{0}", "{0}"},
             language_pick(language, alert_words_severity(row->severity)));
    page_say(page, (struct names){": {0}", ": {0}"}, row->kind);
    page_say(page, (struct names){" – {0}", " – {0}"}, row->name);
    page_end(page, 0, "●");
    page_say(page, (struct names){"{0}", "{0}"}, row->id);
    page_say(page, (struct names){"; kỳ {0}", "; {0}"}, row->period);
    page_say(page, (struct names){": {0}", ": {0}"},
             language_pick(language, sentence_of(&row->value)));
    page_say(page, (struct names){"; từ kỳ {0}", "; since {0}"}, row->since);
    page_say(page, (struct names){"; phát ngày {0}", "; raised on {0}"}, row->raised);
    page_say(page, (struct names){"; đã tiếp nhận: {0}", "; acknowledged by {0}"},
             row->acknowledged);
    page_end(page, 2, NULL);
}

static struct table *make_table(const struct row *rows, size_t count, enum language language,
                                struct table_column columns[TABLE_COLUMNS_MAX + 1])
{
    static const struct table_heading headings[] = {
        {{"Mức độ", "Severity"}, false, false},
        {{"Mã", "Id"}, false, false},
        {{"Tên", "Name"}, false, true},
        {{"Cảnh báo", "Alert"}, false, false},
        {{"Từ kỳ", "Since"}, false, false},
        {{"Kỳ", "Period"}, false, false},
        {{"Giá trị", "Value"}, true, false},
        {{"Phát ngày", "Raised on"}, false, false},
        {{"Đã tiếp nhận", "Acknowledged"}, false, false},
        {{NULL, NULL}, false, false},
    };
    struct table *table = NULL;
    int result = 0;

    table_name_columns(headings, language, columns);
    table = table_new(columns);
    for (size_t i = 0; table != NULL && result == 0 && i < count; i++)
        result = add_row(table, &rows[i], language);
    if (result == 0)
        return table;
    table_free(table);
    return NULL;
}

static int say_rows(const struct row *rows, size_t count, const struct reader *reader,
                    FILE *out)
{
    struct page *page = page_open(out, &reader->terminal, reader->language);

    for (size_t i = 0; page != NULL && i < count; i++)
        say_row(page, &rows[i]);
    return page_close(page);
}

static int print_rows(const struct row *rows, size_t count, const struct reader *reader,
                      FILE *out)
{
    struct table_column columns[TABLE_COLUMNS_MAX + 1];
    struct table *table = make_table(rows, count, reader->language, columns);
    size_t room = reader->terminal.columns;
    int result = -1;

    if (table != NULL && (room == 0 || table_narrowest(table) <= room))
        result = table_print(table, &reader->terminal, out);
    else if (table != NULL)
        result = say_rows(rows, count, reader, out);
    table_free(table);
    return result;
}

static int print_none(const struct reader *reader, FILE *out)
{
    return fprintf(out, "%s\n",
                   reader_pick(reader, (struct names){"Không có cảnh báo nào đang mở.",
                                                      "No alert is open."})) < 0
               ? -1
               : 0;
}

int alerts_print(const struct plan *plan, const struct views *views,
                 const struct alert_wanted *wanted, const struct reader *reader, FILE *out)
{
    size_t count = 0;
    size_t *places = alert_list_open(views, wanted, &count);
    struct row *rows = calloc(count + 1, sizeof(*rows));
    int result = -1;

    if (places != NULL && rows != NULL) {
        for (size_t i = 0; i < count; i++)
            fill(&rows[i], plan, views, places[i], reader->language);
        result = count == 0 ? print_none(reader, out) : print_rows(rows, count, reader, out);
    }
    free(places);
    free(rows);
    return result;
}

/* ---- transitions ---- */

#define TEXT_OF(field)                                                                         \
    (int)alert->fields[field].length,                                                          \
        alert->fields[field].at == NULL ? "" : alert->fields[field].at

/* Of an acknowledgement, who it was and what they said. */
static void write_sentence(const struct plan *plan, const struct alert *alert,
                           enum language language, char out[SENTENCE_BYTES])
{
    struct text told =
        alert->fields[language == LANGUAGE_EN ? ALERT_EXPLAIN_EN : ALERT_EXPLAIN_VI];
    char subject[ALERT_ID_BYTES];
    bool has_note = alert->fields[ALERT_COMMENT].length > 0;

    (void)snprintf(subject, sizeof(subject), "%.*s", TEXT_OF(ALERT_SUBJECT));
    if (alert->fields[ALERT_BY].length > 0)
        (void)snprintf(out, SENTENCE_BYTES, "%.*s%s%.*s", TEXT_OF(ALERT_BY),
                       has_note ? ": " : "", TEXT_OF(ALERT_COMMENT));
    else if (told.length > 0)
        (void)snprintf(out, SENTENCE_BYTES, "%.*s", (int)told.length, told.at);
    else
        (void)snprintf(out, SENTENCE_BYTES, "%s",
                       language_pick(language, alert_subject_names(plan, subject)));
}

int alert_print_transition(const struct plan *plan, const struct alert *alert,
                           const struct reader *reader, FILE *out)
{
    static const struct table_column columns[] = {
        {"", false, false}, {"", false, false}, {"", false, false},  {"", false, false},
        {"", false, false}, {"", false, false}, {NULL, false, false}};
    const struct terminal whole = {0, reader->terminal.colours}; /* a sentence is not cut */
    enum alarm_severity severity = severity_of(alert->fields[ALERT_SEVERITY]);
    bool cleared = text_is(alert->fields[ALERT_TRANSITION], "cleared");
    struct table *table = table_new(columns);
    char at[INSTANT_TEXT_BYTES];
    char subject[ALERT_ID_BYTES], sentence[SENTENCE_BYTES];
    int result = -1;

    (void)instant_write(alert->at_unix_ms, at);
    (void)snprintf(subject, sizeof(subject), "%.*s/%.*s", TEXT_OF(ALERT_SUBJECT),
                   TEXT_OF(ALERT_KIND));
    write_sentence(plan, alert, reader->language, sentence);
    if (table != NULL &&
        table_add(
            table,
            (const struct table_cell[]){
                {text_of(at), COLOUR_FAINT},
                {transition_word(alert->fields[ALERT_TRANSITION], reader->language),
                 cleared ? COLOUR_GREEN : colour_of(severity)},
                {text_of(reader_pick(reader, alert_words_severity(severity))), COLOUR_NONE},
                {text_of(subject), COLOUR_NONE},
                {kind_word(alert->fields[ALERT_KIND], reader->language), COLOUR_NONE},
                {text_of(sentence), COLOUR_NONE},
            }) == 0)
        result = table_print_rows(table, &whole, out);
    table_free(table);
    return result;
}
