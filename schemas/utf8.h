/*
 * utf8 - characters of a text, for cutting it where one ends and for refusing what is none.
 */
#ifndef TIENDO_SCHEMAS_UTF8_H
#define TIENDO_SCHEMAS_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "schemas/text.h"

/* Bytes (1..4) of the character the text begins with; 0 when it is empty or begins with none
 * (RFC 3629: overlong forms, surrogates and what is beyond U+10FFFF are none). */
size_t utf8_character(struct text text);

/* Whether it is all UTF-8. */
bool utf8_valid(struct text text);

/* Whether the character of `bytes` bytes at `at` is a control (U+0000..1F, U+007F..9F). */
bool utf8_is_control(const char *at, size_t bytes);

#endif
