#include "consumers/store/alerts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "consumers/store/keys.h"
#include "consumers/store/library.h"
#include "consumers/store/redis.h"
#include "consumers/store/verdict_fields.h"

enum { OWNER_BYTES = 17 };

struct alerts {
    struct alerts_options options;
    struct redis_command command; /* reused */
    char owner[OWNER_BYTES];      /* drawn: names this process in the lease */
};

struct alerts *alerts_open(const struct alerts_options *options)
{
    struct alerts *alerts = calloc(1, sizeof(*alerts));
    uint64_t bits = 0;

    if (alerts == NULL || getrandom(&bits, sizeof(bits), 0) != (ssize_t)sizeof(bits)) {
        free(alerts);
        return NULL;
    }
    alerts->options = *options;
    (void)snprintf(alerts->owner, sizeof(alerts->owner), "%016llx", (unsigned long long)bits);
    return alerts;
}

void alerts_close(struct alerts *alerts)
{
    if (alerts == NULL)
        return;
    redis_command_free(&alerts->command);
    free(alerts);
}

static void add_key(struct alerts *alerts, const char *name)
{
    redis_command_string(&alerts->command, key_of(alerts->options.plan->tag, name).text);
}

static enum alerts_result outcome(struct alerts *alerts, const struct redisReply *reply)
{
    struct text word = redis_reply_text(redis_reply_item(reply, 0));

    if (text_is(word, "OK"))
        return ALERTS_OK;
    if (text_is(word, "HELD"))
        return ALERTS_HELD;
    if (redis_reply_error(reply) != NULL)
        redis_tell(alerts->options.redis, "Redis refuses to write: ", redis_reply_error(reply));
    return ALERTS_AWAY;
}

static void copy_id(char out[ALERTS_ID_BYTES], struct text id)
{
    size_t length = id.at == NULL || id.length >= ALERTS_ID_BYTES ? 0 : id.length;

    if (length > 0)
        memcpy(out, id.at, length);
    out[length] = '\0';
}

/* ---- the lease ---- */

enum alerts_result alerts_lease(struct alerts *alerts, char cursor[ALERTS_ID_BYTES],
                                bool *waiting)
{
    struct redisReply *reply;
    enum alerts_result result;

    library_begin(&alerts->command, "tiendo_lease_1", 2);
    add_key(alerts, "delivery");
    add_key(alerts, "alerts");
    redis_command_string(&alerts->command, alerts->options.destination);
    redis_command_string(&alerts->command, alerts->owner);
    redis_command_number(&alerts->command, alerts->options.lease_ms);
    reply = library_call(alerts->options.redis, &alerts->command);
    result = outcome(alerts, reply);
    if (result == ALERTS_OK) {
        struct text last = redis_reply_text(redis_reply_item(reply, 2));

        copy_id(cursor, redis_reply_text(redis_reply_item(reply, 1)));
        *waiting = !text_is(last, cursor) && !text_is(last, "0-0");
    }
    redis_reply_free(reply);
    return result;
}

void alerts_release(struct alerts *alerts)
{
    library_begin(&alerts->command, "tiendo_release_1", 1);
    add_key(alerts, "delivery");
    redis_command_string(&alerts->command, alerts->options.destination);
    redis_command_string(&alerts->command, alerts->owner);
    redis_reply_free(library_call(alerts->options.redis, &alerts->command));
}

/* ---- reading ---- */

struct alerts_page {
    struct redisReply *reply;
};

struct alerts_page *alerts_read(struct alerts *alerts, const char *after, int most)
{
    struct alerts_page *page = calloc(1, sizeof(*page));
    char from[ALERTS_ID_BYTES + 1];

    if (page == NULL)
        return NULL;
    (void)snprintf(from, sizeof(from), "(%s", after);
    redis_command_begin(&alerts->command, "XRANGE");
    add_key(alerts, "alerts");
    redis_command_string(&alerts->command, from);
    redis_command_string(&alerts->command, "+");
    redis_command_string(&alerts->command, "COUNT");
    redis_command_number(&alerts->command, most);
    page->reply = redis_call(alerts->options.redis, &alerts->command);
    if (page->reply == NULL || redis_reply_error(page->reply) != NULL) {
        alerts_page_free(page);
        return NULL;
    }
    return page;
}

size_t alerts_page_count(const struct alerts_page *page)
{
    return redis_reply_items(page->reply);
}

void alerts_page_entry(const struct alerts_page *page, size_t i, char id[ALERTS_ID_BYTES],
                       struct alert *alert)
{
    const struct redisReply *entry = redis_reply_item(page->reply, i);
    const struct redisReply *fields = redis_reply_item(entry, 1);

    copy_id(id, redis_reply_text(redis_reply_item(entry, 0)));
    *alert = (struct alert){0};
    for (size_t field = 0; field + 1 < redis_reply_items(fields); field += 2)
        fields_read_transition(redis_reply_text(redis_reply_item(fields, field)),
                               redis_reply_text(redis_reply_item(fields, field + 1)), alert);
}

void alerts_page_free(struct alerts_page *page)
{
    if (page == NULL)
        return;
    redis_reply_free(page->reply);
    free(page);
}

/* ---- the cursor ---- */

enum alerts_result alerts_delivered(struct alerts *alerts, const char *id)
{
    struct redisReply *reply;
    enum alerts_result result;

    library_begin(&alerts->command, "tiendo_delivered_1", 2);
    add_key(alerts, "delivery");
    add_key(alerts, "alerts");
    redis_command_string(&alerts->command, alerts->options.destination);
    redis_command_string(&alerts->command, id);
    reply = library_call(alerts->options.redis, &alerts->command);
    result = outcome(alerts, reply);
    redis_reply_free(reply);
    return result;
}
