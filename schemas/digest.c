#include "schemas/digest.h"

#include <assert.h>
#include <string.h>

/* SHA256_Init and its like; SHA256() looks the algorithm up at each call, under locks, which takes
 * longer than the digest of an event. */
#define OPENSSL_API_COMPAT 10101
#include <openssl/sha.h>

#include "schemas/cloudevent.h"
#include "schemas/decimal.h"

enum { NORMAL_FORM_BYTES = CLOUDEVENT_BYTES_MAX + 4096, DIGEST_BITS = 52 };

/* The normal form of digest.h while it is written. */
struct normal_form {
    size_t used;
    char bytes[NORMAL_FORM_BYTES];
};

static void add(struct normal_form *form, struct text member)
{
    assert(member.length + DECIMAL_TEXT_BYTES < NORMAL_FORM_BYTES - form->used);
    if (member.at != NULL) {
        form->used += decimal_write((int64_t)member.length, 0, form->bytes + form->used);
        form->bytes[form->used++] = ':';
        memcpy(form->bytes + form->used, member.at, member.length);
        form->used += member.length;
    }
    form->bytes[form->used++] = ',';
}

static void add_decimal(struct normal_form *form, bool there, int64_t units, int decimals)
{
    char bytes[DECIMAL_TEXT_BYTES];
    struct text text = {NULL, 0};

    if (there)
        text = (struct text){bytes, decimal_write(units, decimals, bytes)};
    add(form, text);
}

static void add_values(struct normal_form *form, const struct observation *observation)
{
    const struct indicator *indicator = observation->indicator;
    bool there = observation->has_value;
    bool ratio = there && indicator->kind == INDICATOR_RATIO;
    bool level = there && indicator->kind == INDICATOR_LEVEL;

    add_decimal(form, ratio, observation->numerator, indicator->part_decimals);
    add_decimal(form, ratio, observation->denominator, indicator->part_decimals);
    add_decimal(form, there && !ratio && !level, observation->value, indicator->decimals);
    add_decimal(form, there && indicator->kind == INDICATOR_RANK, observation->rank_of, 0);
    add(form, text_of(level ? indicator->levels[observation->value].code : NULL));
    add_decimal(form, there && indicator->kind == INDICATOR_COMPARED, observation->benchmark,
                indicator->decimals);
}

uint64_t digest_of(const struct observation *observation)
{
    struct normal_form form;
    char period[PERIOD_TEXT_BYTES];
    SHA256_CTX context;
    unsigned char sha256[SHA256_DIGEST_LENGTH];
    uint64_t first = 0;

    form.used = 0; /* and not the 70 KiB behind it */
    add(&form, text_of(observation->indicator->id));
    add(&form, (struct text){period, period_write(observation->period, period)});
    add(&form, text_of(observation->area->id));
    add(&form, (struct text){&observation->obs_status, 1});
    add_values(&form, observation);
    add_decimal(&form, true, observation->revision, 0);
    add_decimal(&form, true, observation->time_unix_ms, 0);
    add(&form, observation->id);
    add(&form, observation->source);
    add(&form, observation->comment);

    SHA256_Init(&context);
    SHA256_Update(&context, form.bytes, form.used);
    SHA256_Final(sha256, &context);
    for (int i = 0; i < 8; i++)
        first = first << 8 | sha256[i];
    return first >> (64 - DIGEST_BITS);
}
