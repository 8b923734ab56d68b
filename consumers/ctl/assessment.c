#include "consumers/ctl/assessment.h"

#include <stdint.h>
#include <stdlib.h>

#include "consumers/store/offline.h"

/* The indicator's series as it was known on a day.  NULL: out of memory. */
static struct series *series_known(const struct plan *plan, struct offline *offline,
                                   const struct indicator *indicator, int32_t day)
{
    struct total *totals = NULL;
    size_t count = 0;
    struct series *series;

    if (offline_totals(offline, indicator, day, &totals, &count) != 0)
        return NULL;
    series = series_new(plan, indicator, totals, count);
    free(totals);
    return series;
}

static void judge(const struct series *series, const struct target *target, int32_t today,
                  struct assessed *assessed)
{
    struct alarm_standing shall[ALARM_KINDS];

    verdict_reach(series, target, today, &assessed->verdict);
    alarms_of_target(series, target, today, shall);
    words_explain(&assessed->verdict, &shall[ALARM_OFF_TARGET], &assessed->words);
}

static int judge_indicator(const struct plan *plan, struct offline *offline,
                           const struct indicator *indicator, int32_t today,
                           struct assessed *verdicts)
{
    struct series *series = series_known(plan, offline, indicator, INT32_MAX);

    if (series == NULL)
        return -1;
    for (size_t i = 0; i < plan->target_count; i++)
        if (plan->targets[i].indicator == indicator)
            judge(series, &plan->targets[i], today, &verdicts[i]);
    series_free(series);
    return 0;
}

int assessment_of_all(const struct plan *plan, struct offline *offline, int32_t today,
                      struct assessed **verdicts)
{
    struct assessed *made = calloc(plan->target_count + 1, sizeof(*made));

    if (made == NULL)
        return -1;
    for (size_t i = 0; i < plan->indicator_count; i++)
        if (judge_indicator(plan, offline, &plan->indicators[i], today, made) != 0) {
            free(made);
            return -1;
        }
    *verdicts = made;
    return 0;
}

/* ---- when would we have known? ---- */

static int add(const struct plan *plan, struct offline *offline, const struct target *target,
               int32_t today, struct assessment_history *history)
{
    struct assessed *items =
        realloc(history->items, (history->count + 1) * sizeof(*history->items));
    struct series *series;

    if (items == NULL)
        return -1;
    history->items = items;
    series = series_known(plan, offline, target->indicator, today);
    if (series == NULL)
        return -1;
    judge(series, target, today, &items[history->count++]);
    series_free(series);
    return 0;
}

static int add_target(const struct plan *plan, struct offline *offline,
                      const struct target *target, int32_t today,
                      struct assessment_history *history)
{
    struct period period;

    if (offline_first(offline, target->indicator, &period))
        for (; period_last_day(period) + 1 < today; period.position++)
            if (add(plan, offline, target, period_last_day(period) + 1, history) != 0)
                return -1;
    return add(plan, offline, target, today, history);
}

int assessment_history(const struct plan *plan, struct offline *offline, int32_t today,
                       struct assessment_history *history)
{
    *history = (struct assessment_history){0};
    for (size_t i = 0; i < plan->target_count; i++)
        if (add_target(plan, offline, &plan->targets[i], today, history) != 0) {
            free(history->items);
            return -1;
        }
    return 0;
}
