#include "consumers/store/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/store/keys.h"
#include "consumers/store/redis.h"

enum { IN_FLIGHT = 64 }; /* commands ahead of their replies: bounded, as both sides buffer */

struct view {
    const char *subject, *kind; /* of the plan and of the table below; NULL for others */
    const struct key *key;      /* while it is read; NULL: a target's or an alert's */
    bool unwanted;              /* it is not read */
    struct redisReply *reply;   /* name, value, name, value … */
};

struct views {
    struct view *items;
    size_t count;
    struct redisReply *partitions; /* the ledger's fields: subjects of log_gap point into it */
    char **subjects;               /* copies of those, NUL-terminated */
    size_t subject_count;
};

/* Which alerts there may be (judgement section 4). */
static const char *const target_kinds[] = {"off_target", "reversing", "falling_back", "missed"};
static const char *const indicator_kinds[] = {"stale", "due_soon", "disputed", "outlier",
                                              "coverage_drop"};
static const char *const agency_kinds[] = {"rejections", "agency_silent"};
static const char *const partition_kinds[] = {"log_gap"};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* ---- reading ---- */

static struct key key_of_view(const struct plan *plan, const struct views *views, size_t i)
{
    const struct view *view = &views->items[i];

    if (view->key != NULL)
        return *view->key;
    return view->kind == NULL ? key_target(plan->tag, plan->targets[i].id)
                              : key_alert(plan->tag, view->subject, view->kind);
}

static int ask(struct redis *redis, const char *key)
{
    struct redis_command command = {0};
    int result = 0;

    redis_command_begin(&command, "HGETALL");
    redis_command_string(&command, key);
    result = redis_send(redis, &command);
    redis_command_free(&command);
    return result;
}

static int read_all(struct redis *redis, const struct plan *plan, struct views *views)
{
    size_t asked = 0;

    for (size_t taken = 0; taken < views->count; taken++) {
        for (; asked < views->count && asked - taken < IN_FLIGHT; asked++) {
            struct key key = key_of_view(plan, views, asked);

            if (!views->items[asked].unwanted && ask(redis, key.text) != 0)
                return -1;
        }
        if (views->items[taken].unwanted)
            continue;
        views->items[taken].reply = redis_take(redis);
        if (views->items[taken].reply == NULL)
            return -1;
        if (redis_reply_error(views->items[taken].reply) != NULL) {
            redis_drop(redis); /* replies to what was asked beyond are still under way */
            return -1;
        }
    }
    return 0;
}

static bool is_wanted(const struct views_wanted *wanted, const char *subject, const char *kind)
{
    return wanted == NULL || wanted->is(wanted->ctx, subject, kind);
}

struct views *views_targets_wanted(struct redis *redis, const struct plan *plan,
                                   const struct views_wanted *wanted)
{
    struct views *views = calloc(1, sizeof(*views));

    if (views == NULL)
        return NULL;
    views->items = calloc(plan->target_count, sizeof(*views->items));
    if (views->items != NULL) {
        views->count = plan->target_count;
        for (size_t i = 0; i < plan->target_count; i++)
            views->items[i].unwanted = !is_wanted(wanted, plan->targets[i].id, NULL);
        if (read_all(redis, plan, views) == 0)
            return views;
    }
    views_free(views);
    return NULL;
}

struct views *views_targets(struct redis *redis, const struct plan *plan)
{
    return views_targets_wanted(redis, plan, NULL);
}

struct views *views_hashes(struct redis *redis, const struct key *keys, size_t count)
{
    struct views *views = calloc(1, sizeof(*views));

    if (views == NULL)
        return NULL;
    views->items = calloc(count + 1, sizeof(*views->items));
    if (views->items != NULL) {
        views->count = count;
        for (size_t i = 0; i < count; i++)
            views->items[i].key = &keys[i];
        if (read_all(redis, NULL, views) == 0)
            return views;
    }
    views_free(views);
    return NULL;
}

/* ---- alerts ---- */

static void add_kinds(struct views *views, const char *subject, const char *const *kinds,
                      size_t count)
{
    for (size_t i = 0; i < count; i++)
        views->items[views->count++] = (struct view){.subject = subject, .kind = kinds[i]};
}

/* Partitions are known by the ledger alone. */
static int read_partitions(struct redis *redis, const struct plan *plan, struct views *views)
{
    struct key ledger = key_of(plan->tag, "ledger");
    size_t count = 0;

    views->partitions = redis_words(redis, (const char *const[]){"HKEYS", ledger.text, NULL});
    if (views->partitions == NULL || redis_reply_error(views->partitions) != NULL)
        return -1;
    count = redis_reply_items(views->partitions);
    views->subjects = calloc(count + 1, sizeof(*views->subjects));
    if (views->subjects == NULL)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct text name = redis_reply_text(redis_reply_item(views->partitions, i));

        views->subjects[i] = name.at == NULL ? strdup("") : strndup(name.at, name.length);
        if (views->subjects[i] == NULL)
            return -1;
        views->subject_count++;
    }
    return 0;
}

static int add_candidates(const struct plan *plan, struct views *views)
{
    views->items = calloc(plan->target_count * LENGTH(target_kinds) +
                              plan->indicator_count * LENGTH(indicator_kinds) +
                              plan->agency_count * LENGTH(agency_kinds) +
                              views->subject_count * LENGTH(partition_kinds) + 1,
                          sizeof(*views->items));
    if (views->items == NULL)
        return -1;
    for (size_t i = 0; i < plan->target_count; i++)
        add_kinds(views, plan->targets[i].id, target_kinds, LENGTH(target_kinds));
    for (size_t i = 0; i < plan->indicator_count; i++)
        add_kinds(views, plan->indicators[i].id, indicator_kinds, LENGTH(indicator_kinds));
    for (size_t i = 0; i < plan->agency_count; i++)
        add_kinds(views, plan->agencies[i].id, agency_kinds, LENGTH(agency_kinds));
    for (size_t i = 0; i < views->subject_count; i++)
        add_kinds(views, views->subjects[i], partition_kinds, LENGTH(partition_kinds));
    return 0;
}

static void leave_out_empty(struct views *views)
{
    size_t kept = 0;

    for (size_t i = 0; i < views->count; i++) {
        if (redis_reply_items(views->items[i].reply) > 0)
            views->items[kept++] = views->items[i];
        else
            redis_reply_free(views->items[i].reply);
    }
    views->count = kept;
}

static void leave_out_unwanted(struct views *views, const struct views_wanted *wanted)
{
    size_t kept = 0;

    for (size_t i = 0; i < views->count; i++)
        if (is_wanted(wanted, views->items[i].subject, views->items[i].kind))
            views->items[kept++] = views->items[i];
    views->count = kept;
}

struct views *views_alerts_wanted(struct redis *redis, const struct plan *plan,
                                  const struct views_wanted *wanted)
{
    struct views *views = calloc(1, sizeof(*views));

    if (views == NULL)
        return NULL;
    if (read_partitions(redis, plan, views) == 0 && add_candidates(plan, views) == 0) {
        leave_out_unwanted(views, wanted);
        if (read_all(redis, plan, views) == 0) {
            leave_out_empty(views);
            return views;
        }
    }
    views_free(views);
    return NULL;
}

struct views *views_alerts(struct redis *redis, const struct plan *plan)
{
    return views_alerts_wanted(redis, plan, NULL);
}

struct views *views_alerts_of(struct redis *redis, const struct plan *plan,
                              const struct target *target)
{
    struct views *views = calloc(1, sizeof(*views));

    if (views == NULL)
        return NULL;
    views->items =
        calloc(LENGTH(target_kinds) + LENGTH(indicator_kinds), sizeof(*views->items));
    if (views->items != NULL) {
        add_kinds(views, target->id, target_kinds, LENGTH(target_kinds));
        add_kinds(views, target->indicator->id, indicator_kinds, LENGTH(indicator_kinds));
        if (read_all(redis, plan, views) == 0) {
            leave_out_empty(views);
            return views;
        }
    }
    views_free(views);
    return NULL;
}

void views_free(struct views *views)
{
    if (views == NULL)
        return;
    for (size_t i = 0; i < views->count; i++)
        redis_reply_free(views->items[i].reply);
    for (size_t i = 0; i < views->subject_count; i++)
        free(views->subjects[i]);
    free(views->subjects);
    redis_reply_free(views->partitions);
    free(views->items);
    free(views);
}

/* ---- what was read ---- */

size_t views_count(const struct views *views)
{
    return views->count;
}

const char *views_subject(const struct views *views, size_t i)
{
    return views->items[i].subject;
}

const char *views_kind(const struct views *views, size_t i)
{
    return views->items[i].kind;
}

bool views_each(const struct views *views, size_t i, size_t place, struct text *name,
                struct text *value)
{
    const struct redisReply *reply = views->items[i].reply;

    if (2 * place + 1 >= redis_reply_items(reply))
        return false;
    *name = redis_reply_text(redis_reply_item(reply, 2 * place));
    *value = redis_reply_text(redis_reply_item(reply, 2 * place + 1));
    return true;
}

struct text views_field(const struct views *views, size_t i, const char *name)
{
    struct text field = {NULL, 0}, value = {NULL, 0};

    for (size_t place = 0; views_each(views, i, place, &field, &value); place++)
        if (text_is(field, name))
            return value;
    return (struct text){NULL, 0};
}

int views_newest_transition(struct redis *redis, const struct plan *plan,
                            char id[VIEWS_ID_BYTES])
{
    struct key alerts = key_of(plan->tag, "alerts");
    struct redisReply *reply = redis_words(
        redis, (const char *const[]){"XREVRANGE", alerts.text, "+", "-", "COUNT", "1", NULL});
    struct text newest = {NULL, 0};

    if (reply == NULL || redis_reply_error(reply) != NULL) {
        redis_reply_free(reply);
        return -1;
    }
    newest = redis_reply_text(redis_reply_item(redis_reply_item(reply, 0), 0));
    (void)snprintf(id, VIEWS_ID_BYTES, "%.*s", newest.at == NULL ? 3 : (int)newest.length,
                   newest.at == NULL ? "0-0" : newest.at);
    redis_reply_free(reply);
    return 0;
}
