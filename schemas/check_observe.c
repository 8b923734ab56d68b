#include <assert.h>
#include <string.h>

/* SHA256_Init and its like; SHA256() looks the algorithm up at each call, under locks, which takes
 * longer than the digest of an event. */
#define OPENSSL_API_COMPAT 10101
#include <openssl/sha.h>

#include "schemas/check_steps.h"
#include "schemas/cloudevent.h"

enum { NORMAL_FORM_BYTES = CLOUDEVENT_BYTES_MAX + 4096, DIGEST_BITS = 52 };

/* The normal form of check.h while it is written. */
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

static uint64_t digest_of(const struct observation *observation)
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

static int64_t level_place(const struct check *check)
{
    struct text code = check->measurement->fields[FIELD_LEVEL].text;
    size_t place = 0;

    while (!text_is(code, check->indicator->levels[place].code))
        place++;
    return (int64_t)place;
}

static void take_value(const struct check *check, struct observation *observation)
{
    switch (check->indicator->kind) {
    case INDICATOR_RATIO:
        observation->numerator = check->numbers[FIELD_NUMERATOR].units;
        observation->denominator = check->numbers[FIELD_DENOMINATOR].units;
        return;
    case INDICATOR_LEVEL:
        observation->value = level_place(check);
        return;
    case INDICATOR_COUNT:
    case INDICATOR_NUMBER:
    case INDICATOR_RANK:
    case INDICATOR_COMPARED:
        break;
    }
    observation->value = check->numbers[FIELD_OBS_VALUE].units;
    observation->rank_of = check->numbers[FIELD_RANK_OF].units;
    observation->benchmark = check->numbers[FIELD_BENCHMARK].units;
}

void check_observe(const struct check *check, struct observation *observation)
{
    const struct measurement *measurement = check->measurement;

    *observation = (struct observation){
        .indicator = check->indicator,
        .area = check->area,
        .agency = check->in_office,
        .period = check->period,
        .obs_status = check->obs_status,
        .has_value = !obs_status_withdraws(check->obs_status),
        .precedence = plan_precedence(check->indicator, check->in_office),
        .revision = check->revision,
        .time_unix_ms = measurement->time_unix_ms,
        .id = measurement->id,
        .source = measurement->source,
        .comment = measurement->fields[FIELD_COMMENT].text,
    };
    observation->enters = observation->has_value && observation->obs_status != 'F';
    memcpy(observation->stands_for, check->stands_for, strlen(check->stands_for) + 1);
    if (observation->has_value)
        take_value(check, observation);
    observation->digest = digest_of(observation);
}
