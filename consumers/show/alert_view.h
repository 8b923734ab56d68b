/*
 * alert_view - alerts that are open, a row each, and transitions as they happen, a line each.
 */
#ifndef TIENDO_CONSUMERS_SHOW_ALERT_VIEW_H
#define TIENDO_CONSUMERS_SHOW_ALERT_VIEW_H

#include <stdio.h>

#include "consumers/show/terminal.h"
#include "schemas/alert.h"
#include "schemas/plan.h"

struct views; /* of views_alerts() for the same plan */

/* Those that fire, the gravest first.  0, or -1 when it cannot be written. */
int alerts_print(const struct plan *plan, const struct views *views,
                 const struct terminal *terminal, FILE *out);

/* "2026-10-05T08:00:00Z Phát cảnh báo: … (2030.5.6, nghiêm trọng): the sentence". */
int alert_print_transition(const struct plan *plan, const struct alert *alert,
                           const struct terminal *terminal, FILE *out);

/* alert_view_json.c: an array of those that fire; a transition as the event Kafka has, on one
 * line.  0, or -1. */
int alerts_print_json(const struct views *views, FILE *out);
int alert_print_transition_json(const struct alert *alert, FILE *out);

#endif
