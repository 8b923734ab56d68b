#include "consumers/judge/deadline.h"

struct deadline deadline_of(const struct indicator *indicator, struct period period)
{
    int32_t release_day = period_last_day(period) + indicator->release_days;

    return (struct deadline){.expected = period,
                             .release_day = release_day,
                             .last_fresh_day = release_day + indicator->stale_after_days};
}

static const struct point *newest_closed(const struct series *series, int32_t today)
{
    for (size_t i = series->count; i-- > 0;)
        if (period_last_day(series->points[i].period) < today)
            return &series->points[i];
    return NULL;
}

bool deadline_next(const struct series *series, int32_t today, struct deadline *deadline)
{
    const struct indicator *indicator = series->indicator;
    const struct point *heard = newest_closed(series, today);
    struct period expected;

    if (heard == NULL)
        return false;
    expected = heard->period;
    expected.position++;
    if (indicator->last_due != 0 && period_last_day(expected) > indicator->last_due)
        return false;
    *deadline = deadline_of(indicator, expected);
    return true;
}
