/*
 * plan_read - a plan file, for verbs that show its faults to a person.
 */
#ifndef TIENDO_CONSUMERS_CTL_PLAN_READ_H
#define TIENDO_CONSUMERS_CTL_PLAN_READ_H

#include <stdio.h>

#include "schemas/plan.h"

/* Reads a plan ("-": from standard input).  Returns EX_OK with `plan` to plan_free(), EX_NOINPUT
 * with errno set, or EX_DATAERR with `faults`; `faults` is to be freed with plan_faults_free(). */
int plan_read(const char *path, struct plan **plan, struct plan_faults *faults);

/* One fault a line: FILE:POINTER: sentence. */
void plan_print_faults(const char *path, const struct plan_faults *faults, FILE *out);

/* For verbs that need the plan of --plan (NULL: none was given).  Returns it, to plan_free(); or
 * NULL with `status` set, and on standard error what is wrong. */
struct plan *plan_read_or_say(const char *program, const char *path, int *status);

#endif
