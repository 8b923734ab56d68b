/*
 * intake - one record into the batch, or the reason why not.
 *
 * Pure: bytes, plan and agency in; a cell in the batch or a refusal out.
 */
#ifndef TIENDO_CONSUMERS_AGGREGATOR_INTAKE_H
#define TIENDO_CONSUMERS_AGGREGATOR_INTAKE_H

#include "consumers/aggregator/batch.h"
#include "schemas/cloudevent.h"

enum intake_result { INTAKE_ACCEPTED = 0, INTAKE_REFUSED, INTAKE_NO_MEMORY };

/* A topic of the plan: `agency` is the one whose measurements it carries. */
struct intake {
    const struct plan *plan;
    const struct agency *agency;
    const struct batch_stale *stale;
};

/* INTAKE_REFUSED fills `refusal`.  The batch must not be full. */
enum intake_result intake_take(const struct intake *intake, const struct record *record,
                               const struct origin *origin, struct batch *batch,
                               struct refusal *refusal);

#endif
