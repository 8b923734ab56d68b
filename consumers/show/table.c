#include "consumers/show/table.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/show/width.h"

enum { GAP = 2 };

struct row {
    char *texts[TABLE_COLUMNS_MAX]; /* shown in full; NULL where absent */
    enum colour colours[TABLE_COLUMNS_MAX];
};

struct table {
    const struct table_column *columns;
    size_t column_count;
    struct width_rules *rules;
    struct row *rows;
    size_t row_count;
    size_t widest[TABLE_COLUMNS_MAX];
};

static const char *const colour_codes[] = {
    [COLOUR_NONE] = "",          [COLOUR_GREEN] = "\x1b[32m", [COLOUR_YELLOW] = "\x1b[33m",
    [COLOUR_RED] = "\x1b[1;31m", [COLOUR_FAINT] = "\x1b[2m",
};

void table_name_columns(const struct table_heading *headings, enum language language,
                        struct table_column columns[TABLE_COLUMNS_MAX + 1])
{
    size_t count = 0;

    for (; count < TABLE_COLUMNS_MAX && headings[count].words.vi != NULL; count++)
        columns[count] =
            (struct table_column){language_pick(language, headings[count].words),
                                  headings[count].right, headings[count].may_be_cut};
    columns[count] = (struct table_column){NULL, false, false};
}

struct table *table_new(const struct table_column *columns)
{
    struct table *table = calloc(1, sizeof(*table));

    if (table == NULL)
        return NULL;
    table->columns = columns;
    table->rules = width_rules_new();
    if (table->rules == NULL) {
        table_free(table);
        return NULL;
    }
    while (table->column_count < TABLE_COLUMNS_MAX &&
           columns[table->column_count].heading != NULL) {
        table->widest[table->column_count] =
            width_of(table->rules, text_of(columns[table->column_count].heading));
        table->column_count++;
    }
    return table;
}

void table_free(struct table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->row_count; i++)
        for (size_t j = 0; j < table->column_count; j++)
            free(table->rows[i].texts[j]);
    free(table->rows);
    width_rules_free(table->rules);
    free(table);
}

int table_add(struct table *table, const struct table_cell *cells)
{
    struct row *rows = realloc(table->rows, (table->row_count + 1) * sizeof(*rows));
    struct row *row = NULL;

    if (rows == NULL)
        return -1;
    table->rows = rows;
    row = &rows[table->row_count];
    *row = (struct row){{NULL}, {COLOUR_NONE}};
    table->row_count++;
    for (size_t i = 0; i < table->column_count; i++) {
        size_t width = 0;

        if (cells[i].text.at == NULL)
            continue;
        row->texts[i] = strndup(cells[i].text.at, cells[i].text.length);
        if (row->texts[i] == NULL)
            return -1;
        row->colours[i] = cells[i].colour;
        width = width_of(table->rules, cells[i].text);
        if (width > table->widest[i])
            table->widest[i] = width;
    }
    return 0;
}

size_t table_rows(const struct table *table)
{
    return table->row_count;
}

size_t table_narrowest(const struct table *table)
{
    size_t total = 0;

    for (size_t i = 0; i < table->column_count; i++) {
        bool cut = table->columns[i].may_be_cut && table->widest[i] > TABLE_NARROWEST;

        total += (cut ? TABLE_NARROWEST : table->widest[i]) + (i == 0 ? 0 : GAP);
    }
    return total;
}

/* The widest column that may still be cut; column_count when there is none. */
static size_t widest_to_cut(const struct table *table, const size_t *widths)
{
    size_t best = table->column_count;

    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].may_be_cut && widths[i] > TABLE_NARROWEST &&
            (best == table->column_count || widths[i] > widths[best]))
            best = i;
    return best;
}

static void fit(const struct table *table, size_t columns, size_t widths[TABLE_COLUMNS_MAX])
{
    size_t total = 0;

    for (size_t i = 0; i < table->column_count; i++) {
        widths[i] = table->widest[i];
        total += widths[i] + (i == 0 ? 0 : GAP);
    }
    while (columns > 0 && total > columns) {
        size_t cut = widest_to_cut(table, widths);

        if (cut == table->column_count)
            return;
        widths[cut]--;
        total--;
    }
}

struct printer {
    const struct table *table;
    const size_t *widths;
    bool colours;
    FILE *out;
};

static int print_cell(const struct printer *printer, size_t column, const char *text,
                      enum colour colour)
{
    size_t width = printer->widths[column];
    size_t length = strlen(text);
    char *copy = malloc(4 * length + 4);
    bool coloured = printer->colours && colour != COLOUR_NONE && length > 0;
    bool last = column + 1 == printer->table->column_count;
    size_t used = 0;
    int pad = 0;

    if (copy == NULL)
        return -1;
    used = width_copy(printer->table->rules, (struct text){text, length}, width, copy);
    pad = (int)(width - used);
    if (column > 0)
        (void)fprintf(printer->out, "%*s", GAP, "");
    (void)fprintf(printer->out, "%*s%s%s%s%*s", printer->table->columns[column].right ? pad : 0,
                  "", coloured ? colour_codes[colour] : "", copy, coloured ? "\x1b[0m" : "",
                  printer->table->columns[column].right || last ? 0 : pad, "");
    free(copy);
    return 0;
}

static int print_row(const struct printer *printer, const struct row *row)
{
    for (size_t i = 0; i < printer->table->column_count; i++)
        if (print_cell(printer, i, row->texts[i] == NULL ? "" : row->texts[i],
                       row->colours[i]) != 0)
            return -1;
    return fputc('\n', printer->out) == EOF ? -1 : 0;
}

static int print_headings(const struct printer *printer)
{
    for (size_t i = 0; i < printer->table->column_count; i++)
        if (print_cell(printer, i, printer->table->columns[i].heading, COLOUR_FAINT) != 0)
            return -1;
    return fputc('\n', printer->out) == EOF ? -1 : 0;
}

int table_print(const struct table *table, const struct terminal *terminal, FILE *out)
{
    size_t widths[TABLE_COLUMNS_MAX];
    const struct printer printer = {table, widths, terminal->colours, out};

    fit(table, terminal->columns, widths);
    return print_headings(&printer) == 0 ? table_print_rows(table, terminal, out) : -1;
}

int table_print_rows(const struct table *table, const struct terminal *terminal, FILE *out)
{
    size_t widths[TABLE_COLUMNS_MAX];
    const struct printer printer = {table, widths, terminal->colours, out};

    fit(table, terminal->columns, widths);
    for (size_t i = 0; i < table->row_count; i++)
        if (print_row(&printer, &table->rows[i]) != 0)
            return -1;
    return 0;
}
