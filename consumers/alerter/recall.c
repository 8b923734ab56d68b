#include "consumers/alerter/recall.h"

#include <string.h>

#include "consumers/store/views.h"
#include "schemas/decimal.h"

/* As in a transition: the agencies in office, each once. */
static void write_lead(struct recall *recall, const struct agencies *lead)
{
    size_t length = 0;

    recall->lead[0] = '\0';
    for (size_t i = 0; i < lead->count; i++) {
        const struct agency *agency = plan_in_office(lead->items[i]);
        size_t more = strlen(agency->id);
        bool written = false;

        for (size_t j = 0; j < i; j++)
            written = written || plan_in_office(lead->items[j]) == agency;
        if (written || length + more + 2 > sizeof(recall->lead))
            continue;
        if (length > 0)
            recall->lead[length++] = ' ';
        memcpy(recall->lead + length, agency->id, more + 1);
        length += more;
    }
    recall->alert.fields[ALERT_LEAD] = text_of(recall->lead);
}

/* What the verdict says of it, where the alert's own hash does not. */
static void describe_target(struct recall *recall, const struct target *target)
{
    static const enum alert_field of_verdict[] = {
        ALERT_STATUS,        ALERT_WHY,        ALERT_INDICATOR,
        ALERT_UNIT_MEASURE,  ALERT_EXPECTED,   ALERT_DEVIATION,
        ALERT_REQUIRED_PACE, ALERT_EXPLAIN_VI, ALERT_EXPLAIN_EN};
    struct text *fields = recall->alert.fields;

    write_lead(recall, &target->lead);
    for (size_t i = 0; i < sizeof(of_verdict) / sizeof(of_verdict[0]); i++)
        if (fields[of_verdict[i]].length == 0)
            fields[of_verdict[i]] =
                views_field(recall->targets, target->index, alert_field_name(of_verdict[i]));
}

/* "tiendo.measurements.khcn:0": of the agency whose topic it is. */
static void describe_partition(struct recall *recall, struct text subject)
{
    const char *dot = memrchr(subject.at, '.', subject.length);
    const char *colon = memrchr(subject.at, ':', subject.length);
    const struct agency *agency = NULL;

    if (dot != NULL && colon != NULL && dot < colon)
        agency = plan_agency(recall->plan, (struct text){dot + 1, (size_t)(colon - dot) - 1});
    if (agency != NULL)
        write_lead(recall, &(struct agencies){&agency, 1});
}

static void describe_indicator(struct recall *recall, const struct indicator *indicator)
{
    write_lead(recall, &indicator->lead);
    recall->alert.fields[ALERT_INDICATOR] = text_of(indicator->id);
    recall->alert.fields[ALERT_UNIT_MEASURE] = text_of(indicator->unit_measure);
}

static void describe_subject(struct recall *recall)
{
    struct text subject = recall->alert.fields[ALERT_SUBJECT];
    const struct target *target = plan_target(recall->plan, subject);
    const struct indicator *indicator = plan_indicator(recall->plan, subject);
    const struct agency *agency = plan_agency(recall->plan, subject);

    if (target != NULL)
        describe_target(recall, target);
    else if (indicator != NULL)
        describe_indicator(recall, indicator);
    else if (agency != NULL)
        write_lead(recall, &(struct agencies){&agency, 1});
    else
        describe_partition(recall, subject);
}

static int64_t number_of(const struct recall *recall, size_t i, const char *name)
{
    int64_t number = 0;

    return decimal_read(views_field(recall->alerts, i, name), 0, &number) == DECIMAL_OK ? number
                                                                                        : 0;
}

bool recall_alert(struct recall *recall, size_t i)
{
    struct alert *alert = &recall->alert;
    struct text name, value;

    if (!text_is(views_field(recall->alerts, i, "state"), "firing"))
        return false;
    *alert = (struct alert){.plan = text_of(recall->plan->id),
                            .plan_version = recall->plan->version,
                            .sequence = number_of(recall, i, "sequence"),
                            .at_unix_ms = number_of(recall, i, "changed_ms")};
    for (size_t place = 0; views_each(recall->alerts, i, place, &name, &value); place++)
        if (alert_field_of(name) != ALERT_FIELD_COUNT)
            alert->fields[alert_field_of(name)] = value;
    alert->fields[ALERT_BY] = views_field(recall->alerts, i, "acknowledged_by");
    alert->fields[ALERT_COMMENT] = views_field(recall->alerts, i, "acknowledged_note");
    alert->fields[ALERT_SUBJECT] = text_of(views_subject(recall->alerts, i));
    alert->fields[ALERT_KIND] = text_of(views_kind(recall->alerts, i));
    alert->fields[ALERT_TRANSITION] = text_of("raised");
    describe_subject(recall);
    return true;
}
