/*
 * plan_file - the plan a program works with, from the file that --plan names.
 */
#ifndef TIENDO_CONSUMERS_PLAN_FILE_H
#define TIENDO_CONSUMERS_PLAN_FILE_H

#include "deploy/service/log.h"
#include "schemas/plan.h"

/* Returns a plan to plan_free(), or NULL with every fault of it logged.  NULL `path`: none was
 * given, which is logged too. */
struct plan *plan_file_load(const char *path, const struct log *log);

#endif
