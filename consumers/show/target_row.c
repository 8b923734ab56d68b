#include "consumers/show/target_row.h"

#include <string.h>

#include "consumers/judge/sentence.h"
#include "consumers/judge/words_parts.h"
#include "consumers/show/page.h"
#include "consumers/show/plan_view.h"
#include "consumers/show/table.h"
#include "schemas/decimal.h"

enum { STATUS_BYTES = 160, FIGURE_BYTES = 64, PRINTED_CHARACTERS_MAX = 20 };

static const struct names not_judged = {"chưa được đánh giá", "not judged yet"};

static enum colour colour_of(enum status status)
{
    switch (status) {
    case STATUS_ACHIEVED_HOLD:
    case STATUS_ACHIEVED:
    case STATUS_ON_TRACK:
        return COLOUR_GREEN;
    case STATUS_SLOW:
    case STATUS_STALE:
        return COLOUR_YELLOW;
    case STATUS_MISSED:
    case STATUS_OFF_TRACK:
    case STATUS_REVERSING:
        return COLOUR_RED;
    case STATUS_TARGET_UNSET:
    case STATUS_NOT_MEASURED:
    case STATUS_UNASSESSABLE:
    case STATUS_NO_BASELINE:
    case STATUS_COUNT:
        break;
    }
    return COLOUR_FAINT;
}

/* The status in words; of a stale one also what it was last. */
static void write_status(const struct target_row *row, enum language language,
                         char out[STATUS_BYTES])
{
    enum status status = row->status, last = row->last_status;

    if (status == STATUS_COUNT)
        (void)snprintf(out, STATUS_BYTES, "–");
    else if (status == STATUS_STALE && last != STATUS_COUNT)
        (void)snprintf(out, STATUS_BYTES, "%s (%s)",
                       language_pick(language, status_words(status)),
                       language_pick(language, status_words(last)));
    else
        (void)snprintf(out, STATUS_BYTES, "%s", language_pick(language, status_words(status)));
}

/* As the people who report it say it: with its unit, a rank's N, a level by its name. */
static struct words_part value_of(const struct target_row *row)
{
    char figure[FIGURE_BYTES];
    int64_t rank_of = 0;

    if (row->value.length == 0 || row->value.length >= sizeof(figure))
        return (struct words_part){"", ""};
    (void)snprintf(figure, sizeof(figure), "%.*s", (int)row->value.length, row->value.at);
    if (row->rank_of.length > 0 && decimal_read(row->rank_of, 0, &rank_of) != DECIMAL_OK)
        rank_of = 0;
    return words_value_of(row->target->indicator, figure, rank_of);
}

/* As it is printed, where that fits a column; else what the printed sentence asks for. */
static struct words_part bound_of(const struct target *target)
{
    struct words_part bound = words_demand(target);
    size_t characters = 0;

    for (const char *at = target->printed; *at != '\0'; at++)
        characters += ((unsigned char)*at & 0xC0) != 0x80;
    if (characters <= PRINTED_CHARACTERS_MAX)
        (void)snprintf(bound.vi, sizeof(bound.vi), "%s", target->printed);
    return bound;
}

static void copy_text(struct text text, char out[FIGURE_BYTES])
{
    (void)snprintf(out, FIGURE_BYTES, "%.*s", (int)text.length, text.at == NULL ? "" : text.at);
}

static struct text part_text(enum language language, const struct words_part *part)
{
    return text_of(language == LANGUAGE_EN ? part->en : part->vi);
}

static int add_row(struct table *table, const struct target_row *row, bool with_days,
                   enum language language)
{
    const struct target *target = row->target;
    struct words_part bound = bound_of(target), value = value_of(row);
    char status[STATUS_BYTES], leads[PLAN_LEADS_BYTES];
    struct table_cell cells[TABLE_COLUMNS_MAX] = {{text_of(target->id), COLOUR_NONE}};
    size_t count = 1;

    write_status(row, language, status);
    plan_write_leads(&target->lead, leads);
    if (with_days)
        cells[count++] = (struct table_cell){row->as_of, COLOUR_NONE};
    cells[count++] =
        (struct table_cell){text_of(language_pick(language, target->names)), COLOUR_NONE};
    cells[count++] = (struct table_cell){part_text(language, &value), COLOUR_NONE};
    cells[count++] = (struct table_cell){part_text(language, &bound), COLOUR_NONE};
    cells[count++] = (struct table_cell){text_of(status), colour_of(row->status)};
    cells[count++] = (struct table_cell){row->period, COLOUR_NONE};
    cells[count++] = (struct table_cell){text_of(leads), COLOUR_NONE};
    return table_add(table, cells);
}

/* Where the table is wider than the terminal. */
static void say_row(struct page *page, const struct target_row *row)
{
    enum language language = page_language(page);
    const struct target *target = row->target;
    struct words_part bound = bound_of(target), value = value_of(row);
    char status[STATUS_BYTES], leads[PLAN_LEADS_BYTES], period[FIGURE_BYTES], day[FIGURE_BYTES];

    write_status(row, language, status);
    plan_write_leads(&target->lead, leads);
    copy_text(row->period, period);
    copy_text(row->as_of, day);
    page_say(page, (struct names){"{0}: ", "{0}: "}, day);
    page_add(page, (struct names){"{0} – {1}", "{0} – {1}"},
             (const char *const[]){target->id, language_pick(language, target->names), NULL});
    page_end(page, 0, "●");
    page_say(page, (struct names){"{0}", "{0}"},
             row->status == STATUS_COUNT ? language_pick(language, not_judged) : status);
    page_say(page, (struct names){"; giá trị: {0}", "; value: {0}"},
             language_pick(language, sentence_of(&value)));
    page_say(page, (struct names){" ({0})", " ({0})"}, period);
    page_say(page, (struct names){"; mức chỉ tiêu: {0}", "; to be reached: {0}"},
             language_pick(language, sentence_of(&bound)));
    page_say(page, (struct names){"; {0}", "; {0}"}, leads);
    page_end(page, 2, NULL);
}

static int say_rows(const struct target_row *rows, size_t count, const struct reader *reader,
                    FILE *out)
{
    struct page *page = page_open(out, &reader->terminal, reader->language);

    for (size_t i = 0; page != NULL && i < count; i++)
        say_row(page, &rows[i]);
    return page_close(page);
}

static void name_columns(bool with_days, enum language language,
                         struct table_column columns[TABLE_COLUMNS_MAX + 1])
{
    static const struct table_heading headings[] = {
        {{"Mã", "Id"}, false, false},
        {{"Tính đến", "As of"}, false, false}, /* with days alone */
        {{"Chỉ tiêu", "Target"}, false, true},
        {{"Giá trị", "Value"}, true, false},
        {{"Mức chỉ tiêu", "To be reached"}, false, true},
        {{"Trạng thái", "Status"}, false, false},
        {{"Kỳ", "Period"}, false, false},
        {{"Cơ quan chủ trì", "Lead"}, false, false},
        {{NULL, NULL}, false, false},
    };
    size_t skipped = with_days ? 0 : 1;

    table_name_columns(headings + skipped, language, columns);
    if (skipped > 0)
        columns[0].heading = language_pick(language, headings[0].words);
}

int target_rows_print(const struct target_row *rows, size_t count, bool with_days,
                      const struct reader *reader, FILE *out)
{
    struct table_column columns[TABLE_COLUMNS_MAX + 1];
    size_t room = reader->terminal.columns;
    struct table *table = NULL;
    int result = 0;

    name_columns(with_days, reader->language, columns);
    table = table_new(columns);
    if (table == NULL)
        return -1;
    for (size_t i = 0; result == 0 && i < count; i++)
        result = add_row(table, &rows[i], with_days, reader->language);
    if (result == 0)
        result = room == 0 || table_narrowest(table) <= room
                     ? table_print(table, &reader->terminal, out)
                     : say_rows(rows, count, reader, out);
    table_free(table);
    return result;
}

void target_rows_print_counts(const struct target_row *rows, size_t count,
                              enum language language, FILE *out)
{
    size_t counts[STATUS_COUNT + 1] = {0};
    const char *before = ": ";

    for (size_t i = 0; i < count; i++)
        counts[rows[i].status]++;
    (void)fprintf(out, "\n%zu %s", count,
                  language_pick(language, (struct names){"chỉ tiêu", "targets"}));
    for (size_t status = 0; status < STATUS_COUNT; status++) {
        if (counts[status] == 0)
            continue;
        (void)fprintf(out, "%s%zu %s", before, counts[status],
                      language_pick(language, status_words((enum status)status)));
        before = ", ";
    }
    if (counts[STATUS_COUNT] > 0)
        (void)fprintf(out, "%s%zu %s", before, counts[STATUS_COUNT],
                      language_pick(language, not_judged));
    (void)fputs(".\n", out);
}
