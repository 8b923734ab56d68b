#include "consumers/store/totals.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/store/keys.h"
#include "consumers/store/redis.h"
#include "schemas/decimal.h"

enum { IN_FLIGHT = 64 }; /* commands ahead of their replies: bounded, as both sides buffer */

/* What is read of each total; cells.lua writes them. */
enum { NUMERATOR, DENOMINATOR, VALUE, BENCHMARK, RANK_OF, OBS_STATUS, COVERAGE, DISPUTED };
static const char *const names[] = {
    [NUMERATOR] = "numerator", [DENOMINATOR] = "denominator", [VALUE] = "value",
    [BENCHMARK] = "benchmark", [RANK_OF] = "rank_of",         [OBS_STATUS] = "obs_status",
    [COVERAGE] = "coverage",   [DISPUTED] = "disputed",
};

static bool units_at(const struct redisReply *reply, size_t which, int decimals, int64_t *units)
{
    struct text text = redis_reply_text(redis_reply_item(reply, which));

    return text.at != NULL && decimal_read(text, decimals, units) == DECIMAL_OK;
}

static bool level_at(const struct redisReply *reply, const struct indicator *indicator,
                     int64_t *place)
{
    struct text code = redis_reply_text(redis_reply_item(reply, VALUE));

    for (size_t i = 0; i < indicator->level_count; i++) {
        if (!text_is(code, indicator->levels[i].code))
            continue;
        *place = (int64_t)i;
        return true;
    }
    return false;
}

/* "heard/all" */
static void read_coverage(struct text text, struct total *total)
{
    const char *slash = text.at == NULL ? NULL : memchr(text.at, '/', text.length);
    int64_t heard, all;

    if (slash == NULL)
        return;

    size_t left = (size_t)(slash - text.at);

    if (decimal_read((struct text){text.at, left}, 0, &heard) != DECIMAL_OK ||
        decimal_read((struct text){slash + 1, text.length - left - 1}, 0, &all) != DECIMAL_OK ||
        heard < 0 || all < heard || all > INT32_MAX)
        return;
    total->communes_heard = (int)heard;
    total->communes = (int)all;
}

/* The exact fields that people read too; a ratio's quotient is rounded, its parts are not. */
static bool read_value(const struct redisReply *reply, const struct indicator *indicator,
                       struct total *total)
{
    int decimals = indicator->decimals, part_decimals = indicator->part_decimals;

    switch (indicator->kind) {
    case INDICATOR_RATIO:
        return units_at(reply, NUMERATOR, part_decimals, &total->numerator) &&
               units_at(reply, DENOMINATOR, part_decimals, &total->denominator);
    case INDICATOR_RANK:
        return units_at(reply, VALUE, decimals, &total->value) &&
               units_at(reply, RANK_OF, 0, &total->rank_of);
    case INDICATOR_COMPARED:
        return units_at(reply, VALUE, decimals, &total->value) &&
               units_at(reply, BENCHMARK, decimals, &total->benchmark);
    case INDICATOR_LEVEL:
        return level_at(reply, indicator, &total->value);
    case INDICATOR_COUNT:
    case INDICATOR_NUMBER:
        break;
    }
    return units_at(reply, VALUE, decimals, &total->value);
}

static void read_total(const struct redisReply *reply, const struct indicator *indicator,
                       struct total *total)
{
    struct text status = redis_reply_text(redis_reply_item(reply, OBS_STATUS));

    total->obs_status = 'A';
    if (status.length == 1)
        total->obs_status = status.at[0];
    total->disputed = text_is(redis_reply_text(redis_reply_item(reply, DISPUTED)), "1");
    read_coverage(redis_reply_text(redis_reply_item(reply, COVERAGE)), total);
    total->has_value = read_value(reply, indicator, total);
}

static int ask(struct redis *redis, const struct plan *plan, const struct indicator *indicator,
               struct period period)
{
    struct redis_command command = {0};
    char text[PERIOD_TEXT_BYTES];
    int result;

    period_write(period, text);
    redis_command_begin(&command, "HMGET");
    redis_command_string(&command,
                         key_total(plan->tag, indicator->id, text, plan->areas[0].id).text);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        redis_command_string(&command, names[i]);
    result = redis_send(redis, &command);
    redis_command_free(&command);
    return result;
}

static int take(struct redis *redis, const struct indicator *indicator, struct total *total)
{
    struct redisReply *reply = redis_take(redis);

    if (reply == NULL)
        return -1;
    read_total(reply, indicator, total);
    redis_reply_free(reply);
    return 0;
}

static int read_all(struct redis *redis, const struct plan *plan,
                    const struct indicator *indicator, struct total *totals, size_t count)
{
    size_t asked = 0;

    for (size_t taken = 0; taken < count; taken++) {
        for (; asked < count && asked - taken < IN_FLIGHT; asked++)
            if (ask(redis, plan, indicator, totals[asked].period) != 0)
                return -1;
        if (take(redis, indicator, &totals[taken]) != 0)
            return -1;
    }
    return 0;
}

static size_t read_periods(const struct redisReply *reply, struct total *totals)
{
    size_t count = 0;

    for (size_t i = 0; i < redis_reply_items(reply); i++)
        if (period_read(redis_reply_text(redis_reply_item(reply, i)), &totals[count].period) ==
            0)
            count++;
    return count;
}

int totals_read(struct redis *redis, const struct plan *plan, const struct indicator *indicator,
                struct total **totals, size_t *count)
{
    struct redisReply *reply = redis_words(
        redis, (const char *const[]){"ZRANGE", key_series(plan->tag, indicator->id).text, "0",
                                     "-1", NULL});
    struct total *read = calloc(redis_reply_items(reply) + 1, sizeof(*read));
    size_t periods = 0;

    if (reply == NULL || read == NULL || redis_reply_error(reply) != NULL)
        goto fail;
    periods = read_periods(reply, read);
    redis_reply_free(reply);
    reply = NULL;
    if (read_all(redis, plan, indicator, read, periods) != 0)
        goto fail;
    *totals = read;
    *count = periods;
    return 0;

fail:
    redis_reply_free(reply);
    free(read);
    return -1;
}
