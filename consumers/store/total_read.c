#include "consumers/store/total_read.h"

#include <string.h>

#include "schemas/decimal.h"

const char *total_read_name(enum total_field_read field)
{
    static const char *const names[TOTAL_FIELDS_READ] = {
        [TOTAL_NUMERATOR] = "numerator",
        [TOTAL_DENOMINATOR] = "denominator",
        [TOTAL_VALUE] = "value",
        [TOTAL_BENCHMARK] = "benchmark",
        [TOTAL_RANK_OF] = "rank_of",
        [TOTAL_OBS_STATUS] = "obs_status",
        [TOTAL_COVERAGE] = "coverage",
        [TOTAL_DISPUTED] = "disputed",
        [TOTAL_DISPUTED_SINCE] = "disputed_since_ms",
    };

    return names[field];
}

static bool units_of(struct text text, int decimals, int64_t *units)
{
    return text.at != NULL && decimal_read(text, decimals, units) == DECIMAL_OK;
}

static bool level_of(struct text code, const struct indicator *indicator, int64_t *place)
{
    for (size_t i = 0; i < indicator->level_count; i++) {
        if (!text_is(code, indicator->levels[i].code))
            continue;
        *place = (int64_t)i;
        return true;
    }
    return false;
}

/* "heard/all" */
static void read_coverage(struct text text, struct total *total)
{
    const char *slash = text.at == NULL ? NULL : memchr(text.at, '/', text.length);
    int64_t heard, all;

    if (slash == NULL)
        return;

    size_t left = (size_t)(slash - text.at);

    if (!units_of((struct text){text.at, left}, 0, &heard) ||
        !units_of((struct text){slash + 1, text.length - left - 1}, 0, &all) || heard < 0 ||
        all < heard || all > INT32_MAX)
        return;
    total->communes_heard = (int)heard;
    total->communes = (int)all;
}

/* From 1970 until long after the year 9999: no time of an event is beyond, and days can be made of it. */
static int64_t since_of(struct text text)
{
    int64_t unix_ms;

    return units_of(text, 0, &unix_ms) && unix_ms > 0 && unix_ms >> 48 == 0 ? unix_ms : 0;
}

/* The exact fields that people read too; a ratio's quotient is rounded, its parts are not. */
static bool read_value(const struct indicator *indicator, const struct text *fields,
                       struct total *total)
{
    int decimals = indicator->decimals, part_decimals = indicator->part_decimals;

    switch (indicator->kind) {
    case INDICATOR_RATIO:
        return units_of(fields[TOTAL_NUMERATOR], part_decimals, &total->numerator) &&
               units_of(fields[TOTAL_DENOMINATOR], part_decimals, &total->denominator);
    case INDICATOR_RANK:
        return units_of(fields[TOTAL_VALUE], decimals, &total->value) &&
               units_of(fields[TOTAL_RANK_OF], 0, &total->rank_of);
    case INDICATOR_COMPARED:
        return units_of(fields[TOTAL_VALUE], decimals, &total->value) &&
               units_of(fields[TOTAL_BENCHMARK], decimals, &total->benchmark);
    case INDICATOR_LEVEL:
        return level_of(fields[TOTAL_VALUE], indicator, &total->value);
    case INDICATOR_COUNT:
    case INDICATOR_NUMBER:
        break;
    }
    return units_of(fields[TOTAL_VALUE], decimals, &total->value);
}

void total_read(const struct indicator *indicator, const struct text fields[TOTAL_FIELDS_READ],
                struct total *total)
{
    struct text status = fields[TOTAL_OBS_STATUS];

    *total = (struct total){.period = total->period, .obs_status = 'A'};
    if (status.length == 1)
        total->obs_status = status.at[0];
    total->disputed = text_is(fields[TOTAL_DISPUTED], "1");
    total->disputed_since_unix_ms = since_of(fields[TOTAL_DISPUTED_SINCE]);
    read_coverage(fields[TOTAL_COVERAGE], total);
    total->has_value = read_value(indicator, fields, total);
}
