#include <string.h>

#include "schemas/check_steps.h"

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
}
