/*
 * plan_view - a plan as people see it: its targets, a row each, and all of it as JSON.
 */
#ifndef TIENDO_CONSUMERS_SHOW_PLAN_VIEW_H
#define TIENDO_CONSUMERS_SHOW_PLAN_VIEW_H

#include <stdio.h>

#include "consumers/show/reader.h"
#include "schemas/plan.h"

enum { PLAN_LEADS_BYTES = 256 };

/* "khcn, thongke": the agencies in office behind the list, each once. */
void plan_write_leads(const struct agencies *lead, char out[PLAN_LEADS_BYTES]);

/* Heading lines and a table.  0, or -1 when it cannot be written. */
int plan_print(const struct plan *plan, const struct reader *reader, FILE *out);

/* plan_view_json.c: one JSON object with every default filled in; decimals are strings, since they
 * are exact.  0, or -1. */
int plan_print_json(const struct plan *plan, FILE *out);

#endif
