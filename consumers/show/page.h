/*
 * page - sentences for a person, put together from texts in two languages and fitted to a terminal.
 *
 * A paragraph is added to piece by piece and printed when it ends: broken between words where the
 * terminal is narrower, never inside one.  Controls and what is no UTF-8 are replaced (width.h).
 * Trouble (memory, a full disk) is kept until page_close() tells it.
 */
#ifndef TIENDO_CONSUMERS_SHOW_PAGE_H
#define TIENDO_CONSUMERS_SHOW_PAGE_H

#include <stdio.h>

#include "consumers/show/language.h"
#include "consumers/show/terminal.h"

struct page;

enum { PAGE_ARGUMENTS_MAX = 6 };

/* `out` is borrowed.  NULL out of memory. */
struct page *page_open(FILE *out, const struct terminal *terminal, enum language language);

enum language page_language(const struct page *page);

/* Adds to the paragraph: the pattern in the page's language, {0}, {1} ... replaced by the arguments
 * (at most PAGE_ARGUMENTS_MAX, the last one NULL; none: NULL). */
void page_add(struct page *page, struct names pattern, const char *const *arguments);

/* The same with one argument; nothing where that is "". */
void page_say(struct page *page, struct names pattern, const char *argument);

/* The paragraph as far as it was added, indented by that many columns; a bullet stands before it
 * where there is one, and the lines after the first are indented behind it.  Nothing for a paragraph
 * without text. */
void page_end(struct page *page, int indent, const char *bullet);

/* A paragraph of its own, set apart by an empty line before it. */
void page_heading(struct page *page, struct names pattern, const char *const *arguments);

/* 0, or -1 when not everything could be written.  NULL gives -1. */
int page_close(struct page *page);

#endif
