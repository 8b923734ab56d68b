/*
 * width - how many columns of a terminal a text takes, and where to cut it.
 *
 * Vietnamese letters take one column, composed or with combining marks; the tables are the C
 * library's.
 */
#ifndef TIENDO_CONSUMERS_SHOW_WIDTH_H
#define TIENDO_CONSUMERS_SHOW_WIDTH_H

#include <stddef.h>

#include "schemas/text.h"

struct width_rules;

/* NULL out of memory, or where the system has no UTF-8 locale at all (C.UTF-8 is part of glibc). */
struct width_rules *width_rules_new(void);
void width_rules_free(struct width_rules *rules); /* NULL does nothing */

/* Columns of a text.  Controls and what is no UTF-8 count one each: see width_copy(). */
size_t width_of(const struct width_rules *rules, struct text text);

/* Copies at most `columns` columns of the text into `out` (at least 4 * text.length + 4 bytes), with
 * "…" as the last where it was cut; controls and broken bytes become "\uFFFD" (3 bytes), so that no
 * text moves the terminal.  Returns the columns used; the copy ends with a NUL. */
size_t width_copy(const struct width_rules *rules, struct text text, size_t columns, char *out);

#endif
