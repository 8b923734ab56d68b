#include <stdio.h>

#include "schemas/check_steps.h"

enum { LIST_BYTES = 160 };

#define BIT(field) (1U << (field))

static const unsigned value_fields = BIT(FIELD_NUMERATOR) | BIT(FIELD_DENOMINATOR) |
                                     BIT(FIELD_OBS_VALUE) | BIT(FIELD_RANK_OF) |
                                     BIT(FIELD_LEVEL) | BIT(FIELD_BENCHMARK);

/* The value fields of a kind. */
static const struct {
    unsigned needs, may;
    const char *listed;
} kinds[] = {
    [INDICATOR_RATIO] = {BIT(FIELD_NUMERATOR) | BIT(FIELD_DENOMINATOR), BIT(FIELD_OBS_VALUE),
                         "numerator, denominator"},
    [INDICATOR_COUNT] = {BIT(FIELD_OBS_VALUE), 0, "obs_value"},
    [INDICATOR_NUMBER] = {BIT(FIELD_OBS_VALUE), 0, "obs_value"},
    [INDICATOR_RANK] = {BIT(FIELD_OBS_VALUE) | BIT(FIELD_RANK_OF), 0, "obs_value, rank_of"},
    [INDICATOR_LEVEL] = {BIT(FIELD_LEVEL), 0, "level"},
    [INDICATOR_COMPARED] = {BIT(FIELD_OBS_VALUE) | BIT(FIELD_BENCHMARK), 0,
                            "obs_value, benchmark"},
};

static bool is_in(unsigned fields, int field)
{
    return (fields & BIT(field)) != 0;
}

static bool is_given(const struct check *check, int field)
{
    return check->measurement->fields[field].type != VALUE_ABSENT;
}

/* ---- gathering ---- */

static int decimals_of(const struct indicator *indicator, int field)
{
    if (field == FIELD_NUMERATOR || field == FIELD_DENOMINATOR)
        return indicator->part_decimals;
    return field == FIELD_RANK_OF || indicator->kind == INDICATOR_RANK ? 0
                                                                       : indicator->decimals;
}

void check_gather_numbers(struct check *check)
{
    for (int field = 0; field < FIELD_COUNT && check->indicator != NULL; field++) {
        const struct measurement_member *member = &check->measurement->fields[field];
        struct check_number *number = &check->numbers[field];

        if (!is_in(value_fields, field) || member->type != VALUE_NUMBER)
            continue;
        number->given = true;
        number->negative = member->text.at[0] == '-';
        number->decimals = decimals_of(check->indicator, field);
        number->fault = decimal_read(member->text, number->decimals, &number->units);
    }
}

/* ---- which fields ---- */

static bool has_unknown_field(struct check *check)
{
    static const char fields[] =
        "indicator, time_period, ref_area, numerator, denominator, obs_value, rank_of, level, "
        "benchmark, unit_measure, obs_status, revision, comment";
    struct text unknown = check->measurement->unknown;

    if (unknown.at == NULL)
        return false;
    refusal_say(check->refusal, SAY_FIELD_UNKNOWN,
                &(struct refused){
                    .parent = "/data", .member = unknown, .value = unknown, .allowed = fields});
    return true;
}

static bool is_out_of_place(const struct check *check, int field)
{
    enum measurement_field which = (enum measurement_field)field;
    const char status[] = {check->obs_status, '\0'};

    if (!is_in(value_fields, field) || !is_given(check, field))
        return false;
    if (check->indicator != NULL) {
        unsigned own = kinds[check->indicator->kind].needs | kinds[check->indicator->kind].may;

        if (!is_in(own, field))
            return check_refuse(check, SAY_FIELD_OF_ANOTHER_KIND, which,
                                kinds[check->indicator->kind].listed);
    }
    return obs_status_withdraws(check->obs_status) &&
           check_refuse(check, SAY_FIELD_OF_NO_VALUE, which, status);
}

bool check_fields(struct check *check)
{
    if (has_unknown_field(check))
        return true;
    for (int field = 0; field < FIELD_COUNT; field++)
        if (is_out_of_place(check, field))
            return true;
    return false;
}

bool check_value_missing(struct check *check)
{
    if (check->measurement->data == DATA_MISSING) {
        refusal_say(check->refusal, SAY_DATA_MISSING, &(struct refused){.parent = "/data"});
        return true;
    }
    if (check->indicator == NULL || check->obs_status == '\0' ||
        obs_status_withdraws(check->obs_status))
        return false;
    for (int field = 0; field < FIELD_COUNT; field++)
        if (is_in(kinds[check->indicator->kind].needs, field) && !is_given(check, field))
            return check_refuse(check, SAY_VALUE_MISSING, (enum measurement_field)field,
                                kinds[check->indicator->kind].listed);
    return false;
}

/* ---- of the right type ---- */

static bool is_string_field(int field)
{
    return field == FIELD_LEVEL || !is_in(value_fields | BIT(FIELD_REVISION), field);
}

static const struct level *level_of(const struct indicator *indicator, struct text code)
{
    for (size_t i = 0; i < indicator->level_count; i++)
        if (text_is(code, indicator->levels[i].code))
            return &indicator->levels[i];
    return NULL;
}

static bool has_unknown_level(struct check *check)
{
    const struct measurement_member *level = &check->measurement->fields[FIELD_LEVEL];
    char codes[LIST_BYTES] = "";
    size_t used = 0;

    if (check->indicator == NULL || level->type != VALUE_STRING ||
        level_of(check->indicator, level->text) != NULL)
        return false;
    for (size_t i = 0; i < check->indicator->level_count && used < LIST_BYTES; i++)
        used += (size_t)snprintf(codes + used, LIST_BYTES - used, "%s%s", i > 0 ? ", " : "",
                                 check->indicator->levels[i].code);
    return check_refuse(check, SAY_LEVEL_UNKNOWN, FIELD_LEVEL, codes);
}

bool check_value_invalid(struct check *check)
{
    const struct measurement *measurement = check->measurement;

    if (measurement->data == DATA_OTHER) {
        refusal_say(check->refusal, SAY_DATA_NO_OBJECT,
                    &(struct refused){.parent = "/data", .value = measurement->data_is});
        return true;
    }
    for (int field = 0; field < FIELD_COUNT; field++) {
        enum measurement_value wanted = is_string_field(field) ? VALUE_STRING : VALUE_NUMBER;

        if (is_given(check, field) && measurement->fields[field].type != wanted)
            return check_refuse(check, wanted == VALUE_STRING ? SAY_NO_STRING : SAY_NO_NUMBER,
                                (enum measurement_field)field, NULL);
    }
    return has_unknown_level(check);
}
