#include "consumers/alerter/delivery.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "consumers/alerter/counters.h"
#include "consumers/store/views.h"
#include "deploy/service/service.h"

enum {
    PAGE = 100,           /* transitions read at once */
    LEASE_MS = 5000,      /* renewed at each turn */
    PAUSE_LEAST_MS = 200, /* after a failure; doubled each time */
    PAUSE_MOST_MS = 10000,
    COMPARE_PAUSE_MS = 5000, /* after what stands in Redis could not be read */
    LAG_MOST = 1000,         /* counting them is reading them */
    LAG_EVERY_MS = 2000,
};

struct delivery {
    struct delivery_options options;
    struct alerts *alerts;
    char ids[PAGE][ALERTS_ID_BYTES]; /* of the page that was given last */
    size_t page, earlier; /* how many those are, and how many of the batch came before them */
    bool open;            /* the batch has more pages to come */
    bool under_way;       /* it is whole, and not answered */

    int64_t pause_ms;       /* 0: nothing has failed */
    int64_t resume_mono_ms; /* not before */

    /* of a destination with a memory */
    bool holds;            /* the lease, without a gap since */
    int64_t lease_mono_ms; /* it was renewed last */
    bool recalling, doubted;
    char recalled[ALERTS_ID_BYTES];
    int64_t compare_mono_ms; /* not before */

    struct metrics_row *delivered, *failures, *lag;
    int64_t lag_mono_ms; /* when it was last counted */
};

struct delivery *delivery_open(const struct delivery_options *options)
{
    const char *name = options->to.name;
    struct delivery *delivery = calloc(1, sizeof(*delivery));

    if (delivery == NULL)
        return NULL;
    delivery->options = *options;
    delivery->alerts = alerts_open(&(struct alerts_options){.redis = options->redis,
                                                            .plan = options->plan,
                                                            .destination = name,
                                                            .lease_ms = LEASE_MS});
    if (delivery->alerts == NULL) {
        free(delivery);
        return NULL;
    }
    delivery->delivered = counters_row(options->metrics, COUNT_DELIVERED, name, NULL);
    delivery->failures = counters_row(options->metrics, COUNT_DELIVERY_FAILURES, name, NULL);
    delivery->lag = counters_row(options->metrics, COUNT_DELIVERY_LAG, name, NULL);
    metrics_row_set(delivery->delivered, 0);
    metrics_row_set(delivery->failures, 0);
    return delivery;
}

void delivery_close(struct delivery *delivery)
{
    if (delivery == NULL)
        return;
    alerts_close(delivery->alerts);
    free(delivery);
}

bool delivery_is_failing(const struct delivery *delivery)
{
    return delivery->pause_ms > 0;
}

void delivery_doubt(struct delivery *delivery)
{
    delivery->doubted = true;
}

/* ---- after an answer ---- */

/* Up to half as long again, so that several do not come back together. */
static int64_t with_jitter(int64_t pause_ms)
{
    uint32_t bits = 0;

    if (getrandom(&bits, sizeof(bits), GRND_NONBLOCK) != (ssize_t)sizeof(bits))
        return pause_ms;
    return pause_ms + (int64_t)bits % (pause_ms / 2 + 1);
}

static void pause_after_failure(struct delivery *delivery)
{
    metrics_row_add(delivery->failures, 1);
    delivery->pause_ms = delivery->pause_ms == 0 ? PAUSE_LEAST_MS : delivery->pause_ms * 2;
    if (delivery->pause_ms > PAUSE_MOST_MS)
        delivery->pause_ms = PAUSE_MOST_MS;
    delivery->resume_mono_ms = service_mono_ms() + with_jitter(delivery->pause_ms);
}

static bool settled(struct delivery *delivery, int64_t timeout_ms)
{
    const struct destination *to = &delivery->options.to;

    return to->kind->settled(to->ctx, timeout_ms);
}

/* The batch is answered: the cursor moves to the last of those acknowledged without a gap. */
static enum alerts_result conclude(struct delivery *delivery)
{
    const struct destination *to = &delivery->options.to;
    size_t earlier = delivery->earlier;
    struct destination_outcome outcome = {0};
    enum alerts_result result = ALERTS_OK;

    delivery->under_way = false;
    to->kind->outcome(to->ctx, &outcome);
    if (outcome.acknowledged > earlier)
        result = alerts_delivered(delivery->alerts,
                                  delivery->ids[outcome.acknowledged - earlier - 1]);
    metrics_row_add(delivery->delivered, (int64_t)outcome.acknowledged);
    if (outcome.failed)
        pause_after_failure(delivery);
    else
        delivery->pause_ms = 0;
    return result;
}

/* ---- a batch ---- */

static void begin(struct delivery *delivery)
{
    const struct destination *to = &delivery->options.to;

    to->kind->begin(to->ctx);
    delivery->page = delivery->earlier = 0;
}

/* How many of the page were taken. */
static size_t give(struct delivery *delivery, const struct alerts_page *page)
{
    const struct destination *to = &delivery->options.to;
    size_t count = alerts_page_count(page), given = 0;

    for (; given < count; given++) {
        struct alert alert;

        alerts_page_entry(page, given, delivery->ids[given], &alert);
        if (!to->kind->give(to->ctx, &alert))
            break;
    }
    return given;
}

/* Gives the next page; what keeps states is given all there are before the batch is whole. */
static enum alerts_result give_page(struct delivery *delivery, const char *cursor)
{
    const char *after = delivery->open ? delivery->ids[delivery->page - 1] : cursor;
    struct alerts_page *page = alerts_read(delivery->alerts, after, PAGE);
    size_t count;

    if (page == NULL)
        return ALERTS_AWAY;
    if (!delivery->open)
        begin(delivery);
    count = alerts_page_count(page);
    if (count > 0) {
        delivery->earlier += delivery->page;
        delivery->page = give(delivery, page);
    }
    alerts_page_free(page);
    delivery->open =
        delivery->options.to.kind->memory != NULL && count == PAGE && delivery->page == count;
    delivery->under_way = !delivery->open && delivery->earlier + delivery->page > 0;
    if (count > 0 && delivery->earlier + delivery->page == 0)
        pause_after_failure(delivery); /* the first one was not taken */
    return ALERTS_OK;
}

/* ---- a memory ---- */

static bool is_after(const char *id, const char *other)
{
    size_t ms = strcspn(id, "-"), other_ms = strcspn(other, "-");
    size_t length = strlen(id), other_length = strlen(other);
    int order = strncmp(id, other, ms);

    if (ms != other_ms)
        return ms > other_ms;
    if (order != 0)
        return order > 0;
    return length != other_length ? length > other_length : strcmp(id, other) > 0;
}

/* The lease was somebody else's, or could have been. */
static void note_lease(struct delivery *delivery, enum alerts_result result)
{
    const struct destination *to = &delivery->options.to;
    int64_t now_mono_ms = service_mono_ms();

    if (result == ALERTS_AWAY || to->kind->memory == NULL)
        return;
    if (result != ALERTS_OK || now_mono_ms - delivery->lease_mono_ms > LEASE_MS)
        delivery->holds = false;
    if (result == ALERTS_OK)
        delivery->lease_mono_ms = now_mono_ms;
    if (result != ALERTS_OK || delivery->holds || delivery->under_way)
        return;
    to->kind->memory->forget(to->ctx);
    delivery->open = false;
    delivery->recalling = delivery->doubted = delivery->holds = true;
    memcpy(delivery->recalled, "0-0", sizeof("0-0"));
}

/* One page of what was delivered before. */
static enum alerts_result recall_page(struct delivery *delivery, const char *cursor)
{
    const struct destination *to = &delivery->options.to;
    struct alerts_page *page = alerts_read(delivery->alerts, delivery->recalled, PAGE);
    size_t count, i = 0;

    if (page == NULL)
        return ALERTS_AWAY;
    count = alerts_page_count(page);
    for (; i < count; i++) {
        char id[ALERTS_ID_BYTES];
        struct alert alert;

        alerts_page_entry(page, i, id, &alert);
        if (is_after(id, cursor) || !to->kind->memory->recall(to->ctx, &alert))
            break;
        memcpy(delivery->recalled, id, sizeof(id));
    }
    delivery->recalling = i == PAGE;
    alerts_page_free(page);
    return ALERTS_OK;
}

static void compare(struct delivery *delivery)
{
    const struct destination *to = &delivery->options.to;
    struct views *alerts = views_alerts(delivery->options.redis, delivery->options.plan);
    struct views *targets =
        alerts == NULL ? NULL : views_targets(delivery->options.redis, delivery->options.plan);

    if (targets != NULL && to->kind->memory->compare(to->ctx, alerts, targets))
        delivery->doubted = false;
    else /* away, or something foreign (told): the transitions are delivered without it */
        delivery->compare_mono_ms = service_mono_ms() + COMPARE_PAUSE_MS;
    views_free(targets);
    views_free(alerts);
}

/* ---- a turn ---- */

/* How many wait, the ones that are under way included. */
static void show_lag(struct delivery *delivery, const char *cursor, bool waiting)
{
    int64_t now_mono_ms = service_mono_ms();
    struct alerts_page *page = NULL;

    if (!waiting) {
        metrics_row_set(delivery->lag, 0);
        return;
    }
    if (now_mono_ms - delivery->lag_mono_ms < LAG_EVERY_MS)
        return;
    delivery->lag_mono_ms = now_mono_ms;
    page = alerts_read(delivery->alerts, cursor, LAG_MOST);
    if (page != NULL)
        metrics_row_set(delivery->lag, (int64_t)alerts_page_count(page));
    alerts_page_free(page);
}

/* Nothing is under way, and this process delivers. */
static enum alerts_result advance(struct delivery *delivery, const char *cursor, bool waiting,
                                  enum delivery_scope scope)
{
    const struct destination *to = &delivery->options.to;
    const struct destination_memory *memory = to->kind->memory;
    int64_t now_mono_ms = service_mono_ms();

    if (delivery->recalling)
        return recall_page(delivery, cursor);
    if (now_mono_ms < delivery->resume_mono_ms)
        return ALERTS_OK;
    if (waiting || delivery->open)
        return give_page(delivery, cursor);
    if (memory == NULL)
        return ALERTS_OK;
    if (delivery->doubted && scope == DELIVERY_CERTAIN &&
        now_mono_ms >= delivery->compare_mono_ms)
        compare(delivery);
    if (memory->is_due(to->ctx)) {
        memory->refresh(to->ctx, delivery->options.redis);
        begin(delivery);
        delivery->under_way = true;
    }
    return ALERTS_OK;
}

enum alerts_result delivery_turn(struct delivery *delivery, enum delivery_scope scope,
                                 bool *busy)
{
    char cursor[ALERTS_ID_BYTES];
    bool waiting =
        false; /* renewed also while answers are awaited, so that nobody doubles them */
    enum alerts_result result = alerts_lease(delivery->alerts, cursor, &waiting);

    if (result == ALERTS_OK)
        show_lag(delivery, cursor, waiting);
    else if (result == ALERTS_HELD)
        metrics_row_hide(delivery->lag); /* it is told by who delivers */
    note_lease(delivery, result);
    waiting = waiting && scope != DELIVERY_REPEATS;
    if (result == ALERTS_OK && !delivery->under_way)
        result = advance(delivery, cursor, waiting, scope);
    if (delivery->under_way && settled(delivery, delivery->options.to.kind->answer_ms))
        result = conclude(delivery);
    *busy = delivery->under_way ||
            (result == ALERTS_OK &&
             (delivery->recalling || delivery->open || (waiting && delivery->pause_ms == 0)));
    return result == ALERTS_HELD ? ALERTS_OK : result;
}

bool delivery_settled(struct delivery *delivery, int64_t timeout_ms)
{
    return !delivery->under_way || settled(delivery, timeout_ms);
}

void delivery_drain(struct delivery *delivery, int64_t timeout_ms)
{
    if (delivery->under_way && settled(delivery, timeout_ms))
        (void)conclude(delivery);
    alerts_release(delivery->alerts);
}
