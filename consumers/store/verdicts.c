#include "consumers/store/verdicts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/store/library.h"
#include "consumers/store/totals.h"
#include "consumers/store/verdicts_own.h"

struct verdicts *verdicts_open(const struct verdicts_options *options)
{
    struct verdicts *verdicts = calloc(1, sizeof(*verdicts));

    if (verdicts == NULL)
        return NULL;
    verdicts->options = *options;
    verdicts->redis = options->redis;
    verdicts->plan = options->plan;
    return verdicts;
}

void verdicts_close(struct verdicts *verdicts)
{
    if (verdicts == NULL)
        return;
    redis_command_free(&verdicts->command);
    free(verdicts);
}

/* ---- shared ---- */

void verdicts_add_key(struct verdicts *v, struct key key)
{
    redis_command_string(&v->command, key.text);
}

void verdicts_add_plan_key(struct verdicts *v, const char *name)
{
    verdicts_add_key(v, key_of(v->plan->tag, name));
}

void verdicts_add_fields(struct verdicts *v, const struct fields *fields)
{
    redis_command_number(&v->command, (int64_t)fields->count);
    for (size_t i = 0; i < fields->count; i++) {
        redis_command_string(&v->command, fields->items[i].name);
        redis_command_text(&v->command, fields->items[i].value);
    }
}

void verdicts_tell(struct verdicts *v, const char *key, const char *what)
{
    if (v->options.strange != NULL)
        v->options.strange(v->options.ctx, key, what);
}

void verdicts_tell_keys(struct verdicts *v, const struct redisReply *reply, size_t first,
                        const char *what)
{
    for (size_t i = first; i < redis_reply_items(reply); i++) {
        struct text key = redis_reply_text(redis_reply_item(reply, i));

        if (key.at != NULL)
            verdicts_tell(v, key.at, what); /* hiredis ends its strings with a NUL */
    }
}

static enum verdicts_result outcome_of_error(struct verdicts *v, const char *error)
{
    if (strstr(error, "Function not found") != NULL)
        return library_load(v->redis) == 0 ? VERDICTS_CONFLICT : VERDICTS_AWAY;
    if (strstr(error, "WRONGTYPE") != NULL)
        return VERDICTS_CORRUPT; /* verdicts_look() mends what it can */
    redis_tell(v->redis, "Redis refuses to write: ", error);
    return VERDICTS_AWAY;
}

enum verdicts_result verdicts_outcome(struct verdicts *v, const struct redisReply *reply)
{
    static const struct {
        const char *word;
        enum verdicts_result result;
    } words[] = {{"OK", VERDICTS_OK},
                 {"HELD", VERDICTS_HELD},
                 {"CONFLICT", VERDICTS_CONFLICT},
                 {"CORRUPT", VERDICTS_CORRUPT}};
    struct text word = redis_reply_text(redis_reply_item(reply, 0));

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (text_is(word, words[i].word))
            return words[i].result;
    if (redis_reply_error(reply) != NULL)
        return outcome_of_error(v, redis_reply_error(reply));
    return VERDICTS_AWAY;
}

int64_t verdicts_number_of(struct text text)
{
    int64_t number = 0;

    if (text.at == NULL || text.length > 15)
        return 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return 0;
        number = number * 10 + (text.at[i] - '0');
    }
    return number;
}

/* ---- what there is to do ---- */

static void copy(char *out, size_t size, struct text text)
{
    size_t length = text.at == NULL || text.length >= size ? 0 : text.length;

    if (length > 0)
        memcpy(out, text.at, length);
    out[length] = '\0';
}

/* What is asked, in this order: what the last one misses is newer than `seen`. */
enum { LOOK_CURRENT, LOOK_RESTORED, LOOK_SEEN, LOOK_ALERTS, LOOK_DIRTY, LOOKS };

static void write_look(struct verdicts *v, int look)
{
    switch (look) {
    case LOOK_CURRENT:
        redis_command_begin(&v->command, "GET");
        verdicts_add_key(v, key_current(v->plan->id));
        break;
    case LOOK_RESTORED:
        redis_command_begin(&v->command, "HGET");
        verdicts_add_plan_key(v, "delivery");
        redis_command_string(&v->command, "restored_ms");
        break;
    case LOOK_SEEN:
        redis_command_begin(&v->command, "XREVRANGE");
        verdicts_add_plan_key(v, "updates");
        redis_command_string(&v->command, "+");
        redis_command_string(&v->command, "-");
        redis_command_string(&v->command, "COUNT");
        redis_command_string(&v->command, "1");
        break;
    case LOOK_ALERTS:
        redis_command_begin(&v->command, "XLEN");
        verdicts_add_plan_key(v, "alerts");
        break;
    default:
        redis_command_begin(&v->command, "HGETALL");
        verdicts_add_plan_key(v, "dirty");
        break;
    }
}

static void read_marks(const struct verdicts *v, const struct redisReply *reply,
                       struct verdicts_mark *marks)
{
    for (size_t i = 0; i < v->plan->indicator_count; i++)
        marks[i].token[0] = '\0';
    for (size_t i = 0; i + 1 < redis_reply_items(reply); i += 2) {
        const struct indicator *indicator =
            plan_indicator(v->plan, redis_reply_text(redis_reply_item(reply, i)));

        if (indicator != NULL)
            copy(marks[indicator->index].token, sizeof(marks->token),
                 redis_reply_text(redis_reply_item(reply, i + 1)));
    }
}

static void read_look(const struct verdicts *v, struct redisReply *const *replies,
                      struct verdicts_look *look, struct verdicts_mark *marks)
{
    struct text seen =
        redis_reply_text(redis_reply_item(redis_reply_item(replies[LOOK_SEEN], 0), 0));

    look->restored = redis_reply_text(replies[LOOK_RESTORED]).at != NULL;
    copy(look->seen, sizeof(look->seen), seen.at == NULL ? text_of("0-0") : seen);
    read_marks(v, replies[LOOK_DIRTY], marks);
}

/* Removes what holds something of another type, so that it can be what it should. */
static enum verdicts_result mend(struct verdicts *v)
{
    static const char *const names[] = {"delivery", "dirty", "alerts", "updates"};
    struct redisReply *reply;
    bool away;

    library_begin(&v->command, "tiendo_mend_1", sizeof(names) / sizeof(names[0]));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        verdicts_add_plan_key(v, names[i]);
    reply = library_call(v->redis, &v->command);
    away = reply == NULL || redis_reply_error(reply) != NULL;
    for (size_t i = 0; i < redis_reply_items(reply); i++)
        verdicts_tell(
            v, key_of(v->plan->tag, redis_reply_text(redis_reply_item(reply, i)).at).text,
            "it held something of another type: removed, to be written anew");
    redis_reply_free(reply);
    return away ? VERDICTS_AWAY : VERDICTS_OK;
}

static int take_looks(struct verdicts *v, struct redisReply **replies, const char **fault)
{
    for (int i = 0; i < LOOKS; i++) {
        write_look(v, i);
        if (redis_send(v->redis, &v->command) != 0)
            return -1;
    }
    for (int i = 0; i < LOOKS; i++) {
        const char *error;

        replies[i] = redis_take(v->redis);
        if (replies[i] == NULL)
            return -1;
        error = redis_reply_error(replies[i]);
        if (error != NULL && (i != LOOK_CURRENT || strstr(error, "WRONGTYPE") == NULL))
            *fault = error; /* that key is the aggregator's to mend */
    }
    return 0;
}

enum verdicts_result verdicts_look(struct verdicts *v, struct verdicts_look *look,
                                   struct verdicts_mark *marks)
{
    struct redisReply *replies[LOOKS] = {NULL};
    enum verdicts_result result = VERDICTS_AWAY;
    const char *fault = NULL;

    if (redis_ready(v->redis) != REDIS_READY)
        return VERDICTS_AWAY;
    if (take_looks(v, replies, &fault) == 0) {
        read_look(v, replies, look, marks);
        result = verdicts_read_current(v, replies[LOOK_CURRENT], &look->current);
    }
    if (fault != NULL && strstr(fault, "WRONGTYPE") != NULL) {
        look->mended = true;
        result = mend(v);
    } else if (fault != NULL) {
        redis_tell(v->redis, "Redis refuses to read: ", fault);
        result = VERDICTS_AWAY;
    }
    for (size_t i = 0; i < LOOKS; i++)
        redis_reply_free(replies[i]);
    return result;
}

enum verdicts_result verdicts_caught_up(struct verdicts *v, bool *caught_up)
{
    struct redisReply *reply;
    int64_t answer;

    library_begin(&v->command, "tiendo_caught_up_1", 2);
    verdicts_add_plan_key(v, "ledger");
    verdicts_add_plan_key(v, "ends");
    reply = library_call(v->redis, &v->command);
    answer = redis_reply_error(reply) != NULL ? 0 : redis_reply_number(reply, -1);
    redis_reply_free(reply);
    if (answer < 0)
        return VERDICTS_AWAY;
    *caught_up = answer == 1;
    return VERDICTS_OK;
}

enum verdicts_result verdicts_wait(struct verdicts *v, const char *seen, int timeout_ms)
{
    struct redisReply *reply;
    const char *error;
    bool away;

    redis_command_begin(&v->command, "XREAD");
    redis_command_string(&v->command, "COUNT");
    redis_command_string(&v->command, "1");
    redis_command_string(&v->command, "BLOCK");
    redis_command_number(&v->command, timeout_ms);
    redis_command_string(&v->command, "STREAMS");
    verdicts_add_plan_key(v, "updates");
    redis_command_string(&v->command, seen);
    reply = redis_call(v->redis, &v->command);
    error = redis_reply_error(reply); /* of another type: the next look mends it */
    away = reply == NULL || (error != NULL && strstr(error, "WRONGTYPE") == NULL &&
                             strstr(error, "UNBLOCKED") == NULL);
    redis_reply_free(reply);
    return away ? VERDICTS_AWAY : VERDICTS_OK;
}

/* ---- calls: reading ---- */

static int ask_rows(struct verdicts *v, const struct verdicts_call *call)
{
    for (size_t i = 0; i < call->row_count; i++) {
        redis_command_begin(&v->command, "HGET");
        verdicts_add_key(v, key_target(v->plan->tag, call->rows[i].target->id));
        redis_command_string(&v->command, "_revision");
        if (redis_send(v->redis, &v->command) != 0)
            return -1;
    }
    for (size_t i = 0; i < call->alert_count; i++) {
        const struct verdicts_alert_row *row = &call->alerts[i];

        redis_command_begin(&v->command, "HGETALL");
        verdicts_add_key(v, key_alert(v->plan->tag, row->subject, alarm_kind_name(row->kind)));
        if (redis_send(v->redis, &v->command) != 0)
            return -1;
    }
    return 0;
}

static void read_alert(const struct redisReply *reply, struct verdicts_alert_row *row)
{
    row->stands = (struct verdicts_alert){.is = {.why = ""}};
    row->revision = 0;
    row->absent = redis_reply_error(reply) == NULL && redis_reply_items(reply) == 0;
    for (size_t i = 0; i + 1 < redis_reply_items(reply); i += 2) {
        struct text name = redis_reply_text(redis_reply_item(reply, i));
        struct text value = redis_reply_text(redis_reply_item(reply, i + 1));

        if (text_is(name, "_revision"))
            row->revision = verdicts_number_of(value);
        else
            fields_read_alert(name, value, &row->stands);
    }
}

/* A key of another type answers with an error: as if it were not there, for the commit to find. */
static int take_rows(struct verdicts *v, struct verdicts_call *call)
{
    for (size_t i = 0; i < call->row_count; i++) {
        struct redisReply *reply = redis_take(v->redis);

        if (reply == NULL)
            return -1;
        call->rows[i].revision = verdicts_number_of(redis_reply_text(reply));
        redis_reply_free(reply);
    }
    for (size_t i = 0; i < call->alert_count; i++) {
        struct redisReply *reply = redis_take(v->redis);

        if (reply == NULL)
            return -1;
        read_alert(reply, &call->alerts[i]);
        redis_reply_free(reply);
    }
    return 0;
}

/* What stands before the totals: so who commits a verdict on older totals is found out. */
static int read_calls(struct verdicts *v, const struct totals_options *options,
                      struct verdicts_call *calls, struct totals *totals, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ask_rows(v, &calls[i]) != 0)
            return -1;
    for (size_t i = 0; i < count; i++)
        if (calls[i].indicator != NULL && totals_ask_periods(options, calls[i].indicator) != 0)
            return -1;
    for (size_t i = 0; i < count; i++)
        if (take_rows(v, &calls[i]) != 0)
            return -1;
    for (size_t i = 0; i < count; i++) {
        totals[i].indicator = calls[i].indicator;
        if (calls[i].indicator != NULL && totals_take_periods(options, &totals[i]) != 0)
            return -1;
    }
    return totals_read_values(options, totals, count);
}

static int make_series(struct verdicts *v, struct verdicts_call *call,
                       const struct totals *totals)
{
    call->result = totals->unreadable ? VERDICTS_UNREADABLE : VERDICTS_OK;
    if (call->indicator == NULL || totals->unreadable)
        return 0;
    call->series = series_new(v->plan, call->indicator, totals->items, totals->count);
    return call->series == NULL ? -1 : 0;
}

enum verdicts_result verdicts_load(struct verdicts *v, struct verdicts_call *calls,
                                   size_t count)
{
    const struct totals_options options = {v->redis, v->plan, v->options.strange,
                                           v->options.ctx};
    struct totals *totals = calloc(count + 1, sizeof(*totals));
    int result = -1;

    for (size_t i = 0; i < count; i++)
        calls[i].series = NULL;
    if (totals != NULL)
        result = read_calls(v, &options, calls, totals, count);
    if (result != 0)
        redis_drop(v->redis); /* replies to what was asked beyond may still be under way */
    for (size_t i = 0; result == 0 && i < count; i++)
        result = make_series(v, &calls[i], &totals[i]);
    for (size_t i = 0; result != 0 && i < count; i++)
        series_free(calls[i].series);
    for (size_t i = 0; totals != NULL && i < count; i++)
        totals_free(&totals[i]);
    free(totals);
    return result == 0 ? VERDICTS_OK : VERDICTS_AWAY;
}
