#include "consumers/store/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "consumers/store/cells_own.h"
#include "consumers/store/library.h"
#include "schemas/decimal.h"

#define CELL_FORMAT "1"

struct cells *cells_open(const struct cells_options *options)
{
    struct cells *cells = calloc(1, sizeof(*cells));

    if (cells == NULL)
        return NULL;
    cells->options = *options;
    cells->redis = options->redis;
    cells->plan = options->plan;
    return cells;
}

void cells_close(struct cells *cells)
{
    if (cells == NULL)
        return;
    redis_command_free(&cells->command);
    cell_line_free(&cells->line);
    free(cells);
}

void cells_add_key(struct cells *cells, struct key key)
{
    redis_command_string(&cells->command, key.text);
}

void cells_add_plan_key(struct cells *cells, const char *name)
{
    cells_add_key(cells, key_of(cells->plan->tag, name));
}

enum cells_result cells_outcome(struct cells *cells, const struct redisReply *reply)
{
    if (reply == NULL)
        return CELLS_AWAY;
    if (redis_reply_error(reply) != NULL) {
        redis_tell(cells->redis, "Redis refuses to write: ", redis_reply_error(reply));
        return CELLS_REFUSED;
    }
    struct text word = redis_reply_text(redis_reply_item(reply, 0));
    if (text_is(word, "OK"))
        return CELLS_OK;
    if (text_is(word, "ROLLED_BACK"))
        return CELLS_ROLLED_BACK;
    return CELLS_REFUSED; /* REFUSED, CHANGED */
}

/* ---- the namespace ---- */

static int draw_writer(struct cells *cells)
{
    uint64_t bits = 0;

    if (getrandom(&bits, sizeof(bits), 0) != (ssize_t)sizeof(bits))
        return -1;
    snprintf(cells->writer, sizeof(cells->writer), "%016llx", (unsigned long long)bits);
    return 0;
}

static enum cells_result taken_by_another(struct cells *cells, const struct redisReply *reply)
{
    struct text field = redis_reply_text(redis_reply_item(reply, 1));
    struct text stored = redis_reply_text(redis_reply_item(reply, 2));
    char why[512];

    snprintf(why, sizeof(why),
             "%s holds %.*s %.*s: a changed plan needs a new version number%s",
             cells->plan->tag, (int)field.length, field.at, (int)stored.length, stored.at,
             text_is(field, "cluster_id") ? ", another Kafka cluster another Redis" : "");
    redis_tell(cells->redis, "Redis has this plan version with other content: ", why);
    return CELLS_MISFIT;
}

static void tell(const struct cells *cells, const char *key, const char *what)
{
    if (cells->options.strange != NULL)
        cells->options.strange(cells->options.ctx, key, what);
}

/* `*whole`: there are ends, and nothing had to be removed. */
static enum cells_result read_opened(struct cells *cells, const struct redisReply *reply,
                                     bool *whole)
{
    enum cells_result result = cells_outcome(cells, reply);

    if (text_is(redis_reply_text(redis_reply_item(reply, 0)), "DIFFERS"))
        return taken_by_another(cells, reply);
    *whole = redis_reply_number(redis_reply_item(reply, 1), 0) == 1;
    for (size_t i = 2; i < redis_reply_items(reply); i++) {
        struct text key = redis_reply_text(redis_reply_item(reply, i));

        if (key.at == NULL)
            continue;
        *whole = *whole && text_is(key, key_of(cells->plan->tag, "meta").text);
        tell(cells, key.at, "it held what none of us wrote: written anew");
    }
    return result;
}

static enum cells_result open_namespace(struct cells *cells, const char *cluster_id,
                                        bool *whole)
{
    static const char *const names[] = {"meta", "marks", "ledger", "ahead", "ends"};
    struct redisReply *reply;
    enum cells_result result;

    library_begin(&cells->command, "tiendo_open_1", sizeof(names) / sizeof(names[0]));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        cells_add_plan_key(cells, names[i]);
    redis_command_string(&cells->command, cells->plan->sha256);
    redis_command_string(&cells->command, CELL_FORMAT);
    redis_command_string(&cells->command, cluster_id);
    reply = library_call(cells->redis, &cells->command);
    result = read_opened(cells, reply, whole);
    redis_reply_free(reply);
    return result;
}

enum cells_result cells_take_namespace(struct cells *cells, const char *cluster_id)
{
    enum redis_state state = redis_ready(cells->redis);
    bool whole;

    if (state != REDIS_READY)
        return state == REDIS_AWAY ? CELLS_AWAY : CELLS_MISFIT;
    /* Loaded anew each time: a server may still hold what an earlier build called by these names. */
    if (draw_writer(cells) != 0 || library_load(cells->redis) != 0)
        return CELLS_AWAY;
    cells->is_current = false;
    return open_namespace(cells, cluster_id, &whole);
}

enum cells_result cells_look_after(struct cells *cells, const char *cluster_id)
{
    bool whole = false;
    enum cells_result result = CELLS_AWAY;

    if (redis_ready(cells->redis) == REDIS_READY)
        result = open_namespace(cells, cluster_id, &whole);
    return result == CELLS_OK && !whole ? CELLS_ROLLED_BACK : result;
}

/* ---- the ledger ---- */

static struct redisReply *fields_of(struct cells *cells, const char *hash,
                                    const char *const *names, size_t count)
{
    redis_command_begin(&cells->command, "HMGET");
    cells_add_plan_key(cells, hash);
    for (size_t i = 0; i < count; i++)
        redis_command_string(&cells->command, names[i]);
    return redis_call(cells->redis, &cells->command);
}

/* "offset:digest"; anything else is no mark. */
static void read_mark(const struct redisReply *reply, struct ledger_entry *entry)
{
    struct text text = redis_reply_text(reply);
    char *colon = NULL, *end = NULL;

    entry->mark_offset = -1;
    entry->mark_digest = 0;
    if (text.length == 0)
        return;
    long long offset = strtoll(text.at, &colon, 10); /* hiredis ends its strings with a NUL */
    unsigned long long digest = *colon == ':' ? strtoull(colon + 1, &end, 10) : 0;
    if (end != text.at + text.length)
        return;
    entry->mark_offset = offset;
    entry->mark_digest = digest;
}

enum cells_result cells_ledger(struct cells *cells, const char *const *names, size_t count,
                               struct ledger_entry *entries)
{
    enum redis_state state = redis_ready(cells->redis);

    if (state != REDIS_READY)
        return state == REDIS_AWAY ? CELLS_AWAY : CELLS_MISFIT;
    if (count == 0)
        return CELLS_OK;

    /* The marks first: another may advance both in between, and a mark must not be beyond its ledger. */
    struct redisReply *marks = fields_of(cells, "marks", names, count);
    struct redisReply *ledger = marks == NULL ? NULL : fields_of(cells, "ledger", names, count);
    bool whole = redis_reply_items(ledger) == count && redis_reply_items(marks) == count;
    for (size_t i = 0; whole && i < count; i++) {
        entries[i].next = redis_reply_number(redis_reply_item(ledger, i), -1);
        read_mark(redis_reply_item(marks, i), &entries[i]);
    }
    redis_reply_free(ledger);
    redis_reply_free(marks);
    return whole ? CELLS_OK : CELLS_AWAY;
}

/* ---- another log, the ends, the current version ---- */

static enum cells_result called(struct cells *cells)
{
    struct redisReply *reply = library_call(cells->redis, &cells->command);
    enum cells_result result = cells_outcome(cells, reply);

    redis_reply_free(reply);
    return result;
}

enum cells_result cells_reset(struct cells *cells, const struct gap *gap)
{
    char name[SPAN_NAME_BYTES];

    if (redis_ready(cells->redis) != REDIS_READY)
        return CELLS_AWAY;
    snprintf(name, sizeof(name), "%s:%d", gap->topic, gap->partition);
    library_begin(&cells->command, "tiendo_reset_1", 4);
    cells_add_plan_key(cells, "ledger");
    cells_add_plan_key(cells, "marks");
    cells_add_plan_key(cells, "ahead");
    cells_add_key(cells, key_gap(cells->plan->tag, gap->topic, gap->partition));
    redis_command_string(&cells->command, name);
    redis_command_number(&cells->command, gap->ledger);
    redis_command_number(&cells->command, gap->begin);
    redis_command_number(&cells->command, gap->begin);
    redis_command_number(&cells->command, gap->end);
    redis_command_string(&cells->command, gap->why);
    redis_command_number(&cells->command, gap->at_unix_ms);
    return called(cells);
}

enum cells_result cells_ends(struct cells *cells, const struct end *ends, size_t count)
{
    if (redis_ready(cells->redis) != REDIS_READY)
        return CELLS_AWAY;
    library_begin(&cells->command, "tiendo_ends_1", 1);
    cells_add_plan_key(cells, "ends");
    for (size_t i = 0; i < count; i++) {
        redis_command_string(&cells->command, ends[i].name);
        redis_command_number(&cells->command, ends[i].offset);
        redis_command_number(&cells->command, ends[i].owned);
    }
    return called(cells);
}

/* What stands as the current version: 0 for what is no version at all, -1 for nothing. */
static enum cells_result read_current(struct cells *cells, int64_t *version)
{
    struct redisReply *reply;
    struct text text;

    redis_command_begin(&cells->command, "GET");
    cells_add_key(cells, key_current(cells->plan->id));
    reply = redis_call(cells->redis, &cells->command);
    text = redis_reply_text(reply);
    if (text.at == NULL || decimal_read(text, 0, version) != DECIMAL_OK || *version < 0)
        *version = text.at == NULL && redis_reply_error(reply) == NULL ? -1 : 0;
    redis_reply_free(reply);
    return reply == NULL ? CELLS_AWAY : CELLS_OK;
}

/* Whether anybody ever built that version: it has a namespace. */
static enum cells_result find_version(struct cells *cells, int64_t version, bool *found)
{
    struct redisReply *reply;
    int64_t answer;

    redis_command_begin(&cells->command, "EXISTS");
    cells_add_key(cells, key_meta(cells->plan->id, version));
    reply = redis_call(cells->redis, &cells->command);
    answer = redis_reply_number(reply, -1);
    redis_reply_free(reply);
    *found = answer != 0;
    return answer < 0 ? CELLS_AWAY : CELLS_OK;
}

static enum cells_result write_current(struct cells *cells, int64_t gone)
{
    struct redisReply *reply;
    enum cells_result result;

    library_begin(&cells->command, "tiendo_current_1", 1);
    cells_add_key(cells, key_current(cells->plan->id));
    redis_command_number(&cells->command, cells->plan->version);
    if (gone > 0)
        redis_command_number(&cells->command, gone);
    else
        redis_command_string(&cells->command, "");
    reply = library_call(cells->redis, &cells->command);
    result = cells_outcome(cells, reply);
    if (result == CELLS_OK && redis_reply_number(redis_reply_item(reply, 1), 0) == 1)
        tell(cells, key_current(cells->plan->id).text,
             "it named no version that there is: written anew");
    redis_reply_free(reply);
    return result;
}

/* Other versions' keys are in other slots of a cluster: each is asked for by itself. */
static enum cells_result make_current(struct cells *cells)
{
    int64_t version = 0;
    bool found = true, was_current = cells->is_current;

    if (read_current(cells, &version) != CELLS_OK)
        return CELLS_AWAY;
    cells->is_current = version <= cells->plan->version;
    if (version == cells->plan->version)
        return CELLS_OK;
    if (version < 0 && was_current)
        tell(cells, key_current(cells->plan->id).text, "it was gone: written anew");
    if (version > cells->plan->version && find_version(cells, version, &found) != CELLS_OK)
        return CELLS_AWAY;
    return write_current(cells, found ? 0 : version);
}

enum cells_result cells_promote(struct cells *cells, bool *reached)
{
    if (redis_ready(cells->redis) != REDIS_READY)
        return CELLS_AWAY;
    library_begin(&cells->command, "tiendo_caught_up_1", 2);
    cells_add_plan_key(cells, "ledger");
    cells_add_plan_key(cells, "ends");

    struct redisReply *reply = library_call(cells->redis, &cells->command);
    int64_t answer = redis_reply_error(reply) != NULL ? 0 : redis_reply_number(reply, 0);
    bool away = reply == NULL;
    redis_reply_free(reply);
    if (away)
        return CELLS_AWAY;
    *reached = answer == 1;
    return *reached ? make_current(cells) : CELLS_OK;
}
