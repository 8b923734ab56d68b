#include "consumers/store/cell_values.h"

#include "consumers/store/cells.h"

/* What cells/sums.lua adds and cells/first.lua compares: see cells.h. */
static void take_numbers(struct cell *cell, const struct observation *o)
{
    cell->a = cell->b = 0;
    if (!o->has_value)
        return;
    switch (o->indicator->kind) {
    case INDICATOR_RATIO:
        cell->a = o->numerator;
        cell->b = o->denominator;
        return;
    case INDICATOR_RANK:
        cell->b = o->rank_of;
        break;
    case INDICATOR_COMPARED:
        cell->b = o->benchmark;
        break;
    case INDICATOR_COUNT:
    case INDICATOR_NUMBER:
    case INDICATOR_LEVEL:
        break;
    }
    cell->a = o->value;
}

void cell_take_values(struct cell *cell, const struct observation *o)
{
    take_numbers(cell, o);
    cell->indicator = o->indicator;
    cell->area = o->area;
    cell->period = o->period;
    cell->revision = o->revision;
    cell->time_unix_ms = o->time_unix_ms;
    cell->precedence = o->precedence;
    cell->obs_status = o->obs_status;
    cell->has_value = o->has_value;
    cell->enters = o->enters;
}
