#include "consumers/aggregator/tally.h"

#include <assert.h>
#include <stdio.h>

#include "schemas/instant.h"

enum { HOUR_MS = 3600000, HOUR_TEXT_BYTES = 13 /* 2026-11-23T08 */ };

/* The hour's counts; NULL for one that is too old to be told apart. */
static int64_t *counts_of(struct tally *tally, int64_t hour)
{
    struct tally_hour *place = &tally->hours[hour % TALLY_HOURS];

    if (hour <= 0 || hour <= tally->newest_hour - TALLY_HOURS)
        return NULL;
    if (hour > tally->newest_hour)
        tally->newest_hour = hour;
    if (place->hour != hour)
        *place = (struct tally_hour){.hour = hour};
    return place->counts;
}

void tally_add(struct tally *tally, int kind, int64_t timestamp_unix_ms)
{
    int64_t *hour = counts_of(tally, timestamp_unix_ms / HOUR_MS);

    assert(kind >= 0 && kind < TALLY_KINDS);
    tally->counts[kind]++;
    if (hour != NULL)
        hour[kind]++;
    if (kind == TALLY_ACCEPTED && timestamp_unix_ms > tally->last_heard_unix_ms)
        tally->last_heard_unix_ms = timestamp_unix_ms;
}

static void write_field(char *field, const char *prefix, int kind)
{
    if (kind >= TALLY_REFUSED)
        snprintf(field, COUNT_FIELD_BYTES, "%srefused:%s", prefix,
                 reason_name((enum reason)(kind - TALLY_REFUSED)));
    else
        snprintf(field, COUNT_FIELD_BYTES, "%s%s", prefix,
                 kind == TALLY_ACCEPTED ? "accepted" : "stale");
}

static size_t write_counts(const int64_t *by, const char *prefix, struct count *counts)
{
    size_t written = 0;

    for (int kind = 0; kind < TALLY_KINDS; kind++) {
        if (by[kind] == 0)
            continue;
        write_field(counts[written].field, prefix, kind);
        counts[written++].by = by[kind];
    }
    return written;
}

size_t tally_write(const struct tally *tally, struct count *counts)
{
    size_t written = write_counts(tally->counts, "", counts);

    for (int i = 0; i < TALLY_HOURS; i++) {
        const struct tally_hour *hour = &tally->hours[i];
        char text[INSTANT_TEXT_BYTES];

        if (hour->hour == 0 || hour->hour <= tally->newest_hour - TALLY_HOURS)
            continue;
        instant_write(hour->hour * HOUR_MS, text);
        text[HOUR_TEXT_BYTES] = ':';
        text[HOUR_TEXT_BYTES + 1] = '\0';
        written += write_counts(hour->counts, text, counts + written);
    }
    return written;
}
