#include "consumers/store/listing.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/store/keys.h"
#include "consumers/store/redis.h"

/* Keys a call of SCAN looks at: a millisecond or so of Redis'. */
#define SCAN_COUNT "1000"

struct reading {
    struct redis *redis;
    const struct plan *plan;
    const struct listing_foreign *foreign;
    struct listing *listing;
};

void listing_free(struct listing *listing)
{
    free(listing->items);
    *listing = (struct listing){0};
}

static int add(const struct reading *reading, struct listed listed)
{
    struct listing *listing = reading->listing;

    if (listing->count == listing->capacity) {
        size_t capacity = listing->capacity * 2 + 256;
        struct listed *items = realloc(listing->items, capacity * sizeof(*items));

        if (items == NULL) {
            redis_tell(reading->redis, "What Redis holds is not listed: ", "out of memory");
            return -1;
        }
        listing->items = items;
        listing->capacity = capacity;
    }
    listing->items[listing->count++] = listed;
    return 0;
}

/* ---- names ---- */

/* Cuts off what stands before the next colon, or all. */
static struct text cut(struct text *rest)
{
    const char *colon = rest->length == 0 ? NULL : memchr(rest->at, ':', rest->length);
    struct text word = *rest;

    if (colon != NULL)
        word.length = (size_t)(colon - rest->at);
    rest->at += word.length + (colon != NULL);
    rest->length -= word.length + (colon != NULL);
    return word;
}

/* A period of the indicator's, in its one form. */
static bool take_period(const struct indicator *indicator, struct text text,
                        struct listed *listed)
{
    struct period period;
    char written[PERIOD_TEXT_BYTES];

    if (period_read(text, &period) != 0 || period.frequency != indicator->frequency)
        return false;
    (void)period_write(period, written);
    if (!text_is(text, written))
        return false;
    listed->indicator = (uint32_t)indicator->index;
    listed->position = period.position;
    listed->area = LISTED_NO_AREA;
    return true;
}

/* "<indicator>:<period>" of cells, "<indicator>:<period>:<area>" of a total. */
static bool take_name(const struct plan *plan, struct text name, bool of_total,
                      struct listed *listed)
{
    const struct indicator *indicator = plan_indicator(plan, cut(&name));
    const struct area *area = NULL;

    if (indicator == NULL || !take_period(indicator, of_total ? cut(&name) : name, listed))
        return false;
    if (!of_total)
        return true;
    area = plan_area(plan, name);
    if (area == NULL)
        return false;
    listed->area = (int32_t)area->index;
    return true;
}

/* What follows "tiendo:{…}:<kind>:"; absent for keys of another kind. */
static struct text name_in(const struct reading *reading, struct text key, const char *kind)
{
    struct key prefix = key_of(reading->plan->tag, kind);

    if (!text_begins(key, prefix.text))
        return (struct text){NULL, 0};
    return (struct text){key.at + strlen(prefix.text), key.length - strlen(prefix.text)};
}

static int take_key(const struct reading *reading, struct text key)
{
    struct text cells = name_in(reading, key, "cells:");
    struct text total = name_in(reading, key, "total:");
    struct text series = name_in(reading, key, "series:");
    struct listed listed;

    if (series.at != NULL && plan_indicator(reading->plan, series) != NULL)
        return 0; /* read whole, indicator by indicator */
    if (cells.at == NULL && total.at == NULL && series.at == NULL)
        return 0;
    if (series.at == NULL &&
        take_name(reading->plan, cells.at == NULL ? total : cells, cells.at == NULL, &listed))
        return add(reading, listed);
    reading->foreign->tell(reading->foreign->ctx, LISTING_KEY, key.at, (struct text){NULL, 0});
    return 0;
}

/* ---- reading ---- */

/* Tells an error reply; -1 for it, and for none. */
static int check(const struct reading *reading, const struct redisReply *reply)
{
    const char *error = redis_reply_error(reply);

    if (error != NULL)
        redis_tell(reading->redis, "Redis refuses to be read: ", error);
    return reply == NULL || error != NULL ? -1 : 0;
}

static int scan_once(const struct reading *reading, char cursor[24])
{
    struct redisReply *reply =
        redis_words(reading->redis, (const char *const[]){"SCAN", cursor, "MATCH",
                                                          key_of(reading->plan->tag, "*").text,
                                                          "COUNT", SCAN_COUNT, NULL});
    const struct redisReply *keys = redis_reply_item(reply, 1);
    struct text next = redis_reply_text(redis_reply_item(reply, 0));
    int result = check(reading, reply);

    for (size_t i = 0; result == 0 && i < redis_reply_items(keys); i++)
        result = take_key(reading, redis_reply_text(redis_reply_item(keys, i)));
    (void)snprintf(cursor, 24, "%.*s", (int)next.length, next.at == NULL ? "" : next.at);
    redis_reply_free(reply);
    return result;
}

static int scan(const struct reading *reading)
{
    char cursor[24] = "0";
    int result = 0;

    do
        result = scan_once(reading, cursor);
    while (result == 0 && strcmp(cursor, "0") != 0 && cursor[0] != '\0');
    return result;
}

static int read_series(const struct reading *reading, const struct indicator *indicator)
{
    struct key key = key_series(reading->plan->tag, indicator->id);
    struct redisReply *reply =
        redis_words(reading->redis, (const char *const[]){"ZRANGE", key.text, "0", "-1", NULL});
    const char *error = redis_reply_error(reply);
    int result = 0;

    if (error != NULL && strncmp(error, "WRONGTYPE", strlen("WRONGTYPE")) == 0)
        reading->foreign->tell(reading->foreign->ctx, LISTING_TYPE, key.text,
                               (struct text){NULL, 0});
    else
        result = check(reading, reply);
    for (size_t i = 0; result == 0 && i < redis_reply_items(reply); i++) {
        struct text member = redis_reply_text(redis_reply_item(reply, i));
        struct listed listed;

        if (take_period(indicator, member, &listed))
            result = add(reading, listed);
        else
            reading->foreign->tell(reading->foreign->ctx, LISTING_MEMBER, key.text, member);
    }
    redis_reply_free(reply);
    return result;
}

static int by_place(const void *left, const void *right)
{
    const struct listed *a = left, *b = right;

    if (a->indicator != b->indicator)
        return a->indicator < b->indicator ? -1 : 1;
    if (a->position != b->position)
        return a->position < b->position ? -1 : 1;
    return (a->area > b->area) - (a->area < b->area);
}

static void settle(struct listing *listing)
{
    size_t kept = 0;

    if (listing->count > 0)
        qsort(listing->items, listing->count, sizeof(listing->items[0]), by_place);
    for (size_t i = 0; i < listing->count; i++)
        if (kept == 0 || by_place(&listing->items[kept - 1], &listing->items[i]) != 0)
            listing->items[kept++] = listing->items[i];
    listing->count = kept;
}

int listing_read(struct redis *redis, const struct plan *plan,
                 const struct listing_foreign *foreign, struct listing *listing)
{
    const struct reading reading = {redis, plan, foreign, listing};

    if (scan(&reading) != 0)
        return -1;
    for (size_t i = 0; i < plan->indicator_count; i++)
        if (read_series(&reading, &plan->indicators[i]) != 0)
            return -1;
    settle(listing);
    return 0;
}
