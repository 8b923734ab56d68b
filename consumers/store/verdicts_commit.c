#include "consumers/store/library.h"
#include "consumers/store/verdicts_own.h"

static void add_row(struct verdicts *v, const struct verdicts_row *row)
{
    struct fields fields;

    redis_command_string(&v->command, row->target->id);
    redis_command_number(&v->command, row->revision);
    fields_of_verdict(&row->verdict, &row->words, &fields);
    verdicts_add_fields(v, &fields);
}

static void add_alert(struct verdicts *v, const struct verdicts_alert_row *row)
{
    struct fields fields;

    redis_command_string(&v->command, row->subject);
    redis_command_number(&v->command, row->revision);
    fields_of_alert(&row->shall, &row->words, &fields);
    verdicts_add_fields(v, &fields);
    redis_command_number(&v->command, (int64_t)row->transition_count);
    for (size_t i = 0; i < row->transition_count; i++) {
        fields_of_transition(&row->transitions[i].alert, &fields);
        verdicts_add_fields(v, &fields);
    }
}

/* Most alerts never were, and are not to be: of those there is nothing to compare and to write. */
static bool is_nothing(const struct verdicts_alert_row *row)
{
    struct fields fields;

    if (!row->absent || row->transition_count > 0)
        return false;
    fields_of_alert(&row->shall, &row->words, &fields);
    for (size_t i = 0; i < fields.count; i++)
        if (fields.items[i].value.length > 0)
            return false;
    return true;
}

static size_t count_alerts(const struct verdicts_call *call)
{
    size_t count = 0;

    for (size_t i = 0; i < call->alert_count; i++)
        count += !is_nothing(&call->alerts[i]);
    return count;
}

static int send_call(struct verdicts *v, const struct verdicts_call *call)
{
    size_t alerts = count_alerts(call);

    library_begin(&v->command, "tiendo_judge_2", 5 + (int)call->row_count + (int)alerts);
    verdicts_add_plan_key(v, "dirty");
    verdicts_add_plan_key(v, "updates");
    verdicts_add_plan_key(v, "alerts");
    verdicts_add_plan_key(v, "ledger");
    verdicts_add_plan_key(v, "ends");
    for (size_t i = 0; i < call->row_count; i++)
        verdicts_add_key(v, key_target(v->plan->tag, call->rows[i].target->id));
    for (size_t i = 0; i < call->alert_count; i++)
        if (!is_nothing(&call->alerts[i]))
            verdicts_add_key(v, key_alert(v->plan->tag, call->alerts[i].subject,
                                          alarm_kind_name(call->alerts[i].kind)));
    redis_command_string(&v->command, call->indicator == NULL ? "" : call->indicator->id);
    redis_command_string(&v->command, call->token);
    redis_command_number(&v->command, call->now_unix_ms);
    redis_command_string(&v->command, call->quiet ? "1" : "0");
    redis_command_number(&v->command, (int64_t)call->row_count);
    for (size_t i = 0; i < call->row_count; i++)
        add_row(v, &call->rows[i]);
    redis_command_number(&v->command, (int64_t)alerts);
    for (size_t i = 0; i < call->alert_count; i++)
        if (!is_nothing(&call->alerts[i]))
            add_alert(v, &call->alerts[i]);
    return redis_send(v->redis, &v->command);
}

static void conclude(struct verdicts *v, const struct redisReply *reply,
                     struct verdicts_call *call)
{
    call->result = verdicts_outcome(v, reply);
    if (call->result == VERDICTS_OK || call->result == VERDICTS_HELD)
        verdicts_tell_keys(v, reply, 2, "the verdict was not as it was left: written anew");
    else if (call->result == VERDICTS_CORRUPT)
        verdicts_tell_keys(v, reply, 1, "the alert is not as it was left: it is put back");
}

static bool is_to_go(const struct verdicts_call *call)
{
    return call->result == VERDICTS_OK && !call->idle;
}

enum verdicts_result verdicts_commit(struct verdicts *v, struct verdicts_call *calls,
                                     size_t count)
{
    enum verdicts_result result = VERDICTS_OK;
    size_t sent = 0;

    while (sent < count && (!is_to_go(&calls[sent]) || send_call(v, &calls[sent]) == 0))
        sent++;
    for (size_t i = 0; i < count; i++) {
        struct redisReply *reply = NULL;

        if (!is_to_go(&calls[i]))
            continue;
        calls[i].result = VERDICTS_AWAY;
        if (i < sent)
            reply = redis_take(v->redis);
        if (reply != NULL)
            conclude(v, reply, &calls[i]);
        redis_reply_free(reply);
        if (calls[i].result == VERDICTS_AWAY)
            result = VERDICTS_AWAY;
    }
    return result;
}
