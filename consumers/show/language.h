/*
 * language - which of the two languages a person reads.
 */
#ifndef TIENDO_CONSUMERS_SHOW_LANGUAGE_H
#define TIENDO_CONSUMERS_SHOW_LANGUAGE_H

#include "deploy/service/options.h"
#include "schemas/plan.h"

enum language { LANGUAGE_VI = 0, LANGUAGE_EN };

struct language_settings {
    const char *said; /* "vi" or "en"; NULL: nothing was */
};
extern const struct option options_language[]; /* --language */

/* As it was said; NULL: the locale's (the first of LC_ALL, LC_MESSAGES and LANG that is
 * set), Vietnamese unless it is an English one. */
enum language language_of(const char *said);

static inline const char *language_pick(enum language language, struct names names)
{
    return language == LANGUAGE_EN ? names.en : names.vi;
}

#endif
