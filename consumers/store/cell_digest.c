#include "consumers/store/cell_digest.h"

#include "consumers/store/cells.h"
#include "schemas/digest.h"

/* The kind chooses which of the values count. */
uint64_t cell_digest(const struct cell *cell)
{
    struct observation observation = {
        .indicator = cell->indicator,
        .area = cell->area,
        .period = cell->period,
        .obs_status = cell->obs_status,
        .has_value = cell->has_value,
        .value = cell->a,
        .numerator = cell->a,
        .denominator = cell->b,
        .benchmark = cell->b,
        .rank_of = cell->b,
        .revision = cell->revision,
        .time_unix_ms = cell->time_unix_ms,
        .id = cell->id,
        .source = cell->source,
        .comment = cell->comment,
    };

    return digest_of(&observation);
}
