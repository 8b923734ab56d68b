#include "schemas/plan_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schemas/plan_own.h"

/* ---- where ---- */

static size_t escape_key(const char *key, char *out)
{
    size_t length = 0;

    for (; *key != '\0'; key++) {
        const char *written = *key == '~' ? "~0" : *key == '/' ? "~1" : NULL;

        if (written == NULL) {
            out[length++] = *key;
            continue;
        }
        out[length++] = written[0];
        out[length++] = written[1];
    }
    return length;
}

enum { INDEX_BYTES = 24 };

static size_t pointer_bytes(const struct plan_node *node)
{
    size_t bytes = 1;

    for (; node->parent != NULL; node = node->parent)
        bytes += 1 + (node->key != NULL ? 2 * strlen(node->key) : INDEX_BYTES);
    return bytes;
}

/* From the root down: the parent first.  The depth is that of the plan's format. */
static size_t write_pointer(const struct plan_node *node, char *out)
{
    size_t length;

    if (node->parent == NULL)
        return 0;
    length = write_pointer(node->parent, out);
    out[length++] = '/';
    if (node->key != NULL)
        return length + escape_key(node->key, out + length);
    return length + (size_t)snprintf(out + length, INDEX_BYTES, "%zu", node->index);
}

static char *pointer_of(const struct plan_node *node)
{
    char *pointer = malloc(pointer_bytes(node));

    if (pointer != NULL)
        pointer[write_pointer(node, pointer)] = '\0';
    return pointer;
}

static int add_fault(struct plan_faults *faults, struct plan_fault fault)
{
    size_t count = faults->count;
    struct plan_fault *items = faults->items;

    if ((count & (count - 1)) == 0) /* 0, 1, 2, 4, 8 ...: room for as many again */
        items = realloc(items, (count == 0 ? 1 : 2 * count) * sizeof(*items));
    if (items == NULL)
        return -1;
    items[count] = fault;
    *faults = (struct plan_faults){items, count + 1};
    return 0;
}

void plan_fault(struct plan_reader *reader, const struct plan_node *node, const char *format,
                ...)
{
    char *pointer = pointer_of(node), *message = NULL;
    va_list values;
    int written;

    va_start(values, format);
    written = vasprintf(&message, format, values);
    va_end(values);

    if (pointer != NULL && written >= 0 &&
        add_fault(reader->faults, (struct plan_fault){pointer, message}) == 0)
        return;
    reader->no_memory = true;
    free(pointer);
    if (written >= 0)
        free(message);
}

struct plan_node plan_node_member(const struct plan_node *object, const char *key)
{
    return (struct plan_node){object, key, 0, json_object_get(object->value, key)};
}

struct plan_node plan_node_item(const struct plan_node *array, size_t index)
{
    return (struct plan_node){array, NULL, index, json_array_get(array->value, index)};
}

bool plan_node_has(const struct plan_node *object, const char *key)
{
    return json_object_get(object->value, key) != NULL;
}

/* ---- memory ---- */

static void *take(struct plan_reader *reader, struct arena *arena, size_t count, size_t size)
{
    void *items = arena_take(arena, count, size);

    if (items == NULL)
        reader->no_memory = true;
    return items;
}

void *plan_take(struct plan_reader *reader, size_t count, size_t size)
{
    return take(reader, &reader->plan->own->arena, count, size);
}

void *plan_take_scratch(struct plan_reader *reader, size_t count, size_t size)
{
    return take(reader, &reader->scratch, count, size);
}

/* ---- objects and arrays ---- */

static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_STRING:
        return "a string";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_TRUE:
        return "true";
    case JSON_FALSE:
        return "false";
    case JSON_NULL:
        break;
    }
    return "null";
}

bool plan_expect(struct plan_reader *reader, const struct plan_node *node, bool is,
                 const char *must_be)
{
    if (!is)
        plan_fault(reader, node, "this is %s; it must be %s", type_name(node->value), must_be);
    return is;
}

static bool is_member(const struct plan_members *members, const char *key)
{
    for (size_t i = 0; i < members->count; i++)
        if (strcmp(members->items[i].name, key) == 0)
            return true;
    return false;
}

/* "id, names, contact" */
static char *list_members(struct plan_reader *reader, const struct plan_members *members)
{
    size_t bytes = 1, length = 0;
    char *list;

    for (size_t i = 0; i < members->count; i++)
        bytes += strlen(members->items[i].name) + 2;
    list = plan_take_scratch(reader, bytes, 1);
    for (size_t i = 0; list != NULL && i < members->count; i++)
        length += (size_t)snprintf(list + length, bytes - length, "%s%s", i > 0 ? ", " : "",
                                   members->items[i].name);
    return list;
}

static void refuse_unknown(struct plan_reader *reader, const struct plan_node *node,
                           const struct plan_members *members)
{
    const char *key;
    json_t *value;

    json_object_foreach(node->value, key, value)
    {
        struct plan_node member = {node, key, 0, value};
        const char *known;

        if (is_member(members, key))
            continue;
        known = list_members(reader, members);
        plan_fault(reader, &member, "'%s' is no member of %s; its members are: %s", key,
                   members->what, known != NULL ? known : "");
    }
}

bool plan_read_object(struct plan_reader *reader, const struct plan_node *node,
                      const struct plan_members *members, void *into)
{
    size_t faults_before = reader->faults->count;

    if (!plan_expect(reader, node, json_is_object(node->value), "an object"))
        return false;
    for (size_t i = 0; i < members->count; i++) {
        const struct plan_member *member = &members->items[i];
        struct plan_node child = plan_node_member(node, member->name);

        if (child.value != NULL)
            member->read(reader, &child, member->rule, (char *)into + member->offset);
        else if (member->required)
            plan_fault(reader, node, "'%s' is missing; %s must have it", member->name,
                       members->what);
    }
    refuse_unknown(reader, node, members);
    return reader->faults->count == faults_before;
}

size_t plan_read_array(struct plan_reader *reader, const struct plan_node *node,
                       const struct plan_span *items)
{
    size_t count = json_array_size(node->value);

    if (!plan_expect(reader, node, json_is_array(node->value), "an array"))
        return 0;
    if (count < (size_t)items->min || count > (size_t)items->max) {
        plan_fault(reader, node, "the list has %zu items; it must have %d to %d", count,
                   items->min, items->max);
        return 0;
    }
    return count;
}

void plan_check_fit(struct plan_reader *reader, const struct plan_node *node,
                    const struct plan_fit *fits, unsigned kind, const char *what)
{
    for (const struct plan_fit *fit = fits; fit->name != NULL; fit++) {
        struct plan_node member = plan_node_member(node, fit->name);

        if (member.value != NULL && (fit->allowed & kind) == 0)
            plan_fault(reader, &member, "'%s' does not belong to %s", fit->name, what);
        else if (member.value == NULL && (fit->needed & kind) != 0)
            plan_fault(reader, node, "'%s' is missing; %s must have it", fit->name, what);
    }
}
