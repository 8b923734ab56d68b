#include "schemas/id_index.h"

#include <assert.h>
#include <stdint.h>

/* FNV-1a: short ids, and nobody from outside chooses what is put in. */
static size_t hash(struct text id)
{
    uint64_t value = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < id.length; i++)
        value = (value ^ (unsigned char)id.at[i]) * UINT64_C(0x100000001b3);
    return (size_t)(value ^ (value >> 32));
}

int id_index_make(struct id_index *index, struct arena *arena, size_t capacity)
{
    size_t slots = 2;

    while (slots < 2 * capacity)
        slots *= 2;
    index->slots = arena_take(arena, slots, sizeof(struct id_slot));
    index->mask = slots - 1;
    return index->slots != NULL ? 0 : -1;
}

/* The slot that holds the id, or the free one where it would go. */
static struct id_slot *slot_of(const struct id_index *index, struct text id)
{
    size_t at = hash(id) & index->mask;

    for (size_t tried = 0; tried <= index->mask; tried++, at = (at + 1) & index->mask) {
        struct id_slot *slot = &index->slots[at];

        if (slot->id.at == NULL ||
            (slot->id.length == id.length && memcmp(slot->id.at, id.at, id.length) == 0))
            return slot;
    }
    return NULL;
}

const void *id_index_find(const struct id_index *index, struct text id)
{
    const struct id_slot *slot;

    if (index->slots == NULL || id.at == NULL)
        return NULL;
    slot = slot_of(index, id);
    return slot != NULL ? slot->object : NULL;
}

const void *id_index_put(struct id_index *index, struct text id, const void *object)
{
    struct id_slot *slot = slot_of(index, id);

    assert(slot != NULL && id.at != NULL);
    if (slot->id.at != NULL)
        return slot->object;
    *slot = (struct id_slot){id, object};
    return NULL;
}
