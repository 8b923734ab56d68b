#include "consumers/show/width.h"

#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <wchar.h>

#include "schemas/utf8.h"

static const char replacement[] = "\xEF\xBF\xBD", ellipsis[] = "…";

struct width_rules {
    locale_t locale;
};

struct character {
    const char *at;
    size_t bytes;   /* of the text */
    size_t columns; /* 0: joins the one before */
    bool unfit;     /* a control or no UTF-8: shown as the replacement */
};

struct width_rules *width_rules_new(void)
{
    struct width_rules *rules = calloc(1, sizeof(*rules));

    if (rules == NULL)
        return NULL;
    rules->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (rules->locale != (locale_t)0)
        return rules;
    free(rules);
    return NULL;
}

void width_rules_free(struct width_rules *rules)
{
    if (rules == NULL)
        return;
    freelocale(rules->locale);
    free(rules);
}

/* The first character of a text that is not empty; under our locale. */
static struct character first_of(struct text text)
{
    size_t bytes = utf8_character(text);
    struct character character = {text.at, bytes == 0 ? 1 : bytes, 1, false};
    wchar_t wide = 0;
    mbstate_t state = {0};
    int columns = 0;

    character.unfit = bytes == 0 || utf8_is_control(text.at, bytes);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): the state is our own */
    if (character.unfit || mbrtowc(&wide, text.at, bytes, &state) != bytes)
        return character;
    columns = wcwidth(wide);
    character.columns = columns < 0 ? 1 : (size_t)columns;
    return character;
}

static struct text after(struct text text, size_t bytes)
{
    return (struct text){text.at + bytes, text.length - bytes};
}

static size_t measure(struct text text)
{
    size_t columns = 0;

    while (text.length > 0) {
        struct character character = first_of(text);

        columns += character.columns;
        text = after(text, character.bytes);
    }
    return columns;
}

static char *append(char *out, const char *bytes, size_t length)
{
    memcpy(out, bytes, length);
    out[length] = '\0';
    return out + length;
}

static size_t copy(struct text text, size_t columns, char *out)
{
    bool cut = measure(text) > columns;
    size_t room = cut && columns > 0 ? columns - 1 : columns;
    size_t used = 0;

    *out = '\0';
    while (text.length > 0) {
        struct character character = first_of(text);

        if (used + character.columns > room)
            break;
        out = character.unfit ? append(out, replacement, sizeof(replacement) - 1)
                              : append(out, character.at, character.bytes);
        used += character.columns;
        text = after(text, character.bytes);
    }
    if (cut && columns > 0) {
        (void)append(out, ellipsis, sizeof(ellipsis) - 1);
        used++;
    }
    return used;
}

size_t width_of(const struct width_rules *rules, struct text text)
{
    locale_t before = uselocale(rules->locale);
    size_t columns = measure(text);

    (void)uselocale(before);
    return columns;
}

size_t width_copy(const struct width_rules *rules, struct text text, size_t columns, char *out)
{
    locale_t before = uselocale(rules->locale);
    size_t used = copy(text, columns, out);

    (void)uselocale(before);
    return used;
}
