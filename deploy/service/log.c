#include "deploy/service/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "schemas/instant.h"
#include "schemas/utf8.h"

enum { TAIL_BYTES = 8 }; /* kept free for the mark of a cut line, a quote and the newline */

struct slot {    /* the line while it grows */
    char *bytes; /* LOG_LINE_BYTES */
    size_t length;
    bool cut;
};

static const char cut_mark[] = "…\"";
static const char *const level_names[] = {"debug", "info", "warning", "error"};

/* All or nothing, so that a cut never splits a character or an escape. */
static void put(struct slot *slot, const char *bytes, size_t length)
{
    if (slot->cut || slot->length + length > LOG_LINE_BYTES - TAIL_BYTES) {
        slot->cut = true;
        return;
    }
    memcpy(slot->bytes + slot->length, bytes, length);
    slot->length += length;
}

static void put_string(struct slot *slot, const char *string)
{
    put(slot, string, strlen(string));
}

/* What logfmt readers take for a bare word. */
static bool is_bare(struct text value)
{
    if (value.length == 0)
        return false;
    for (size_t i = 0; i < value.length;) {
        size_t bytes = utf8_character((struct text){value.at + i, value.length - i});

        if (bytes == 0 || utf8_is_control(value.at + i, bytes) ||
            strchr(" \"=\\", value.at[i]) != NULL)
            return false;
        i += bytes;
    }
    return true;
}

static void put_escaped(struct slot *slot, const char *at, size_t bytes)
{
    char escape[8];

    if (*at == '\n') {
        put_string(slot, "\\n");
    } else if (*at == '"' || *at == '\\') {
        put_string(slot, "\\");
        put(slot, at, 1);
    } else if (bytes == 0 || utf8_is_control(at, bytes)) {
        (void)snprintf(escape, sizeof(escape), "\\x%02x", (unsigned)(unsigned char)*at);
        put_string(slot, escape);
    } else {
        put(slot, at, bytes);
    }
}

static void put_quoted(struct slot *slot, struct text value)
{
    put_string(slot, "\"");
    for (size_t i = 0; i < value.length;) {
        size_t bytes = utf8_character((struct text){value.at + i, value.length - i});
        bool control = bytes > 0 && utf8_is_control(value.at + i, bytes);

        put_escaped(slot, value.at + i, bytes);
        i += bytes == 0 || control ? 1 : bytes;
    }
    if (!slot->cut) {
        put_string(slot, "\"");
        return;
    }
    memcpy(slot->bytes + slot->length, cut_mark, sizeof(cut_mark) - 1);
    slot->length += sizeof(cut_mark) - 1;
}

static void put_text(struct slot *slot, struct text value)
{
    if (is_bare(value) && slot->length + value.length <= LOG_LINE_BYTES - TAIL_BYTES)
        put(slot, value.at, value.length);
    else
        put_quoted(slot, value);
}

static void put_pair(struct slot *slot, const struct log_pair *pair)
{
    char number[24];

    if (slot->cut || (pair->type == LOG_PAIR_TEXT && pair->text.at == NULL))
        return; /* what is absent is left out */
    put_string(slot, " ");
    put_string(slot, pair->key);
    put_string(slot, "=");
    if (pair->type == LOG_PAIR_NUMBER) {
        (void)snprintf(number, sizeof(number), "%" PRId64, pair->number);
        put_string(slot, number);
    } else {
        put_text(slot, pair->text);
    }
}

size_t log_render(const struct log_line *line, char out[LOG_LINE_BYTES])
{
    struct slot slot = {.bytes = out};
    char instant[INSTANT_TEXT_BYTES];

    (void)instant_write(line->at_unix_ms, instant);
    put_string(&slot, "ts=");
    put_string(&slot, instant);
    put_string(&slot, " level=");
    put_string(&slot, level_names[line->level]);
    put_pair(&slot, &(struct log_pair){.key = "program", .text = text_of(line->program)});
    for (size_t i = 0; i < line->count; i++)
        put_pair(&slot, &line->pairs[i]);
    out[slot.length++] = '\n';
    return slot.length;
}

void log_write(const struct log *log, enum log_level level, const struct log_pair *pairs,
               size_t count)
{
    int kept = errno;
    char bytes[LOG_LINE_BYTES];
    struct timespec now = {0, 0};
    struct log_line line = {0, log->program, level, pairs, count};

    if (level < log->least)
        return;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    line.at_unix_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    if (write(log->fd, bytes, log_render(&line, bytes)) < 0) {
        /* nobody is left to tell */
    }
    errno = kept;
}

enum log_level log_level_of(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof(level_names) / sizeof(level_names[0]); i++)
        if (strcmp(name, level_names[i]) == 0)
            return (enum log_level)i;
    return LOG_LEVEL_INFO;
}
