#include "consumers/store/total_parts.h"

#include <stdlib.h>
#include <string.h>

#include "schemas/decimal.h"

/* From 0.9 on, where judge/series.c no longer calls it partial. */
bool total_parts_lack(const struct indicator *indicator, const struct total *total)
{
    return indicator->kind == INDICATOR_RATIO && total->communes_heard < total->communes &&
           (int64_t)total->communes_heard * 10 >= (int64_t)total->communes * 9;
}

bool total_parts_expect(const struct plan *plan, size_t area, struct period period)
{
    const struct area *commune = &plan->areas[area];

    return commune->parent != NULL && plan_area(plan, text_of(commune->id)) == commune &&
           plan_area_on(commune, period_last_day(period)) != NULL;
}

int total_columns_begin(const struct plan *plan, struct total_columns *columns)
{
    *columns = (struct total_columns){.areas = calloc(plan->area_count, sizeof(size_t))};
    return columns->areas == NULL ? -1 : 0;
}

void total_columns_add(struct total_columns *columns, size_t area)
{
    size_t at = columns->count;

    while (at > 0 && columns->areas[at - 1] > area)
        at--;
    if (at > 0 && columns->areas[at - 1] == area)
        return;
    memmove(&columns->areas[at + 1], &columns->areas[at],
            (columns->count - at) * sizeof(columns->areas[0]));
    columns->areas[at] = area;
    columns->count++;
}

void total_columns_free(struct total_columns *columns)
{
    free(columns->areas);
    *columns = (struct total_columns){NULL, 0};
}

int total_part_read(const struct indicator *indicator, struct text numerator,
                    struct text denominator, struct total_part *part)
{
    *part = (struct total_part){.heard = numerator.at != NULL};
    if (!part->heard && denominator.at == NULL)
        return 0;
    if (numerator.at == NULL || denominator.at == NULL ||
        decimal_read(numerator, indicator->part_decimals, &part->numerator) != DECIMAL_OK ||
        decimal_read(denominator, indicator->part_decimals, &part->denominator) != DECIMAL_OK)
        return -1;
    return 0;
}
