#include "consumers/store/recount.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/store/cell_line.h"
#include "consumers/store/total_fields.h"

static const char status_order[] = "BUEIPVDGHJKNSW";
enum { STATUSES = sizeof(status_order) - 1 };

struct counted {
    const struct area *area;
    struct text source;
    struct cell_standing cell;
};

struct recount {
    const struct plan *plan;
    const struct indicator *indicator;
    struct period period;
    struct counted *items; /* those that enter a total; settled: by area, precedence, source */
    size_t count, capacity;
};

struct recount *recount_new(const struct plan *plan)
{
    struct recount *recount = calloc(1, sizeof(*recount));

    if (recount != NULL)
        recount->plan = plan;
    return recount;
}

void recount_free(struct recount *recount)
{
    if (recount == NULL)
        return;
    free(recount->items);
    free(recount);
}

void recount_begin(struct recount *recount, const struct indicator *indicator,
                   struct period period)
{
    recount->indicator = indicator;
    recount->period = period;
    recount->count = 0;
}

/* ---- cells ---- */

const struct area *recount_area(const struct plan *plan, struct text field)
{
    const char *bar = field.length == 0 ? NULL : memchr(field.at, '|', field.length);

    return bar == NULL ? NULL
                       : plan_area(plan, (struct text){field.at, (size_t)(bar - field.at)});
}

/* A source that stands for itself: those of retired agencies and replaced systems stand for others. */
static const struct agency *agency_of(const struct plan *plan, struct text source)
{
    char stands_for[PLAN_SOURCE_BYTES];
    const struct agency *agency = plan_stands_for(plan, source, stands_for);

    return agency != NULL && text_is(source, stands_for) ? agency : NULL;
}

static bool has_value_of(const struct indicator *indicator, const struct cell_standing *cell)
{
    switch (indicator->kind) {
    case INDICATOR_RATIO:
        return cell->a >= 0 && cell->b >= 0;
    case INDICATOR_LEVEL:
        return cell->a >= 0 && (uint64_t)cell->a < indicator->level_count;
    case INDICATOR_COUNT:
    case INDICATOR_NUMBER:
    case INDICATOR_RANK:
    case INDICATOR_COMPARED:
        break;
    }
    return true;
}

static enum recount_fault read_cell(const struct recount *recount, struct text field,
                                    struct text line, struct counted *counted)
{
    const struct agency *agency;
    size_t area_bytes;

    counted->area = recount_area(recount->plan, field);
    if (counted->area == NULL)
        return RECOUNT_NO_AREA;
    area_bytes = strlen(counted->area->id) + 1;
    counted->source = (struct text){field.at + area_bytes, field.length - area_bytes};
    agency = agency_of(recount->plan, counted->source);
    if (agency == NULL)
        return RECOUNT_NO_SOURCE;
    if (cell_line_read(line, &counted->cell) != 0)
        return RECOUNT_NO_CELL;
    if (counted->cell.precedence != plan_precedence(recount->indicator, agency))
        return RECOUNT_PRECEDENCE;
    return has_value_of(recount->indicator, &counted->cell) ? RECOUNT_OK : RECOUNT_NO_VALUE;
}

static int make_room(struct recount *recount)
{
    size_t capacity = recount->capacity * 2 + 64;
    struct counted *items;

    if (recount->count < recount->capacity)
        return 0;
    items = realloc(recount->items, capacity * sizeof(*items));
    if (items == NULL)
        return -1;
    recount->items = items;
    recount->capacity = capacity;
    return 0;
}

enum recount_fault recount_add(struct recount *recount, struct text field, struct text line)
{
    struct counted counted;
    enum recount_fault fault = read_cell(recount, field, line, &counted);

    if (fault != RECOUNT_OK || !counted.cell.enters)
        return fault;
    if (make_room(recount) != 0)
        return RECOUNT_NO_MEMORY;
    recount->items[recount->count++] = counted;
    return RECOUNT_OK;
}

const char *recount_fault_wants(enum recount_fault fault)
{
    switch (fault) {
    case RECOUNT_OK:
        return "as it is";
    case RECOUNT_NO_AREA:
        return "a field of an area of the plan";
    case RECOUNT_NO_SOURCE:
        return "a field of a source in office";
    case RECOUNT_NO_CELL:
        return "a cell's line";
    case RECOUNT_PRECEDENCE:
        return "a line with its source's precedence in _p";
    case RECOUNT_NO_VALUE:
        return "a line with a value of the indicator";
    case RECOUNT_NO_MEMORY:
        return "read with more memory";
    }
    return "";
}

static int by_bytes(struct text x, struct text y)
{
    int order = memcmp(x.at, y.at, x.length < y.length ? x.length : y.length);

    return order != 0 ? order : (x.length > y.length) - (x.length < y.length);
}

static int by_area_and_precedence(const void *left, const void *right)
{
    const struct counted *a = left, *b = right;

    if (a->area != b->area)
        return a->area->index < b->area->index ? -1 : 1;
    if (a->cell.precedence != b->cell.precedence)
        return a->cell.precedence < b->cell.precedence ? -1 : 1;
    return by_bytes(a->source, b->source);
}

void recount_settle(struct recount *recount)
{
    if (recount->count > 0)
        qsort(recount->items, recount->count, sizeof(recount->items[0]),
              by_area_and_precedence);
}

bool recount_occupied(const struct recount *recount)
{
    return recount->count > 0;
}

/* ---- totals that add up ---- */

struct sums {
    int128 numerator, denominator;
    int64_t cells, heard; /* heard: communes among them */
    int64_t statuses[STATUSES];
};

static void add_cell(struct sums *sums, const struct cell_standing *cell)
{
    const char *place = strchr(status_order, cell->obs_status);

    sums->numerator += cell->a;
    sums->denominator += cell->b;
    sums->cells++;
    if (place != NULL)
        sums->statuses[place - status_order]++;
}

static void add_up(const struct recount *recount, const struct area *area, struct sums *own,
                   struct sums *communes)
{
    const struct area *last = NULL;

    *own = *communes = (struct sums){0};
    for (size_t i = 0; i < recount->count; i++) {
        const struct counted *counted = &recount->items[i];

        if (counted->area == area) {
            add_cell(own, &counted->cell);
        } else if (area->index == 0) {
            add_cell(communes, &counted->cell);
            communes->heard += counted->area != last;
            last = counted->area;
        }
    }
}

static char status_of(const struct sums *sums)
{
    for (size_t i = 0; i < STATUSES; i++)
        if (sums->statuses[i] > 0)
            return status_order[i];
    return 'A';
}

/* Communes that there are on the period's last day. */
static int64_t communes_of(const struct recount *recount)
{
    int32_t day = period_last_day(recount->period);
    int64_t communes = 0;

    for (size_t i = 1; i < recount->plan->area_count; i++) {
        const struct area *area = &recount->plan->areas[i];
        bool begun = area->valid_from == PLAN_DAY_NONE || area->valid_from <= day;
        bool ended = area->valid_to != PLAN_DAY_NONE && area->valid_to < day;

        communes += begun && !ended;
    }
    return communes;
}

static void put_coverage(const struct recount *recount, const struct sums *communes,
                         struct total_fields *total)
{
    int64_t all = communes_of(recount);
    char text[TOTAL_VALUE_BYTES];

    (void)snprintf(text, sizeof(text), "%lld/%lld", (long long)communes->heard,
                   (long long)(all > communes->heard ? all : communes->heard));
    total_fields_text(total, "coverage", text);
}

static void put_parts(const struct indicator *indicator, const struct sums *sums,
                      struct total_fields *total)
{
    total_fields_units(total, "numerator", sums->numerator, indicator->part_decimals);
    total_fields_units(total, "denominator", sums->denominator, indicator->part_decimals);
    if (sums->denominator != 0)
        total_fields_quotient(total, sums->numerator, sums->denominator,
                              indicator->factor_digits, indicator->decimals);
}

static void put_sums(struct total_fields *total, const char *prefix, const struct sums *sums)
{
    char name[] = "status_?";

    total_fields_sum(total, prefix, "numerator", sums->numerator);
    total_fields_sum(total, prefix, "denominator", sums->denominator);
    total_fields_sum(total, prefix, "cells", sums->cells);
    total_fields_sum(total, prefix, "heard", sums->heard);
    for (size_t i = 0; i < STATUSES; i++) {
        name[sizeof(name) - 2] = status_order[i];
        total_fields_sum(total, prefix, name, sums->statuses[i]);
    }
}

/* The area's own cells while it has one; a province without any is its communes. */
static void total_of_sums(const struct recount *recount, const struct area *area,
                          struct total_fields *total)
{
    const struct indicator *indicator = recount->indicator;
    struct sums own, communes;
    const struct sums *shown = &own;

    add_up(recount, area, &own, &communes);
    if (own.cells == 0)
        shown = &communes;
    if (shown->cells == 0)
        return;
    if (indicator->kind == INDICATOR_RATIO)
        put_parts(indicator, shown, total);
    else
        total_fields_units(total, "value", shown->numerator, indicator->decimals);
    total_fields_units(total, "cells", shown->cells, 0);
    total_fields_text(total, "obs_status", (const char[]){status_of(shown), '\0'});
    if (shown == &communes)
        put_coverage(recount, &communes, total);
    put_sums(total, "_", &own);
    put_sums(total, "_communes_", &communes);
}

/* ---- totals that are one source's ---- */

static bool differ(const struct indicator *indicator, const struct cell_standing *x,
                   const struct cell_standing *y)
{
    int128 apart = (int128)x->a - y->a;

    if (apart < 0)
        apart = -apart;
    return apart != 0 && apart >= indicator->noise;
}

/* Since when it is known: a source differs once both it and the first have spoken. */
static void put_dispute(const struct indicator *indicator, const struct counted *cells,
                        size_t count, struct total_fields *total)
{
    int64_t first = cells[0].cell.time_unix_ms, since = INT64_MAX;
    bool disputed = false;

    for (size_t i = 1; i < count; i++) {
        int64_t other = cells[i].cell.time_unix_ms;
        int64_t known = other > first ? other : first;

        if (!differ(indicator, &cells[i].cell, &cells[0].cell))
            continue;
        disputed = true;
        since = known < since ? known : since;
    }
    total_fields_text(total, "disputed", disputed ? "1" : "0");
    if (disputed)
        total_fields_units(total, "disputed_since_ms", since, 0);
}

static void put_first(const struct indicator *indicator, const struct cell_standing *first,
                      struct total_fields *total)
{
    switch (indicator->kind) {
    case INDICATOR_LEVEL:
        total_fields_text(total, "value", indicator->levels[first->a].code);
        total_fields_text(total, "level", indicator->levels[first->a].code);
        return;
    case INDICATOR_RANK:
        total_fields_units(total, "rank_of", first->b, 0);
        break;
    case INDICATOR_COMPARED:
        total_fields_units(total, "benchmark", first->b, indicator->decimals);
        break;
    case INDICATOR_RATIO:
    case INDICATOR_COUNT:
    case INDICATOR_NUMBER:
        break;
    }
    total_fields_units(total, "value", first->a, indicator->decimals);
}

static void total_of_first(const struct recount *recount, const struct area *area,
                           struct total_fields *total)
{
    const struct indicator *indicator = recount->indicator;
    size_t begin = 0, end;

    while (begin < recount->count && recount->items[begin].area != area)
        begin++;
    for (end = begin; end < recount->count && recount->items[end].area == area;)
        end++;
    if (begin == end)
        return;

    const struct counted *cells = &recount->items[begin];

    put_first(indicator, &cells->cell, total);
    total_fields_units(total, "cells", (int128)(end - begin), 0);
    total_fields_text(total, "obs_status", (const char[]){cells->cell.obs_status, '\0'});
    put_dispute(indicator, cells, end - begin, total);
}

void recount_total(const struct recount *recount, const struct area *area,
                   struct total_fields *total)
{
    enum indicator_kind kind = recount->indicator->kind;

    total->count = 0;
    if (kind == INDICATOR_RATIO || kind == INDICATOR_COUNT)
        total_of_sums(recount, area, total);
    else
        total_of_first(recount, area, total);
}
