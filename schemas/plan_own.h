/*
 * plan_own - what a plan keeps to itself: filled by the loader, read by plan.c's lookups.
 */
#ifndef TIENDO_SCHEMAS_PLAN_OWN_H
#define TIENDO_SCHEMAS_PLAN_OWN_H

#include "schemas/arena.h"
#include "schemas/id_index.h"
#include "schemas/plan.h"

struct plan_own {
    struct arena arena; /* every string and list of the plan, and the indexes below */
    struct id_index agencies, areas, groups, indicators, targets;
    struct id_index replaced; /* old source to struct replacement */
};

/* One step from a source to the one it stands for.  True with `next` (not NUL-terminated) filled;
 * false when it stands for itself, or what it stands for does not fit.  `*agency` is the agency
 * that `source` names; NULL for none, and when it does not fit. */
bool plan_source_step(const struct plan *plan, struct text source, const struct agency **agency,
                      char next[PLAN_SOURCE_BYTES], size_t *next_length);

#endif
