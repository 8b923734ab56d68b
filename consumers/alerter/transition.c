#include "consumers/alerter/transition.h"

#include <string.h>

const char *transition_name(enum transition transition)
{
    static const char *const names[] = {[TRANSITION_NONE] = "",
                                        [TRANSITION_RAISED] = "raised",
                                        [TRANSITION_CHANGED] = "changed",
                                        [TRANSITION_CLEARED] = "cleared"};

    return names[transition];
}

static enum transition kind_of(const struct verdicts_alert *stands, const struct alarm *alarm)
{
    bool fires = stands->state == ALARM_FIRING, shall = alarm->state == ALARM_FIRING;

    if (fires && !shall)
        return TRANSITION_CLEARED;
    if (!fires && shall)
        return TRANSITION_RAISED;
    return fires && stands->severity != alarm->severity ? TRANSITION_CHANGED : TRANSITION_NONE;
}

enum transition transition_to(const struct verdicts_alert *stands, const struct alarm *alarm,
                              int64_t now_unix_ms, struct verdicts_alert *next)
{
    enum transition transition = kind_of(stands, alarm);

    *next = (struct verdicts_alert){.state = alarm->state,
                                    .severity = alarm->severity,
                                    .sequence = stands->sequence,
                                    .count = (int64_t)alarm->count,
                                    .changed_unix_ms = stands->changed_unix_ms};
    if (alarm->has_last) {
        period_write(alarm->last, next->period);
        next->value = alarm->value;
    }
    if (alarm->state != ALARM_INACTIVE)
        period_write(alarm->since, next->since);
    if (transition == TRANSITION_RAISED)
        period_write(alarm->raised_for, next->raised_for);
    else if (alarm->state == ALARM_FIRING)
        memcpy(next->raised_for, stands->raised_for, sizeof(next->raised_for));
    if (transition != TRANSITION_NONE) {
        next->sequence++;
        next->changed_unix_ms = now_unix_ms;
    }
    return transition;
}

/* ---- how it is told ---- */

static void write_lead(const struct target *target, char lead[VERDICTS_LEAD_BYTES])
{
    size_t length = 0;

    lead[0] = '\0';
    for (size_t i = 0; i < target->lead.count; i++) {
        const struct agency *agency = plan_in_office(target->lead.items[i]);
        size_t more = strlen(agency->id);
        bool written = false;

        for (size_t j = 0; j < i; j++)
            written = written || plan_in_office(target->lead.items[j]) == agency;
        if (written || length + more + 2 > VERDICTS_LEAD_BYTES)
            continue;
        if (length > 0)
            lead[length++] = ' ';
        memcpy(lead + length, agency->id, more + 1);
        length += more;
    }
}

static void describe_verdict(const struct verdicts_proposal *proposal, struct text *fields)
{
    const struct verdict *verdict = &proposal->verdict;

    fields[ALERT_STATUS] = text_of(status_name(verdict->status));
    fields[ALERT_WHY] = text_of(why_name(verdict->why));
    fields[ALERT_EXPECTED] = text_of(verdict->expected.text);
    fields[ALERT_DEVIATION] = text_of(verdict->deviation.text);
    fields[ALERT_REQUIRED_PACE] = text_of(verdict->required_pace.text);
    fields[ALERT_EXPLAIN_VI] = text_of(proposal->words.vi);
    fields[ALERT_EXPLAIN_EN] = text_of(proposal->words.en);
}

static void describe(const struct plan *plan, enum transition transition,
                     struct verdicts_proposal *proposal)
{
    const struct target *target = proposal->target;
    const struct verdicts_alert *next = &proposal->alert, *stood = &proposal->standing.alert;
    bool cleared = transition == TRANSITION_CLEARED;
    struct alert *alert = &proposal->transition;

    *alert = (struct alert){.plan = text_of(plan->id),
                            .plan_version = plan->version,
                            .sequence = next->sequence,
                            .count = cleared ? 0 : next->count,
                            .at_unix_ms = next->changed_unix_ms};
    describe_verdict(proposal, alert->fields);
    alert->fields[ALERT_SUBJECT] = text_of(target->id);
    alert->fields[ALERT_KIND] = text_of("off_target");
    alert->fields[ALERT_TRANSITION] = text_of(transition_name(transition));
    alert->fields[ALERT_SEVERITY] =
        text_of(alarm_severity_name(cleared ? stood->severity : next->severity));
    alert->fields[ALERT_RAISED_FOR] = text_of(cleared ? stood->raised_for : next->raised_for);
    alert->fields[ALERT_SINCE] = text_of(cleared ? stood->since : next->since);
    alert->fields[ALERT_PERIOD] = text_of(next->period);
    alert->fields[ALERT_VALUE] = text_of(next->value.text);
    alert->fields[ALERT_INDICATOR] = text_of(target->indicator->id);
    alert->fields[ALERT_UNIT_MEASURE] = text_of(target->indicator->unit_measure);
    alert->fields[ALERT_LEAD] = text_of(proposal->lead);
}

void transition_propose(const struct plan *plan, const struct alarm *alarm, int64_t now_unix_ms,
                        struct verdicts_proposal *proposal)
{
    enum transition transition =
        transition_to(&proposal->standing.alert, alarm, now_unix_ms, &proposal->alert);

    proposal->is_transition = transition != TRANSITION_NONE;
    if (!proposal->is_transition)
        return;
    write_lead(proposal->target, proposal->lead);
    describe(plan, transition, proposal);
    if (transition == TRANSITION_CLEARED && alarm->series_break)
        proposal->transition.fields[ALERT_WHY] = text_of("series_break");
}
