/*
 * rejection_view - refused measurements as people see them: when, whose, why, where in the event,
 * and where in Kafka the original is.
 *
 * A rejection may be in its topic twice (design section 2): what tells it apart is the origin.
 */
#ifndef TIENDO_CONSUMERS_SHOW_REJECTION_VIEW_H
#define TIENDO_CONSUMERS_SHOW_REJECTION_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "consumers/show/reader.h"
#include "deploy/service/subscriber.h"

#define REJECTIONS_PREFIX "tiendo.rejections."

struct rejections;

/* What was collected, none twice.  NULL out of memory. */
struct rejections *rejections_new(void);
void rejections_free(struct rejections *rejections); /* NULL does nothing */

enum rejections_result { REJECTIONS_NEW = 0, REJECTIONS_KNOWN, REJECTIONS_NO_MEMORY };

/* Adds a record of a rejections topic, copied, unless its origin is there already. */
enum rejections_result rejections_add(struct rejections *rejections,
                                      const struct subscriber_record *record);

/* Puts them in the order of time and keeps the last `most`. */
void rejections_settle(struct rejections *rejections, size_t most);

/* Drops what was collected, but knows it again. */
void rejections_forget(struct rejections *rejections);

/* All of them as a table.  0, or -1 when it cannot be written. */
int rejections_print(const struct rejections *rejections, const struct reader *reader,
                     FILE *out);
/* The one added last as a line of text. */
int rejections_print_last(const struct rejections *rejections, enum language language,
                          FILE *out);

/* rejection_view_json.c: one JSON object a line; `value` where the bytes are UTF-8, else
 * `value_base64`. */
int rejections_print_json(const struct rejections *rejections, FILE *out);
int rejections_print_last_json(const struct rejections *rejections, FILE *out);

/* ---- for rejection_view_json.c ---- */

struct rejection {
    int64_t at_unix_ms;
    char *topic; /* of the rejection */
    int32_t partition;
    int64_t offset;
    char *reason, *pointer, *detail_vi, *detail_en, *sha256, *size; /* "" where absent */
    char *origin; /* "topic:partition@offset" */
    char *origin_topic, *origin_partition, *origin_offset;
    char *value; /* NULL: a null value */
    size_t value_bytes;
};

const struct rejection *rejections_items(const struct rejections *rejections, size_t *count);

#endif
