#include "consumers/aggregator/intake.h"

#include "schemas/check.h"

enum intake_result intake_take(const struct intake *intake, const struct record *record,
                               const struct origin *origin, struct batch *batch,
                               struct refusal *refusal)
{
    struct measurement measurement;
    struct observation observation;
    struct cloudevent event;

    if (cloudevent_read(&event, record, &measurement, refusal) != 0)
        return refusal->reason == REASON_NONE ? INTAKE_NO_MEMORY : INTAKE_REFUSED;
    enum intake_result result = INTAKE_ACCEPTED;
    if (check_measurement(intake->plan, intake->agency, record->timestamp_unix_ms, &measurement,
                          &observation, refusal) != 0)
        result = INTAKE_REFUSED;
    else if (batch_add(batch, &observation, origin, intake->stale) != 0)
        result = INTAKE_NO_MEMORY;
    cloudevent_free(&event); /* what the observation pointed into; the batch has its own copy */
    return result;
}
