#include <stdlib.h>
#include <string.h>

#include "schemas/envelope.h"

enum { FEW = 32 };

static bool names_attribute(struct text name)
{
    return text_begins(name, ENVELOPE_HEADER_PREFIX) || text_is(name, "content-type");
}

static int by_bytes(const void *a, const void *b)
{
    const struct text *left = a, *right = b;
    size_t shorter = left->length < right->length ? left->length : right->length;
    int order = memcmp(left->at, right->at, shorter);

    return order != 0 ? order : (left->length > right->length) - (left->length < right->length);
}

static struct text first_double(const struct text *sorted, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (by_bytes(&sorted[i - 1], &sorted[i]) == 0)
            return sorted[i];
    return (struct text){NULL, 0};
}

/* `names` has room for all headers of the record. */
static struct text double_among(const struct record *record, struct text *names)
{
    size_t count = 0;

    for (size_t i = 0; i < record->header_count; i++)
        if (names_attribute(record->headers[i].name))
            names[count++] = record->headers[i].name;
    if (count < 2)
        return (struct text){NULL, 0};
    qsort(names, count, sizeof(*names), by_bytes);
    return first_double(names, count);
}

/* A record may have as many headers as fit into a MiB, so they are sorted, not compared each with
 * each. */
int envelope_double_header(const struct record *record, struct text *name)
{
    struct text few[FEW], *many = NULL;

    if (record->header_count <= FEW) {
        *name = double_among(record, few);
        return 0;
    }
    many = calloc(record->header_count, sizeof(*many));
    if (many == NULL)
        return -1;
    *name = double_among(record, many);
    free(many);
    return 0;
}
