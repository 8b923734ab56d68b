#include "consumers/judge/sentence.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static void append(char *sentence, const char *at, size_t bytes)
{
    size_t length = strlen(sentence), room = WORDS_BYTES - 1 - length;

    if (bytes > room) {
        bytes = room;
        while (bytes > 0 && ((unsigned char)at[bytes] & 0xC0) == 0x80)
            bytes--; /* not in the middle of a character */
    }
    memcpy(sentence + length, at, bytes);
    sentence[length + bytes] = '\0';
}

/* Appends a pattern with {0}, {1}, ... replaced. */
static void fill(char *sentence, const char *pattern, const char *const *arguments)
{
    for (const char *at = pattern; *at != '\0';) {
        if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}') {
            const char *argument = arguments[at[1] - '0'];

            append(sentence, argument, strlen(argument));
            at += 3;
        } else {
            size_t plain = strcspn(at + 1, "{") + 1;

            append(sentence, at, plain);
            at += plain;
        }
    }
}

void sentence_say(struct words *words, struct names pattern, const struct names *arguments,
                  size_t count)
{
    const char *vi[SENTENCE_ARGUMENTS_MAX], *en[SENTENCE_ARGUMENTS_MAX];

    assert(count <= SENTENCE_ARGUMENTS_MAX);
    for (size_t i = 0; i < SENTENCE_ARGUMENTS_MAX; i++)
        vi[i] = en[i] = "";
    for (size_t i = 0; i < count; i++) {
        vi[i] = arguments[i].vi;
        en[i] = arguments[i].en;
    }
    fill(words->vi, pattern.vi, vi);
    fill(words->en, pattern.en, en);
}

void sentence_say_plain(struct words *words, struct names text)
{
    sentence_say(words, text, NULL, 0);
}

void sentence_say_one(struct words *words, struct names pattern, struct names argument)
{
    sentence_say(words, pattern, &argument, 1);
}

struct words_part sentence_part(struct names pattern, const struct words_part *first,
                                const struct words_part *second)
{
    struct words words = {"", ""};
    struct words_part part;

    sentence_say(&words, pattern,
                 (const struct names[]){sentence_of(first),
                                        sentence_of(second != NULL ? second : first)},
                 2);
    (void)snprintf(part.vi, sizeof(part.vi), "%.*s", WORDS_PART_BYTES - 1, words.vi);
    (void)snprintf(part.en, sizeof(part.en), "%.*s", WORDS_PART_BYTES - 1, words.en);
    return part;
}

struct names sentence_of(const struct words_part *part)
{
    return (struct names){part->vi, part->en};
}
