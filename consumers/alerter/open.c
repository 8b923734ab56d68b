#include "consumers/alerter/open.h"

#include <stdlib.h>

#include "consumers/alerter/counters.h"
#include "consumers/alerter/transition.h"

struct open {
    const struct plan *plan;
    const struct log *log;
    struct metrics *metrics;
    unsigned char *severities[ALARM_KINDS]; /* by subject: of the alert that stands; 0: none */
    int64_t counts[ALARM_KINDS][SEVERITY_CRITICAL + 1];
    bool changed; /* since they were shown */
};

static size_t subjects_of(const struct plan *plan, enum alarm_kind kind)
{
    switch (alarm_kind_subject(kind)) {
    case SUBJECT_TARGET:
        return plan->target_count;
    case SUBJECT_INDICATOR:
        return plan->indicator_count;
    case SUBJECT_AGENCY:
        return plan->agency_count;
    case SUBJECT_PARTITION:
        break;
    }
    return 0;
}

struct open *open_new(const struct plan *plan, const struct log *log, struct metrics *metrics)
{
    struct open *open = calloc(1, sizeof(*open));

    if (open == NULL)
        return NULL;
    open->plan = plan;
    open->log = log;
    open->metrics = metrics;
    open->changed = true;
    for (enum alarm_kind kind = 0; kind < ALARM_KINDS; kind++) {
        open->severities[kind] = calloc(subjects_of(plan, kind) + 1, 1);
        if (open->severities[kind] == NULL) {
            open_free(open);
            return NULL;
        }
    }
    for (enum transition t = TRANSITION_RAISED; t <= TRANSITION_CLEARED; t++)
        metrics_row_set(counters_row(metrics, COUNT_TRANSITIONS, transition_name(t), NULL), 0);
    open_show(open);
    return open;
}

void open_free(struct open *open)
{
    if (open == NULL)
        return;
    for (enum alarm_kind kind = 0; kind < ALARM_KINDS; kind++)
        free(open->severities[kind]);
    free(open);
}

/* Of a row: where its subject is among those of its type. */
static bool place_of(const struct open *open, const struct verdicts_alert_row *row,
                     size_t *place)
{
    const struct target *target;
    const struct indicator *indicator;
    const struct agency *agency;

    switch (alarm_kind_subject(row->kind)) {
    case SUBJECT_TARGET:
        target = plan_target(open->plan, text_of(row->subject));
        *place = target == NULL ? 0 : target->index;
        return target != NULL;
    case SUBJECT_INDICATOR:
        indicator = plan_indicator(open->plan, text_of(row->subject));
        *place = indicator == NULL ? 0 : indicator->index;
        return indicator != NULL;
    case SUBJECT_AGENCY:
        agency = plan_agency(open->plan, text_of(row->subject));
        *place = agency == NULL ? 0 : agency->index;
        return agency != NULL;
    case SUBJECT_PARTITION:
        break;
    }
    return false;
}

bool open_is_known(const struct open *open, const struct verdicts_alert_row *row)
{
    size_t place = 0;

    return place_of(open, row, &place) && open->severities[row->kind][place] != 0;
}

static void note_row(struct open *open, const struct verdicts_alert_row *row,
                     const struct alarm_standing *is)
{
    unsigned char severity = is->state == ALARM_FIRING ? (unsigned char)is->severity : 0;
    size_t place = 0;
    unsigned char *known;

    if (!place_of(open, row, &place))
        return;
    known = &open->severities[row->kind][place];
    if (*known == severity)
        return;
    open->counts[row->kind][*known]--;
    open->counts[row->kind][severity]++;
    *known = severity;
    open->changed = true;
}

static void tell(const struct open *open, const struct alert *transition)
{
    const struct text *fields = transition->fields;

    metrics_row_add(
        counters_row(open->metrics, COUNT_TRANSITIONS, fields[ALERT_TRANSITION].at, NULL), 1);
    log_info(open->log, log_event("alert"), log_slice("transition", fields[ALERT_TRANSITION]),
             log_slice("subject", fields[ALERT_SUBJECT]), log_slice("kind", fields[ALERT_KIND]),
             log_slice("severity", fields[ALERT_SEVERITY]),
             log_slice("period", fields[ALERT_PERIOD]),
             log_slice("value", fields[ALERT_VALUE]));
}

void open_note(struct open *open, const struct verdicts_call *call)
{
    bool made = call->result == VERDICTS_OK && !call->idle;

    for (size_t i = 0; i < call->alert_count; i++) {
        const struct verdicts_alert_row *row = &call->alerts[i];

        note_row(open, row, made ? &row->shall.is : &row->stands.is);
        for (size_t t = 0; made && t < row->transition_count; t++)
            tell(open, &row->transitions[t].alert);
    }
}

void open_set_gaps(struct open *open, const int64_t by_severity[SEVERITY_CRITICAL + 1])
{
    for (enum alarm_severity s = SEVERITY_INFO; s <= SEVERITY_CRITICAL; s++) {
        open->changed = open->changed || open->counts[ALARM_LOG_GAP][s] != by_severity[s];
        open->counts[ALARM_LOG_GAP][s] = by_severity[s];
    }
}

void open_show(struct open *open)
{
    if (!open->changed)
        return;
    open->changed = false;
    for (enum alarm_kind kind = 0; kind < ALARM_KINDS; kind++)
        for (enum alarm_severity s = SEVERITY_INFO; s <= SEVERITY_CRITICAL; s++)
            metrics_row_set(counters_row(open->metrics, COUNT_OPEN, alarm_kind_name(kind),
                                         alarm_severity_name(s)),
                            open->counts[kind][s]);
}
