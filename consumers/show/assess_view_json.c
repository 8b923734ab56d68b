#include <jansson.h>

#include "consumers/show/assess_view.h"

/* jansson has no decimals: figures are written as they are, and only strings are jansson's. */
struct writer {
    FILE *out;
    const char *before; /* what stands before the next member */
    int failed;
};

static void put(struct writer *w, const char *text)
{
    w->failed |= fputs(text, w->out) == EOF;
}

static void name(struct writer *w, const char *member)
{
    put(w, w->before);
    put(w, "\"");
    put(w, member);
    put(w, "\":");
    w->before = ",";
}

static void open_object(struct writer *w, const char *member)
{
    name(w, member);
    w->before = "{";
}

static void close_object(struct writer *w)
{
    put(w, "}");
    w->before = ",";
}

static void put_string(struct writer *w, const char *member, const char *string)
{
    json_t *json = string[0] == '\0' ? json_null() : json_string(string);

    name(w, member);
    w->failed |= json == NULL || json_dumpf(json, w->out, JSON_ENCODE_ANY) != 0;
    json_decref(json);
}

/* A decimal as the verdict has it: JSON's numbers are written the same way. */
static void put_figure(struct writer *w, const char *member, struct verdict_figure figure)
{
    name(w, member);
    put(w, figure.text[0] == '\0' ? "null" : figure.text);
}

/* In the indicator's own unit: a level is its code. */
static void put_value(struct writer *w, const char *member, const struct verdict *v,
                      struct verdict_figure figure)
{
    if (v->target->indicator->kind == INDICATOR_LEVEL)
        put_string(w, member, figure.text);
    else
        put_figure(w, member, figure);
}

static void put_integer(struct writer *w, const char *member, bool there, int64_t number)
{
    struct verdict_figure figure = {""};

    if (there)
        (void)snprintf(figure.text, sizeof(figure.text), "%lld", (long long)number);
    put_figure(w, member, figure);
}

static void put_flag(struct writer *w, const char *member, bool there, bool flag)
{
    name(w, member);
    put(w, !there ? "null" : (flag ? "true" : "false"));
}

static void put_period(struct writer *w, const char *member, bool there, struct period period)
{
    char text[PERIOD_TEXT_BYTES] = "";

    if (there)
        period_write(period, text);
    put_string(w, member, text);
}

static void put_day(struct writer *w, const char *member, int32_t day)
{
    char text[PERIOD_TEXT_BYTES] = "";

    if (day != PLAN_DAY_NONE)
        day_write(day, text);
    put_string(w, member, text);
}

static void put_status(struct writer *w, const struct verdict *v)
{
    put_string(w, "status", status_name(v->status));
    put_string(w, "why", why_name(v->why));
    put_string(w, "last_status", v->status == STATUS_STALE ? status_name(v->last_status) : "");
}

static void put_path(struct writer *w, const struct verdict *v)
{
    put_value(w, "value", v, v->value);
    put_period(w, "period", v->has_period, v->period);
    open_object(w, "baseline");
    put_period(w, "period", v->has_baseline, v->baseline_period);
    put_value(w, "value", v, v->baseline_value);
    put_flag(w, "observed", v->has_baseline, v->baseline_observed);
    close_object(w);
    put_value(w, "expected", v, v->expected);
    put_figure(w, "deviation", v->deviation);
    put_figure(w, "linear_ratio", v->linear_ratio);
    put_figure(w, "cagr_ratio", v->cagr_ratio);
    put_figure(w, "cagr_score", v->cagr_score);
    put_flag(w, "methods_disagree", v->has_methods, v->methods_disagree);
    put_value(w, "projected", v, v->projected);
    put_figure(w, "required_pace", v->required_pace);
    put_day(w, "arrives", v->arrives);
}

static void put_trend(struct writer *w, const struct verdict *v)
{
    open_object(w, "trend");
    put_integer(w, "n", v->trend_n > 0, (int64_t)v->trend_n);
    put_integer(w, "s", v->trend_n > 0, v->trend_s);
    put_figure(w, "p", v->trend_p);
    put_figure(w, "slope", v->trend_slope);
    put_figure(w, "intercept", v->trend_intercept);
    close_object(w);
}

/* What there is to know of the value besides. */
static void put_about(struct writer *w, const struct verdict *v)
{
    put_string(w, "unit_measure", v->target->indicator->unit_measure);
    put_integer(w, "rank_of", v->rank_of > 0, v->rank_of);
    put_flag(w, "provisional", v->has_period, v->provisional);
    put_flag(w, "awaiting_final", v->has_period, v->awaiting_final);
}

int assessed_print_json(const struct assessed *verdicts, size_t count, bool with_day, FILE *out)
{
    struct writer w = {.out = out};

    for (size_t i = 0; i < count && w.failed == 0; i++) {
        const struct verdict *v = &verdicts[i].verdict;

        w.before = "{";
        put_string(&w, "target", v->target->id);
        if (with_day)
            put_day(&w, "as_of", v->as_of);
        put_status(&w, v);
        put_path(&w, v);
        put_trend(&w, v);
        put_figure(&w, "coverage", v->coverage);
        put_about(&w, v);
        put_string(&w, "explain_vi", verdicts[i].words.vi);
        put_string(&w, "explain_en", verdicts[i].words.en);
        put(&w, "}\n");
    }
    return w.failed == 0 ? 0 : -1;
}
