#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "consumers/show/plan_diff.h"

enum { PATH_BYTES = 256, KEY_BYTES = 256 };

static const char *const sections[] = {"agencies", "areas", "groups", "indicators", "targets"};

/* Where changes are found, and what they are of. */
struct search {
    struct plan_changes *changes;
    const char *section;
    const char *id, *name_vi, *name_en;
    int failed;
};

/* ---- values as people read them ---- */

static const char *string_of(const json_t *object, const char *member)
{
    const char *string = json_string_value(json_object_get(object, member));

    return string == NULL ? "" : string;
}

/* "khcn, thongke" */
static char *list_text(const json_t *list)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < json_array_size(list); i++)
        (void)fprintf(out, "%s%s", i == 0 ? "" : ", ",
                      json_string_value(json_array_get(list, i)));
    return fclose(out) == 0 ? text : NULL;
}

static bool is_list_of_strings(const json_t *value)
{
    if (!json_is_array(value))
        return false;
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!json_is_string(json_array_get(value, i)))
            return false;
    return true;
}

/* To free(); NULL: out of memory. */
static char *text_of_value(const json_t *value)
{
    if (value == NULL)
        return strdup("");
    if (json_is_string(value))
        return strdup(json_string_value(value));
    if (is_list_of_strings(value))
        return list_text(value);
    return json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
}

/* ---- changes ---- */

static void add(struct search *search, enum plan_diff_is is, const char *member,
                const json_t *before, const json_t *after)
{
    struct plan_changes *changes = search->changes;
    struct plan_change *items =
        realloc(changes->items, (changes->count + 1) * sizeof(*changes->items));
    struct plan_change *change;

    if (items == NULL) {
        search->failed = -1;
        return;
    }
    changes->items = items;
    change = &items[changes->count++];
    *change = (struct plan_change){.section = search->section,
                                   .is = is,
                                   .id = strdup(search->id),
                                   .name_vi = strdup(search->name_vi),
                                   .name_en = strdup(search->name_en),
                                   .member = strdup(member),
                                   .before = text_of_value(before),
                                   .after = text_of_value(after)};
    if (change->id == NULL || change->name_vi == NULL || change->name_en == NULL ||
        change->member == NULL || change->before == NULL || change->after == NULL)
        search->failed = -1;
}

static void compare(struct search *search, const char *path, json_t *before, json_t *after);

/* One member of two objects, either of which may be missing. */
static void compare_member(struct search *search, const char *path, const char *name,
                           json_t *before, json_t *after)
{
    char longer[PATH_BYTES];

    (void)snprintf(longer, sizeof(longer), "%s%s%s", path, path[0] == '\0' ? "" : ".", name);
    compare(search, longer, json_object_get(before, name), json_object_get(after, name));
}

static void compare_objects(struct search *search, const char *path, json_t *before,
                            json_t *after)
{
    for (void *at = json_object_iter(before); at != NULL;
         at = json_object_iter_next(before, at))
        compare_member(search, path, json_object_iter_key(at), before, after);
    for (void *at = json_object_iter(after); at != NULL; at = json_object_iter_next(after, at))
        if (json_object_get(before, json_object_iter_key(at)) == NULL)
            compare_member(search, path, json_object_iter_key(at), before, after);
}

/* An object against none is told member by member too. */
static void compare(struct search *search, const char *path, json_t *before, json_t *after)
{
    bool objects =
        (before == NULL || json_is_object(before)) && (after == NULL || json_is_object(after));

    if (objects)
        compare_objects(search, path, before, after);
    else if (before == NULL || after == NULL || !json_equal(before, after))
        add(search, DIFF_CHANGED, path, before, after);
}

/* ---- items ---- */

static bool is_repeated(const json_t *list, const char *id)
{
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(list); i++)
        count += strcmp(string_of(json_array_get(list, i), "id"), id) == 0;
    return count > 1;
}

/* What tells an item from the others of its list. */
static void write_key(const json_t *before, const json_t *after, const json_t *item,
                      char out[KEY_BYTES])
{
    const char *id = string_of(item, "id"), *from = string_of(item, "valid_from");
    bool dated = from[0] != '\0' && (is_repeated(before, id) || is_repeated(after, id));

    (void)snprintf(out, KEY_BYTES, "%s%s%s", id, dated ? " " : "", dated ? from : "");
}

static json_t *find(const json_t *before, const json_t *after, const json_t *list,
                    const char *key)
{
    char other[KEY_BYTES];

    for (size_t i = 0; i < json_array_size(list); i++) {
        write_key(before, after, json_array_get(list, i), other);
        if (strcmp(key, other) == 0)
            return json_array_get(list, i);
    }
    return NULL;
}

static void take_names(struct search *search, const json_t *item)
{
    search->name_vi = string_of(json_object_get(item, "names"), "vi");
    search->name_en = string_of(json_object_get(item, "names"), "en");
}

static void compare_lists(struct search *search, const json_t *before, const json_t *after)
{
    char key[KEY_BYTES];

    search->id = key;
    for (size_t i = 0; i < json_array_size(before); i++) {
        json_t *was = json_array_get(before, i), *is;

        write_key(before, after, was, key);
        is = find(before, after, after, key);
        take_names(search, was);
        if (is == NULL)
            add(search, DIFF_REMOVED, "", NULL, NULL);
        else
            compare(search, "", was, is);
    }
    for (size_t i = 0; i < json_array_size(after); i++) {
        const json_t *is = json_array_get(after, i);

        write_key(before, after, is, key);
        take_names(search, is);
        if (find(before, after, before, key) == NULL)
            add(search, DIFF_ADDED, "", NULL, NULL);
    }
}

static int compare_plans(json_t *before, json_t *after, struct plan_changes *changes)
{
    struct search search = {
        .changes = changes, .section = "plan", .id = "", .name_vi = "", .name_en = ""};
    json_t *own_before = json_copy(before), *own_after = json_copy(after);

    if (own_before == NULL || own_after == NULL)
        search.failed = -1;
    for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
        (void)json_object_del(own_before, sections[i]);
        (void)json_object_del(own_after, sections[i]);
    }
    compare(&search, "", own_before, own_after);
    json_decref(own_before);
    json_decref(own_after);
    for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
        search.section = sections[i];
        compare_lists(&search, json_object_get(before, sections[i]),
                      json_object_get(after, sections[i]));
    }
    return search.failed;
}

int plan_changes_find(struct text before, struct text after, struct plan_changes *changes)
{
    json_t *a = json_loadb(before.at, before.length, 0, NULL);
    json_t *b = json_loadb(after.at, after.length, 0, NULL);
    int result = -1;

    *changes = (struct plan_changes){0};
    if (a != NULL && b != NULL)
        result = compare_plans(a, b, changes);
    json_decref(a);
    json_decref(b);
    if (result != 0)
        plan_changes_free(changes);
    return result;
}

void plan_changes_free(struct plan_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        free(changes->items[i].id);
        free(changes->items[i].name_vi);
        free(changes->items[i].name_en);
        free(changes->items[i].member);
        free(changes->items[i].before);
        free(changes->items[i].after);
    }
    free(changes->items);
    *changes = (struct plan_changes){0};
}

/* ---- as JSON ---- */

static json_t *change_json(const struct plan_change *change)
{
    static const char *const names[] = {
        [DIFF_ADDED] = "added", [DIFF_REMOVED] = "removed", [DIFF_CHANGED] = "changed"};
    json_t *json =
        json_pack("{ss ss* ss}", "section", change->section, "id",
                  change->id[0] == '\0' ? NULL : change->id, "is", names[change->is]);

    if (change->is == DIFF_CHANGED)
        (void)json_object_update_new(
            json, json_pack("{ss ss? ss?}", "member", change->member, "before",
                            change->before[0] == '\0' ? NULL : change->before, "after",
                            change->after[0] == '\0' ? NULL : change->after));
    return json;
}

static json_t *standing_json(bool there, enum status status, enum why why)
{
    const char *reason = why_name(why);

    if (!there)
        return json_null();
    return json_pack("{ss ss?}", "status", status_name(status), "why",
                     reason[0] == '\0' ? NULL : reason);
}

static json_t *verdict_json(const struct plan_verdict_change *v)
{
    return json_pack("{ss so so}", "target", v->target, "before",
                     standing_json(v->was_there, v->before, v->why_before), "after",
                     standing_json(v->is_there, v->after, v->why_after));
}

int plan_diff_print_json(const struct plan_diff *diff, FILE *out)
{
    json_t *changes = json_array(), *verdicts = diff->has_verdicts ? json_array() : json_null();
    json_t *json = json_pack("{so so}", "changes", changes, "verdicts", verdicts);
    int result = -1;

    for (size_t i = 0; i < diff->changes->count; i++)
        (void)json_array_append_new(changes, change_json(&diff->changes->items[i]));
    for (size_t i = 0; i < diff->verdict_count; i++)
        (void)json_array_append_new(verdicts, verdict_json(&diff->verdicts[i]));
    if (json_array_size(changes) == diff->changes->count &&
        json_dumpf(json, out, JSON_INDENT(2)) == 0 && fputc('\n', out) != EOF)
        result = 0;
    json_decref(json);
    return result;
}
