/*
 * id_index - which object has an id: a hash table that is filled once and asked for every event.
 *
 * Ids and objects are borrowed; the table lives in the arena it was given.
 */
#ifndef TIENDO_SCHEMAS_ID_INDEX_H
#define TIENDO_SCHEMAS_ID_INDEX_H

#include <stddef.h>

#include "schemas/arena.h"
#include "schemas/text.h"

struct id_slot {
    struct text id; /* absent: free */
    const void *object;
};

struct id_index {
    struct id_slot *slots; /* zero-filled is an index that holds nothing and takes nothing */
    size_t mask;           /* slots - 1; slots are a power of two, at most half of them used */
};

/* Makes room for `capacity` ids.  Returns 0, or -1 when memory ran out. */
int id_index_make(struct id_index *index, struct arena *arena, size_t capacity);

/* The object of that id; NULL where there is none. */
const void *id_index_find(const struct id_index *index, struct text id);

/* Puts one in.  Returns NULL, or the object that has the id already (then nothing changes).  At
 * most `capacity` may be put. */
const void *id_index_put(struct id_index *index, struct text id, const void *object);

#endif
