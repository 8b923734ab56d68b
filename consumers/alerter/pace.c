#include "consumers/alerter/pace.h"

#include <stdlib.h>

enum { PATROL = 4, PATROL_MS = 1000 };

struct pace {
    int64_t *judged_mono_ms; /* by indicator; 0: never */
    size_t indicators;
    size_t patrol; /* the indicator that is next */
    int64_t patrol_mono_ms;
};

struct pace *pace_new(size_t indicators)
{
    struct pace *pace = calloc(1, sizeof(*pace));

    if (pace == NULL)
        return NULL;
    pace->indicators = indicators;
    pace->judged_mono_ms = calloc(indicators + 1, sizeof(*pace->judged_mono_ms));
    if (pace->judged_mono_ms != NULL)
        return pace;
    pace_free(pace);
    return NULL;
}

void pace_free(struct pace *pace)
{
    if (pace == NULL)
        return;
    free(pace->judged_mono_ms);
    free(pace);
}

void pace_judged(struct pace *pace, size_t indicator, int64_t now_mono_ms)
{
    pace->judged_mono_ms[indicator] = now_mono_ms;
}

int64_t pace_left_ms(const struct pace *pace, size_t indicator, int64_t now_mono_ms)
{
    int64_t judged_mono_ms = pace->judged_mono_ms[indicator];

    if (judged_mono_ms == 0 || judged_mono_ms + PACE_MS <= now_mono_ms)
        return 0;
    return judged_mono_ms + PACE_MS - now_mono_ms;
}

void pace_patrol(struct pace *pace, bool *wanted, int64_t now_mono_ms)
{
    if (now_mono_ms - pace->patrol_mono_ms < PATROL_MS)
        return;
    pace->patrol_mono_ms = now_mono_ms;
    for (size_t i = 0; i < PATROL && i < pace->indicators; i++)
        wanted[pace->patrol++ % pace->indicators] = true;
}
