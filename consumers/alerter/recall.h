/*
 * recall - an alert that fires in Redis, put as the transition that made it, for whoever missed that or
 * wants to know how it is now: with its subject's lead agencies and, of a target, the figures of its
 * verdict.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_RECALL_H
#define TIENDO_CONSUMERS_ALERTER_RECALL_H

#include <stdbool.h>
#include <stddef.h>

#include "schemas/alert.h"
#include "schemas/plan.h"

struct views;

enum { RECALL_LEAD_BYTES = 512 };

struct recall {
    const struct plan *plan;     /* all borrowed, by `alert` too */
    const struct views *alerts;  /* of views_alerts() */
    const struct views *targets; /* of views_targets() */
    char lead[RECALL_LEAD_BYTES];
    struct alert alert;
};

/* Fills `alert` from the hash alerts[i].  False: it does not fire. */
bool recall_alert(struct recall *recall, size_t i);

#endif
