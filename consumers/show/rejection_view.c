#include "consumers/show/rejection_view.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/show/table.h"
#include "schemas/instant.h"

struct rejections {
    struct rejection *items;
    size_t count;
    void *origins; /* a tree of strings: those ever added */
};

struct rejections *rejections_new(void)
{
    return calloc(1, sizeof(struct rejections));
}

static void clear(struct rejection *rejection)
{
    free(rejection->topic);
    free(rejection->reason);
    free(rejection->pointer);
    free(rejection->detail_vi);
    free(rejection->detail_en);
    free(rejection->sha256);
    free(rejection->size);
    free(rejection->origin);
    free(rejection->origin_topic);
    free(rejection->origin_partition);
    free(rejection->origin_offset);
    free(rejection->value);
}

void rejections_free(struct rejections *rejections)
{
    if (rejections == NULL)
        return;
    for (size_t i = 0; i < rejections->count; i++)
        clear(&rejections->items[i]);
    free(rejections->items);
    tdestroy(rejections->origins, free);
    free(rejections);
}

/* NULL out of memory; "" for a header that is not there. */
static char *header(const struct subscriber_record *record, const char *name)
{
    struct text value = subscriber_header(record, name);

    return value.at == NULL ? strdup("") : strndup(value.at, value.length);
}

static bool copy(struct rejection *to, const struct subscriber_record *record)
{
    *to = (struct rejection){
        .at_unix_ms = record->timestamp_unix_ms,
        .topic = strdup(record->topic),
        .partition = record->partition,
        .offset = record->offset,
        .reason = header(record, "reason"),
        .pointer = header(record, "pointer"),
        .detail_vi = header(record, "detail_vi"),
        .detail_en = header(record, "detail_en"),
        .sha256 = header(record, "sha256"),
        .size = header(record, "size"),
        .origin_topic = header(record, "topic"),
        .origin_partition = header(record, "partition"),
        .origin_offset = header(record, "offset"),
        .value_bytes = record->value.length,
    };
    if (record->value.at != NULL) {
        to->value = malloc(record->value.length + 1);
        if (to->value == NULL)
            return false;
        memcpy(to->value, record->value.at, record->value.length);
    }
    if (to->topic == NULL || to->reason == NULL || to->pointer == NULL ||
        to->detail_vi == NULL || to->detail_en == NULL || to->sha256 == NULL ||
        to->size == NULL || to->origin_topic == NULL || to->origin_partition == NULL ||
        to->origin_offset == NULL)
        return false;
    return asprintf(&to->origin, "%s:%s@%s", to->origin_topic, to->origin_partition,
                    to->origin_offset) >= 0;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(a, b);
}

static enum rejections_result note_origin(struct rejections *rejections, const char *origin)
{
    char *kept = NULL;

    if (tfind(origin, &rejections->origins, compare_texts) != NULL)
        return REJECTIONS_KNOWN;
    kept = strdup(origin);
    if (kept != NULL && tsearch(kept, &rejections->origins, compare_texts) != NULL)
        return REJECTIONS_NEW;
    free(kept);
    return REJECTIONS_NO_MEMORY;
}

enum rejections_result rejections_add(struct rejections *rejections,
                                      const struct subscriber_record *record)
{
    struct rejection *items =
        realloc(rejections->items, (rejections->count + 1) * sizeof(*items));
    enum rejections_result result = REJECTIONS_NO_MEMORY;

    if (items == NULL)
        return REJECTIONS_NO_MEMORY;
    rejections->items = items;
    if (copy(&items[rejections->count], record))
        result = note_origin(rejections, items[rejections->count].origin);
    if (result == REJECTIONS_NEW)
        rejections->count++;
    else
        clear(&items[rejections->count]);
    return result;
}

static int compare_times(const void *a, const void *b)
{
    const struct rejection *x = a, *y = b;

    if (x->at_unix_ms != y->at_unix_ms)
        return x->at_unix_ms < y->at_unix_ms ? -1 : 1;
    return strcmp(x->origin, y->origin);
}

void rejections_settle(struct rejections *rejections, size_t most)
{
    size_t extra = rejections->count > most ? rejections->count - most : 0;

    if (rejections->count == 0)
        return;
    qsort(rejections->items, rejections->count, sizeof(*rejections->items), compare_times);
    for (size_t i = 0; i < extra; i++)
        clear(&rejections->items[i]);
    memmove(rejections->items, rejections->items + extra,
            (rejections->count - extra) * sizeof(*rejections->items));
    rejections->count -= extra;
}

void rejections_forget(struct rejections *rejections)
{
    for (size_t i = 0; i < rejections->count; i++)
        clear(&rejections->items[i]);
    rejections->count = 0;
}

const struct rejection *rejections_items(const struct rejections *rejections, size_t *count)
{
    *count = rejections->count;
    return rejections->items;
}

/* ---- for people ---- */

static const char *agency_of(const struct rejection *rejection)
{
    size_t prefix = sizeof(REJECTIONS_PREFIX) - 1;

    return strncmp(rejection->topic, REJECTIONS_PREFIX, prefix) == 0 ? rejection->topic + prefix
                                                                     : rejection->topic;
}

static int add_row(struct table *table, const struct rejection *rejection,
                   enum language language)
{
    const struct names detail = {rejection->detail_vi, rejection->detail_en};
    char at[INSTANT_TEXT_BYTES] = "";

    if (rejection->at_unix_ms >= 0)
        (void)instant_write(rejection->at_unix_ms, at);
    return table_add(table, (const struct table_cell[]){
                                {text_of(at), COLOUR_FAINT},
                                {text_of(agency_of(rejection)), COLOUR_NONE},
                                {text_of(rejection->reason), COLOUR_YELLOW},
                                {text_of(rejection->pointer), COLOUR_NONE},
                                {text_of(rejection->origin), COLOUR_FAINT},
                                {text_of(language_pick(language, detail)), COLOUR_NONE},
                            });
}

static const struct table_heading headings[] = {
    {{"Lúc", "At"}, false, false},
    {{"Cơ quan", "Agency"}, false, false},
    {{"Lý do", "Reason"}, false, false},
    {{"Vị trí", "Where"}, false, true},
    {{"Bản ghi gốc", "Original"}, false, false},
    {{"Chi tiết", "Detail"}, false, true},
    {{NULL, NULL}, false, false},
};

int rejections_print(const struct rejections *rejections, const struct reader *reader,
                     FILE *out)
{
    struct table_column columns[TABLE_COLUMNS_MAX + 1];
    struct table *table = NULL;
    int result = 0;

    table_name_columns(headings, reader->language, columns);
    table = table_new(columns);
    if (table == NULL)
        return -1;
    for (size_t i = 0; result == 0 && i < rejections->count; i++)
        result = add_row(table, &rejections->items[i], reader->language);
    if (result == 0)
        result = table_print(table, &reader->terminal, out);
    table_free(table);
    return result;
}

int rejections_print_last(const struct rejections *rejections, enum language language,
                          FILE *out)
{
    static const struct table_column none[] = {
        {"", false, false}, {"", false, false}, {"", false, false},  {"", false, false},
        {"", false, false}, {"", false, false}, {NULL, false, false}};
    const struct terminal plain = {0, false};
    struct table *table = table_new(none);
    int result = table == NULL || rejections->count == 0 ? -1 : 0;

    if (result == 0)
        result = add_row(table, &rejections->items[rejections->count - 1], language);
    if (result == 0)
        result = table_print_rows(table, &plain, out);
    table_free(table);
    return result;
}
