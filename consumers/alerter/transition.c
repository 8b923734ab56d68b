#include "consumers/alerter/transition.h"

#include <string.h>

#include "consumers/judge/alert_words.h"

const char *transition_name(enum transition transition)
{
    static const char *const names[] = {[TRANSITION_NONE] = "",
                                        [TRANSITION_RAISED] = "raised",
                                        [TRANSITION_CHANGED] = "changed",
                                        [TRANSITION_CLEARED] = "cleared",
                                        [TRANSITION_REPLACED] = ""};

    return names[transition];
}

static enum transition transition_of(enum alarm_kind kind, const struct alarm_standing *stands,
                                     const struct alarm_standing *shall)
{
    bool fires = stands->state == ALARM_FIRING, fire = shall->state == ALARM_FIRING;

    if (!fires && !fire)
        return TRANSITION_NONE;
    if (!fire)
        return TRANSITION_CLEARED;
    if (!fires)
        return TRANSITION_RAISED;
    if (alarm_kind_ends_with_period(kind) && strcmp(stands->raised_for, shall->raised_for) != 0)
        return TRANSITION_REPLACED;
    if (stands->severity != shall->severity || alarm_means_else(kind, stands, shall))
        return TRANSITION_CHANGED;
    return TRANSITION_NONE;
}

static void keep_acknowledgement(const struct verdicts_alert *stands,
                                 struct verdicts_alert *next)
{
    next->acknowledged_unix_ms = stands->acknowledged_unix_ms;
    memcpy(next->acknowledged_by, stands->acknowledged_by, sizeof(next->acknowledged_by));
    memcpy(next->acknowledged_note, stands->acknowledged_note, sizeof(next->acknowledged_note));
}

enum transition transition_to(enum alarm_kind kind, const struct verdicts_alert *stands,
                              const struct alarm_standing *shall, int64_t now_unix_ms,
                              struct verdicts_alert *next)
{
    enum transition transition = transition_of(kind, &stands->is, shall);
    bool same = stands->is.state == ALARM_FIRING && shall->state == ALARM_FIRING &&
                transition != TRANSITION_REPLACED;

    *next = (struct verdicts_alert){.is = *shall,
                                    .sequence = stands->sequence,
                                    .raised_unix_ms = same ? stands->raised_unix_ms : 0,
                                    .changed_unix_ms = stands->changed_unix_ms};
    if (same || (transition == TRANSITION_CLEARED && shall->raised_for[0] != '\0'))
        memcpy(next->is.raised_for, stands->is.raised_for, sizeof(next->is.raised_for));
    if (same && transition == TRANSITION_NONE)
        keep_acknowledgement(stands, next);
    if (transition == TRANSITION_NONE)
        return transition;
    next->sequence += transition == TRANSITION_REPLACED ? 2 : 1;
    next->changed_unix_ms = now_unix_ms;
    if (transition == TRANSITION_RAISED || transition == TRANSITION_REPLACED)
        next->raised_unix_ms = now_unix_ms;
    return transition;
}

/* ---- how it is told ---- */

void transition_write_lead(const struct agencies *lead, char out[VERDICTS_LEAD_BYTES])
{
    size_t length = 0;

    out[0] = '\0';
    for (size_t i = 0; i < lead->count; i++) {
        const struct agency *agency = plan_in_office(lead->items[i]);
        size_t more = strlen(agency->id);
        bool written = false;

        for (size_t j = 0; j < i; j++)
            written = written || plan_in_office(lead->items[j]) == agency;
        if (written || length + more + 2 > VERDICTS_LEAD_BYTES)
            continue;
        if (length > 0)
            out[length++] = ' ';
        memcpy(out + length, agency->id, more + 1);
        length += more;
    }
}

static void write_lead(const struct transition_about *about, char lead[VERDICTS_LEAD_BYTES])
{
    if (about->target != NULL)
        transition_write_lead(&about->target->lead, lead);
    else if (about->indicator != NULL)
        transition_write_lead(&about->indicator->lead, lead);
    else
        transition_write_lead(&(struct agencies){&about->agency, about->agency == NULL ? 0 : 1},
                              lead);
}

static void describe_verdict(const struct verdict *verdict, struct text *fields)
{
    fields[ALERT_STATUS] = text_of(status_name(verdict->status));
    fields[ALERT_EXPECTED] = text_of(verdict->expected.text);
    fields[ALERT_DEVIATION] = text_of(verdict->deviation.text);
    fields[ALERT_REQUIRED_PACE] = text_of(verdict->required_pace.text);
}

static const char *why_of(const struct transition_about *about,
                          const struct alarm_standing *shall)
{
    if (shall->why != NULL && shall->why[0] != '\0')
        return shall->why;
    return about->verdict == NULL ? "" : why_name(about->verdict->why);
}

static void describe_indicator(const struct indicator *indicator, struct text *fields)
{
    fields[ALERT_INDICATOR] = text_of(indicator->id);
    fields[ALERT_UNIT_MEASURE] = text_of(indicator->unit_measure);
}

/* `sequence`: its own. */
static void describe(const struct transition_about *about, enum transition transition,
                     int64_t sequence, const struct verdicts_alert_row *row,
                     struct verdicts_transition *made)
{
    bool cleared = transition == TRANSITION_CLEARED;
    const struct alarm_standing *told = cleared ? &row->stands.is : &row->shall.is;
    bool goes_on =
        cleared && row->shall.is.state == ALARM_FIRING; /* then its why is not of this */
    struct text *fields = made->alert.fields;

    made->alert = (struct alert){.plan = text_of(about->plan->id),
                                 .plan_version = about->plan->version,
                                 .sequence = sequence,
                                 .count = cleared ? 0 : told->count,
                                 .at_unix_ms = row->shall.changed_unix_ms};
    if (about->verdict != NULL)
        describe_verdict(about->verdict, fields);
    if (about->indicator != NULL)
        describe_indicator(about->indicator, fields);
    fields[ALERT_SUBJECT] = text_of(row->subject);
    fields[ALERT_KIND] = text_of(alarm_kind_name(row->kind));
    fields[ALERT_TRANSITION] = text_of(transition_name(transition));
    fields[ALERT_SEVERITY] = text_of(alarm_severity_name(told->severity));
    fields[ALERT_RAISED_FOR] = text_of(told->raised_for);
    fields[ALERT_SINCE] = text_of(told->since);
    fields[ALERT_WHY] = text_of(goes_on ? "" : why_of(about, &row->shall.is));
    fields[ALERT_PERIOD] = text_of(row->shall.is.period);
    fields[ALERT_VALUE] = text_of(row->shall.is.value.text);
    fields[ALERT_EXPLAIN_VI] = text_of(made->words.vi);
    fields[ALERT_EXPLAIN_EN] = text_of(made->words.en);
    fields[ALERT_LEAD] = text_of(row->lead);
}

static void explain(const struct transition_about *about, enum alert_telling telling,
                    const struct verdicts_alert_row *row, struct words *words)
{
    const struct alert_subject_words subject = {
        .telling = telling,
        .kind = row->kind,
        .plan = about->plan,
        .target = about->target,
        .verdict = about->verdict,
        .indicator = about->indicator,
        .agency = about->agency,
        .facts = about->facts,
        .gap = about->gap,
        .now = &row->shall.is,
        .before = row->stands.sequence > 0 ? &row->stands.is : NULL,
    };

    alert_words(&subject, words);
}

static enum alert_telling telling_of(enum transition transition)
{
    switch (transition) {
    case TRANSITION_RAISED:
        return TELLING_RAISED;
    case TRANSITION_CHANGED:
        return TELLING_CHANGED;
    case TRANSITION_CLEARED:
        return TELLING_CLEARED;
    case TRANSITION_NONE:
    case TRANSITION_REPLACED:
        break;
    }
    return TELLING_STANDS;
}

static void make(const struct transition_about *about, enum transition transition,
                 int64_t sequence, struct verdicts_alert_row *row)
{
    struct verdicts_transition *made = &row->transitions[row->transition_count++];

    explain(about, telling_of(transition), row, &made->words);
    describe(about, transition, sequence, row, made);
}

void transition_propose(const struct transition_about *about,
                        const struct alarm_standing *shall, int64_t now_unix_ms,
                        struct verdicts_alert_row *row)
{
    enum transition transition =
        transition_to(row->kind, &row->stands, shall, now_unix_ms, &row->shall);
    int64_t sequence = row->shall.sequence;

    row->transition_count = 0;
    row->words.vi[0] = row->words.en[0] = '\0';
    if (row->shall.is.state == ALARM_FIRING)
        explain(about, TELLING_STANDS, row, &row->words);
    if (transition == TRANSITION_NONE)
        return;
    write_lead(about, row->lead);
    if (transition == TRANSITION_REPLACED) {
        make(about, TRANSITION_CLEARED, sequence - 1, row);
        transition = TRANSITION_RAISED;
    }
    make(about, transition, sequence, row);
}
