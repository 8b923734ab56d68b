#include "consumers/ctl/alerts_past.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "consumers/ctl/topic_read.h"

struct past {
    struct alert alert;
    struct alert_document *document; /* what it points into */
    char *identity;                  /* kind of transition and id: what makes it the same */
    size_t place;                    /* as it was read */
};

struct pasts {
    const struct alerts_past_options *options;
    struct past *items;
    size_t count, capacity;
};

static void free_all(struct pasts *pasts)
{
    for (size_t i = 0; i < pasts->count; i++) {
        alert_free(pasts->items[i].document);
        free(pasts->items[i].identity);
    }
    free(pasts->items);
}

static int make_room(struct pasts *pasts)
{
    size_t capacity = pasts->capacity * 2 + 64;
    struct past *grown = NULL;

    if (pasts->count < pasts->capacity)
        return 0;
    grown = realloc(pasts->items, capacity * sizeof(*grown));
    if (grown == NULL)
        return -1;
    pasts->items = grown;
    pasts->capacity = capacity;
    return 0;
}

#define SLICE(text) (int)(text).length, (text).at == NULL ? "" : (text).at

static char *identity_of(const struct alert *alert)
{
    bool act = text_is(alert->fields[ALERT_TRANSITION], "acknowledged");
    char *identity = NULL;

    if (asprintf(&identity, "%.*s/%.*s/%.*s/%lld/%.*s", SLICE(alert->fields[ALERT_SUBJECT]),
                 SLICE(alert->fields[ALERT_KIND]), SLICE(alert->fields[ALERT_RAISED_FOR]),
                 (long long)alert->sequence, act ? (int)alert->fields[ALERT_BY].length : 0,
                 act && alert->fields[ALERT_BY].at != NULL ? alert->fields[ALERT_BY].at : "") <
        0)
        return NULL;
    return identity;
}

static int take(void *ctx, const struct subscriber_record *record)
{
    struct pasts *pasts = ctx;
    const struct alerts_past_options *options = pasts->options;
    struct past past = {.place = pasts->count};

    past.document = alert_read(record->value, &past.alert);
    if (past.document == NULL || !text_is(past.alert.plan, options->plan->id) ||
        !alert_is_wanted(options->wanted, past.alert.fields[ALERT_SUBJECT],
                         past.alert.fields[ALERT_KIND])) {
        alert_free(past.document);
        return EX_OK;
    }
    past.identity = identity_of(&past.alert);
    if (past.identity == NULL || make_room(pasts) != 0) {
        alert_free(past.document);
        free(past.identity);
        return EX_OSERR;
    }
    pasts->items[pasts->count++] = past;
    return EX_OK;
}

static int by_time(const void *one, const void *other)
{
    const struct past *a = one, *b = other;

    if (a->alert.at_unix_ms != b->alert.at_unix_ms)
        return a->alert.at_unix_ms < b->alert.at_unix_ms ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

static int by_text(const void *one, const void *other)
{
    return strcmp(one, other);
}

static void keep(void *unused)
{
    (void)unused; /* identities belong to their items */
}

static int show_all(const struct pasts *pasts,
                    int (*show)(void *ctx, const struct alert *alert), void *ctx)
{
    void *seen = NULL;
    int status = EX_OK;

    for (size_t i = 0; status == EX_OK && i < pasts->count; i++) {
        char **found = tsearch(pasts->items[i].identity, &seen, by_text);

        if (found == NULL)
            status = EX_OSERR;
        else if (*found == pasts->items[i].identity && show(ctx, &pasts->items[i].alert) != 0)
            status = EX_IOERR;
    }
    tdestroy(seen, keep);
    return status;
}

int alerts_past(const struct alerts_past_options *options,
                int (*show)(void *ctx, const struct alert *alert), void *ctx)
{
    static const char *const topics[] = {ALERT_TOPIC};
    struct pasts pasts = {.options = options};
    struct subscriber *subscriber =
        subscriber_open(&(struct subscriber_options){.kafka = options->kafka,
                                                     .log = options->log,
                                                     .topics = topics,
                                                     .topic_count = 1,
                                                     .start = SUBSCRIBER_FROM_BEGINNING});
    int status = topic_read_all(options->program, subscriber, take, &pasts);

    if (status == EX_OK && pasts.count > 0)
        qsort(pasts.items, pasts.count, sizeof(*pasts.items), by_time);
    if (status == EX_OK)
        status = show_all(&pasts, show, ctx);
    subscriber_close(subscriber);
    free_all(&pasts);
    return status;
}
