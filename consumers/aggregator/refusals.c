#include "consumers/aggregator/refusals.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

#include "deploy/service/publisher.h"
#include "deploy/service/service.h"

enum { OWN_HEADERS = 11, NUMBER_BYTES = 24, TOPIC_BYTES = 256, AGAIN_MS = 1000 };

#define ORIGINAL_PREFIX "original_"

/* One rejection, until it is acknowledged: everything it takes to send it (again). */
struct rejection {
    struct refusals *owner;
    struct rejection *previous, *next; /* in owner->all */
    int slot;
    int64_t offset;
    bool owned;            /* somebody still waits for the answer */
    int64_t again_mono_ms; /* when to send it again; 0: on its way */

    char topic[TOPIC_BYTES];
    struct text key, value;
    struct kafka_header *headers;
    size_t header_count;
    char *bytes; /* what all the texts point into */
};

struct refusals {
    struct refusals_options options;
    struct publisher *publisher;
    struct rejection *all;
    size_t count, waiting;
    char trouble[256];
};

/* ---- a copy that outlives the record ---- */

static struct text keep(char **at, struct text text)
{
    struct text kept = {text.at == NULL ? NULL : *at, text.length};

    if (text.at != NULL)
        memcpy(*at, text.at, text.length);
    *at += text.length;
    return kept;
}

static void keep_header(struct rejection *rejection, char **at, const char *name,
                        struct text value)
{
    struct kafka_header *header = &rejection->headers[rejection->header_count++];

    header->name = keep(at, text_of(name));
    header->value = keep(at, value);
}

static struct text cut(struct text text)
{
    if (text.length > REFUSALS_TEXT_BYTES)
        text.length = REFUSALS_TEXT_BYTES;
    return text;
}

static size_t header_size(const struct record_header *header)
{
    return sizeof(ORIGINAL_PREFIX) + header->name.length + header->value.length;
}

/* How many of the record's headers go along: the first ones that fit. */
static size_t headers_kept(const struct record *record)
{
    size_t count = 0, size = 0;

    while (count < record->header_count) {
        size += header_size(&record->headers[count]);
        if (size > REFUSALS_TEXT_BYTES)
            break;
        count++;
    }
    return count;
}

static size_t size_of(const struct refused *refused)
{
    const struct record *record = refused->record;
    size_t size = cut(refused->key).length + cut(record->value).length +
                  strlen(refused->topic) + sizeof(struct refusal) + 1024;

    for (size_t i = 0; i < headers_kept(record); i++)
        size += header_size(&record->headers[i]);
    return size;
}

static void keep_sha256(struct rejection *rejection, char **at, struct text value)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    char hex[2 * SHA256_DIGEST_LENGTH + 1];

    SHA256((const unsigned char *)value.at, value.length, digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    keep_header(rejection, at, "sha256", text_of(hex));
}

static void keep_number(struct rejection *rejection, char **at, const char *name, size_t value)
{
    char number[NUMBER_BYTES];

    snprintf(number, sizeof(number), "%zu", value);
    keep_header(rejection, at, name, text_of(number));
}

/* What was cut off, where anything was. */
static void keep_cuts(struct rejection *rejection, char **at, const struct refused *refused)
{
    const struct record *record = refused->record;
    size_t kept = headers_kept(record);

    if (refused->key.length > REFUSALS_TEXT_BYTES)
        keep_number(rejection, at, "key_size", refused->key.length);
    if (kept < record->header_count)
        keep_number(rejection, at, "headers_left_out", record->header_count - kept);
    if (record->value.length <= REFUSALS_TEXT_BYTES)
        return;
    keep_number(rejection, at, "size", record->value.length);
    keep_sha256(rejection, at, record->value);
}

static void keep_own_headers(struct rejection *rejection, char **at,
                             const struct refused *refused)
{
    const struct refusal *refusal = refused->refusal;
    char number[NUMBER_BYTES];

    keep_header(rejection, at, "reason", text_of(reason_name(refusal->reason)));
    keep_header(rejection, at, "pointer", text_of(refusal->pointer));
    keep_header(rejection, at, "detail_vi", text_of(refusal->detail_vi));
    keep_header(rejection, at, "detail_en", text_of(refusal->detail_en));
    keep_header(rejection, at, "topic", text_of(refused->topic));
    snprintf(number, sizeof(number), "%" PRId32, refused->partition);
    keep_header(rejection, at, "partition", text_of(number));
    snprintf(number, sizeof(number), "%" PRId64, refused->offset);
    keep_header(rejection, at, "offset", text_of(number));
    keep_cuts(rejection, at, refused);
}

/* What was sent under a name of ours is kept as original_<name>, so that nobody takes it for ours. */
static void keep_original(struct rejection *rejection, char **at, size_t own,
                          const struct record_header *sent)
{
    struct kafka_header *header = &rejection->headers[rejection->header_count++];
    char *name = *at;

    for (size_t i = 0; i < own; i++)
        if (sent->name.length == rejection->headers[i].name.length &&
            memcmp(sent->name.at, rejection->headers[i].name.at, sent->name.length) == 0)
            (void)keep(at, text_of(ORIGINAL_PREFIX));
    (void)keep(at, sent->name);
    header->name = (struct text){name, (size_t)(*at - name)};
    header->value = keep(at, sent->value);
}

static void keep_record(struct rejection *rejection, const struct refused *refused)
{
    const struct record *record = refused->record;
    char *at = rejection->bytes;

    rejection->key = keep(&at, cut(refused->key));
    rejection->value = keep(&at, cut(record->value));
    keep_own_headers(rejection, &at, refused);
    size_t own = rejection->header_count;
    for (size_t i = 0; i < headers_kept(record); i++)
        keep_original(rejection, &at, own, &record->headers[i]);
}

static void free_rejection(struct rejection *rejection)
{
    if (rejection == NULL)
        return;
    free(rejection->headers);
    free(rejection->bytes);
    free(rejection);
}

static struct rejection *copy_of(struct refusals *refusals, const struct refused *refused)
{
    struct rejection *rejection = calloc(1, sizeof(*rejection));

    if (rejection == NULL)
        return NULL;
    rejection->owner = refusals;
    rejection->slot = refused->slot;
    rejection->offset = refused->offset;
    rejection->owned = true;
    snprintf(rejection->topic, sizeof(rejection->topic), "tiendo.rejections.%s",
             refused->agency);
    rejection->headers =
        calloc(OWN_HEADERS + headers_kept(refused->record), sizeof(*rejection->headers));
    rejection->bytes = malloc(size_of(refused));
    if (rejection->headers != NULL && rejection->bytes != NULL) {
        keep_record(rejection, refused);
        return rejection;
    }
    free_rejection(rejection);
    return NULL;
}

/* ---- sending until it is acknowledged ---- */

static void link_in(struct refusals *refusals, struct rejection *rejection)
{
    rejection->next = refusals->all;
    if (refusals->all != NULL)
        refusals->all->previous = rejection;
    refusals->all = rejection;
    refusals->count++;
}

static void unlink_and_free(struct refusals *refusals, struct rejection *rejection)
{
    if (rejection->previous != NULL)
        rejection->previous->next = rejection->next;
    else
        refusals->all = rejection->next;
    if (rejection->next != NULL)
        rejection->next->previous = rejection->previous;
    refusals->count--;
    free_rejection(rejection);
}

static void send_later(struct rejection *rejection, const char *why)
{
    struct refusals *refusals = rejection->owner;

    if (refusals->waiting++ == 0)
        log_warning(refusals->options.log, log_event("rejection_undelivered"),
                    log_text("topic", rejection->topic), log_text("error", why));
    snprintf(refusals->trouble, sizeof(refusals->trouble), "%s: %s", rejection->topic, why);
    rejection->again_mono_ms = service_mono_ms() + AGAIN_MS;
}

static void send_out(struct refusals *refusals, struct rejection *rejection)
{
    struct publisher_record record = {.topic = rejection->topic,
                                      .partition = PUBLISHER_ANY_PARTITION,
                                      .key = rejection->key,
                                      .value = rejection->value,
                                      .headers = rejection->headers,
                                      .header_count = rejection->header_count,
                                      .timestamp_unix_ms = PUBLISHER_NOW,
                                      .token = rejection};

    switch (publisher_send(refusals->publisher, &record)) {
    case PUBLISHER_OK:
        return;
    case PUBLISHER_FULL:
        send_later(rejection, "the producer's queue is full");
        return;
    case PUBLISHER_REFUSED:
        send_later(rejection, "the producer refuses it");
        return;
    }
}

static void delivered(void *ctx, void *token, const char *error)
{
    struct refusals *refusals = ctx;
    struct rejection *rejection = token;

    if (error != NULL && rejection->owned) {
        send_later(rejection, error);
        return;
    }
    if (rejection->owned)
        refusals->options.answered(refusals->options.ctx, rejection->slot, rejection->offset);
    unlink_and_free(refusals, rejection);
}

static void send_again(struct refusals *refusals)
{
    int64_t now_mono_ms = service_mono_ms();

    if (refusals->waiting == 0)
        return;
    for (struct rejection *r = refusals->all; r != NULL; r = r->next) {
        if (r->again_mono_ms == 0 || r->again_mono_ms > now_mono_ms)
            continue;
        r->again_mono_ms = 0;
        refusals->waiting--;
        send_out(refusals, r);
    }
}

struct refusals *refusals_open(const struct refusals_options *options)
{
    struct refusals *refusals = calloc(1, sizeof(*refusals));

    if (refusals == NULL)
        return NULL;
    refusals->options = *options;
    refusals->publisher = publisher_open(&(struct publisher_options){.kafka = options->kafka,
                                                                     .log = options->log,
                                                                     .delivered = delivered,
                                                                     .ctx = refusals,
                                                                     .patient = true});
    if (refusals->publisher != NULL)
        return refusals;
    refusals_close(refusals);
    return NULL;
}

size_t refusals_room(const struct refusals *refusals)
{
    return refusals->count < REFUSALS_MOST ? REFUSALS_MOST - refusals->count : 0;
}

int refusals_send(struct refusals *refusals, const struct refused *refused)
{
    struct rejection *rejection = copy_of(refusals, refused);

    if (rejection == NULL)
        return -1;
    link_in(refusals, rejection);
    send_out(refusals, rejection);
    return 0;
}

void refusals_poll(struct refusals *refusals, int64_t timeout_ms)
{
    if (refusals->count == 0)
        return;
    publisher_poll(refusals->publisher, timeout_ms);
    send_again(refusals);
}

void refusals_disown(struct refusals *refusals)
{
    for (struct rejection *r = refusals->all, *next = NULL; r != NULL; r = next) {
        next = r->next;
        r->owned = false;
        if (r->again_mono_ms != 0)
            unlink_and_free(refusals, r);
    }
    refusals->waiting = 0;
}

size_t refusals_outstanding(const struct refusals *refusals)
{
    return refusals->count;
}

const char *refusals_trouble(const struct refusals *refusals)
{
    return refusals->waiting > 0 ? refusals->trouble : NULL;
}

void refusals_close(struct refusals *refusals)
{
    if (refusals == NULL)
        return;
    publisher_close(refusals->publisher); /* answers what is outstanding, through delivered() */
    for (struct rejection *r = refusals->all, *next = NULL; r != NULL; r = next) {
        next = r->next;
        free_rejection(r);
    }
    free(refusals);
}
