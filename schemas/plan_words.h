/*
 * plan_words - the words a plan file is written with, and what they stand for.
 */
#ifndef TIENDO_SCHEMAS_PLAN_WORDS_H
#define TIENDO_SCHEMAS_PLAN_WORDS_H

#include <stddef.h>

struct word {
    const char *name;
    int value;
};

struct words {
    const char *what; /* "a kind": for sentences */
    const struct word *items;
    size_t count;
};

extern const struct words plan_kinds;       /* enum indicator_kind */
extern const struct words plan_conditions;  /* enum condition_is */
extern const struct words plan_measures;    /* enum indicator_measure */
extern const struct words plan_reported_as; /* enum reported_as */
extern const struct words plan_frequencies; /* enum frequency */
extern const struct words plan_above;       /* 1: a breach */
extern const struct words plan_when;        /* 1: every period */

#endif
