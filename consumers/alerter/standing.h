/*
 * standing - which alerts stand at an Alertmanager, and when each is to be told again.
 *
 * Pure: transitions and the time in, what to post out.  An Alertmanager keeps states, not
 * transitions, and forgets: what it is not told again it takes to be over, and after a restart it
 * knows nothing.  Hence:
 *
 *   firing    told at once, then every minute, with an end four minutes ahead: three posts in a row
 *             may fail
 *   resolved  told at once with the end it had, until taken, and then every minute for 15 minutes
 *             more: it may have restarted on a copy of its state in which the alert still fires
 *   refused   (what it is, not when) told again after an hour
 *
 * What fires with other labels than it did (another severity) is another alert to it: the former one is
 * resolved, and says in `changed_to` and its sentences that the alert still stands, and how.
 *
 * An acknowledged one fires on, with the same labels and annotations that say who has it: told no
 * more it would be over, and with other labels another one.  Alertmanager tells nobody of that, and
 * of what changes later it does.
 *
 * Of several transitions of one alert only what they come to is told: what was raised and cleared
 * while an Alertmanager was away wakes nobody when it is back.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_STANDING_H
#define TIENDO_CONSUMERS_ALERTER_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schemas/alert.h"
#include "schemas/plan.h"

enum {
    STANDING_AGAIN_MS = 60000,
    STANDING_AHEAD_MS = 240000,
    STANDING_RESOLVED_MS = 900000,
    STANDING_REFUSED_MS = 3600000,
    STANDING_TOGETHER_MS = 15000, /* what is due that soon is told with what is due now */
};

struct standing;

struct standing_time {
    int64_t unix_ms; /* what is written into posts */
    int64_t mono_ms; /* what the schedule goes by */
};

/* `plan` (borrowed) gives the names.  NULL: out of memory. */
struct standing *standing_new(const struct plan *plan);
void standing_free(struct standing *standing); /* NULL does nothing */

/* Nothing stands; what was gathered is dropped. */
void standing_forget(struct standing *standing);

/* ---- in: while nothing is gathered ---- */

/* A transition that is to be told.  One that is older than what is known of its alert changes
 * nothing.  0, or -1: out of memory, or no UTF-8. */
int standing_take(struct standing *standing, const struct alert *alert,
                  struct standing_time now);

/* One that was told already, by whoever told it: what it left standing is told again by the
 * schedule. */
int standing_recall(struct standing *standing, const struct alert *alert,
                    struct standing_time now);

/* What Redis says stands, once every transition was taken: first all those that fire, in any
 * order, as their last transition or as much as is known of it; then the end, which resolves what
 * was not among them.  What the transitions say already is not changed. */
int standing_confirm(struct standing *standing, const struct alert *alert,
                     struct standing_time now);
void standing_confirmed(struct standing *standing, struct standing_time now);

/* Whether it fires and is to be told now, or with what is. */
bool standing_fires_now(const struct standing *standing, const char *subject, const char *kind,
                        struct standing_time now);

/* How what fires is now, put as a transition: what is told again says that.  Of an alert with other
 * labels than stand, nothing changes: its transition is still to come.  Nor where there is no memory
 * for it. */
void standing_reword(struct standing *standing, const struct alert *alert);

/* ---- out ---- */

/* Whether anything is to be told now. */
bool standing_is_due(const struct standing *standing, struct standing_time now);

/* Gathers what is to be told, what fires first; returns how much. */
size_t standing_gather(struct standing *standing, struct standing_time now);

/* Some of what was gathered as the body of a post, to free(); NULL out of memory. */
char *standing_body(const struct standing *standing, size_t first, size_t count,
                    int64_t now_unix_ms);

/* "2030.5.6/off_target": one of what was gathered, for people.  Lives until it is settled. */
const char *standing_name(const struct standing *standing, size_t i);

/* It was taken; or refused, and then whether that was the first time. */
void standing_taken(struct standing *standing, size_t first, size_t count,
                    struct standing_time now);
bool standing_refused(struct standing *standing, size_t i, struct standing_time now);

/* Lets go of what was gathered, and of what need not be told any more. */
void standing_settle(struct standing *standing, struct standing_time now);

#endif
