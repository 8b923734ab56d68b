#include "consumers/store/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "consumers/store/cell_line.h"
#include "consumers/store/keys.h"
#include "consumers/store/library.h"
#include "consumers/store/redis.h"

/* PART_CELLS bounds how long one call blocks Redis (a few ms); a total's deltas are exact in doubles
 * up to 500 cells of 2^44.  IN_FLIGHT parts are sent ahead: encoding overlaps with Redis working. */
enum { PART_CELLS = 500, IN_FLIGHT = 4, FIXED_KEYS = 6, WRITER_BYTES = 17 };

#define CELL_FORMAT "1"

struct cells {
    struct redis *redis;
    const struct plan *plan;
    struct redis_command command; /* reused */
    struct cell_line line;        /* reused */
    char writer[WRITER_BYTES];
    int64_t batch; /* the one being put */
    size_t parts;  /* of cells, in it */
};

struct cells *cells_open(struct redis *redis, const struct plan *plan)
{
    struct cells *cells = calloc(1, sizeof(*cells));

    if (cells == NULL)
        return NULL;
    cells->redis = redis;
    cells->plan = plan;
    return cells;
}

void cells_close(struct cells *cells)
{
    if (cells == NULL)
        return;
    redis_command_free(&cells->command);
    cell_line_free(&cells->line);
    free(cells);
}

static void add_key(struct cells *cells, struct key key)
{
    redis_command_string(&cells->command, key.text);
}

static void add_plan_key(struct cells *cells, const char *name)
{
    add_key(cells, key_of(cells->plan->tag, name));
}

/* The first word of a function's reply; anything else is Redis away or refusing. */
static enum cells_result outcome(struct cells *cells, const struct redisReply *reply)
{
    if (reply == NULL)
        return CELLS_AWAY;
    if (redis_reply_error(reply) != NULL) {
        redis_tell(cells->redis, "Redis refuses to write: ", redis_reply_error(reply));
        return CELLS_REFUSED;
    }
    struct text word = redis_reply_text(redis_reply_item(reply, 0));
    if (text_is(word, "OK"))
        return CELLS_OK;
    if (text_is(word, "ROLLED_BACK"))
        return CELLS_ROLLED_BACK;
    return CELLS_REFUSED; /* REFUSED, CHANGED */
}

/* ---- the namespace ---- */

static int draw_writer(struct cells *cells)
{
    uint64_t bits = 0;

    if (getrandom(&bits, sizeof(bits), 0) != (ssize_t)sizeof(bits))
        return -1;
    snprintf(cells->writer, sizeof(cells->writer), "%016llx", (unsigned long long)bits);
    return 0;
}

static enum cells_result taken_by_another(struct cells *cells, const struct redisReply *reply)
{
    struct text field = redis_reply_text(redis_reply_item(reply, 1));
    struct text stored = redis_reply_text(redis_reply_item(reply, 2));
    char why[512];

    snprintf(why, sizeof(why),
             "%s holds %.*s %.*s: a changed plan needs a new version number%s",
             cells->plan->tag, (int)field.length, field.at, (int)stored.length, stored.at,
             text_is(field, "cluster_id") ? ", another Kafka cluster another Redis" : "");
    redis_tell(cells->redis, "Redis has this plan version with other content: ", why);
    return CELLS_MISFIT;
}

enum cells_result cells_take_namespace(struct cells *cells, const char *cluster_id)
{
    enum redis_state state = redis_ready(cells->redis);

    if (state != REDIS_READY)
        return state == REDIS_AWAY ? CELLS_AWAY : CELLS_MISFIT;
    if (draw_writer(cells) != 0)
        return CELLS_AWAY;
    library_begin(&cells->command, "tiendo_open_1", 1);
    add_plan_key(cells, "meta");
    redis_command_string(&cells->command, cells->plan->sha256);
    redis_command_string(&cells->command, CELL_FORMAT);
    redis_command_string(&cells->command, cluster_id);

    struct redisReply *reply = library_call(cells->redis, &cells->command);
    enum cells_result result = text_is(redis_reply_text(redis_reply_item(reply, 0)), "DIFFERS")
                                   ? taken_by_another(cells, reply)
                                   : outcome(cells, reply);
    redis_reply_free(reply);
    return result;
}

/* ---- the ledger ---- */

static struct redisReply *fields_of(struct cells *cells, const char *hash,
                                    const char *const *names, size_t count)
{
    redis_command_begin(&cells->command, "HMGET");
    add_plan_key(cells, hash);
    for (size_t i = 0; i < count; i++)
        redis_command_string(&cells->command, names[i]);
    return redis_call(cells->redis, &cells->command);
}

/* "offset:digest"; anything else is no mark. */
static void read_mark(const struct redisReply *reply, struct ledger_entry *entry)
{
    struct text text = redis_reply_text(reply);
    char *colon = NULL, *end = NULL;

    entry->mark_offset = -1;
    entry->mark_digest = 0;
    if (text.length == 0)
        return;
    long long offset = strtoll(text.at, &colon, 10); /* hiredis ends its strings with a NUL */
    unsigned long long digest = *colon == ':' ? strtoull(colon + 1, &end, 10) : 0;
    if (end != text.at + text.length)
        return;
    entry->mark_offset = offset;
    entry->mark_digest = digest;
}

enum cells_result cells_ledger(struct cells *cells, const char *const *names, size_t count,
                               struct ledger_entry *entries)
{
    enum redis_state state = redis_ready(cells->redis);

    if (state != REDIS_READY)
        return state == REDIS_AWAY ? CELLS_AWAY : CELLS_MISFIT;
    if (count == 0)
        return CELLS_OK;

    struct redisReply *ledger = fields_of(cells, "ledger", names, count);
    struct redisReply *marks = ledger == NULL ? NULL : fields_of(cells, "marks", names, count);
    bool whole = redis_reply_items(ledger) == count && redis_reply_items(marks) == count;
    for (size_t i = 0; whole && i < count; i++) {
        entries[i].next = redis_reply_number(redis_reply_item(ledger, i), -1);
        read_mark(redis_reply_item(marks, i), &entries[i]);
    }
    redis_reply_free(ledger);
    redis_reply_free(marks);
    return whole ? CELLS_OK : CELLS_AWAY;
}

/* ---- a batch ---- */

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

static bool same_group(const struct cell *a, const struct cell *b)
{
    return a->indicator == b->indicator && a->period.position == b->period.position;
}

static bool same_total(const struct cell *a, const struct cell *b)
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
    size_t totals = count_runs(batch, at, end, same_total);

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
    add_key(cells, key_cells(tag, first->indicator->id, period));
    add_key(cells, key_series(tag, first->indicator->id));
    if (brings_province(cells, first))
        add_key(cells, key_total(tag, first->indicator->id, period, cells->plan->areas[0].id));
    for (; at < end; at += run_of(batch, at, end, same_total))
        add_key(cells, key_total(tag, first->indicator->id, period, batch[at]->area->id));
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
        size_t n = run_of(batch, at, end, same_total);

        redis_command_string(&cells->command, batch[at]->area->id);
        redis_command_number(&cells->command, (int64_t)n);
        for (size_t i = 0; i < n; i++)
            add_cell(cells, batch[at + i]);
        at += n;
    }
}

/* ---- the parts ---- */

struct batch {
    struct cell **cells;
    size_t count, parts; /* of cells; the one that advances the ledger comes after them */
    int64_t now_unix_ms;
};

/* Part k (from 1) is the cells [begin, end). */
struct part {
    size_t k, begin, end;
};

static struct part part_of(const struct batch *batch, size_t k)
{
    struct part part = {.k = k, .begin = (k - 1) * PART_CELLS};

    part.end = k == batch->parts ? batch->count : part.begin + PART_CELLS;
    return part;
}

static void add_fixed_keys(struct cells *cells)
{
    add_key(cells, key_writer(cells->plan->tag, cells->writer));
    add_plan_key(cells, "ledger");
    add_plan_key(cells, "marks");
    add_plan_key(cells, "ahead");
    add_plan_key(cells, "dirty");
    add_plan_key(cells, "updates");
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

/* KEYS and ARGV as cells.lua's apply() reads them. */
static void write_part(struct cells *cells, const struct batch *batch, size_t k)
{
    struct part part = part_of(batch, k);
    size_t groups = count_runs(batch->cells, part.begin, part.end, same_group);
    size_t totals = count_totals(cells, batch->cells, part.begin, part.end);

    library_begin(&cells->command, "tiendo_apply_1", (int)(FIXED_KEYS + 2 * groups + totals));
    add_fixed_keys(cells);
    for (size_t at = part.begin, n; at < part.end; at += n) {
        n = run_of(batch->cells, at, part.end, same_group);
        add_group_keys(cells, batch->cells, at, at + n);
    }
    add_head(cells, k, false, batch->now_unix_ms);
    redis_command_number(&cells->command, 0); /* spans */
    redis_command_number(&cells->command, (int64_t)groups);
    for (size_t at = part.begin, n; at < part.end; at += n) {
        n = run_of(batch->cells, at, part.end, same_group);
        add_group(cells, batch->cells, at, at + n);
    }
}

/* "OK", how many won, then the places (from 1) of those that something stands above. */
static void take_outcome(const struct redisReply *reply, struct cell **cells, size_t count,
                         int64_t *won)
{
    *won += redis_reply_number(redis_reply_item(reply, 1), 0);
    for (size_t i = 2; i < redis_reply_items(reply); i++) {
        int64_t place = redis_reply_number(redis_reply_item(reply, i), 0);

        if (place >= 1 && (size_t)place <= count)
            cells[place - 1]->stale = true;
    }
}

static enum cells_result take_part(struct cells *cells, const struct batch *batch, size_t k,
                                   int64_t *won)
{
    struct part part = part_of(batch, k);
    struct redisReply *reply = redis_take(cells->redis);
    enum cells_result result = outcome(cells, reply);

    if (result == CELLS_OK)
        take_outcome(reply, batch->cells + part.begin, part.end - part.begin, won);
    redis_reply_free(reply);
    return result;
}

static enum cells_result send_part(struct cells *cells, const struct batch *batch, size_t k)
{
    write_part(cells, batch, k);
    return redis_send(cells->redis, &cells->command) == 0 ? CELLS_OK : CELLS_AWAY;
}

/* Sends ahead, takes behind.  One part refused refuses all that follow: their replies are still
 * taken, and the first refusal is the answer. */
static enum cells_result stream_parts(struct cells *cells, const struct batch *batch,
                                      int64_t *won)
{
    enum cells_result result = CELLS_OK;
    size_t sent = 0, taken = 0;

    while (taken < sent || (result == CELLS_OK && sent < batch->parts)) {
        while (result == CELLS_OK && sent < batch->parts && sent - taken < IN_FLIGHT)
            result = send_part(cells, batch, ++sent);
        if (result == CELLS_AWAY)
            return CELLS_AWAY;
        enum cells_result part = take_part(cells, batch, ++taken, won);
        if (part == CELLS_AWAY)
            return CELLS_AWAY;
        if (result == CELLS_OK)
            result = part;
    }
    return result;
}

enum cells_result cells_put(struct cells *cells, struct cell **batch, size_t count,
                            int64_t now_unix_ms, int64_t *won)
{
    struct batch whole = {batch, count, (count + PART_CELLS - 1) / PART_CELLS, now_unix_ms};

    if (redis_ready(cells->redis) != REDIS_READY)
        return CELLS_AWAY;
    if (count > 0)
        qsort(batch, count, sizeof(struct cell *), by_total);
    for (size_t i = 0; i < count; i++)
        batch[i]->stale = false;
    cells->batch++;
    cells->parts = whole.parts;
    *won = 0;
    return stream_parts(cells, &whole, won);
}

/* ---- the last part ---- */

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
    redis_command_number(command, (int64_t)span->count_count);
    for (size_t i = 0; i < span->count_count; i++) {
        redis_command_string(command, span->counts[i].field);
        redis_command_number(command, span->counts[i].by);
    }
}

enum cells_result cells_advance(struct cells *cells, const struct span *spans, size_t count,
                                int64_t now_unix_ms)
{
    if (redis_ready(cells->redis) != REDIS_READY)
        return CELLS_AWAY;
    library_begin(&cells->command, "tiendo_apply_1", (int)(FIXED_KEYS + count));
    add_fixed_keys(cells);
    for (size_t i = 0; i < count; i++)
        add_key(cells, key_agency(cells->plan->tag, spans[i].agency));
    add_head(cells, cells->parts + 1, true, now_unix_ms);
    redis_command_number(&cells->command, (int64_t)count);
    for (size_t i = 0; i < count; i++)
        add_span(&cells->command, &spans[i]);
    redis_command_number(&cells->command, 0); /* groups */

    /* Not library_call: where the functions are gone, parts before this one are in doubt too. */
    struct redisReply *reply = redis_call(cells->redis, &cells->command);
    enum cells_result result = outcome(cells, reply);
    redis_reply_free(reply);
    if (result == CELLS_OK)
        redis_settled(cells->redis);
    return result;
}

/* ---- another log, the ends, the current version ---- */

static enum cells_result called(struct cells *cells)
{
    struct redisReply *reply = library_call(cells->redis, &cells->command);
    enum cells_result result = outcome(cells, reply);

    redis_reply_free(reply);
    return result;
}

enum cells_result cells_reset(struct cells *cells, const struct gap *gap)
{
    char name[SPAN_NAME_BYTES];

    if (redis_ready(cells->redis) != REDIS_READY)
        return CELLS_AWAY;
    snprintf(name, sizeof(name), "%s:%d", gap->topic, gap->partition);
    library_begin(&cells->command, "tiendo_reset_1", 4);
    add_plan_key(cells, "ledger");
    add_plan_key(cells, "marks");
    add_plan_key(cells, "ahead");
    add_key(cells, key_gap(cells->plan->tag, gap->topic, gap->partition));
    redis_command_string(&cells->command, name);
    redis_command_number(&cells->command, gap->ledger);
    redis_command_number(&cells->command, gap->begin);
    redis_command_number(&cells->command, gap->begin);
    redis_command_number(&cells->command, gap->end);
    redis_command_string(&cells->command, gap->why);
    redis_command_number(&cells->command, gap->at_unix_ms);
    return called(cells);
}

enum cells_result cells_ends(struct cells *cells, const struct end *ends, size_t count)
{
    if (redis_ready(cells->redis) != REDIS_READY)
        return CELLS_AWAY;
    library_begin(&cells->command, "tiendo_ends_1", 1);
    add_plan_key(cells, "ends");
    for (size_t i = 0; i < count; i++) {
        redis_command_string(&cells->command, ends[i].name);
        redis_command_number(&cells->command, ends[i].offset);
        redis_command_number(&cells->command, ends[i].owned);
    }
    return called(cells);
}

static enum cells_result make_current(struct cells *cells)
{
    library_begin(&cells->command, "tiendo_current_1", 1);
    add_key(cells, key_current(cells->plan->id));
    redis_command_number(&cells->command, cells->plan->version);
    return called(cells);
}

enum cells_result cells_promote(struct cells *cells, bool *reached)
{
    if (redis_ready(cells->redis) != REDIS_READY)
        return CELLS_AWAY;
    library_begin(&cells->command, "tiendo_caught_up_1", 2);
    add_plan_key(cells, "ledger");
    add_plan_key(cells, "ends");

    struct redisReply *reply = library_call(cells->redis, &cells->command);
    int64_t answer = redis_reply_error(reply) != NULL ? 0 : redis_reply_number(reply, 0);
    bool away = reply == NULL;
    redis_reply_free(reply);
    if (away)
        return CELLS_AWAY;
    *reached = answer == 1;
    return *reached ? make_current(cells) : CELLS_OK;
}
