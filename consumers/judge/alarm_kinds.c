#include <stddef.h>
#include <string.h>

#include "consumers/judge/alarms.h"

static const struct {
    const char *name;
    enum alarm_subject subject;
} kinds[ALARM_KINDS] = {
    [ALARM_OFF_TARGET] = {"off_target", SUBJECT_TARGET},
    [ALARM_REVERSING] = {"reversing", SUBJECT_TARGET},
    [ALARM_FALLING_BACK] = {"falling_back", SUBJECT_TARGET},
    [ALARM_MISSED] = {"missed", SUBJECT_TARGET},
    [ALARM_STALE] = {"stale", SUBJECT_INDICATOR},
    [ALARM_DUE_SOON] = {"due_soon", SUBJECT_INDICATOR},
    [ALARM_DISPUTED] = {"disputed", SUBJECT_INDICATOR},
    [ALARM_OUTLIER] = {"outlier", SUBJECT_INDICATOR},
    [ALARM_COVERAGE_DROP] = {"coverage_drop", SUBJECT_INDICATOR},
    [ALARM_REJECTIONS] = {"rejections", SUBJECT_AGENCY},
    [ALARM_AGENCY_SILENT] = {"agency_silent", SUBJECT_AGENCY},
    [ALARM_LOG_GAP] = {"log_gap", SUBJECT_PARTITION},
};

const char *alarm_kind_name(enum alarm_kind kind)
{
    return kinds[kind].name;
}

enum alarm_kind alarm_kind_of(struct text name)
{
    enum alarm_kind kind = ALARM_OFF_TARGET;

    while (kind < ALARM_KINDS && !text_is(name, kinds[kind].name))
        kind++;
    return kind;
}

enum alarm_subject alarm_kind_subject(enum alarm_kind kind)
{
    return kinds[kind].subject;
}

const char *alarm_why_of(struct text name)
{
    static const char *const names[] = {"series_break", "trend",     "projected", "lost",
                                        "overdue",      "recreated", "trimmed"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (text_is(name, names[i]))
            return names[i];
    return "";
}

static bool says(const struct alarm_standing *standing, const char *why)
{
    return standing->why != NULL && strcmp(standing->why, why) == 0;
}

bool alarm_means_else(enum alarm_kind kind, const struct alarm_standing *one,
                      const struct alarm_standing *other)
{
    return kind == ALARM_FALLING_BACK && ((says(one, "projected") && says(other, "lost")) ||
                                          (says(one, "lost") && says(other, "projected")));
}

bool alarm_kind_ends_with_period(enum alarm_kind kind)
{
    return kind == ALARM_STALE || kind == ALARM_DUE_SOON;
}

const char *alarm_state_name(enum alarm_state state)
{
    static const char *const names[] = {
        [ALARM_INACTIVE] = "inactive", [ALARM_PENDING] = "pending", [ALARM_FIRING] = "firing"};

    return names[state];
}

const char *alarm_severity_name(enum alarm_severity severity)
{
    static const char *const names[] = {[SEVERITY_NONE] = "",
                                        [SEVERITY_INFO] = "info",
                                        [SEVERITY_WARNING] = "warning",
                                        [SEVERITY_CRITICAL] = "critical"};

    return names[severity];
}

enum alarm_severity alarm_severity_of(struct text name)
{
    enum alarm_severity severity = SEVERITY_CRITICAL;

    while (severity > SEVERITY_NONE && !text_is(name, alarm_severity_name(severity)))
        severity--;
    return severity;
}
