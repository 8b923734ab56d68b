/*
 * reader - who reads what a verb prints: on what, and in which language.
 */
#ifndef TIENDO_CONSUMERS_SHOW_READER_H
#define TIENDO_CONSUMERS_SHOW_READER_H

#include "consumers/show/language.h"
#include "consumers/show/terminal.h"

struct reader {
    struct terminal terminal;
    enum language language;
};

/* Of a file descriptor; `language` as it was said, NULL: the locale's (language.h). */
static inline struct reader reader_of(int fd, const char *language)
{
    return (struct reader){terminal_of(fd), language_of(language)};
}

static inline const char *reader_pick(const struct reader *reader, struct names names)
{
    return language_pick(reader->language, names);
}

#endif
