/*
 * standing_json - an alert as Alertmanager knows one: what identifies it, and what it says.
 *
 * Labels are the identity, so nothing is among them that moves while an alert stands as it is:
 *
 *   alertname   "tiendo"           plan       its id, without the version
 *   subject     "2030.5.6"         kind       "off_target"
 *   raised_for  "2026-09"          severity   "warning"        lead  "khcn khdt"
 *
 * The severity is one of them although it may change: Alertmanager's routes and inhibitions match
 * nothing but labels, and who is woken by what is critical must not be by a warning.  A changed
 * severity is thus another alert to Alertmanager: the new one is raised and the old one resolved
 * in the same request.  Group by plan, subject and kind, and a change is one notification.  The
 * same holds for the lead agencies, by which mail is routed.
 *
 * Annotations are the sentences in both languages (explain_vi, explain_en), names of subject and
 * lead agencies (name_vi, lead_vi, …), the figures, and who acknowledged it.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_STANDING_JSON_H
#define TIENDO_CONSUMERS_ALERTER_STANDING_JSON_H

#include "schemas/alert.h"
#include "schemas/plan.h"

/* A JSON object, to free(); NULL out of memory, or where a text is no UTF-8.  The same alert always
 * gives the same bytes. */
char *standing_json_labels(const struct alert *alert);

/* As above; names are the plan's, where it knows the ids. */
char *standing_json_annotations(const struct plan *plan, const struct alert *alert);

/* Those annotations, for who is told that the alert with its former severity is resolved: it stands
 * still, as what `changed_to` says. */
char *standing_json_changed_to(const char *annotations, struct text severity);

/* Those annotations, with who acknowledged the alert and what they said from `alert`. */
char *standing_json_acknowledged(const char *annotations, const struct alert *alert);

#endif
