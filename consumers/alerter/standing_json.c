#include "consumers/alerter/standing_json.h"

#include <stdlib.h>

#include <jansson.h>

/* An absent or empty text is left out: Alertmanager knows no difference. */
static int set(json_t *object, const char *name, struct text value)
{
    if (value.length == 0)
        return 0;
    return json_object_set_new(object, name, json_stringn(value.at, value.length));
}

/* Takes the object; an absent one, or one with faults, is NULL. */
static char *written(json_t *object, int faults)
{
    char *text = object == NULL || faults != 0
                     ? NULL
                     : json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);

    json_decref(object);
    return text;
}

char *standing_json_labels(const struct alert *alert)
{
    static const enum alert_field labels[] = {ALERT_SUBJECT, ALERT_KIND, ALERT_RAISED_FOR,
                                              ALERT_SEVERITY, ALERT_LEAD};
    json_t *object = json_object();
    int faults = set(object, "alertname", text_of("tiendo"));

    faults += set(object, "plan", alert->plan);
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
        faults += set(object, alert_field_name(labels[i]), alert->fields[labels[i]]);
    return written(object, faults);
}

/* ---- annotations ---- */

static int set_names(json_t *object, const struct plan *plan, struct text subject)
{
    const struct target *target = plan_target(plan, subject);
    const struct indicator *indicator = plan_indicator(plan, subject);
    const struct agency *agency = plan_agency(plan, subject);
    struct names names = {NULL, NULL};

    if (target != NULL)
        names = target->names;
    else if (indicator != NULL)
        names = indicator->names;
    else if (agency != NULL)
        names = agency->names;
    return set(object, "name_vi", text_of(names.vi)) +
           set(object, "name_en", text_of(names.en));
}

/* Adds a name to a list that is one string: "Sở Y tế; Công an tỉnh". */
static int append(json_t *object, const char *key, const char *name)
{
    const char *before = json_string_value(json_object_get(object, key));

    return json_object_set_new(
        object, key, before == NULL ? json_string(name) : json_sprintf("%s; %s", before, name));
}

static int set_lead(json_t *object, const struct plan *plan, struct text lead)
{
    int faults = 0;

    for (size_t at = 0; at < lead.length;) {
        const char *space = memchr(lead.at + at, ' ', lead.length - at);
        size_t end = space == NULL ? lead.length : (size_t)(space - lead.at);
        const struct agency *agency = plan_agency(plan, (struct text){lead.at + at, end - at});

        if (agency != NULL)
            faults += append(object, "lead_vi", agency->names.vi) +
                      append(object, "lead_en", agency->names.en);
        at = end + 1;
    }
    return faults;
}

static int set_acknowledged(json_t *object, const struct alert *alert)
{
    return set(object, "acknowledged_by", alert->fields[ALERT_BY]) +
           set(object, "comment", alert->fields[ALERT_COMMENT]);
}

char *standing_json_annotations(const struct plan *plan, const struct alert *alert)
{
    static const enum alert_field told[] = {
        ALERT_EXPLAIN_VI, ALERT_EXPLAIN_EN, ALERT_STATUS,        ALERT_WHY,
        ALERT_PERIOD,     ALERT_SINCE,      ALERT_INDICATOR,     ALERT_VALUE,
        ALERT_EXPECTED,   ALERT_DEVIATION,  ALERT_REQUIRED_PACE, ALERT_UNIT_MEASURE};
    json_t *object = json_object();
    int faults = set_names(object, plan, alert->fields[ALERT_SUBJECT]) +
                 set_lead(object, plan, alert->fields[ALERT_LEAD]) +
                 set_acknowledged(object, alert);

    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
        faults += set(object, alert_field_name(told[i]), alert->fields[told[i]]);
    return written(object, faults);
}

char *standing_json_changed_to(const char *annotations, struct text severity)
{
    json_t *object = json_loads(annotations, JSON_REJECT_DUPLICATES, NULL);

    return written(object, object == NULL ? -1 : set(object, "changed_to", severity));
}

char *standing_json_acknowledged(const char *annotations, const struct alert *alert)
{
    json_t *object = json_loads(annotations, JSON_REJECT_DUPLICATES, NULL);

    (void)json_object_del(object, "acknowledged_by"); /* the last one counts */
    (void)json_object_del(object, "comment");
    return written(object, object == NULL ? -1 : set_acknowledged(object, alert));
}
