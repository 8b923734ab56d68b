#include <stdio.h>

#include "consumers/store/verdicts_own.h"

/* Whether anybody ever built that version.  Its keys are in another slot of a cluster: asked for by
 * itself. */
static enum verdicts_result find_version(struct verdicts *v, int64_t version, bool *found)
{
    struct redisReply *reply;
    int64_t answer;

    redis_command_begin(&v->command, "EXISTS");
    verdicts_add_key(v, key_meta(v->plan->id, version));
    reply = redis_call(v->redis, &v->command);
    answer = redis_reply_number(reply, -1);
    redis_reply_free(reply);
    *found = answer != 0;
    return answer < 0 ? VERDICTS_AWAY : VERDICTS_OK;
}

enum verdicts_result verdicts_read_current(struct verdicts *v, const struct redisReply *reply,
                                           enum verdicts_current *current)
{
    struct text text = redis_reply_text(reply);
    int64_t version = text_begins(text, "0") ? 0 : verdicts_number_of(text);
    bool found = true;

    *current = VERDICTS_CURRENT_STRANGE;
    if (text.at == NULL && redis_reply_error(reply) == NULL)
        *current = VERDICTS_CURRENT_NONE;
    else if (version == v->plan->version)
        *current = VERDICTS_CURRENT_THIS;
    if (version == 0 || version == v->plan->version)
        return VERDICTS_OK;
    if (version > v->plan->version && find_version(v, version, &found) != VERDICTS_OK)
        return VERDICTS_AWAY;
    if (found) /* one below ours is being replaced by it, whether it is still there or not */
        *current = VERDICTS_CURRENT_ANOTHER;
    return VERDICTS_OK;
}

void verdicts_tell_current(struct verdicts *v, enum verdicts_current current)
{
    verdicts_tell(v, key_current(v->plan->id).text,
                  current == VERDICTS_CURRENT_NONE
                      ? "it is gone: alerts are held until the aggregator writes it anew"
                      : "it names no version that there is: alerts are held until the "
                        "aggregator writes it anew");
}
