#include "schemas/arena.h"

#include <stdint.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 16384 };

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char bytes[];
};

static struct arena_block *new_block(struct arena *arena, size_t at_least)
{
    size_t size = at_least > BLOCK_BYTES ? at_least : BLOCK_BYTES;
    struct arena_block *block = calloc(1, sizeof(*block) + size);

    if (block == NULL)
        return NULL;
    block->size = size;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

static size_t aligned(size_t bytes)
{
    size_t step = _Alignof(max_align_t);

    return (bytes + step - 1) / step * step;
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
    struct arena_block *block = arena->blocks;
    size_t bytes;

    if (size != 0 && count > (SIZE_MAX / 2) / size)
        return NULL;
    bytes = aligned(count * size);
    if (block == NULL || block->size - block->used < bytes)
        block = new_block(arena, bytes);
    if (block == NULL)
        return NULL;
    block->used += bytes;
    return block->bytes + block->used - bytes;
}

char *arena_copy(struct arena *arena, struct text text)
{
    char *copy = arena_take(arena, text.length + 1, 1);

    if (copy != NULL && text.length > 0)
        memcpy(copy, text.at, text.length);
    return copy;
}

void arena_free(struct arena *arena)
{
    while (arena->blocks != NULL) {
        struct arena_block *block = arena->blocks;

        arena->blocks = block->next;
        free(block);
    }
}
