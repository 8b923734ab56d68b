#include "schemas/check.h"

#include <assert.h>
#include <stdio.h>

#include "schemas/check_steps.h"
#include "schemas/instant.h"

#define SOURCE_ROOT "/agencies/"

enum { LIST_BYTES = 160 };

bool check_refuse(const struct check *check, enum wording wording, enum measurement_field field,
                  const char *allowed)
{
    refusal_say(check->refusal, wording,
                &(struct refused){.parent = "/data",
                                  .member = text_of(measurement_field_name(field)),
                                  .value = check->measurement->fields[field].text,
                                  .allowed = allowed});
    return true;
}

static bool refuse_attribute(const struct check *check, enum wording wording, const char *name,
                             struct text value, const char *allowed)
{
    refusal_say(check->refusal, wording,
                &(struct refused){
                    .parent = "", .member = text_of(name), .value = value, .allowed = allowed});
    return true;
}

/* ---- gathering ---- */

static const struct measurement_member *string_field(const struct check *check,
                                                     enum measurement_field field)
{
    const struct measurement_member *member = &check->measurement->fields[field];

    return member->type == VALUE_STRING ? member : NULL;
}

static char status_of(const struct measurement_member *member)
{
    if (member->type == VALUE_ABSENT)
        return 'A';
    if (member->type != VALUE_STRING || member->text.length != 1 ||
        !obs_status_known(member->text.at[0]))
        return '\0';
    return member->text.at[0];
}

static void gather(struct check *check)
{
    const struct measurement *measurement = check->measurement;
    const struct measurement_member *indicator = string_field(check, FIELD_INDICATOR);
    const struct measurement_member *area = string_field(check, FIELD_REF_AREA);
    const struct measurement_member *period = string_field(check, FIELD_TIME_PERIOD);

    check->in_office = plan_stands_for(check->plan, measurement->source, check->stands_for);
    check->day = instant_day(measurement->time_unix_ms, check->plan->utc_offset_s);
    if (indicator != NULL)
        check->indicator = plan_indicator(check->plan, indicator->text);
    if (area != NULL)
        check->area = plan_area(check->plan, area->text);
    if (measurement->fields[FIELD_REF_AREA].type == VALUE_ABSENT)
        check->area = &check->plan->areas[0];
    check->has_period = period != NULL && period_read(period->text, &check->period) == 0;
    check->obs_status = status_of(&measurement->fields[FIELD_OBS_STATUS]);
    check_gather_numbers(check);
}

/* ---- the envelope ---- */

/* "/agencies/<id>/<a system>" */
static bool is_of_agency(struct text source, const char *id)
{
    size_t root = strlen(SOURCE_ROOT), length = strlen(id);

    return text_begins(source, SOURCE_ROOT) && source.length > root + length + 1 &&
           memcmp(source.at + root, id, length) == 0 && source.at[root + length] == '/';
}

static bool check_identity(struct check *check)
{
    struct text source = check->measurement->source;
    char begin[PLAN_SOURCE_BYTES];

    if (is_of_agency(source, check->agency->id) && check->in_office != NULL)
        return false;
    (void)snprintf(begin, sizeof(begin), SOURCE_ROOT "%s/", check->agency->id);
    return refuse_attribute(check, SAY_IDENTITY_MISMATCH, "source", source, begin);
}

static bool check_time(struct check *check)
{
    int64_t latest = check->timestamp_unix_ms + INSTANT_DAY_MS;
    char time[INSTANT_TEXT_BYTES], allowed[INSTANT_TEXT_BYTES];

    if (check->timestamp_unix_ms == -1 || check->measurement->time_unix_ms <= latest)
        return false;
    instant_write(check->measurement->time_unix_ms, time);
    instant_write(latest, allowed);
    return refuse_attribute(check, SAY_TIME_FUTURE, "time", text_of(time), allowed);
}

static bool check_office(struct check *check)
{
    const struct agency *agency = check->agency;
    char time[INSTANT_TEXT_BYTES], last_day[PERIOD_TEXT_BYTES];

    if (agency->retired_on == PLAN_DAY_NONE ||
        check->day <= agency->retired_on + agency->grace_days)
        return false;
    instant_write(check->measurement->time_unix_ms, time);
    day_write(agency->retired_on + agency->grace_days, last_day);
    return refuse_attribute(check, SAY_AGENCY_RETIRED, "time", text_of(time), last_day);
}

/* ---- the plan ---- */

static bool check_indicator(struct check *check)
{
    if (check->measurement->fields[FIELD_INDICATOR].type == VALUE_ABSENT)
        return check_refuse(check, SAY_INDICATOR_MISSING, FIELD_INDICATOR, check->plan->tag);
    if (string_field(check, FIELD_INDICATOR) == NULL || check->indicator != NULL)
        return false;
    return check_refuse(check, SAY_INDICATOR_UNKNOWN, FIELD_INDICATOR, check->plan->tag);
}

static void list_agencies(const struct agencies *agencies, char out[LIST_BYTES])
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < agencies->count && used < LIST_BYTES; i++)
        used += (size_t)snprintf(out + used, LIST_BYTES - used, "%s%s", i > 0 ? ", " : "",
                                 agencies->items[i]->id);
}

static bool check_reporter(struct check *check)
{
    char reporters[LIST_BYTES];

    if (check->indicator == NULL || plan_may_report(check->indicator, check->agency))
        return false;
    list_agencies(&check->indicator->reporters, reporters);
    return check_refuse(check, SAY_NOT_A_REPORTER, FIELD_INDICATOR, reporters);
}

static bool check_area(struct check *check)
{
    const struct measurement_member *given = &check->measurement->fields[FIELD_REF_AREA];
    const struct area *area = check->area;
    char from[PERIOD_TEXT_BYTES] = "", to[PERIOD_TEXT_BYTES] = "";
    char validity[2 * PERIOD_TEXT_BYTES + 2];

    if (given->type != VALUE_STRING && given->type != VALUE_ABSENT)
        return false;
    if (area == NULL)
        return check_refuse(check, SAY_AREA_UNKNOWN, FIELD_REF_AREA, check->plan->tag);
    /* An id may be another territory on other days; the cells are the id's all the same. */
    if (plan_area_on(area, check->day) != NULL)
        return false;
    if (area->valid_from != PLAN_DAY_NONE)
        day_write(area->valid_from, from);
    if (area->valid_to != PLAN_DAY_NONE)
        day_write(area->valid_to, to);
    (void)snprintf(validity, sizeof(validity), "%s..%s", from, to);
    refusal_say(check->refusal, SAY_AREA_NOT_VALID,
                &(struct refused){.parent = "/data",
                                  .member = text_of(measurement_field_name(FIELD_REF_AREA)),
                                  .value = text_of(area->id),
                                  .allowed = validity});
    return true;
}

static bool check_period(struct check *check)
{
    static const char examples[] = "2026, 2026-S1, 2026-Q3, 2026-10, 2026-10-05";

    if (check->measurement->fields[FIELD_TIME_PERIOD].type == VALUE_ABSENT)
        return check_refuse(check, SAY_PERIOD_MISSING, FIELD_TIME_PERIOD, examples);
    if (string_field(check, FIELD_TIME_PERIOD) == NULL || check->has_period)
        return false;
    return check_refuse(check, SAY_PERIOD_INVALID, FIELD_TIME_PERIOD, examples);
}

static const char *period_like(enum frequency frequency)
{
    switch (frequency) {
    case FREQUENCY_ANNUAL:
        return "2026";
    case FREQUENCY_HALF_YEARLY:
        return "2026-S1";
    case FREQUENCY_QUARTERLY:
        return "2026-Q3";
    case FREQUENCY_MONTHLY:
        return "2026-10";
    case FREQUENCY_DAILY:
        break;
    }
    return "2026-10-05";
}

static bool check_frequency(struct check *check)
{
    if (!check->has_period || check->indicator == NULL ||
        check->period.frequency == check->indicator->frequency)
        return false;
    return check_refuse(check, SAY_WRONG_FREQUENCY, FIELD_TIME_PERIOD,
                        period_like(check->indicator->frequency));
}

static bool check_period_begun(struct check *check)
{
    int64_t latest = check->measurement->time_unix_ms + INSTANT_DAY_MS;
    char allowed[INSTANT_TEXT_BYTES];

    if (!check->has_period || check->obs_status == 'F' ||
        instant_of_day(period_first_day(check->period), check->plan->utc_offset_s) <= latest)
        return false;
    instant_write(latest, allowed);
    return check_refuse(check, SAY_PERIOD_FUTURE, FIELD_TIME_PERIOD, allowed);
}

static bool check_period_old(struct check *check)
{
    int32_t earliest = period_first_day(check->plan->first_period);
    char allowed[PERIOD_TEXT_BYTES];

    if (!check->has_period || period_first_day(check->period) >= earliest)
        return false;
    day_write(earliest, allowed);
    return check_refuse(check, SAY_PERIOD_TOO_OLD, FIELD_TIME_PERIOD, allowed);
}

static bool check_unit(struct check *check)
{
    const struct measurement_member *unit = string_field(check, FIELD_UNIT_MEASURE);

    if (unit == NULL || check->indicator == NULL ||
        text_is(unit->text, check->indicator->unit_measure))
        return false;
    return check_refuse(check, SAY_UNIT_MISMATCH, FIELD_UNIT_MEASURE,
                        check->indicator->unit_measure);
}

static bool check_status(struct check *check)
{
    if (string_field(check, FIELD_OBS_STATUS) == NULL || check->obs_status != '\0')
        return false;
    return check_refuse(check, SAY_STATUS_UNKNOWN, FIELD_OBS_STATUS, OBS_STATUS_CODES);
}

/* One step for each reason, in the enum's order: that order is the contract. */
static const struct {
    enum reason reason;
    bool needs_data; /* looks at members of data only */
    bool (*refuses)(struct check *check);
} steps[] = {
    {REASON_IDENTITY_MISMATCH, false, check_identity},
    {REASON_TIME_FUTURE, false, check_time},
    {REASON_AGENCY_RETIRED, false, check_office},
    {REASON_UNKNOWN_FIELD, true, check_fields},
    {REASON_INDICATOR_UNKNOWN, true, check_indicator},
    {REASON_NOT_A_REPORTER, true, check_reporter},
    {REASON_AREA_UNKNOWN, true, check_area},
    {REASON_PERIOD_INVALID, true, check_period},
    {REASON_WRONG_FREQUENCY, true, check_frequency},
    {REASON_PERIOD_FUTURE, true, check_period_begun},
    {REASON_PERIOD_TOO_OLD, true, check_period_old},
    {REASON_UNIT_MISMATCH, true, check_unit},
    {REASON_STATUS_UNKNOWN, true, check_status},
    {REASON_VALUE_MISSING, false, check_value_missing},
    {REASON_VALUE_INVALID, false, check_value_invalid},
    {REASON_OUT_OF_RANGE, true, check_range},
    {REASON_TOO_PRECISE, true, check_precision},
    {REASON_INCONSISTENT_VALUE, true, check_consistency},
    {REASON_REVISION_INVALID, true, check_revision},
};

/* Six: where the record came from, what it says, and the two things that can become of it. */
/* NOLINTNEXTLINE(readability-function-size) */
int check_measurement(const struct plan *plan, const struct agency *agency,
                      int64_t timestamp_unix_ms, const struct measurement *measurement,
                      struct observation *observation, struct refusal *refusal)
{
    struct check check = {.plan = plan,
                          .agency = agency,
                          .timestamp_unix_ms = timestamp_unix_ms,
                          .measurement = measurement,
                          .refusal = refusal};

    gather(&check);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (steps[i].needs_data && measurement->data != DATA_OBJECT)
            continue;
        if (steps[i].refuses(&check)) {
            assert(refusal->reason == steps[i].reason);
            return -1;
        }
    }
    check_observe(&check, observation);
    return 0;
}
