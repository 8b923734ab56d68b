/*
 * memory - what is known of each alert from the transitions that were made: its last one, when it was
 * raised, and who acknowledged it since.
 *
 * Transitions are counted, so they may come in any order and more than once: the one with the highest
 * number stands.  An acknowledgement carries the number of the transition that it acknowledges, and
 * the first of those counts.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_MEMORY_H
#define TIENDO_CONSUMERS_ALERTER_MEMORY_H

#include "consumers/store/verdicts.h"

struct memory;

/* `plan` is borrowed.  NULL: out of memory. */
struct memory *memory_new(const struct plan *plan);
void memory_free(struct memory *memory); /* NULL does nothing */

/* An event of tiendo.alerts; others, and those of other plans, are passed over.  0, or -1: out of
 * memory. */
int memory_take(struct memory *memory, struct text event);

/* The same, of an entry of the stream. */
int memory_take_entry(struct memory *memory, const struct alert *alert);

/* The next alert that fires of a subject that the plan does not have, by its last transition; false
 * behind the last. */
bool memory_gone(const struct memory *memory, size_t *place, struct alert *last);

/* A subject that is none of the plan's: a partition.  0, or -1: out of memory. */
int memory_add_partition(struct memory *memory, struct text subject);

/* Everything there may be an alert of, known or not; lives as long as the memory, and until the next
 * call.  NULL: out of memory. */
const struct verdicts_known *memory_known(struct memory *memory, size_t *count);

/* The acknowledgements of alerts that fire since what was acknowledged; false behind the last. */
bool memory_acknowledgement(const struct memory *memory, size_t *place, struct alert *act);

#endif
