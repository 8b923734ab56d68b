/*
 * log - what a program says to its operator: logfmt, one line an event.
 *
 *   ts=2026-10-05T08:00:00.250Z level=info program=tiendo-aggregator event=started partitions=9
 *
 * Each line is one write(2), so lines of several threads never mix.  A log does not change after
 * it is made: it may be shared by all threads.  Writing preserves errno.
 */
#ifndef TIENDO_DEPLOY_SERVICE_LOG_H
#define TIENDO_DEPLOY_SERVICE_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "schemas/text.h"

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

/* A line is cut (at a character, marked "…") beyond this. */
enum { LOG_LINE_BYTES = 4096 };

struct log {
    int fd;              /* usually 2 */
    const char *program; /* borrowed */
    enum log_level least;
};

struct log_pair {
    const char *key; /* [a-z_]+ */
    enum { LOG_PAIR_TEXT, LOG_PAIR_NUMBER } type;
    struct text text;
    int64_t number;
};

static inline struct log_pair log_slice(const char *key, struct text value)
{
    return (struct log_pair){.key = key, .type = LOG_PAIR_TEXT, .text = value};
}

static inline struct log_pair log_text(const char *key, const char *value)
{
    return log_slice(key, text_of(value));
}

static inline struct log_pair log_number(const char *key, int64_t value)
{
    return (struct log_pair){.key = key, .type = LOG_PAIR_NUMBER, .number = value};
}

/* What happened, in one or two words: "started", "kafka_away".  The first pair of every line. */
static inline struct log_pair log_event(const char *name)
{
    return log_text("event", name);
}

void log_write(const struct log *log, enum log_level level, const struct log_pair *pairs,
               size_t count);

struct log_line {
    int64_t at_unix_ms;
    const char *program;
    enum log_level level;
    const struct log_pair *pairs;
    size_t count;
};

/* Renders a line with its newline.  Returns its length.  (What log_write() writes.) */
size_t log_render(const struct log_line *line, char out[LOG_LINE_BYTES]);

/* LOG_LEVEL_INFO for a name that is none. */
enum log_level log_level_of(const char *name);

/* log_info(log, log_event("started"), log_number("partitions", 9)); */
#define log_at(log, level, ...)                                                                \
    log_write((log), (level), (const struct log_pair[]){__VA_ARGS__},                          \
              sizeof((const struct log_pair[]){__VA_ARGS__}) / sizeof(struct log_pair))
#define log_debug(log, ...) log_at((log), LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_info(log, ...) log_at((log), LOG_LEVEL_INFO, __VA_ARGS__)
#define log_warning(log, ...) log_at((log), LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_error(log, ...) log_at((log), LOG_LEVEL_ERROR, __VA_ARGS__)

#endif
