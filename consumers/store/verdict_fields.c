#include "consumers/store/verdict_fields.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "schemas/decimal.h"

/* ---- adding ---- */

static void add(struct fields *fields, const char *name, struct text value)
{
    assert(fields->count < FIELDS_MAX);
    fields->items[fields->count].name = name;
    fields->items[fields->count].value = value;
    fields->count++;
}

static void add_text(struct fields *fields, const char *name, const char *value)
{
    add(fields, name, text_of(value));
}

static char *room(struct fields *fields)
{
    assert(fields->number_count < FIELDS_NUMBERS_MAX);
    return fields->numbers[fields->number_count++];
}

static void add_number(struct fields *fields, const char *name, int64_t value)
{
    char *text = room(fields);

    (void)snprintf(text, FIELDS_NUMBER_BYTES, "%lld", (long long)value);
    add_text(fields, name, text);
}

static void add_flag(struct fields *fields, const char *name, bool value)
{
    add_text(fields, name, value ? "1" : "0");
}

static void add_period(struct fields *fields, const char *name, bool there,
                       struct period period)
{
    char *text = room(fields);

    text[0] = '\0';
    if (there)
        period_write(period, text);
    add_text(fields, name, text);
}

static void add_day(struct fields *fields, const char *name, int32_t day)
{
    char *text = room(fields);

    text[0] = '\0';
    if (day != PLAN_DAY_NONE)
        day_write(day, text);
    add_text(fields, name, text);
}

/* ---- a verdict ---- */

static void add_judged(struct fields *fields, const struct verdict *v)
{
    char *status = room(fields);

    (void)snprintf(status, FIELDS_NUMBER_BYTES, "%.1s",
                   v->obs_status == 0 ? "" : &v->obs_status);
    add_period(fields, "period", v->has_period, v->period);
    add_text(fields, "obs_status", status);
    add_text(fields, "value", v->value.text);
    add_text(fields, "numerator", v->numerator.text);
    add_text(fields, "denominator", v->denominator.text);
    add_text(fields, "benchmark", v->benchmark.text);
    add_text(fields, "coverage", v->coverage.text);
    if (v->rank_of > 0)
        add_number(fields, "rank_of", v->rank_of);
    else
        add_text(fields, "rank_of", "");
    add_flag(fields, "disputed", v->disputed);
    add_flag(fields, "provisional", v->provisional);
    add_flag(fields, "awaiting_final", v->awaiting_final);
    add_flag(fields, "above_band", v->above_band);
}

static void add_statistics(struct fields *fields, const struct verdict *v)
{
    add_text(fields, "cagr_ratio", v->cagr_ratio.text);
    add_text(fields, "cagr_score", v->cagr_score.text);
    add_text(fields, "methods_disagree",
             !v->has_methods ? "" : (v->methods_disagree ? "1" : "0"));
    if (v->trend_n > 0) {
        add_number(fields, "trend_n", (int64_t)v->trend_n);
        add_number(fields, "trend_s", v->trend_s);
    } else {
        add_text(fields, "trend_n", "");
        add_text(fields, "trend_s", "");
    }
    add_text(fields, "trend_p", v->trend_p.text);
    add_text(fields, "trend_slope", v->trend_slope.text);
    add_text(fields, "trend_intercept", v->trend_intercept.text);
}

static void add_path(struct fields *fields, const struct verdict *v)
{
    add_period(fields, "baseline_period", v->has_baseline, v->baseline_period);
    add_text(fields, "baseline_value", v->baseline_value.text);
    add_text(fields, "baseline_observed",
             !v->has_baseline ? "" : (v->baseline_observed ? "1" : "0"));
    add_text(fields, "baseline_adjusted", v->baseline_adjusted ? "1" : "");
    add_text(fields, "bound", v->bound.text);
    add_text(fields, "expected", v->expected.text);
    add_text(fields, "deviation", v->deviation.text);
    add_text(fields, "linear_ratio", v->linear_ratio.text);
    add_text(fields, "growth", v->growth.text);
    add_text(fields, "pace", v->pace.text);
    add_text(fields, "projected", v->projected.text);
    add_text(fields, "required_pace", v->required_pace.text);
    add_day(fields, "arrives", v->arrives);
}

void fields_of_verdict(const struct verdict *v, const struct words *words,
                       struct fields *fields)
{
    *fields = (struct fields){0};
    add_text(fields, "indicator", v->target->indicator->id);
    add_text(fields, "unit_measure", v->target->indicator->unit_measure);
    add_day(fields, "due", v->target->due);
    add_day(fields, "as_of", v->as_of);
    add_text(fields, "status", status_name(v->status));
    add_text(fields, "last_status",
             v->status == STATUS_STALE ? status_name(v->last_status) : "");
    add_text(fields, "why", why_name(v->why));
    add_judged(fields, v);
    add_path(fields, v);
    add_statistics(fields, v);
    if (v->judged_periods > 0) {
        add_number(fields, "met_periods", (int64_t)v->met_periods);
        add_number(fields, "judged_periods", (int64_t)v->judged_periods);
    } else {
        add_text(fields, "met_periods", "");
        add_text(fields, "judged_periods", "");
    }
    add_text(fields, "explain_vi", words->vi);
    add_text(fields, "explain_en", words->en);
}

/* ---- an alert ---- */

static void add_count(struct fields *fields, const char *name, int64_t value)
{
    if (value == 0)
        add_text(fields, name, "");
    else
        add_number(fields, name, value);
}

static void add_acknowledgement(struct fields *fields, const struct verdicts_alert *alert)
{
    add_text(fields, "acknowledged_by", alert->acknowledged_by);
    add_text(fields, "acknowledged_note", alert->acknowledged_note);
    add_count(fields, "acknowledged_ms", alert->acknowledged_unix_ms);
}

void fields_of_alert(const struct verdicts_alert *alert, const struct words *words,
                     struct fields *fields)
{
    const struct alarm_standing *is = &alert->is;
    /* where there never was a transition, inactive is no hash: a pending that passed leaves none */
    bool never = is->state == ALARM_INACTIVE && alert->sequence == 0;
    bool fires = is->state == ALARM_FIRING;

    *fields = (struct fields){0};
    add_text(fields, "state", never ? "" : alarm_state_name(is->state));
    add_text(fields, "severity", alarm_severity_name(is->severity));
    add_text(fields, "raised_for", is->raised_for);
    add_text(fields, "since", is->since);
    add_text(fields, "why", fires && is->why != NULL ? is->why : "");
    add_text(fields, "period", never ? "" : is->period);
    add_text(fields, "value", never ? "" : is->value.text);
    add_count(fields, "count", is->count);
    add_count(fields, "sequence", alert->sequence);
    add_count(fields, "raised_ms", fires ? alert->raised_unix_ms : 0);
    add_count(fields, "changed_ms", alert->changed_unix_ms);
    add_text(fields, "explain_vi", fires && words != NULL ? words->vi : "");
    add_text(fields, "explain_en", fires && words != NULL ? words->en : "");
    add_acknowledgement(fields, alert);
}

void fields_of_acknowledgement(const struct verdicts_alert *alert, struct fields *fields)
{
    *fields = (struct fields){0};
    add_acknowledgement(fields, alert);
}

static void copy(char *out, size_t size, struct text value)
{
    if (value.at == NULL || value.length >= size)
        return;
    memcpy(out, value.at, value.length);
    out[value.length] = '\0';
}

static void read_number(struct text value, int64_t *number)
{
    int64_t units;

    if (value.at != NULL && decimal_read(value, 0, &units) == DECIMAL_OK)
        *number = units;
}

static enum alarm_state state_of(struct text value)
{
    enum alarm_state state = ALARM_FIRING;

    while (state > ALARM_INACTIVE && !text_is(value, alarm_state_name(state)))
        state--;
    return state;
}

static bool read_text(struct text name, struct text value, struct verdicts_alert *alert)
{
    struct alarm_standing *is = &alert->is;
    const struct {
        const char *name;
        char *out;
        size_t size;
    } texts[] = {
        {"raised_for", is->raised_for, sizeof(is->raised_for)},
        {"since", is->since, sizeof(is->since)},
        {"period", is->period, sizeof(is->period)},
        {"value", is->value.text, sizeof(is->value.text)},
        {"acknowledged_by", alert->acknowledged_by, sizeof(alert->acknowledged_by)},
        {"acknowledged_note", alert->acknowledged_note, sizeof(alert->acknowledged_note)},
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (!text_is(name, texts[i].name))
            continue;
        copy(texts[i].out, texts[i].size, value);
        return true;
    }
    return false;
}

void fields_read_alert(struct text name, struct text value, struct verdicts_alert *alert)
{
    const struct {
        const char *name;
        int64_t *out;
    } numbers[] = {
        {"count", &alert->is.count},
        {"sequence", &alert->sequence},
        {"raised_ms", &alert->raised_unix_ms},
        {"changed_ms", &alert->changed_unix_ms},
        {"acknowledged_ms", &alert->acknowledged_unix_ms},
    };

    if (text_is(name, "state"))
        alert->is.state = state_of(value);
    else if (text_is(name, "severity"))
        alert->is.severity = alarm_severity_of(value);
    else if (text_is(name, "why"))
        alert->is.why = alarm_why_of(value);
    else if (!read_text(name, value, alert))
        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
            if (text_is(name, numbers[i].name))
                read_number(value, numbers[i].out);
}

/* ---- a transition ---- */

void fields_of_transition(const struct alert *transition, struct fields *fields)
{
    *fields = (struct fields){0};
    add(fields, "plan", transition->plan);
    add_number(fields, "plan_version", transition->plan_version);
    add_number(fields, "sequence", transition->sequence);
    add_number(fields, "count", transition->count);
    add_number(fields, "at_unix_ms", transition->at_unix_ms);
    for (int field = 0; field < ALERT_FIELD_COUNT; field++)
        if (transition->fields[field].length > 0)
            add(fields, alert_field_name((enum alert_field)field), transition->fields[field]);
}

void fields_read_transition(struct text name, struct text value, struct alert *transition)
{
    enum alert_field field = alert_field_of(name);

    if (field != ALERT_FIELD_COUNT)
        transition->fields[field] = value;
    else if (text_is(name, "plan"))
        transition->plan = value;
    else if (text_is(name, "plan_version"))
        read_number(value, &transition->plan_version);
    else if (text_is(name, "sequence"))
        read_number(value, &transition->sequence);
    else if (text_is(name, "count"))
        read_number(value, &transition->count);
    else if (text_is(name, "at_unix_ms"))
        read_number(value, &transition->at_unix_ms);
}
