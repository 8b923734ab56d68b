#include <stdio.h>
#include <stdlib.h>

#include "consumers/store/cells_own.h"
#include "consumers/store/library.h"

enum { FIXED_KEYS = 6 };

/* ---- groups: an indicator's period; totals: one area of it ---- */

static int by_total(const void *left, const void *right)
{
    const struct cell *a = *(const struct cell *const *)left;
    const struct cell *b = *(const struct cell *const *)right;

    if (a->indicator != b->indicator)
        return a->indicator->index < b->indicator->index ? -1 : 1;
    if (a->period.position != b->period.position)
        return a->period.position < b->period.position ? -1 : 1;
    if (a->area != b->area)
        return a->area->index < b->area->index ? -1 : 1;
    return 0;
}

void cells_sort(struct cell **cells, size_t count)
{
    if (count > 0)
        qsort(cells, count, sizeof(struct cell *), by_total);
}

static bool same_group(const struct cell *a, const struct cell *b)
{
    return a->indicator == b->indicator && a->period.position == b->period.position;
}

bool cells_same_total(const struct cell *a, const struct cell *b)
{
    return same_group(a, b) && a->area == b->area;
}

/* How many of the cells from `at` on are alike, as `same` sees it. */
static size_t run_of(struct cell *const *batch, size_t at, size_t end,
                     bool (*same)(const struct cell *, const struct cell *))
{
    size_t n = 1;

    while (at + n < end && same(batch[at], batch[at + n]))
        n++;
    return n;
}

static size_t count_runs(struct cell *const *batch, size_t at, size_t end,
                         bool (*same)(const struct cell *, const struct cell *))
{
    size_t runs = 0;

    for (; at < end; at += run_of(batch, at, end, same))
        runs++;
    return runs;
}

/* Where values add up, what changes in a commune changes its province's total: it comes along, first,
 * though none of the cells is its own.  (Cells are in the order of areas, the province's first.) */
static bool brings_province(const struct cells *cells, const struct cell *first)
{
    return (first->indicator->kind == INDICATOR_RATIO ||
            first->indicator->kind == INDICATOR_COUNT) &&
           first->area != &cells->plan->areas[0];
}

static size_t count_totals(const struct cells *cells, struct cell *const *batch, size_t at,
                           size_t end)
{
    size_t totals = count_runs(batch, at, end, cells_same_total);

    for (; at < end; at += run_of(batch, at, end, same_group))
        if (brings_province(cells, batch[at]))
            totals++;
    return totals;
}

/* How many communes there are on the period's last day. */
static int64_t communes_of(const struct plan *plan, struct period period)
{
    int32_t day = period_last_day(period);
    int64_t communes = 0;

    for (size_t i = 1; i < plan->area_count; i++) {
        const struct area *area = &plan->areas[i];

        communes += (area->valid_from == PLAN_DAY_NONE || area->valid_from <= day) &&
                    (area->valid_to == PLAN_DAY_NONE || area->valid_to >= day);
    }
    return communes;
}

static void add_group_keys(struct cells *cells, struct cell *const *batch, size_t at,
                           size_t end)
{
    const char *tag = cells->plan->tag;
    const struct cell *first = batch[at];
    char period[PERIOD_TEXT_BYTES];

    period_write(first->period, period);
    cells_add_key(cells, key_cells(tag, first->indicator->id, period));
    cells_add_key(cells, key_series(tag, first->indicator->id));
    if (brings_province(cells, first))
        cells_add_key(cells,
                      key_total(tag, first->indicator->id, period, cells->plan->areas[0].id));
    for (; at < end; at += run_of(batch, at, end, cells_same_total))
        cells_add_key(cells, key_total(tag, first->indicator->id, period, batch[at]->area->id));
}

static void add_levels(struct redis_command *command, const struct indicator *indicator)
{
    char codes[2048] = "";
    size_t length = 0;

    for (size_t i = 0; i < indicator->level_count && length < sizeof(codes); i++)
        length += (size_t)snprintf(codes + length, sizeof(codes) - length, "%s\n",
                                   indicator->levels[i].code);
    redis_command_string(command, codes);
}

static void add_group_head(struct cells *cells, const struct cell *first)
{
    struct redis_command *command = &cells->command;
    const struct indicator *indicator = first->indicator;
    char period[PERIOD_TEXT_BYTES];

    period_write(first->period, period);
    redis_command_string(command, indicator->id);
    redis_command_string(command, period);
    redis_command_number(command, period_last_day(first->period));
    redis_command_string(command, plan_kind_name(indicator->kind));
    redis_command_number(command, indicator->decimals);
    redis_command_number(command, indicator->part_decimals);
    redis_command_number(command, indicator->factor_digits);
    redis_command_number(command, indicator->noise);
    add_levels(command, indicator);
    redis_command_string(command, cells->plan->areas[0].id);
    redis_command_number(command, communes_of(cells->plan, first->period));
}

static void add_cell(struct cells *cells, const struct cell *cell)
{
    redis_command_text(&cells->command, cell_line_field(&cells->line, cell));
    redis_command_text(&cells->command, cell_line_write(&cells->line, cell));
}

static void add_group(struct cells *cells, struct cell *const *batch, size_t at, size_t end)
{
    add_group_head(cells, batch[at]);
    redis_command_number(&cells->command, (int64_t)count_totals(cells, batch, at, end));
    if (brings_province(cells, batch[at])) {
        redis_command_string(&cells->command, cells->plan->areas[0].id);
        redis_command_number(&cells->command, 0);
    }
    while (at < end) {
        size_t n = run_of(batch, at, end, cells_same_total);

        redis_command_string(&cells->command, batch[at]->area->id);
        redis_command_number(&cells->command, (int64_t)n);
        for (size_t i = 0; i < n; i++)
            add_cell(cells, batch[at + i]);
        at += n;
    }
}

/* ---- calls: KEYS and ARGV as cells/apply.lua reads them ---- */

static void add_fixed_keys(struct cells *cells)
{
    cells_add_key(cells, key_writer(cells->plan->tag, cells->writer));
    cells_add_plan_key(cells, "ledger");
    cells_add_plan_key(cells, "marks");
    cells_add_plan_key(cells, "ahead");
    cells_add_plan_key(cells, "dirty");
    cells_add_plan_key(cells, "updates");
}

static void add_head(struct cells *cells, size_t k, bool last, int64_t now_unix_ms)
{
    struct redis_command *command = &cells->command;
    char token[64];

    snprintf(token, sizeof(token), "%s:%lld:%zu", cells->writer, (long long)cells->batch, k);
    redis_command_number(command, cells->batch);
    redis_command_number(command, (int64_t)k);
    redis_command_number(command, last);
    redis_command_number(command, now_unix_ms);
    redis_command_string(command, token);
}

void cells_write_part(struct cells *cells, size_t k, struct cell *const *part, size_t count,
                      int64_t now_unix_ms)
{
    size_t groups = count_runs(part, 0, count, same_group);
    size_t totals = count_totals(cells, part, 0, count);

    library_begin(&cells->command, "tiendo_apply_1", (int)(FIXED_KEYS + 2 * groups + totals));
    add_fixed_keys(cells);
    for (size_t at = 0, n; at < count; at += n) {
        n = run_of(part, at, count, same_group);
        add_group_keys(cells, part, at, at + n);
    }
    add_head(cells, k, false, now_unix_ms);
    redis_command_number(&cells->command, 0); /* spans */
    redis_command_number(&cells->command, (int64_t)groups);
    for (size_t at = 0, n; at < count; at += n) {
        n = run_of(part, at, count, same_group);
        add_group(cells, part, at, at + n);
    }
}

static void add_span(struct redis_command *command, const struct span *span)
{
    char mark[48] = "";

    if (span->mark_offset >= 0)
        snprintf(mark, sizeof(mark), "%lld:%llu", (long long)span->mark_offset,
                 (unsigned long long)span->mark_digest);
    redis_command_string(command, span->name);
    redis_command_number(command, span->from);
    redis_command_number(command, span->next);
    redis_command_number(command, span->read_from);
    redis_command_number(command, span->read_next);
    redis_command_number(command, span->begin);
    redis_command_string(command, mark);
    redis_command_number(command, span->partition);
    redis_command_number(command, span->lag);
    redis_command_number(command, span->last_heard_unix_ms);
    redis_command_number(command, span->counted_from);
    redis_command_number(command, (int64_t)span->count_count);
    for (size_t i = 0; i < span->count_count; i++) {
        redis_command_string(command, span->counts[i].field);
        redis_command_number(command, span->counts[i].by);
    }
}

void cells_write_last(struct cells *cells, size_t k, const struct span *spans, size_t count,
                      int64_t now_unix_ms)
{
    library_begin(&cells->command, "tiendo_apply_1", (int)(FIXED_KEYS + count));
    add_fixed_keys(cells);
    for (size_t i = 0; i < count; i++)
        cells_add_key(cells, key_agency(cells->plan->tag, spans[i].agency));
    add_head(cells, k, true, now_unix_ms);
    redis_command_number(&cells->command, (int64_t)count);
    for (size_t i = 0; i < count; i++)
        add_span(&cells->command, &spans[i]);
    redis_command_number(&cells->command, 0); /* groups */
}
