#include <string.h>

#include <jansson.h>

#include "consumers/show/cells_said.h"
#include "consumers/show/chain_view_own.h"
#include "consumers/show/hash_json.h"
#include "schemas/decimal.h"
#include "schemas/instant.h"

/* ---- small things ---- */

static json_t *string_or_null(struct text text)
{
    json_t *json = text.length == 0 ? NULL : json_stringn(text.at, text.length);

    return json == NULL ? json_null() : json;
}

static json_t *names_json(struct names names)
{
    return names.vi == NULL ? json_null()
                            : json_pack("{ss ss}", "vi", names.vi, "en", names.en);
}

static json_t *period_json(struct period period)
{
    char text[PERIOD_TEXT_BYTES];

    (void)period_write(period, text);
    return json_string(text);
}

static json_t *figure_json(const struct chain *chain, const char *name)
{
    return string_or_null(views_field(chain->verdict, 0, name));
}

/* An integer of a hash, or null. */
static json_t *number_json(struct text text)
{
    int64_t number = 0;

    if (text.at == NULL || decimal_read(text, 0, &number) != DECIMAL_OK)
        return json_null();
    return json_integer(number);
}

static json_t *flag_json(const struct chain *chain, const char *name)
{
    struct text flag = views_field(chain->verdict, 0, name);

    return flag.at == NULL ? json_null() : json_boolean(text_is(flag, "1"));
}

/* An object of the verdict's fields; `names` end with NULL, and of each what follows the prefix names
 * the member. */
static json_t *figures_json(const struct chain *chain, const char *prefix,
                            const char *const *names)
{
    json_t *json = json_object();

    for (; *names != NULL; names++) {
        bool prefixed = strncmp(*names, prefix, strlen(prefix)) == 0;

        (void)json_object_set_new(json, *names + (prefixed ? strlen(prefix) : 0),
                                  figure_json(chain, *names));
    }
    return json;
}

/* ---- the steps ---- */

static json_t *target_json(const struct target *target)
{
    struct words_part bound = words_condition(target);
    json_t *lead = json_array();
    char due[PERIOD_TEXT_BYTES];

    for (size_t i = 0; i < target->lead.count; i++)
        (void)json_array_append_new(lead,
                                    json_string(plan_in_office(target->lead.items[i])->id));
    (void)day_write(target->due, due);
    return json_pack("{ss ss so ss so ss so ss so}", "id", target->id, "row", target->row,
                     "names", names_json(target->names), "printed", target->printed,
                     "condition", names_json((struct names){bound.vi, bound.en}), "due", due,
                     "lead", lead, "indicator", target->indicator->id, "interpretation",
                     names_json(target->interpretation));
}

static json_t *cell_json(const struct cell_said *cell)
{
    const struct cell_standing *standing = &cell->standing;
    char status[2] = {standing->obs_status, '\0'}, time[INSTANT_TEXT_BYTES];
    json_t *json = NULL;

    (void)instant_write(standing->time_unix_ms, time);
    json = json_pack("{sI ss ss sI sb}", "revision", (json_int_t)standing->revision, "time",
                     time, "obs_status", status, "digest", (json_int_t)standing->digest,
                     "counts", cell->counts);
    for (int i = 0; i < CELL_TEXTS; i++)
        (void)json_object_set_new(json, cell_text_name((enum cell_text)i),
                                  string_or_null(text_of(cell->texts[i])));
    return json;
}

/* NULL out of memory. */
static json_t *cells_json(const struct chain *chain)
{
    json_t *json = json_array();
    struct cells_said *cells = NULL;

    if (!chain->has_period)
        return json;
    cells = cells_said_read(chain->plan, chain->target->indicator, chain->cells);
    for (size_t i = 0; cells != NULL && i < cells->count; i++)
        (void)json_array_append_new(json, cell_json(&cells->items[i]));
    if (cells == NULL) {
        json_decref(json);
        json = NULL;
    }
    cells_said_free(cells);
    return json;
}

static json_t *totals_json(const struct chain *chain)
{
    json_t *json = json_array();

    for (size_t i = 0; i < chain->part_count; i++)
        (void)json_array_append_new(json, json_pack("{so sb so}", "period",
                                                    period_json(chain->parts[i].period),
                                                    "subtracted", chain->parts[i].subtracted,
                                                    "total", hash_json(chain->totals, i)));
    return json;
}

static json_t *baseline_json(const struct chain *chain)
{
    const struct baseline *given = chain_given_baseline(chain->target);
    bool observed = chain_flag(chain, "baseline_observed");

    if (views_field(chain->verdict, 0, "baseline_value").at == NULL)
        return json_null();
    return json_pack("{so so so sb so}", "period", figure_json(chain, "baseline_period"),
                     "value", figure_json(chain, "baseline_value"), "observed",
                     flag_json(chain, "baseline_observed"), "adjusted",
                     chain_flag(chain, "baseline_adjusted"), "source",
                     observed || given == NULL || !given->has_value
                         ? json_null()
                         : string_or_null(text_of(given->source)));
}

static json_t *methods_json(const struct chain *chain)
{
    json_t *json = figures_json(
        chain, "", (const char *const[]){"linear_ratio", "cagr_ratio", "cagr_score", NULL});

    (void)json_object_set_new(json, "methods_disagree", flag_json(chain, "methods_disagree"));
    return json;
}

static json_t *trend_json(const struct chain *chain)
{
    json_t *json = NULL;

    if (views_field(chain->verdict, 0, "trend_n").at == NULL)
        return json_null();
    json =
        figures_json(chain, "trend_",
                     (const char *const[]){"trend_p", "trend_slope", "trend_intercept", NULL});
    (void)json_object_set_new(json, "n",
                              number_json(views_field(chain->verdict, 0, "trend_n")));
    (void)json_object_set_new(json, "s",
                              number_json(views_field(chain->verdict, 0, "trend_s")));
    return json;
}

static json_t *alerts_json(const struct chain *chain)
{
    json_t *json = json_array();

    for (size_t i = 0; i < views_count(chain->alerts); i++) {
        json_t *alert = NULL;

        if (!text_is(views_field(chain->alerts, i, "state"), alarm_state_name(ALARM_FIRING)))
            continue;
        alert = json_pack("{ss ss}", "subject", views_subject(chain->alerts, i), "kind",
                          views_kind(chain->alerts, i));
        json_t *fields = hash_json(chain->alerts, i);

        (void)json_object_update_missing(alert, fields);
        json_decref(fields);
        (void)json_array_append_new(json, alert);
    }
    return json;
}

/* ---- all of it ---- */

static json_t *judged_json(const struct chain *chain)
{
    json_t *json =
        figures_json(chain, "",
                     (const char *const[]){"value", "numerator", "denominator", "benchmark",
                                           "rank_of", "coverage", "obs_status", NULL});

    if (!chain->has_period) {
        json_decref(json);
        return json_null();
    }
    (void)json_object_set_new(json, "period", period_json(chain->period));
    (void)json_object_set_new(json, "window", json_integer((json_int_t)chain->window));
    (void)json_object_set_new(json, "disputed", flag_json(chain, "disputed"));
    (void)json_object_set_new(json, "provisional", flag_json(chain, "provisional"));
    return json;
}

int chain_print_json(const struct chain *chain, FILE *out)
{
    static const char *const path[] = {"bound",        "expected", "deviation",
                                       "linear_ratio", "growth",   NULL};
    static const char *const outlook[] = {"pace", "projected", "required_pace", "arrives",
                                          NULL};
    json_t *json =
        json_pack("{so sb sb so so so so so so so so so so}", "target",
                  target_json(chain->target), "catching_up", chain->catching_up, "dirty",
                  chain->dirty, "cells", cells_json(chain), "totals", totals_json(chain),
                  "judged", judged_json(chain), "baseline", baseline_json(chain), "path",
                  figures_json(chain, "", path), "methods", methods_json(chain), "trend",
                  trend_json(chain), "outlook", figures_json(chain, "", outlook), "verdict",
                  hash_json(chain->verdict, 0), "alerts", alerts_json(chain));
    int result = -1;

    if (json != NULL && json_dumpf(json, out, JSON_INDENT(2)) == 0 && fputc('\n', out) != EOF)
        result = 0;
    json_decref(json);
    return result;
}
