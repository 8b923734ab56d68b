/*
 * plan_diff - what differs between two plan files, member by member, by section and id.
 *
 * The files are compared as they are written, so nothing is passed over; where one of them leaves a
 * member to its default, that is said.  Order does not count, but within lists.
 */
#ifndef TIENDO_CONSUMERS_SHOW_PLAN_DIFF_H
#define TIENDO_CONSUMERS_SHOW_PLAN_DIFF_H

#include <stdio.h>

#include "consumers/judge/assess.h"
#include "consumers/show/language.h"
#include "schemas/text.h"

enum plan_diff_is { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

struct plan_change {
    const char *section; /* "plan", "agencies", "areas", "groups", "indicators", "targets" */
    enum plan_diff_is is;
    char *id; /* "" for the plan's own members; an area that is there for several spans
                             of days carries the first of them: "07210 2025-01-01" */
    char *name_vi, *name_en; /* "" where it has none */
    char *member;            /* "condition.value"; "" for an item that came or went */
    char *before, *after;    /* as people read them; "" where the member is not written */
};

struct plan_changes {
    struct plan_change *items;
    size_t count;
};

/* plan_diff_json.c: both texts are plans that plan_load() takes.  0 with `changes` to
 * plan_changes_free(), or -1: out of memory. */
int plan_changes_find(struct text before, struct text after, struct plan_changes *changes);
void plan_changes_free(struct plan_changes *changes);

/* How one target stands under each plan. */
struct plan_verdict_change {
    const char *target;
    struct names name;
    bool was_there, is_there;
    enum status before, after;
    enum why why_before, why_after;
};

struct plan_diff {
    const struct plan_changes *changes;
    bool has_verdicts; /* figures were given */
    const struct plan_verdict_change *verdicts;
    size_t verdict_count, targets; /* targets: of both plans, each once */
};

/* A sentence a line.  0, or -1 when it cannot be written. */
int plan_diff_print(const struct plan_diff *diff, enum language language, FILE *out);
/* plan_diff_json.c: one object: changes[], and verdicts[] (null without figures).  0, or -1. */
int plan_diff_print_json(const struct plan_diff *diff, FILE *out);

#endif
