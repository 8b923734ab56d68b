#include "consumers/store/totals.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/store/keys.h"
#include "consumers/store/redis.h"
#include "consumers/store/total_read.h"
#include "consumers/store/totals_own.h"

static struct key key_of_total(const struct totals_options *options,
                               const struct indicator *indicator, struct period period)
{
    char text[PERIOD_TEXT_BYTES];

    period_write(period, text);
    return key_total(options->plan->tag, indicator->id, text, options->plan->areas[0].id);
}

void totals_tell(const struct totals_options *options, struct key key, const char *what)
{
    if (options->strange != NULL)
        options->strange(options->ctx, key.text, what);
}

/* ---- the periods ---- */

int totals_ask_periods(const struct totals_options *options, const struct indicator *indicator)
{
    struct redis_command command = {0};
    int result;

    redis_command_begin(&command, "ZRANGE");
    redis_command_string(&command, key_series(options->plan->tag, indicator->id).text);
    redis_command_string(&command, "0");
    redis_command_string(&command, "-1");
    result = redis_send(options->redis, &command);
    redis_command_free(&command);
    return result;
}

static void read_periods(const struct totals_options *options, const struct redisReply *reply,
                         struct totals *totals)
{
    struct key key = key_series(options->plan->tag, totals->indicator->id);

    for (size_t i = 0; i < redis_reply_items(reply); i++) {
        struct period *period = &totals->items[totals->count].period;

        if (period_read(redis_reply_text(redis_reply_item(reply, i)), period) == 0 &&
            period->frequency == totals->indicator->frequency)
            totals->count++;
        else
            totals_tell(options, key,
                        "a member is no period of the indicator: it is passed over");
    }
}

int totals_take_periods(const struct totals_options *options, struct totals *totals)
{
    struct redisReply *reply = redis_take(options->redis);
    int result = -1;

    if (redis_reply_error(reply) != NULL) {
        totals_tell(options, key_series(options->plan->tag, totals->indicator->id),
                    "it is no sorted set: the indicator is not judged");
        totals->unreadable = true;
    }
    totals->items = calloc(redis_reply_items(reply) + 1, sizeof(*totals->items));
    if (reply != NULL && totals->items != NULL) {
        read_periods(options, reply, totals);
        result = 0;
    }
    redis_reply_free(reply);
    return result;
}

/* ---- the values ---- */

static int ask(const struct totals_options *options, const struct indicator *indicator,
               struct period period)
{
    struct redis_command command = {0};
    int result;

    redis_command_begin(&command, "HMGET");
    redis_command_string(&command, key_of_total(options, indicator, period).text);
    for (int field = 0; field < TOTAL_FIELDS_READ; field++)
        redis_command_string(&command, total_read_name((enum total_field_read)field));
    result = redis_send(options->redis, &command);
    redis_command_free(&command);
    return result;
}

/* Whether something is there that nobody of ours would have written. */
static bool is_faulty(const struct text *fields, const struct total *total)
{
    bool has_figures = fields[TOTAL_NUMERATOR].at != NULL ||
                       fields[TOTAL_DENOMINATOR].at != NULL || fields[TOTAL_VALUE].at != NULL;
    struct text status = fields[TOTAL_OBS_STATUS], coverage = fields[TOTAL_COVERAGE];

    return (has_figures && !total->has_value) || (status.at != NULL && status.length != 1) ||
           (coverage.at != NULL && memchr(coverage.at, '/', coverage.length) == NULL);
}

static int take(const struct totals_options *options, struct totals *totals, size_t i)
{
    struct redisReply *reply = redis_take(options->redis);
    struct total *total = &totals->items[i];
    bool wrong = redis_reply_error(reply) != NULL;
    struct text fields[TOTAL_FIELDS_READ];

    if (reply == NULL)
        return -1;
    for (size_t field = 0; field < TOTAL_FIELDS_READ; field++)
        fields[field] = redis_reply_text(redis_reply_item(reply, field));
    total_read(totals->indicator, fields, total);
    if (wrong || is_faulty(fields, total)) {
        totals_tell(options, key_of_total(options, totals->indicator, total->period),
                    wrong ? "it is no hash: the indicator is not judged"
                          : "a field cannot be read: the indicator is not judged");
        totals->unreadable = true;
    }
    redis_reply_free(reply);
    return 0;
}

struct place { /* among the totals of all */
    size_t list, item;
};

static bool step(const struct totals *list, size_t count, struct place *place)
{
    while (place->list < count && place->item >= list[place->list].count) {
        place->list++;
        place->item = 0;
    }
    return place->list < count;
}

static int read_values(const struct totals_options *options, struct totals *list, size_t count)
{
    struct place asked = {0, 0}, taken = {0, 0};
    size_t in_flight = 0;

    for (; step(list, count, &taken); taken.item++, in_flight--) {
        for (; in_flight < TOTALS_IN_FLIGHT && step(list, count, &asked);
             asked.item++, in_flight++)
            if (ask(options, list[asked.list].indicator,
                    list[asked.list].items[asked.item].period) != 0)
                return -1;
        if (take(options, &list[taken.list], taken.item) != 0)
            return -1;
    }
    return 0;
}

int totals_read_values(const struct totals_options *options, struct totals *list, size_t count)
{
    if (read_values(options, list, count) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (totals_read_parts(options, &list[i]) != 0)
            return -1;
    return 0;
}

void totals_free(struct totals *totals)
{
    free(totals->items);
    free(totals->parts);
    *totals = (struct totals){0};
}
