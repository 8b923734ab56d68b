#include "schemas/refusal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "schemas/utf8.h"

enum { CLIP_BYTES = 60 };

static const char ellipsis[] = "…";

/* A NUL-terminated string that grows by whole characters up to what its buffer holds. */
struct line {
    char *at;
    size_t used, size;
};

/* False, and nothing added, when it does not fit. */
static bool line_add(struct line *line, const char *bytes, size_t count)
{
    assert(bytes != NULL);
    if (count >= line->size - line->used)
        return false;
    memcpy(line->at + line->used, bytes, count);
    line->used += count;
    line->at[line->used] = '\0';
    return true;
}

/* Adds what fits, character by character; what is none, and controls, become a question mark. */
static bool line_add_text(struct line *line, struct text text)
{
    while (text.length > 0) {
        size_t bytes = utf8_character(text);
        bool shown = bytes > 0 && !utf8_is_control(text.at, bytes);

        if (!line_add(line, shown ? text.at : "?", shown ? bytes : 1))
            return false;
        text.at += bytes > 0 ? bytes : 1;
        text.length -= bytes > 0 ? bytes : 1;
    }
    return true;
}

static bool line_add_clipped(struct line *line, struct text text)
{
    size_t room = line->size - line->used;
    struct line clip = {line->at + line->used, 0, room < CLIP_BYTES ? room : CLIP_BYTES};
    bool whole = line_add_text(&clip, text);

    line->used += clip.used;
    return whole || line_add(line, ellipsis, strlen(ellipsis));
}

static bool line_add_named(struct line *line, struct text name, const struct refused *about)
{
    if (text_is(name, "{member}"))
        return line_add_clipped(line, about->member);
    if (text_is(name, "{value}"))
        return line_add_clipped(line, about->value);
    assert(text_is(name, "{allowed}") && about->allowed != NULL);
    return line_add_text(line, text_of(about->allowed));
}

static void write_sentence(struct line *line, const char *words, const struct refused *about)
{
    bool fits = true;

    line->at[0] = '\0';
    while (fits && *words != '\0') {
        size_t plain = strcspn(words, "{");
        size_t named = words[plain] == '{' ? strcspn(words + plain, "}") + 1 : 0;

        fits = line_add_text(line, (struct text){words, plain});
        if (fits && named > 0)
            fits = line_add_named(line, (struct text){words + plain, named}, about);
        words += plain + named;
    }
}

/* RFC 6901: "~" and "/" in a member's name are written "~0" and "~1". */
static bool line_add_escaped(struct line *line, struct text character)
{
    if (text_is(character, "~"))
        return line_add(line, "~0", 2);
    if (text_is(character, "/"))
        return line_add(line, "~1", 2);
    return line_add_text(line, character);
}

static void write_pointer(struct line *line, const struct refused *about)
{
    struct text rest = about->member;
    bool fits = line_add(line, about->parent, strlen(about->parent));

    fits = fits && rest.at != NULL && line_add(line, "/", 1);
    while (fits && rest.length > 0) {
        size_t bytes = utf8_character(rest) > 0 ? utf8_character(rest) : 1;

        fits = line_add_escaped(line, (struct text){rest.at, bytes});
        rest.at += bytes;
        rest.length -= bytes;
    }
}

void refusal_say(struct refusal *refusal, enum wording wording, const struct refused *about)
{
    struct refusal_words words = refusal_words(wording);

    memset(refusal, 0, sizeof(*refusal));
    refusal->reason = words.reason;
    write_pointer(&(struct line){refusal->pointer, 0, sizeof(refusal->pointer)}, about);
    write_sentence(&(struct line){refusal->detail_vi, 0, sizeof(refusal->detail_vi)}, words.vi,
                   about);
    write_sentence(&(struct line){refusal->detail_en, 0, sizeof(refusal->detail_en)}, words.en,
                   about);
}

static void say_whole(struct refusal *refusal, enum wording wording, struct text value,
                      const char *allowed)
{
    refusal_say(refusal, wording,
                &(struct refused){.parent = "", .value = value, .allowed = allowed});
}

void refusal_say_too_large(struct refusal *refusal, size_t size, size_t allowed)
{
    char written[24], limit[24];

    (void)snprintf(written, sizeof(written), "%zu", size);
    (void)snprintf(limit, sizeof(limit), "%zu", allowed);
    say_whole(refusal, SAY_TOO_LARGE, text_of(written), limit);
}

void refusal_say_trouble(struct refusal *refusal, const struct json_exact_trouble *trouble)
{
    char place[32];

    (void)snprintf(place, sizeof(place), "%d:%d", trouble->line, trouble->column);
    switch (trouble->fault) {
    case JSON_EXACT_MALFORMED:
        say_whole(refusal, SAY_NOT_JSON, text_of(trouble->detail), place);
        break;
    case JSON_EXACT_DUPLICATE_KEY:
        say_whole(refusal, SAY_DUPLICATE_KEY, text_of(trouble->detail), place);
        break;
    case JSON_EXACT_NO_MEMORY:
    case JSON_EXACT_OK:
        break;
    }
}
