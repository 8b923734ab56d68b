/* totals, their communes: read only where a period that may be judged lacks some, and of those
 * communes alone. */
#include <stdlib.h>

#include "consumers/store/keys.h"
#include "consumers/store/redis.h"
#include "consumers/store/total_parts.h"
#include "consumers/store/totals_own.h"

/* Of each of some totals, each of some communes' own total. */
struct asking {
    const struct totals_options *options;
    struct totals *totals;
    const size_t *items; /* places among the totals */
    size_t item_count;
    const size_t *areas; /* places among the plan's areas */
    size_t area_count;

    /* What is done with a part; `item` and `area` count among those asked for. */
    void (*take)(void *ctx, size_t item, size_t area, const struct total_part *part);
    void *ctx;
};

static struct key key_at(const struct asking *asking, size_t n)
{
    const struct total *total = &asking->totals->items[asking->items[n / asking->area_count]];
    const struct plan *plan = asking->options->plan;
    char period[PERIOD_TEXT_BYTES];

    period_write(total->period, period);
    return key_total(plan->tag, asking->totals->indicator->id, period,
                     plan->areas[asking->areas[n % asking->area_count]].id);
}

static int ask(const struct asking *asking, size_t n)
{
    struct redis_command command = {0};
    int result;

    redis_command_begin(&command, "HMGET");
    redis_command_string(&command, key_at(asking, n).text);
    redis_command_string(&command, "numerator");
    redis_command_string(&command, "denominator");
    result = redis_send(asking->options->redis, &command);
    redis_command_free(&command);
    return result;
}

static int take(const struct asking *asking, size_t n)
{
    struct redisReply *reply = redis_take(asking->options->redis);
    struct total_part part;

    if (reply == NULL)
        return -1;
    if (redis_reply_error(reply) != NULL ||
        total_part_read(asking->totals->indicator, redis_reply_text(redis_reply_item(reply, 0)),
                        redis_reply_text(redis_reply_item(reply, 1)), &part) != 0) {
        totals_tell(asking->options, key_at(asking, n),
                    "a commune's total cannot be read: the indicator is not judged");
        asking->totals->unreadable = true;
    } else {
        asking->take(asking->ctx, n / asking->area_count, n % asking->area_count, &part);
    }
    redis_reply_free(reply);
    return 0;
}

static int run(const struct asking *asking)
{
    size_t count = asking->item_count * asking->area_count;

    for (size_t asked = 0, taken = 0; taken < count; taken++) {
        for (; asked < count && asked - taken < TOTALS_IN_FLIGHT; asked++)
            if (ask(asking, asked) != 0)
                return -1;
        if (take(asking, taken) != 0)
            return -1;
    }
    return 0;
}

/* ---- whom a period lacks ---- */

struct lacking {
    struct total_columns *columns;
    const size_t *areas;
};

static void note_lacking(void *ctx, size_t item, size_t area, const struct total_part *part)
{
    const struct lacking *lacking = ctx;

    (void)item;
    if (!part->heard)
        total_columns_add(lacking->columns, lacking->areas[area]);
}

static int find_lacking(const struct totals_options *options, struct totals *totals,
                        size_t item, struct total_columns *columns)
{
    struct period period = totals->items[item].period;
    struct total_columns expected;
    struct lacking lacking = {.columns = columns};
    int result;

    if (total_columns_begin(options->plan, &expected) != 0)
        return -1;
    for (size_t area = 1; area < options->plan->area_count; area++)
        if (total_parts_expect(options->plan, area, period))
            total_columns_add(&expected, area);
    lacking.areas = expected.areas;
    result = run(&(struct asking){.options = options,
                                  .totals = totals,
                                  .items = &item,
                                  .item_count = 1,
                                  .areas = expected.areas,
                                  .area_count = expected.count,
                                  .take = note_lacking,
                                  .ctx = &lacking});
    total_columns_free(&expected);
    return result;
}

/* ---- their parts, of every period ---- */

struct filling {
    struct total_part *parts;
    size_t columns;
};

static void fill(void *ctx, size_t item, size_t area, const struct total_part *part)
{
    const struct filling *filling = ctx;

    filling->parts[item * filling->columns + area] = *part;
}

/* The totals that are made of communes. */
static size_t list_of_communes(const struct totals *totals, size_t *items)
{
    size_t count = 0;

    for (size_t i = 0; i < totals->count; i++)
        if (totals->items[i].communes > 0)
            items[count++] = i;
    return count;
}

static int read_parts(const struct totals_options *options, struct totals *totals,
                      const struct total_columns *columns)
{
    size_t *items = calloc(totals->count, sizeof(*items));
    size_t count = items == NULL ? 0 : list_of_communes(totals, items);
    struct filling filling = {.columns = columns->count};
    int result = -1;

    filling.parts = totals->parts =
        calloc(totals->count * columns->count, sizeof(*totals->parts));
    if (items != NULL && filling.parts != NULL)
        result = run(&(struct asking){.options = options,
                                      .totals = totals,
                                      .items = items,
                                      .item_count = count,
                                      .areas = columns->areas,
                                      .area_count = columns->count,
                                      .take = fill,
                                      .ctx = &filling});
    for (size_t i = 0; result == 0 && i < count; i++) {
        totals->items[items[i]].parts = &filling.parts[i * columns->count];
        totals->items[items[i]].part_count = columns->count;
    }
    free(items);
    return result;
}

int totals_read_parts(const struct totals_options *options, struct totals *totals)
{
    struct total_columns columns;
    int result = 0;

    if (totals->count == 0 || options->plan->area_count == 1)
        return 0;
    if (total_columns_begin(options->plan, &columns) != 0)
        return -1;
    for (size_t i = 0; result == 0 && i < totals->count; i++)
        if (total_parts_lack(totals->indicator, &totals->items[i]))
            result = find_lacking(options, totals, i, &columns);
    if (result == 0 && columns.count > 0)
        result = read_parts(options, totals, &columns);
    total_columns_free(&columns);
    return result;
}
