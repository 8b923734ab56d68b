/*
 * table - rows of texts as aligned columns, fitted to a terminal.
 *
 * A column is as wide as its widest cell.  Where the rows do not fit, the columns that may be cut
 * are narrowed, the widest first, never below what still tells the rows apart.
 */
#ifndef TIENDO_CONSUMERS_SHOW_TABLE_H
#define TIENDO_CONSUMERS_SHOW_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "consumers/show/reader.h"
#include "schemas/text.h"

enum { TABLE_COLUMNS_MAX = 12, TABLE_NARROWEST = 12 };

enum colour { COLOUR_NONE = 0, COLOUR_GREEN, COLOUR_YELLOW, COLOUR_RED, COLOUR_FAINT };

struct table_column {
    const char *heading; /* NULL ends the columns */
    bool right;          /* aligned to the right: numbers */
    bool may_be_cut;     /* long words: cut to fit a terminal */
};

/* The same with a heading in each language; one whose Vietnamese is NULL ends them. */
struct table_heading {
    struct names words;
    bool right, may_be_cut;
};

/* In one language; at most TABLE_COLUMNS_MAX, and the one that ends them. */
void table_name_columns(const struct table_heading *headings, enum language language,
                        struct table_column columns[TABLE_COLUMNS_MAX + 1]);

struct table_cell {
    struct text text; /* absent: an empty cell */
    enum colour colour;
};

struct table;

/* `columns` is borrowed; at most TABLE_COLUMNS_MAX.  NULL out of memory. */
struct table *table_new(const struct table_column *columns);
void table_free(struct table *table); /* NULL does nothing */

/* Adds a row of one cell a column, copied.  Returns 0, or -1 out of memory. */
int table_add(struct table *table, const struct table_cell *cells);

size_t table_rows(const struct table *table);

/* How many columns of a terminal it takes at least: with what may be cut cut as far as may be. */
size_t table_narrowest(const struct table *table);

/* Prints the rows alone. */
int table_print_rows(const struct table *table, const struct terminal *terminal, FILE *out);

/* Prints headings and rows.  0, or -1 when `out` cannot be written. */
int table_print(const struct table *table, const struct terminal *terminal, FILE *out);

#endif
