/*
 * text - a slice of bytes that somebody else owns: what parsers hand on without copying.
 *
 * Not NUL-terminated; may hold NUL bytes.  An absent text has at == NULL and length 0; an empty
 * one has at != NULL and length 0.
 */
#ifndef TIENDO_SCHEMAS_TEXT_H
#define TIENDO_SCHEMAS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct text {
    const char *at;
    size_t length; /* bytes */
};

/* The initialiser of a constant text: a literal. */
#define TEXT(literal)                                                                          \
    {                                                                                          \
        "" literal, sizeof(literal) - 1                                                        \
    }

/* A literal or a NUL-terminated string as a text; NULL gives the absent text. */
static inline struct text text_of(const char *string)
{
    return (struct text){string, string == NULL ? 0 : strlen(string)};
}

static inline bool text_is(struct text text, const char *string)
{
    return text.at != NULL && text.length == strlen(string) &&
           memcmp(text.at, string, text.length) == 0;
}

static inline bool text_begins(struct text text, const char *prefix)
{
    size_t length = strlen(prefix);

    return text.at != NULL && text.length >= length && memcmp(text.at, prefix, length) == 0;
}

#endif
