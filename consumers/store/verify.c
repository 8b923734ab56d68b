#include "consumers/store/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/store/keys.h"
#include "consumers/store/listing.h"
#include "consumers/store/recount.h"
#include "consumers/store/redis.h"
#include "consumers/store/total_fields.h"

/* What EXEC answers, in the order asked. */
enum { CELLS, SCORE, TOTALS };

struct verify {
    const struct verify_options *options;
    struct verify_counts *counts;
    struct listing listing;
    struct recount *recount;
    struct redis_command command; /* reused */
    size_t last_indicator;        /* counted last */

    /* the period in hand */
    const struct indicator *indicator;
    char period[PERIOD_TEXT_BYTES];
    int32_t last_day;
    struct key cells_key, series_key;
    size_t *areas; /* whose totals are asked for: places in the plan */
    size_t area_count;
    bool *asked; /* by an area's place in the plan */
};

static const struct text nothing = {NULL, 0};
static const struct text a_total = TEXT("a total"), a_key = TEXT("a key"),
                         a_member = TEXT("a member"), another_type = TEXT("of another type"),
                         a_hash = TEXT("a hash"), a_set = TEXT("a sorted set");

static void found(struct verify *verify, struct difference difference)
{
    verify->counts->differences++;
    verify->options->found(verify->options->ctx, &difference);
}

static void found_foreign(void *ctx, enum listing_fault fault, const char *key,
                          struct text member)
{
    switch (fault) {
    case LISTING_KEY:
        found(ctx, (struct difference){key, nothing, a_key, nothing});
        return;
    case LISTING_MEMBER:
        found(ctx, (struct difference){key, member, a_member, nothing});
        return;
    case LISTING_TYPE:
        found(ctx, (struct difference){key, nothing, another_type, a_set});
        return;
    }
}

/* ---- reading a period ---- */

static bool want(struct verify *verify, const struct area *area)
{
    if (area == NULL || verify->asked[area->index])
        return false;
    verify->asked[area->index] = true;
    verify->areas[verify->area_count++] = area->index;
    return true;
}

/* Of the i-th that is asked for. */
static const struct area *area_at(const struct verify *verify, size_t i)
{
    return &verify->options->plan->areas[verify->areas[i]];
}

static struct key total_key(const struct verify *verify, size_t i)
{
    return key_total(verify->options->plan->tag, verify->indicator->id, verify->period,
                     area_at(verify, i)->id);
}

/* Sends a command of a name and up to two words. */
static int ask(struct verify *verify, const char *name, const char *key, const char *word)
{
    redis_command_begin(&verify->command, name);
    if (key != NULL)
        redis_command_string(&verify->command, key);
    if (word != NULL)
        redis_command_string(&verify->command, word);
    return redis_send(verify->options->redis, &verify->command);
}

static int ask_period(struct verify *verify)
{
    if (ask(verify, "MULTI", NULL, NULL) != 0 ||
        ask(verify, "HGETALL", verify->cells_key.text, NULL) != 0 ||
        ask(verify, "ZSCORE", verify->series_key.text, verify->period) != 0)
        return -1;
    for (size_t i = 0; i < verify->area_count; i++)
        if (ask(verify, "HGETALL", total_key(verify, i).text, NULL) != 0)
            return -1;
    return ask(verify, "EXEC", NULL, NULL);
}

/* The answer of EXEC; NULL: away, or refused. */
static struct redisReply *read_once(struct verify *verify)
{
    struct redis *redis = verify->options->redis;
    struct redisReply *reply = NULL;

    if (ask_period(verify) != 0)
        return NULL;
    for (size_t queued = 0; queued < 1 + TOTALS + verify->area_count; queued++) {
        reply = redis_take(redis);
        if (reply == NULL)
            return NULL;
        if (redis_reply_error(reply) != NULL)
            redis_tell(redis, "Redis refuses to be read: ", redis_reply_error(reply));
        redis_reply_free(reply);
    }
    reply = redis_take(redis);
    if (redis_reply_items(reply) == TOTALS + verify->area_count)
        return reply;
    redis_reply_free(reply);
    return NULL;
}

/* Areas that have cells, and whose totals were not asked for. */
static bool wants_more(struct verify *verify, const struct redisReply *cells)
{
    bool more = false;

    for (size_t i = 0; i < redis_reply_items(cells); i += 2)
        if (want(verify, recount_area(verify->options->plan,
                                      redis_reply_text(redis_reply_item(cells, i)))))
            more = true;
    return more;
}

static struct redisReply *read_period(struct verify *verify)
{
    struct redisReply *reply = read_once(verify);

    while (reply != NULL && wants_more(verify, redis_reply_item(reply, CELLS))) {
        redis_reply_free(reply);
        reply = read_once(verify);
    }
    return reply;
}

/* ---- comparing ---- */

static int count_cells(struct verify *verify, const struct redisReply *cells)
{
    for (size_t i = 0; i + 1 < redis_reply_items(cells); i += 2) {
        struct text field = redis_reply_text(redis_reply_item(cells, i));
        struct text line = redis_reply_text(redis_reply_item(cells, i + 1));
        enum recount_fault fault = recount_add(verify->recount, field, line);

        verify->counts->cells++;
        if (fault == RECOUNT_NO_MEMORY) {
            redis_tell(verify->options->redis, "Cells are not counted: ", "out of memory");
            return -1;
        }
        if (fault != RECOUNT_OK)
            found(verify, (struct difference){verify->cells_key.text, field, line,
                                              text_of(recount_fault_wants(fault))});
    }
    recount_settle(verify->recount);
    return 0;
}

static void compare_series(struct verify *verify, const struct redisReply *score)
{
    struct text is = redis_reply_text(score), should_be = nothing;
    char day[16];

    if (redis_reply_error(score) != NULL)
        return; /* the listing told */
    (void)snprintf(day, sizeof(day), "%d", (int)verify->last_day);
    if (recount_occupied(verify->recount))
        should_be = text_of(day);
    if (should_be.at == NULL ? is.at != NULL : !text_is(is, day))
        found(verify, (struct difference){verify->series_key.text, text_of(verify->period), is,
                                          should_be});
}

static struct text value_in(const struct redisReply *hash, const char *name)
{
    for (size_t i = 0; i + 1 < redis_reply_items(hash); i += 2)
        if (text_is(redis_reply_text(redis_reply_item(hash, i)), name))
            return redis_reply_text(redis_reply_item(hash, i + 1));
    return nothing;
}

static bool is_among(struct text name, const struct total_fields *fields)
{
    for (size_t i = 0; i < fields->count; i++)
        if (text_is(name, fields->items[i].name))
            return true;
    /* what no cell tells, and a hint that cells/first.lua checks whenever it follows it */
    return text_is(name, "updated_ms") || text_is(name, "_sources");
}

static void compare_fields(struct verify *verify, const char *key,
                           const struct redisReply *hash, const struct total_fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        const struct total_field *field = &fields->items[i];
        struct text is = value_in(hash, field->name);

        if (!text_is(is, field->value))
            found(verify,
                  (struct difference){key, text_of(field->name), is, text_of(field->value)});
    }
    for (size_t i = 0; i + 1 < redis_reply_items(hash); i += 2) {
        struct text name = redis_reply_text(redis_reply_item(hash, i));

        if (!is_among(name, fields))
            found(verify, (struct difference){key, name,
                                              redis_reply_text(redis_reply_item(hash, i + 1)),
                                              nothing});
    }
}

static void compare_total(struct verify *verify, size_t i, const struct redisReply *hash)
{
    struct key key = total_key(verify, i);
    struct total_fields fields;
    bool is_there = redis_reply_items(hash) > 0;

    recount_total(verify->recount, area_at(verify, i), &fields);
    verify->counts->totals += is_there;
    if (redis_reply_error(hash) != NULL)
        found(verify, (struct difference){key.text, nothing, another_type,
                                          fields.count > 0 ? a_hash : nothing});
    else if (is_there && fields.count > 0)
        compare_fields(verify, key.text, hash, &fields);
    else if (is_there)
        found(verify, (struct difference){key.text, nothing, a_total, nothing});
    else if (fields.count > 0)
        found(verify, (struct difference){key.text, nothing, nothing, a_total});
}

static int compare(struct verify *verify, const struct redisReply *reply)
{
    const struct redisReply *cells = redis_reply_item(reply, CELLS);

    if (redis_reply_error(cells) != NULL) {
        found(verify,
              (struct difference){verify->cells_key.text, nothing, another_type, a_hash});
        return 0;
    }
    if (count_cells(verify, cells) != 0)
        return -1;
    compare_series(verify, redis_reply_item(reply, SCORE));
    for (size_t i = 0; i < verify->area_count; i++)
        compare_total(verify, i, redis_reply_item(reply, TOTALS + i));
    return 0;
}

/* ---- period by period ---- */

static void take_up(struct verify *verify, const struct listed *listed)
{
    const struct plan *plan = verify->options->plan;
    const struct indicator *indicator = &plan->indicators[listed->indicator];
    struct period period = {indicator->frequency, listed->position};

    verify->indicator = indicator;
    (void)period_write(period, verify->period);
    verify->last_day = period_last_day(period);
    verify->cells_key = key_cells(plan->tag, indicator->id, verify->period);
    verify->series_key = key_series(plan->tag, indicator->id);
    recount_begin(verify->recount, indicator, period);
    memset(verify->asked, 0, plan->area_count * sizeof(*verify->asked));
    verify->area_count = 0;
    if (indicator->kind == INDICATOR_RATIO || indicator->kind == INDICATOR_COUNT)
        (void)want(verify, &plan->areas[0]); /* there for its communes' sake, too */
}

/* Takes up the period of the listed `at`; returns the first one behind it. */
static size_t take_period(struct verify *verify, size_t at)
{
    const struct listed *first = &verify->listing.items[at];

    take_up(verify, first);
    for (; at < verify->listing.count; at++) {
        const struct listed *listed = &verify->listing.items[at];

        if (listed->indicator != first->indicator || listed->position != first->position)
            break;
        if (listed->area != LISTED_NO_AREA)
            (void)want(verify, &verify->options->plan->areas[listed->area]);
    }
    return at;
}

static int check_period(struct verify *verify)
{
    int64_t before = verify->counts->cells + verify->counts->totals;
    struct redisReply *reply = read_period(verify);
    int result = reply == NULL ? -1 : compare(verify, reply);

    redis_reply_free(reply);
    if (verify->counts->cells + verify->counts->totals > before &&
        verify->indicator->index != verify->last_indicator) {
        verify->counts->indicators++;
        verify->last_indicator = verify->indicator->index;
    }
    return result;
}

static enum verify_result check_all(struct verify *verify)
{
    const struct verify_options *options = verify->options;
    const struct listing_foreign foreign = {found_foreign, verify};

    if (listing_read(options->redis, options->plan, &foreign, &verify->listing) != 0)
        return VERIFY_AWAY;
    for (size_t at = 0; at < verify->listing.count;) {
        if (options->stopping())
            return VERIFY_STOPPED;
        at = take_period(verify, at);
        if (check_period(verify) != 0)
            return VERIFY_AWAY;
    }
    return VERIFY_DONE;
}

/* An empty Redis has no digest: there is nothing to differ. */
static enum verify_result check_plan(const struct verify_options *options)
{
    struct key key = key_of(options->plan->tag, "meta");
    struct redisReply *reply = redis_words(
        options->redis, (const char *const[]){"HGET", key.text, "plan_sha256", NULL});
    struct text digest = redis_reply_text(reply);
    const char *error = redis_reply_error(reply);
    enum verify_result result = VERIFY_DONE;

    if (error != NULL)
        redis_tell(options->redis, "Redis refuses to be read: ", error);
    if (reply == NULL || error != NULL) {
        result = VERIFY_AWAY;
    } else if (digest.at != NULL && !text_is(digest, options->plan->sha256)) {
        redis_tell(options->redis,
                   "Redis has this plan version with other content: ", digest.at);
        result = VERIFY_MISFIT;
    }
    redis_reply_free(reply);
    return result;
}

enum verify_result verify_run(const struct verify_options *options,
                              struct verify_counts *counts)
{
    struct verify verify = {.options = options, .counts = counts, .last_indicator = SIZE_MAX};
    enum verify_result result = VERIFY_AWAY;

    *counts = (struct verify_counts){0};
    verify.recount = recount_new(options->plan);
    verify.areas = calloc(options->plan->area_count, sizeof(*verify.areas));
    verify.asked = calloc(options->plan->area_count, sizeof(*verify.asked));
    if (verify.recount == NULL || verify.areas == NULL || verify.asked == NULL)
        redis_tell(options->redis, "Nothing is verified: ", "out of memory");
    else
        result = check_plan(options);
    if (result == VERIFY_DONE)
        result = check_all(&verify);

    redis_command_free(&verify.command);
    listing_free(&verify.listing);
    recount_free(verify.recount);
    free(verify.areas);
    free(verify.asked);
    return result;
}
