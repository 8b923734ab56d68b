#include "consumers/store/verdicts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/store/keys.h"
#include "consumers/store/library.h"
#include "consumers/store/redis.h"
#include "consumers/store/totals.h"
#include "consumers/store/verdict_fields.h"

#define OFF_TARGET "off_target"

struct verdicts {
    struct redis *redis;
    const struct plan *plan;
    struct redis_command command; /* reused */
};

struct verdicts *verdicts_open(struct redis *redis, const struct plan *plan)
{
    struct verdicts *verdicts = calloc(1, sizeof(*verdicts));

    if (verdicts == NULL)
        return NULL;
    verdicts->redis = redis;
    verdicts->plan = plan;
    return verdicts;
}

void verdicts_close(struct verdicts *verdicts)
{
    if (verdicts == NULL)
        return;
    redis_command_free(&verdicts->command);
    free(verdicts);
}

static void add_key(struct verdicts *v, struct key key)
{
    redis_command_string(&v->command, key.text);
}

static void add_plan_key(struct verdicts *v, const char *name)
{
    add_key(v, key_of(v->plan->tag, name));
}

static struct key alert_hash(const struct verdicts *v, const char *target)
{
    return key_alert(v->plan->tag, target, OFF_TARGET);
}

/* The first word of a function's reply; anything else is Redis away or refusing. */
static enum verdicts_result outcome(struct verdicts *v, const struct redisReply *reply)
{
    struct text word = redis_reply_text(redis_reply_item(reply, 0));

    if (text_is(word, "OK"))
        return VERDICTS_OK;
    if (text_is(word, "HELD"))
        return VERDICTS_HELD;
    if (text_is(word, "CONFLICT"))
        return VERDICTS_CONFLICT;
    if (redis_reply_error(reply) != NULL)
        redis_tell(v->redis, "Redis refuses to write: ", redis_reply_error(reply));
    return VERDICTS_AWAY;
}

/* ---- what there is to do ---- */

static void copy(char *out, size_t size, struct text text)
{
    size_t length = text.at == NULL || text.length >= size ? 0 : text.length;

    if (length > 0)
        memcpy(out, text.at, length);
    out[length] = '\0';
}

static int send_look(struct verdicts *v)
{
    redis_command_begin(&v->command, "GET");
    add_key(v, key_current(v->plan->id));
    if (redis_send(v->redis, &v->command) != 0)
        return -1;
    redis_command_begin(&v->command, "HGET");
    add_plan_key(v, "delivery");
    redis_command_string(&v->command, "restored_ms");
    if (redis_send(v->redis, &v->command) != 0)
        return -1;
    redis_command_begin(&v->command, "XREVRANGE");
    add_plan_key(v, "updates");
    redis_command_string(&v->command, "+");
    redis_command_string(&v->command, "-");
    redis_command_string(&v->command, "COUNT");
    redis_command_string(&v->command, "1");
    if (redis_send(v->redis, &v->command) != 0)
        return -1;
    redis_command_begin(&v->command, "HGETALL"); /* last: what it misses is newer than `seen` */
    add_plan_key(v, "dirty");
    return redis_send(v->redis, &v->command);
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

enum verdicts_result verdicts_look(struct verdicts *v, struct verdicts_look *look,
                                   struct verdicts_mark *marks)
{
    enum { CURRENT, RESTORED, SEEN, DIRTY, REPLIES };
    struct redisReply *replies[REPLIES] = {NULL};
    enum verdicts_result result = VERDICTS_AWAY;
    const char *fault = NULL;
    struct text seen;

    if (redis_ready(v->redis) != REDIS_READY || send_look(v) != 0)
        return VERDICTS_AWAY;
    for (size_t i = 0; i < REPLIES; i++) {
        replies[i] = redis_take(v->redis);
        if (replies[i] == NULL)
            goto out;
        if (redis_reply_error(replies[i]) != NULL)
            fault = redis_reply_error(replies[i]);
    }
    if (fault != NULL) {
        redis_tell(v->redis, "Redis refuses to read: ", fault);
        goto out;
    }
    look->current = redis_reply_number(replies[CURRENT], -1) == v->plan->version;
    look->restored = redis_reply_text(replies[RESTORED]).at != NULL;
    seen = redis_reply_text(redis_reply_item(redis_reply_item(replies[SEEN], 0), 0));
    copy(look->seen, sizeof(look->seen), seen.at == NULL ? text_of("0-0") : seen);
    read_marks(v, replies[DIRTY], marks);
    result = VERDICTS_OK;

out:
    for (size_t i = 0; i < REPLIES; i++)
        redis_reply_free(replies[i]);
    return result;
}

enum verdicts_result verdicts_caught_up(struct verdicts *v, bool *caught_up)
{
    struct redisReply *reply;
    int64_t answer;

    library_begin(&v->command, "tiendo_caught_up_1", 2);
    add_plan_key(v, "ledger");
    add_plan_key(v, "ends");
    reply = library_call(v->redis, &v->command);
    answer = redis_reply_number(reply, -1);
    redis_reply_free(reply);
    if (answer < 0)
        return VERDICTS_AWAY;
    *caught_up = answer == 1;
    return VERDICTS_OK;
}

enum verdicts_result verdicts_wait(struct verdicts *v, const char *seen, int timeout_ms)
{
    struct redisReply *reply;
    bool away;

    redis_command_begin(&v->command, "XREAD");
    redis_command_string(&v->command, "COUNT");
    redis_command_string(&v->command, "1");
    redis_command_string(&v->command, "BLOCK");
    redis_command_number(&v->command, timeout_ms);
    redis_command_string(&v->command, "STREAMS");
    add_plan_key(v, "updates");
    redis_command_string(&v->command, seen);
    reply = redis_call(v->redis, &v->command);
    away = reply == NULL || redis_reply_error(reply) != NULL;
    redis_reply_free(reply);
    return away ? VERDICTS_AWAY : VERDICTS_OK;
}

/* ---- one indicator: reading ---- */

static int load_revision(struct verdicts *v, struct key key, int64_t *revision)
{
    struct redisReply *reply =
        redis_words(v->redis, (const char *const[]){"HGET", key.text, "_revision", NULL});
    bool ok = reply != NULL && redis_reply_error(reply) == NULL;

    *revision = redis_reply_number(reply, 0);
    redis_reply_free(reply);
    return ok ? 0 : -1;
}

static int load_alert(struct verdicts *v, const char *target,
                      struct verdicts_standing *standing)
{
    struct redisReply *reply = redis_words(
        v->redis, (const char *const[]){"HGETALL", alert_hash(v, target).text, NULL});
    bool ok = reply != NULL && redis_reply_error(reply) == NULL;

    standing->alert = (struct verdicts_alert){0};
    standing->alert_revision = 0;
    for (size_t i = 0; i + 1 < redis_reply_items(reply); i += 2) {
        const struct redisReply *value = redis_reply_item(reply, i + 1);
        struct text name = redis_reply_text(redis_reply_item(reply, i));

        if (text_is(name, "_revision"))
            standing->alert_revision = redis_reply_number(value, 0);
        else
            fields_read_alert(name, redis_reply_text(value), &standing->alert);
    }
    redis_reply_free(reply);
    return ok ? 0 : -1;
}

enum verdicts_result verdicts_load(struct verdicts *v, const struct indicator *indicator,
                                   struct verdicts_proposal *proposals, size_t count,
                                   struct series **series)
{
    struct total *totals = NULL;
    size_t periods = 0;

    /* what stands before the totals: so who commits a verdict on older totals is found out */
    for (size_t i = 0; i < count; i++) {
        const char *target = proposals[i].target->id;
        struct verdicts_standing *standing = &proposals[i].standing;

        if (load_revision(v, key_target(v->plan->tag, target), &standing->verdict_revision) !=
                0 ||
            load_alert(v, target, standing) != 0)
            return VERDICTS_AWAY;
    }
    if (totals_read(v->redis, v->plan, indicator, &totals, &periods) != 0)
        return VERDICTS_AWAY;
    *series = series_new(v->plan, indicator, totals, periods);
    free(totals);
    return *series == NULL ? VERDICTS_AWAY : VERDICTS_OK;
}

/* ---- one indicator: writing ---- */

static void add_fields(struct verdicts *v, const struct fields *fields)
{
    redis_command_number(&v->command, (int64_t)fields->count);
    for (size_t i = 0; i < fields->count; i++) {
        redis_command_string(&v->command, fields->items[i].name);
        redis_command_text(&v->command, fields->items[i].value);
    }
}

static void add_proposal(struct verdicts *v, const struct verdicts_proposal *proposal)
{
    struct fields fields;

    redis_command_string(&v->command, proposal->target->id);
    redis_command_number(&v->command, proposal->standing.verdict_revision);
    redis_command_number(&v->command, proposal->standing.alert_revision);
    fields_of_verdict(&proposal->verdict, &proposal->words, &fields);
    add_fields(v, &fields);
    fields_of_alert(&proposal->alert, &fields);
    add_fields(v, &fields);
    fields = (struct fields){0};
    if (proposal->is_transition)
        fields_of_transition(&proposal->transition, &fields);
    add_fields(v, &fields);
}

enum verdicts_result verdicts_commit(struct verdicts *v, const struct verdicts_commit *commit,
                                     int64_t *transitions)
{
    struct redisReply *reply;
    enum verdicts_result result;

    library_begin(&v->command, "tiendo_judge_1", 5 + 2 * (int)commit->count);
    add_plan_key(v, "dirty");
    add_plan_key(v, "updates");
    add_plan_key(v, "alerts");
    add_plan_key(v, "ledger");
    add_plan_key(v, "ends");
    for (size_t i = 0; i < commit->count; i++) {
        add_key(v, key_target(v->plan->tag, commit->proposals[i].target->id));
        add_key(v, alert_hash(v, commit->proposals[i].target->id));
    }
    redis_command_string(&v->command, commit->indicator->id);
    redis_command_string(&v->command, commit->token);
    redis_command_number(&v->command, commit->now_unix_ms);
    redis_command_string(&v->command, commit->quiet ? "1" : "0");
    redis_command_number(&v->command, (int64_t)commit->count);
    for (size_t i = 0; i < commit->count; i++)
        add_proposal(v, &commit->proposals[i]);
    reply = library_call(v->redis, &v->command);
    result = outcome(v, reply);
    if (result == VERDICTS_OK)
        *transitions = redis_reply_number(redis_reply_item(reply, 1), 0);
    redis_reply_free(reply);
    return result;
}

/* ---- restoring ---- */

static struct verdicts_alert alert_after(const struct alert *transition)
{
    static const enum alert_field fields[] = {ALERT_SEVERITY, ALERT_RAISED_FOR, ALERT_SINCE,
                                              ALERT_PERIOD, ALERT_VALUE};
    bool cleared = text_is(transition->fields[ALERT_TRANSITION], "cleared");
    struct verdicts_alert alert = {.state = cleared ? ALARM_INACTIVE : ALARM_FIRING,
                                   .sequence = transition->sequence,
                                   .count = transition->count,
                                   .changed_unix_ms = transition->at_unix_ms};

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        fields_read_alert(text_of(alert_field_name(fields[i])), transition->fields[fields[i]],
                          &alert);
    if (cleared)
        alert.severity = SEVERITY_NONE;
    return alert;
}

static const struct target *restorable(const struct verdicts *v, const struct alert *alert)
{
    if (!text_is(alert->plan, v->plan->id) || !text_is(alert->fields[ALERT_KIND], OFF_TARGET))
        return NULL;
    return plan_target(v->plan, alert->fields[ALERT_SUBJECT]);
}

enum verdicts_result verdicts_restore(struct verdicts *v, const struct alert *alerts,
                                      size_t count, int64_t now_unix_ms, int64_t *restored)
{
    struct redisReply *reply;
    enum verdicts_result result;
    int keys = 1;

    for (size_t i = 0; i < count; i++)
        keys += restorable(v, &alerts[i]) != NULL ? 1 : 0;
    library_begin(&v->command, "tiendo_restore_1", keys);
    add_plan_key(v, "delivery");
    for (size_t i = 0; i < count; i++)
        if (restorable(v, &alerts[i]) != NULL)
            add_key(v, alert_hash(v, restorable(v, &alerts[i])->id));
    redis_command_number(&v->command, now_unix_ms);
    for (size_t i = 0; i < count; i++) {
        struct verdicts_alert alert = alert_after(&alerts[i]);
        struct fields fields;

        if (restorable(v, &alerts[i]) == NULL)
            continue;
        fields_of_alert(&alert, &fields);
        redis_command_number(&v->command, alert.sequence);
        add_fields(v, &fields);
    }
    reply = library_call(v->redis, &v->command);
    result = outcome(v, reply);
    *restored = redis_reply_number(redis_reply_item(reply, 1), 0);
    redis_reply_free(reply);
    return result;
}
