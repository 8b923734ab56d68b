#include "schemas/utf8.h"

#include <stdint.h>

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t announced(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first < 0xE0)
        return 2;
    if (first >= 0xE0 && first < 0xF0)
        return 3;
    return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

/* The second byte is where overlong forms, surrogates and U+110000.. show. */
static bool second_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second < 0xA0;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second < 0x90;
    default:
        return true;
    }
}

size_t utf8_character(struct text text)
{
    size_t bytes = text.length == 0 ? 0 : announced((unsigned char)text.at[0]);

    if (bytes > text.length)
        return 0;
    for (size_t i = 1; i < bytes; i++)
        if (!is_continuation(text.at[i]))
            return 0;
    if (bytes > 1 && !second_fits((unsigned char)text.at[0], (unsigned char)text.at[1]))
        return 0;
    return bytes;
}

bool utf8_valid(struct text text)
{
    while (text.length > 0) {
        size_t bytes = utf8_character(text);

        if (bytes == 0)
            return false;
        text.at += bytes;
        text.length -= bytes;
    }
    return true;
}

bool utf8_is_control(const char *at, size_t bytes)
{
    unsigned char first = (unsigned char)at[0];

    if (bytes == 1)
        return first < 0x20 || first == 0x7F;
    return bytes == 2 && first == 0xC2 && (unsigned char)at[1] < 0xA0;
}
