/*
 * arena - memory that is taken piece by piece and freed at once.
 *
 * For objects that are built together and die together.  Not for threads to share while one takes.
 */
#ifndef TIENDO_SCHEMAS_ARENA_H
#define TIENDO_SCHEMAS_ARENA_H

#include <stddef.h>

#include "schemas/text.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* zero-filled is an empty arena */
};

/* `count` items of `size` bytes each, zero-filled, aligned for any object; valid until arena_free().
 * NULL when memory ran out (never for 0 items). */
void *arena_take(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy; NULL when memory ran out. */
char *arena_copy(struct arena *arena, struct text text);

/* Frees all that was taken; the arena is empty again. */
void arena_free(struct arena *arena);

#endif
