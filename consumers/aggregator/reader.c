#include "consumers/aggregator/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/aggregator/anchor.h"
#include "consumers/aggregator/counters.h"
#include "consumers/aggregator/intake.h"
#include "consumers/aggregator/progress.h"
#include "consumers/aggregator/refusals.h"
#include "consumers/feed.h"
#include "deploy/service/service.h"

#define TOPIC_PREFIX "tiendo.measurements."
#define GROUP_PREFIX "tiendo.aggregator."

/* HELD_MOST refusals of one partition may be on their way; they are waited for ANSWER_MS before the
 * partition is parked (parking fetches everything anew, so it is for trouble, not for a crowd). */
enum { HELD_MOST = 200, ANSWER_MS = 100, GROUP_BYTES = 256 };

enum { ELDERS_MOST = 20 /* earlier versions whose answers are looked up */ };

/* Between looks whether the logs are still the same; the first comes soon, to have something to compare
 * with later. */
enum { LOOK_FIRST_MS = 1000, LOOK_MS = 5000 };

struct slot {
    struct intake intake;
    const char *topic; /* one of reader->topics */
    int32_t partition;
    int64_t answered; /* committed before we came: not to be committed back */
    bool parked;
    struct tally *open, *sent; /* counts not yet with a batch; those with the last one */
    bool counted;              /* `open` is not empty */
    size_t read_at;            /* of the record last read, in the items in hand */
    bool read;
    struct anchor anchor;
};

struct reader {
    struct reader_options options;
    char group[GROUP_BYTES];
    char elders[ELDERS_MOST][GROUP_BYTES];
    const char *elder_groups[ELDERS_MOST];
    size_t elder_count;
    char **topics;
    struct feed *feed;
    struct progress *progress;
    struct refusals *refusals;

    struct slot *slots;
    size_t slot_count; /* 0 while nothing is owned */
    size_t slots_made;
    int64_t *offsets;             /* by slot: scratch */
    struct span *spans;           /* by slot: of the last batch closed */
    const struct tally **tallies; /* by slot: with it */
    int64_t *times;               /* by slot: scratch */
    int64_t look_mono_ms;         /* when to look at the logs again */
    struct batch_stale stale;
    size_t records;   /* of the items in hand */
    int64_t accepted; /* of them, not yet counted */
    bool parked_one;  /* while they were taken: the other partitions are to be fetched anew */
};

static void answered(void *ctx, int slot, int64_t offset)
{
    struct reader *reader = ctx;

    progress_release(reader->progress, slot, offset);
}

static void tell_stale(void *ctx, int slot, int64_t timestamp_unix_ms);

/* ---- opening ---- */

static int name_topics(struct reader *reader)
{
    const struct plan *plan = reader->options.plan;

    reader->topics = calloc(plan->agency_count + 1, sizeof(*reader->topics));
    for (size_t i = 0; reader->topics != NULL && i < plan->agency_count; i++)
        if (asprintf(&reader->topics[i], TOPIC_PREFIX "%s", plan->agencies[i].id) < 0)
            return -1;
    return reader->topics != NULL ? 0 : -1;
}

/* The versions before this one read the same topics: what they answered is answered. */
static void name_elders(struct reader *reader)
{
    const struct plan *plan = reader->options.plan;

    for (int version = plan->version - 1; version > 0 && reader->elder_count < ELDERS_MOST;
         version--) {
        char *name = reader->elders[reader->elder_count];

        snprintf(name, GROUP_BYTES, GROUP_PREFIX "%s@%d", plan->id, version);
        reader->elder_groups[reader->elder_count++] = name;
    }
}

static int open_parts(struct reader *reader)
{
    const struct reader_options *options = &reader->options;

    snprintf(reader->group, sizeof(reader->group), GROUP_PREFIX "%s", options->plan->tag);
    name_elders(reader);
    reader->progress = progress_new();
    if (reader->progress == NULL || name_topics(reader) != 0)
        return -1;
    reader->refusals = refusals_open(&(struct refusals_options){
        .kafka = options->kafka, .log = options->log, .answered = answered, .ctx = reader});
    if (reader->refusals == NULL)
        return -1;
    /* last: joining the group disturbs the others */
    reader->feed =
        feed_open(&(struct feed_options){.kafka = options->kafka,
                                         .log = options->log,
                                         .group = reader->group,
                                         .elder_groups = reader->elder_groups,
                                         .elder_group_count = reader->elder_count,
                                         .topics = (const char *const *)reader->topics,
                                         .topic_count = options->plan->agency_count});
    return reader->feed != NULL ? 0 : -1;
}

struct reader *reader_open(const struct reader_options *options)
{
    struct reader *reader = calloc(1, sizeof(*reader));

    if (reader == NULL)
        return NULL;
    reader->options = *options;
    reader->stale = (struct batch_stale){tell_stale, reader};
    if (open_parts(reader) == 0)
        return reader;
    reader_close(reader);
    return NULL;
}

const char *reader_cluster_id(const struct reader *reader)
{
    return feed_cluster_id(reader->feed);
}

static void free_slots(struct reader *reader)
{
    for (size_t i = 0; reader->slots != NULL && i < reader->slots_made; i++) {
        free(reader->slots[i].open);
        free(reader->slots[i].sent);
    }
    free(reader->slots);
    free(reader->offsets);
    free(reader->times);
    free(reader->spans);
    free(reader->tallies);
    reader->slots = NULL;
    reader->offsets = NULL;
    reader->spans = NULL;
    reader->tallies = NULL;
    reader->slots_made = reader->slot_count = 0;
}

void reader_close(struct reader *reader)
{
    if (reader == NULL)
        return;
    feed_close(reader->feed);
    refusals_close(reader->refusals);
    progress_free(reader->progress);
    for (size_t i = 0; reader->topics != NULL && i < reader->options.plan->agency_count; i++)
        free(reader->topics[i]);
    free(reader->topics);
    free_slots(reader);
    free(reader);
}

/* ---- what is owned ---- */

static const struct agency *agency_of(const struct reader *reader, const char *topic)
{
    return plan_agency(reader->options.plan, text_of(topic + strlen(TOPIC_PREFIX)));
}

static int make_slot(struct reader *reader, int index)
{
    struct takeup takeup = progress_takeup(reader->progress, index);
    struct slot *slot = &reader->slots[index];

    *slot = (struct slot){
        .intake = {reader->options.plan, agency_of(reader, takeup.topic), &reader->stale},
        .topic = takeup.topic,
        .partition = takeup.partition,
        .answered = takeup.answered,
        .anchor = anchor_none(),
        .open = calloc(1, sizeof(struct tally)),
        .sent = calloc(1, sizeof(struct tally)),
    };
    return slot->open != NULL && slot->sent != NULL ? 0 : -1;
}

static int make_slots(struct reader *reader, size_t count)
{
    free_slots(reader);
    reader->slots = calloc(count + 1, sizeof(*reader->slots));
    reader->offsets = calloc(count + 1, sizeof(*reader->offsets));
    reader->times = calloc(count + 1, sizeof(*reader->times));
    reader->spans = calloc(count + 1, sizeof(*reader->spans));
    reader->tallies = calloc(count + 1, sizeof(const struct tally *));
    if (reader->slots == NULL || reader->offsets == NULL || reader->times == NULL ||
        reader->spans == NULL || reader->tallies == NULL)
        return -1;
    reader->slots_made = count;
    for (size_t i = 0; i < count; i++)
        if (make_slot(reader, (int)i) != 0)
            return -1;
    reader->slot_count = count;
    return 0;
}

void reader_let_go(struct reader *reader)
{
    refusals_disown(reader->refusals);
    (void)progress_own(reader->progress, NULL, 0, 0);
    reader->slot_count = 0;
    feed_stop(reader->feed);
}

enum assignment_result reader_take_up(struct reader *reader)
{
    struct assignment assignment = {.log = reader->options.log,
                                    .feed = reader->feed,
                                    .cells = reader->options.cells,
                                    .progress = reader->progress};

    size_t owned = 0;

    (void)feed_partitions(reader->feed, &owned);
    if (owned == 0)
        return ASSIGNMENT_TAKEN;
    enum assignment_result result = assignment_take_up(&assignment);
    if (result == ASSIGNMENT_TAKEN &&
        make_slots(reader, progress_slots(reader->progress)) != 0) {
        reader_let_go(reader);
        result = ASSIGNMENT_AGAIN;
    }
    if (result != ASSIGNMENT_TAKEN)
        return result;
    reader->look_mono_ms = service_mono_ms() + LOOK_FIRST_MS;
    log_info(reader->options.log, log_event("assigned"),
             log_number("partitions", (int64_t)reader->slot_count));
    return ASSIGNMENT_TAKEN;
}

/* ---- parking ---- */

static enum reader_event fetch_again(struct reader *reader)
{
    for (size_t i = 0; i < reader->slot_count; i++)
        reader->offsets[i] = reader->slots[i].parked ? FEED_OFFSET_NONE
                                                     : progress_start(reader->progress, (int)i);
    return feed_start(reader->feed, reader->offsets) == 0 ? READER_READ : READER_REWIND;
}

static bool crowded(struct reader *reader, int slot)
{
    if (reader->slots[slot].parked)
        return false;
    if (progress_held(reader->progress, slot) < HELD_MOST)
        return false;
    refusals_poll(reader->refusals, ANSWER_MS);
    return progress_held(reader->progress, slot) >= HELD_MOST;
}

static void tell_parking(struct reader *reader, const struct slot *slot, const char *event)
{
    log_warning(reader->options.log, log_event(event), log_text("topic", slot->topic),
                log_number("partition", slot->partition));
}

static void park(struct reader *reader, struct slot *slot)
{
    slot->parked = reader->parked_one = true;
    tell_parking(reader, slot, "partition_parked");
}

static bool may_go_on(const struct reader *reader, int slot)
{
    return progress_held(reader->progress, slot) == 0 &&
           refusals_room(reader->refusals) >= HELD_MOST;
}

/* Partitions whose refusals have all been delivered are fetched again. */
static enum reader_event unpark(struct reader *reader)
{
    bool changed = false;

    for (size_t i = 0; i < reader->slot_count; i++) {
        struct slot *slot = &reader->slots[i];

        if (!slot->parked || !may_go_on(reader, (int)i))
            continue;
        slot->parked = false;
        changed = true;
        tell_parking(reader, slot, "partition_goes_on");
    }
    return changed ? fetch_again(reader) : READER_READ;
}

/* ---- records ---- */

/* The last record read of a slot is what the ledger would stand behind. */
static void mark_last(struct reader *reader, const struct feed_item *items, int index)
{
    struct slot *slot = &reader->slots[index];

    if (!slot->read)
        return;
    const struct feed_item *item = &items[slot->read_at];
    progress_mark(reader->progress, index, item->offset,
                  progress_digest(item->record.value, item->record.timestamp_unix_ms));
    slot->read = false;
}

static int refuse(struct reader *reader, const struct feed_item *item,
                  const struct refusal *refusal)
{
    const struct slot *slot = &reader->slots[item->slot];
    struct refused refused = {.agency = slot->intake.agency->id,
                              .topic = slot->topic,
                              .partition = slot->partition,
                              .slot = item->slot,
                              .offset = item->offset,
                              .key = item->key,
                              .record = &item->record,
                              .refusal = refusal};

    if (progress_answered_before(reader->progress, item->slot, item->offset))
        return 0;
    if (progress_hold(reader->progress, item->slot, item->offset) != 0)
        return -1;
    return refusals_send(reader->refusals, &refused);
}

/* All partitions together may have too many refusals on their way: then this one waits, alone. */
static bool has_room_to_refuse(struct reader *reader)
{
    if (refusals_room(reader->refusals) == 0)
        refusals_poll(reader->refusals, ANSWER_MS);
    return refusals_room(reader->refusals) > 0;
}

static void count(struct reader *reader, int slot, int kind, int64_t timestamp_unix_ms)
{
    tally_add(reader->slots[slot].open, kind, timestamp_unix_ms);
    reader->slots[slot].counted = true;
}

static void tell_stale(void *ctx, int slot, int64_t timestamp_unix_ms)
{
    count(ctx, slot, TALLY_STALE, timestamp_unix_ms);
}

static void count_refused(struct reader *reader, enum reason reason)
{
    const char *const labels[METRIC_LABELS_MAX] = {reason_name(reason)};

    metrics_row_add(metrics_row(reader->options.metrics, COUNT_REFUSED, labels), 1);
}

/* 0, or -1 out of memory. */
static int take_refused(struct reader *reader, const struct feed_item *item,
                        const struct refusal *refusal)
{
    count_refused(reader, refusal->reason);
    count(reader, item->slot, TALLY_REFUSED + (int)refusal->reason,
          item->record.timestamp_unix_ms);
    return refuse(reader, item, refusal);
}

/* 0, or -1 out of memory. */
static int take_in(struct reader *reader, const struct feed_item *items, size_t at,
                   struct batch *batch)
{
    const struct feed_item *item = &items[at];
    struct slot *slot = &reader->slots[item->slot];
    int64_t timestamp_unix_ms = item->record.timestamp_unix_ms;
    struct origin origin = {slot->topic, slot->partition, item->offset, item->slot,
                            timestamp_unix_ms};
    struct refusal refusal;
    int result = 0;

    switch (intake_take(&slot->intake, &item->record, &origin, batch, &refusal)) {
    case INTAKE_ACCEPTED:
        reader->accepted++;
        count(reader, item->slot, TALLY_ACCEPTED, timestamp_unix_ms);
        break;
    case INTAKE_REFUSED:
        mark_last(reader, items, item->slot); /* the ledger may have to stand before this one */
        if (!has_room_to_refuse(reader)) {
            progress_put_back(reader->progress, item->slot, item->offset);
            park(reader, slot);
            return 0;
        }
        result = take_refused(reader, item, &refusal);
        break;
    case INTAKE_NO_MEMORY:
        result = -1;
        break;
    }
    slot->read = true;
    slot->read_at = at;
    return result;
}

static enum reader_event another_log(struct reader *reader, int slot)
{
    struct assignment assignment = {.log = reader->options.log,
                                    .feed = reader->feed,
                                    .cells = reader->options.cells,
                                    .progress = reader->progress};

    assignment_recreated(&assignment, slot);
    return READER_REWIND;
}

static enum reader_event take_item(struct reader *reader, const struct feed_item *items,
                                   size_t at, struct batch *batch)
{
    const struct feed_item *item = &items[at];
    enum progress_verdict verdict = PROGRESS_SKIP;

    switch (item->kind) {
    case FEED_OUT_OF_RANGE:
        return READER_REWIND; /* taking up again finds out whether it was recreated or trimmed */
    case FEED_END:
        verdict = progress_end(reader->progress, item->slot, item->offset);
        break;
    case FEED_RECORD:
        verdict = progress_record(reader->progress, item->slot, item->offset,
                                  item->record.value, item->record.timestamp_unix_ms);
        break;
    }
    if (verdict == PROGRESS_RECREATED)
        return another_log(reader, item->slot);
    if (item->broker_time)
        anchor_see(&reader->slots[item->slot].anchor, item->offset,
                   item->record.timestamp_unix_ms);
    if (verdict == PROGRESS_TAKE && take_in(reader, items, at, batch) != 0)
        return READER_BROKEN;
    return READER_READ;
}

static enum reader_event take_items(struct reader *reader, const struct feed_item *items,
                                    size_t count, struct batch *batch)
{
    enum reader_event event = READER_READ;

    reader->records = 0;
    reader->parked_one = false;
    for (size_t i = 0; i < count && event == READER_READ; i++) {
        struct slot *slot = &reader->slots[items[i].slot];

        reader->records += items[i].kind == FEED_RECORD;
        if (crowded(reader, items[i].slot))
            park(reader, slot);
        if (!slot->parked)
            event = take_item(reader, items, i, batch);
    }
    for (size_t i = 0; event == READER_READ && i < reader->slot_count; i++)
        mark_last(reader, items, (int)i);
    metrics_add(reader->options.metrics, COUNT_EVENTS, (int64_t)reader->records);
    metrics_add(reader->options.metrics, COUNT_ACCEPTED, reader->accepted);
    reader->accepted = 0;
    return event == READER_READ && reader->parked_one ? fetch_again(reader) : event;
}

enum reader_event reader_read(struct reader *reader, int timeout_ms, struct batch *batch,
                              size_t *taken)
{
    const struct feed_item *items = NULL;
    enum reader_event event = READER_READ;
    size_t count = 0;

    *taken = 0;
    refusals_poll(reader->refusals, 0);
    event = unpark(reader);
    if (event != READER_READ)
        return event;
    switch (feed_read(reader->feed, timeout_ms, &items, &count)) {
    case FEED_READ:
        if (reader->slot_count == 0)
            return READER_READ; /* nothing is taken up: what still comes is of no use */
        event = take_items(reader, items, count, batch);
        *taken = reader->records;
        return event;
    case FEED_ASSIGNED:
        return READER_ASSIGNED;
    case FEED_REVOKED:
        log_info(reader->options.log, log_event("revoked"));
        return READER_REVOKED;
    case FEED_BROKEN:
        return READER_BROKEN;
    }
    return READER_BROKEN;
}

/* ---- the same logs ---- */

static enum reader_event judge_anchors(struct reader *reader)
{
    struct assignment assignment = {.log = reader->options.log,
                                    .feed = reader->feed,
                                    .cells = reader->options.cells,
                                    .progress = reader->progress};
    enum reader_event event = READER_READ;

    progress_done(reader->progress, reader->times);
    for (size_t i = 0; i < reader->slot_count; i++)
        if (anchor_tells_another(&reader->slots[i].anchor, reader->offsets[i]) &&
            assignment_replaced(&assignment, (int)i, reader->times[i]))
            event = READER_REWIND;
    return event;
}

enum reader_event reader_look(struct reader *reader)
{
    int64_t now_mono_ms = service_mono_ms();

    if (reader->slot_count == 0 || now_mono_ms < reader->look_mono_ms)
        return READER_READ;
    reader->look_mono_ms = now_mono_ms + LOOK_MS;
    for (size_t i = 0; i < reader->slot_count; i++) {
        reader->times[i] = reader->slots[i].anchor.timestamp_unix_ms;
        reader->offsets[i] = FEED_OFFSET_NONE;
    }
    if (feed_first_after(reader->feed, reader->times, reader->offsets) != 0)
        return READER_READ; /* the next look will tell */
    return judge_anchors(reader);
}

/* ---- batches ---- */

bool reader_due(const struct reader *reader)
{
    return progress_due(reader->progress, service_mono_ms());
}

/* What is counted goes with a batch when the ledger, at its end, stands behind all of it: else, after a
 * crash, records between the two would be counted again. */
static void close_tally(struct reader *reader, const struct span *span)
{
    struct slot *slot = &reader->slots[span->slot];
    struct tally *open = slot->open;

    if (!slot->counted || progress_held(reader->progress, span->slot) > 0)
        return;
    slot->open = slot->sent;
    slot->sent = open;
    *slot->open = (struct tally){0};
    slot->counted = false;
    reader->tallies[span->slot] = slot->sent;
}

struct reader_closing reader_close_batch(struct reader *reader)
{
    struct reader_closing closing = {.spans = reader->spans, .tallies = reader->tallies};

    if (reader->slot_count == 0)
        return closing;
    closing.span_count = progress_close(reader->progress, service_mono_ms(), reader->spans);
    memset(reader->tallies, 0, reader->slot_count * sizeof(const struct tally *));
    for (size_t i = 0; i < closing.span_count; i++) {
        struct span *span = &reader->spans[i];
        int64_t end = feed_end(reader->feed, span->slot);

        span->agency = reader->slots[span->slot].intake.agency->id;
        span->lag = end < span->next ? -1 : end - span->next;
        close_tally(reader, span);
    }
    return closing;
}

void reader_applied(struct reader *reader, const struct span *spans, size_t count)
{
    progress_applied(reader->progress, spans, count);
}

bool reader_at_ends(const struct reader *reader)
{
    return progress_read_to_ends(reader->progress);
}

void reader_commit(struct reader *reader, bool wait)
{
    if (reader->slot_count == 0)
        return;
    progress_done(reader->progress, reader->offsets);
    for (size_t i = 0; i < reader->slot_count; i++) {
        if (reader->offsets[i] <= reader->slots[i].answered)
            reader->offsets[i] = FEED_OFFSET_NONE; /* it never moves back */
        else
            reader->slots[i].answered = reader->offsets[i];
    }
    if (wait)
        feed_commit_wait(reader->feed, reader->offsets);
    else
        feed_commit(reader->feed, reader->offsets);
}

size_t reader_rejections_waiting(const struct reader *reader)
{
    return refusals_outstanding(reader->refusals);
}

const char *reader_trouble(const struct reader *reader)
{
    return refusals_trouble(reader->refusals);
}
