#include "consumers/show/page.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/show/width.h"

#define ARGUMENT_PLACE "{"

struct page {
    FILE *out;
    struct terminal terminal;
    enum language language;
    struct width_rules *rules;

    char *text; /* of the paragraph */
    size_t length, capacity;
    bool empty; /* nothing printed yet */
    bool failed;
};

struct page *page_open(FILE *out, const struct terminal *terminal, enum language language)
{
    struct page *page = calloc(1, sizeof(*page));

    if (page == NULL)
        return NULL;
    *page =
        (struct page){.out = out, .terminal = *terminal, .language = language, .empty = true};
    page->rules = width_rules_new();
    if (page->rules != NULL)
        return page;
    free(page);
    return NULL;
}

enum language page_language(const struct page *page)
{
    return page->language;
}

/* ---- putting a paragraph together ---- */

static void append(struct page *page, const char *at, size_t bytes)
{
    if (bytes == 0)
        return;
    if (page->length + bytes > page->capacity) {
        size_t capacity = (page->length + bytes) * 2;
        char *text = realloc(page->text, capacity);

        if (text == NULL) {
            page->failed = true;
            return;
        }
        page->text = text;
        page->capacity = capacity;
    }
    memcpy(page->text + page->length, at, bytes);
    page->length += bytes;
}

/* The argument that stands at a place "{0}"; NULL where it is none. */
static const char *argument_at(const char *at, const char *const *arguments)
{
    size_t wanted = (size_t)(at[1] - '0');

    if (arguments == NULL || at[1] < '0' || wanted >= PAGE_ARGUMENTS_MAX || at[2] != '}')
        return NULL;
    for (size_t i = 0; i <= wanted; i++)
        if (arguments[i] == NULL)
            return NULL;
    return arguments[wanted];
}

void page_add(struct page *page, struct names pattern, const char *const *arguments)
{
    for (const char *at = language_pick(page->language, pattern); *at != '\0';) {
        const char *argument = *at == '{' ? argument_at(at, arguments) : NULL;

        if (argument != NULL) {
            append(page, argument, strlen(argument));
            at += strlen("{0}");
        } else {
            size_t plain = strcspn(at + 1, ARGUMENT_PLACE) + 1;

            append(page, at, plain);
            at += plain;
        }
    }
}

/* ---- printing it ---- */

static struct text next_word(struct text *rest)
{
    const char *space = rest->length == 0 ? NULL : memchr(rest->at, ' ', rest->length);
    struct text word = {rest->at, space == NULL ? rest->length : (size_t)(space - rest->at)};
    size_t taken = word.length + (space != NULL);

    rest->at += taken;
    rest->length -= taken;
    return word;
}

static void print_word(struct page *page, struct text word, size_t columns)
{
    char *copy = malloc(4 * word.length + 4);

    if (copy == NULL) {
        page->failed = true;
        return;
    }
    (void)width_copy(page->rules, word, columns, copy);
    if (fputs(copy, page->out) == EOF)
        page->failed = true;
    free(copy);
}

/* From column `from` on; further lines begin there too. */
static void print_words(struct page *page, int from)
{
    struct text rest = {page->text, page->length};
    size_t column = (size_t)from;
    bool begun = false;

    while (rest.length > 0 &&
           rest.at[0] == ' ') { /* its first sentence may have been left out */
        rest.at++;
        rest.length--;
    }
    while (rest.length > 0) {
        struct text word = next_word(&rest);
        size_t columns = width_of(page->rules, word);

        if (begun && page->terminal.columns > 0 &&
            column + 1 + columns > page->terminal.columns) {
            (void)fprintf(page->out, "\n%*s", from, "");
            column = (size_t)from;
        } else if (begun) {
            (void)fputc(' ', page->out);
            column++;
        }
        print_word(page, word, columns);
        column += columns;
        begun = true;
    }
    if (fputc('\n', page->out) == EOF)
        page->failed = true;
}

void page_say(struct page *page, struct names pattern, const char *argument)
{
    if (argument[0] != '\0')
        page_add(page, pattern, (const char *const[]){argument, NULL});
}

void page_end(struct page *page, int indent, const char *bullet)
{
    int from = indent;

    if (page->length == 0)
        return;
    (void)fprintf(page->out, "%*s", indent, "");
    if (bullet != NULL) {
        (void)fprintf(page->out, "%s ", bullet);
        from += (int)width_of(page->rules, text_of(bullet)) + 1;
    }
    print_words(page, from);
    page->length = 0;
    page->empty = false;
}

void page_heading(struct page *page, struct names pattern, const char *const *arguments)
{
    if (!page->empty)
        (void)fputc('\n', page->out);
    page_add(page, pattern, arguments);
    if (page->terminal.colours)
        (void)fputs("\x1b[1m", page->out);
    page_end(page, 0, NULL);
    if (page->terminal.colours)
        (void)fputs("\x1b[0m", page->out);
}

int page_close(struct page *page)
{
    int result = page == NULL || page->failed || ferror(page->out) ? -1 : 0;

    if (page == NULL)
        return -1;
    width_rules_free(page->rules);
    free(page->text);
    free(page);
    return result;
}
