/*
 * sender - readings to acknowledged events.
 *
 *   reading ──► event, checked ──► publisher ──► Kafka tiendo.measurements.<agency>
 *                  │ refused           └ given up ──► "FILE:LINE: not delivered: why"
 *                  └────────────────────────────────► "FILE:LINE: reason (/pointer): sentences"
 *
 * What goes wrong is said at once, with its place, in Vietnamese and English; nothing is held back
 * for it.  A sender belongs to the thread that opened it.
 */
#ifndef TIENDO_COLLECTOR_SENDER_H
#define TIENDO_COLLECTOR_SENDER_H

#include <stdio.h>

#include "collector/progress.h"
#include "deploy/service/log.h"
#include "deploy/service/options.h"
#include "schemas/reading.h"

struct sender;

struct sender_options {
    struct reading_sender reading; /* borrowed while open, as is all below */
    const struct kafka_settings *kafka;
    const struct log *log;
    FILE *out;           /* told of every reading that did not arrive */
    int64_t deadline_ms; /* without any acknowledgement: then Kafka counts as away */
};

/* Where a reading stands; `file` lives as long as the sender. */
struct sender_place {
    const char *file;
    int64_t line; /* 0: it is all there is */
};

enum sender_result {
    SENDER_OK = 0, /* sent, or refused and said so */
    SENDER_STUCK,  /* Kafka has not acknowledged anything for deadline_ms */
    SENDER_NO_MEMORY,
};

/* Waits up to 30 s for Kafka.  Returns a sender to sender_close(), or NULL, the reason logged. */
struct sender *sender_open(const struct sender_options *options);

enum sender_result sender_take(struct sender *sender, struct sender_place place,
                               struct text reading) __attribute__((warn_unused_result));

/* A line that was too long to be read. */
void sender_refuse_line(struct sender *sender, struct sender_place place, size_t bytes);

/* Waits for the acknowledgements that are due. */
enum sender_result sender_finish(struct sender *sender) __attribute__((warn_unused_result));

/* Gives up, one by one, what is not acknowledged by now; fills `counts`, and frees.  NULL does
 * nothing. */
void sender_close(struct sender *sender, struct progress_counts *counts);

#endif
