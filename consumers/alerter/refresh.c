#include "consumers/alerter/refresh.h"

#include <stddef.h>

#include "consumers/alerter/recall.h"
#include "consumers/judge/alarms.h"
#include "consumers/store/views.h"

bool refresh_compare(struct standing *standing, const struct plan *plan,
                     const struct views *alerts, const struct views *targets,
                     struct standing_time now)
{
    struct recall recall = {.plan = plan, .alerts = alerts, .targets = targets};

    for (size_t i = 0; i < views_count(alerts); i++)
        if (recall_alert(&recall, i) && standing_confirm(standing, &recall.alert, now) != 0)
            return false;
    standing_confirmed(standing, now);
    return true;
}

struct wanted {
    const struct standing *standing;
    struct standing_time now;
};

/* A target: where one of its alerts is. */
static bool is_wanted(void *ctx, const char *subject, const char *kind)
{
    const struct wanted *wanted = ctx;

    if (kind != NULL)
        return standing_fires_now(wanted->standing, subject, kind, wanted->now);
    for (enum alarm_kind k = ALARM_OFF_TARGET; k < ALARM_KINDS; k++)
        if (alarm_kind_subject(k) == SUBJECT_TARGET &&
            is_wanted(ctx, subject, alarm_kind_name(k)))
            return true;
    return false;
}

void refresh_words(struct standing *standing, const struct plan *plan, struct redis *redis,
                   struct standing_time now)
{
    struct wanted wanted = {standing, now};
    const struct views_wanted among = {is_wanted, &wanted};
    struct views *alerts = views_alerts_wanted(redis, plan, &among);
    struct views *targets = alerts == NULL ? NULL : views_targets_wanted(redis, plan, &among);
    struct recall recall = {.plan = plan, .alerts = alerts, .targets = targets};

    for (size_t i = 0; targets != NULL && i < views_count(alerts); i++)
        if (recall_alert(&recall, i))
            standing_reword(standing, &recall.alert);
    views_free(targets);
    views_free(alerts);
}
