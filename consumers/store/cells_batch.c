#include "consumers/store/cells_own.h"

/* What a call may take of Redis' time, in cells (4 us each): some 3 ms.  A total that changes costs
 * TOTAL_COST times that; one that is a single source's FIRST_COST, as all its sources are looked at
 * again, for which there is room for some forty.  PART_CELLS: a total's deltas are exact in doubles
 * up to 500 cells of 2^44.  IN_FLIGHT parts are sent ahead: encoding overlaps with Redis working. */
enum { PART_CELLS = 500, PART_COST = 700, TOTAL_COST = 5, FIRST_COST = 20, IN_FLIGHT = 4 };

struct part { /* the cells [begin, end) */
    size_t begin, end;
};

struct batch {
    struct cell **cells;
    size_t count, cut;  /* of cells; in the parts so far */
    size_t sent, taken; /* parts; the one that advances the ledger comes after them */
    struct part in_flight[IN_FLIGHT];
    int64_t now_unix_ms;
};

static struct part *part_of(struct batch *batch, size_t k)
{
    return &batch->in_flight[k % IN_FLIGHT];
}

static size_t cost_of_total(const struct cell *cell)
{
    switch (cell->indicator->kind) {
    case INDICATOR_RATIO:
    case INDICATOR_COUNT:
        return TOTAL_COST;
    case INDICATOR_NUMBER:
    case INDICATOR_RANK:
    case INDICATOR_LEVEL:
    case INDICATOR_COMPARED:
        break;
    }
    return FIRST_COST;
}

static struct part cut_part(struct batch *batch)
{
    struct part part = {batch->cut, batch->cut};
    size_t cost = 0;

    while (part.end < batch->count && part.end - part.begin < PART_CELLS) {
        size_t i = part.end;

        cost += 1;
        if (i == part.begin || !cells_same_total(batch->cells[i - 1], batch->cells[i]))
            cost += cost_of_total(batch->cells[i]);
        if (cost > PART_COST)
            break;
        part.end++;
    }
    batch->cut = part.end;
    return part;
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

static enum cells_result take_part(struct cells *cells, struct batch *batch, int64_t *won)
{
    const struct part *part = part_of(batch, ++batch->taken);
    struct redisReply *reply = redis_take(cells->redis);
    enum cells_result result = cells_outcome(cells, reply);

    if (result == CELLS_OK)
        take_outcome(reply, batch->cells + part->begin, part->end - part->begin, won);
    redis_reply_free(reply);
    return result;
}

static enum cells_result send_part(struct cells *cells, struct batch *batch)
{
    struct part *part = part_of(batch, ++batch->sent);

    *part = cut_part(batch);
    cells->calls++;
    cells_write_part(cells, batch->sent, batch->cells + part->begin, part->end - part->begin,
                     batch->now_unix_ms);
    return redis_send(cells->redis, &cells->command) == 0 ? CELLS_OK : CELLS_AWAY;
}

/* Sends ahead, takes behind.  One part refused refuses all that follow: their replies are still
 * taken, and the first refusal is the answer. */
static enum cells_result stream_parts(struct cells *cells, struct batch *batch, int64_t *won)
{
    enum cells_result result = CELLS_OK;

    while (batch->taken < batch->sent || (result == CELLS_OK && batch->cut < batch->count)) {
        while (result == CELLS_OK && batch->cut < batch->count &&
               batch->sent - batch->taken < IN_FLIGHT)
            result = send_part(cells, batch);
        if (result == CELLS_AWAY)
            return CELLS_AWAY;
        enum cells_result part = take_part(cells, batch, won);
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
    struct batch whole = {.cells = batch, .count = count, .now_unix_ms = now_unix_ms};

    if (redis_ready(cells->redis) != REDIS_READY)
        return CELLS_AWAY;
    cells_sort(batch, count);
    for (size_t i = 0; i < count; i++)
        batch[i]->stale = false;
    cells->batch++;
    *won = 0;
    enum cells_result result = stream_parts(cells, &whole, won);
    cells->parts = whole.sent;
    return result;
}

enum cells_result cells_advance(struct cells *cells, const struct span *spans, size_t count,
                                int64_t now_unix_ms)
{
    if (redis_ready(cells->redis) != REDIS_READY)
        return CELLS_AWAY;
    cells->calls++;
    cells_write_last(cells, cells->parts + 1, spans, count, now_unix_ms);
    /* Not library_call: where the functions are gone, parts before this one are in doubt too. */
    struct redisReply *reply = redis_call(cells->redis, &cells->command);
    enum cells_result result = cells_outcome(cells, reply);
    redis_reply_free(reply);
    if (result == CELLS_OK)
        redis_settled(cells->redis);
    return result;
}
