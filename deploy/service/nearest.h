/*
 * nearest - the name a person most likely meant: for every "there is no such …; did you mean …?".
 */
#ifndef TIENDO_DEPLOY_SERVICE_NEAREST_H
#define TIENDO_DEPLOY_SERVICE_NEAREST_H

#include <stddef.h>

struct nearest {
    const char *wrong; /* set by the caller; borrowed */
    const char *name;  /* the best candidate so far that is near enough; else NULL */
    size_t slips;      /* how many slips away it is */
};

/* Slips (a character more, less, other, or two swapped) between two names, at most `limit` + 1. */
size_t nearest_slips(const char *a, const char *b, size_t limit);

/* Considers one more candidate (borrowed).  Near enough is a slip per three characters, at least
 * one and at most three. */
void nearest_consider(struct nearest *nearest, const char *candidate);

#endif
