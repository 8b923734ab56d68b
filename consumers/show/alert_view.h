/*
 * alert_view - alerts that are open, a row each, or a few lines where the terminal is too narrow; and
 * transitions as they happen, a line each.
 */
#ifndef TIENDO_CONSUMERS_SHOW_ALERT_VIEW_H
#define TIENDO_CONSUMERS_SHOW_ALERT_VIEW_H

#include <stdio.h>

#include "consumers/show/alert_list.h"
#include "consumers/show/reader.h"

/* Those that are open and asked for, the gravest first.  0, or -1 when it cannot be written. */
int alerts_print(const struct plan *plan, const struct views *views,
                 const struct alert_wanted *wanted, const struct reader *reader, FILE *out);

/* "2026-10-05T08:00:00Z Phát cảnh báo … 2030.5.6 …: the sentence". */
int alert_print_transition(const struct plan *plan, const struct alert *alert,
                           const struct reader *reader, FILE *out);

/* alert_view_json.c: an array of those that are open; a transition as the event Kafka has, on one
 * line.  0, or -1. */
int alerts_print_json(const struct plan *plan, const struct views *views,
                      const struct alert_wanted *wanted, FILE *out);
int alert_print_transition_json(const struct alert *alert, FILE *out);

#endif
