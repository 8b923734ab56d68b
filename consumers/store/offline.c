#include "consumers/store/offline.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/store/cell_digest.h"
#include "consumers/store/cell_line.h"
#include "consumers/store/cell_values.h"
#include "consumers/store/cells.h"
#include "consumers/store/recount.h"
#include "consumers/store/total_fields.h"
#include "consumers/store/total_parts.h"
#include "consumers/store/total_read.h"

/* A measurement, as its cell's field and line, and its place in the order. */
struct kept {
    const struct indicator *indicator;
    struct period period;
    char *field, *line; /* one allocation */
    size_t field_bytes, line_bytes;
    int64_t revision, time_unix_ms;
    uint64_t digest;
    int32_t known_from;
};

struct offline {
    const struct plan *plan;
    struct recount *recount;
    struct cell_line cell_line;
    struct kept *items; /* sorted: by indicator, period, field, then as they stand */
    size_t count, capacity;
    size_t *begins; /* of each indicator among the items, and where the last ends */
    bool sorted;
};

struct offline *offline_new(const struct plan *plan)
{
    struct offline *offline = calloc(1, sizeof(*offline));

    if (offline == NULL)
        return NULL;
    offline->plan = plan;
    offline->recount = recount_new(plan);
    offline->begins = calloc(plan->indicator_count + 1, sizeof(*offline->begins));
    if (offline->recount == NULL || offline->begins == NULL) {
        offline_free(offline);
        return NULL;
    }
    return offline;
}

void offline_free(struct offline *offline)
{
    if (offline == NULL)
        return;
    for (size_t i = 0; i < offline->count; i++)
        free(offline->items[i].field);
    free(offline->items);
    free(offline->begins);
    cell_line_free(&offline->cell_line);
    recount_free(offline->recount);
    free(offline);
}

/* ---- taking ---- */

static int make_room(struct offline *offline)
{
    size_t capacity = offline->capacity * 2 + 256;
    struct kept *items;

    if (offline->count < offline->capacity)
        return 0;
    items = realloc(offline->items, capacity * sizeof(*items));
    if (items == NULL)
        return -1;
    offline->items = items;
    offline->capacity = capacity;
    return 0;
}

/* Both texts are built in the same place, one after the other. */
static int keep_texts(struct offline *offline, const struct cell *cell, struct kept *kept)
{
    struct text field = cell_line_field(&offline->cell_line, cell), line;
    char *both = malloc(field.length), *larger;

    if (both == NULL)
        return -1;
    memcpy(both, field.at, field.length);
    kept->field_bytes = field.length;
    line = cell_line_write(&offline->cell_line, cell);
    larger = realloc(both, kept->field_bytes + line.length);
    if (larger == NULL) {
        free(both);
        return -1;
    }
    memcpy(larger + kept->field_bytes, line.at, line.length);
    kept->field = larger;
    kept->line = larger + kept->field_bytes;
    kept->line_bytes = line.length;
    return 0;
}

int offline_put(struct offline *offline, const struct observation *o, int32_t known_from)
{
    struct cell cell = {.topic = "offline",
                        .stands_for = text_of(o->stands_for),
                        .id = o->id,
                        .source = o->source,
                        .comment = o->comment};
    struct kept kept = {.indicator = o->indicator,
                        .period = o->period,
                        .revision = o->revision,
                        .time_unix_ms = o->time_unix_ms,
                        .known_from = known_from};

    cell_take_values(&cell, o);
    kept.digest = cell_digest(&cell);
    if (make_room(offline) != 0 || keep_texts(offline, &cell, &kept) != 0)
        return -1;
    offline->items[offline->count++] = kept;
    offline->sorted = false;
    return 0;
}

/* ---- the order ---- */

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_bytes(const struct kept *a, const struct kept *b)
{
    size_t shorter = a->field_bytes < b->field_bytes ? a->field_bytes : b->field_bytes;
    int order = memcmp(a->field, b->field, shorter);

    return order != 0 ? order : compare((int64_t)a->field_bytes, (int64_t)b->field_bytes);
}

static int by_cell(const struct kept *a, const struct kept *b)
{
    if (a->indicator != b->indicator)
        return a->indicator->index < b->indicator->index ? -1 : 1;
    if (a->period.position != b->period.position)
        return compare(a->period.position, b->period.position);
    return by_bytes(a, b);
}

static int by_cell_and_standing(const void *left, const void *right)
{
    const struct kept *a = left, *b = right;
    int order = by_cell(a, b);

    if (order == 0)
        order = compare(a->revision, b->revision);
    if (order == 0)
        order = compare(a->time_unix_ms, b->time_unix_ms);
    if (order == 0)
        order = compare((int64_t)a->digest, (int64_t)b->digest); /* 52 bits */
    return order;
}

static void sort(struct offline *offline)
{
    size_t at = 0;

    if (offline->sorted)
        return;
    if (offline->count > 0)
        qsort(offline->items, offline->count, sizeof(*offline->items), by_cell_and_standing);
    for (size_t i = 0; i <= offline->plan->indicator_count; i++) {
        while (at < offline->count && offline->items[at].indicator->index < i)
            at++;
        offline->begins[i] = at;
    }
    offline->sorted = true;
}

bool offline_first(struct offline *offline, const struct indicator *indicator,
                   struct period *first)
{
    sort(offline);
    if (offline->begins[indicator->index] == offline->begins[indicator->index + 1])
        return false;
    *first = offline->items[offline->begins[indicator->index]].period;
    return true;
}

/* ---- totals ---- */

/* Adds the cell that begins at `first` as it was known on the day; returns where the next begins. */
static size_t add_cell(struct offline *offline, size_t first, size_t end, int32_t day)
{
    const struct kept *standing = NULL;
    size_t at = first;
    enum recount_fault fault = RECOUNT_OK;

    for (; at < end && by_cell(&offline->items[first], &offline->items[at]) == 0; at++)
        if (offline->items[at].known_from <= day)
            standing = &offline->items[at];
    if (standing != NULL)
        fault =
            recount_add(offline->recount, (struct text){standing->field, standing->field_bytes},
                        (struct text){standing->line, standing->line_bytes});
    assert(fault == RECOUNT_OK || fault == RECOUNT_NO_MEMORY); /* the line is our own */
    return fault == RECOUNT_OK ? at : SIZE_MAX;
}

static struct text field_of(const struct total_fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->count; i++)
        if (strcmp(fields->items[i].name, name) == 0)
            return text_of(fields->items[i].value);
    return (struct text){NULL, 0};
}

static void read_total(struct offline *offline, const struct indicator *indicator,
                       struct total *total)
{
    struct total_fields fields;
    struct text texts[TOTAL_FIELDS_READ];

    recount_total(offline->recount, &offline->plan->areas[0], &fields);
    for (int i = 0; i < TOTAL_FIELDS_READ; i++)
        texts[i] = field_of(&fields, total_read_name((enum total_field_read)i));
    total_read(indicator, texts, total);
}

/* The periods of an indicator, as they were known on a day. */
struct walk {
    struct offline *offline;
    const struct indicator *indicator;
    int32_t day;
    size_t at, end;
};

static struct walk walk_begin(struct offline *offline, const struct indicator *indicator,
                              int32_t day)
{
    sort(offline);
    return (struct walk){offline, indicator, day, offline->begins[indicator->index],
                         offline->begins[indicator->index + 1]};
}

/* Recounts the next period that has a total.  1, 0: there is none, or -1: out of memory. */
static int walk_on(struct walk *walk, struct period *period)
{
    struct offline *offline = walk->offline;

    while (walk->at < walk->end) {
        *period = offline->items[walk->at].period;
        recount_begin(offline->recount, walk->indicator, *period);
        while (walk->at < walk->end &&
               offline->items[walk->at].period.position == period->position)
            walk->at = add_cell(offline, walk->at, walk->end, walk->day);
        if (walk->at == SIZE_MAX)
            return -1;
        recount_settle(offline->recount);
        if (recount_occupied(offline->recount))
            return 1;
    }
    return 0;
}

/* ---- the communes that some periods lack ---- */

static void read_part(const struct walk *walk, size_t area, struct total_part *part)
{
    struct total_fields fields;
    int result;

    recount_total(walk->offline->recount, &walk->offline->plan->areas[area], &fields);
    result = total_part_read(walk->indicator, field_of(&fields, "numerator"),
                             field_of(&fields, "denominator"), part);
    assert(result == 0); /* the fields are our own */
}

static void note_lacking(const struct walk *walk, const struct total *total,
                         struct total_columns *columns)
{
    const struct plan *plan = walk->offline->plan;
    struct total_part part;

    for (size_t area = 1; area < plan->area_count; area++) {
        if (!total_parts_expect(plan, area, total->period))
            continue;
        read_part(walk, area, &part);
        if (!part.heard)
            total_columns_add(columns, area);
    }
}

/* Puts the parts behind the totals, in the same memory.  0, or -1: out of memory, and the totals are
 * as they were. */
static int add_parts(struct walk walk, struct total **totals, size_t count,
                     const struct total_columns *columns)
{
    size_t row_bytes = columns->count * sizeof(struct total_part);
    struct total *made = realloc(*totals, count * (sizeof(*made) + row_bytes));
    struct total_part *parts;
    struct period period;

    if (made == NULL)
        return -1;
    *totals = made;
    parts = (struct total_part *)(made + count);
    for (size_t i = 0; i < count; i++, parts += columns->count) {
        if (walk_on(&walk, &period) <= 0)
            return -1;
        for (size_t column = 0; column < columns->count; column++)
            read_part(&walk, columns->areas[column], &parts[column]);
        if (made[i].communes == 0)
            continue;
        made[i].parts = parts;
        made[i].part_count = columns->count;
    }
    return 0;
}

/* ---- all ---- */

/* The totals, and whose parts they want.  The number of totals, or -1: out of memory. */
static ptrdiff_t read_totals(struct walk walk, struct total *totals,
                             struct total_columns *columns)
{
    struct period period;
    ptrdiff_t count = 0;
    int result;

    while ((result = walk_on(&walk, &period)) > 0) {
        struct total *total = &totals[count++];

        total->period = period;
        read_total(walk.offline, walk.indicator, total);
        if (total_parts_lack(walk.indicator, total))
            note_lacking(&walk, total, columns);
    }
    return result < 0 ? -1 : count;
}

int offline_totals(struct offline *offline, const struct indicator *indicator, int32_t day,
                   struct total **totals, size_t *count)
{
    struct walk walk = walk_begin(offline, indicator, day);
    struct total *made = calloc(walk.end - walk.at + 1, sizeof(*made));
    struct total_columns columns = {NULL, 0};
    ptrdiff_t periods = -1;

    if (made != NULL && total_columns_begin(offline->plan, &columns) == 0)
        periods = read_totals(walk, made, &columns);
    if (periods > 0 && columns.count > 0 &&
        add_parts(walk, &made, (size_t)periods, &columns) != 0)
        periods = -1;
    total_columns_free(&columns);
    if (periods < 0) {
        free(made);
        return -1;
    }
    *totals = made;
    *count = (size_t)periods;
    return 0;
}
