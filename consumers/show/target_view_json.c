#include <jansson.h>

#include "consumers/judge/words.h"
#include "consumers/show/hash_json.h"
#include "consumers/show/target_view.h"

static json_t *leads_json(const struct agencies *lead)
{
    json_t *leads = json_array();

    for (size_t i = 0; i < lead->count; i++)
        (void)json_array_append_new(leads, json_string(plan_in_office(lead->items[i])->id));
    return leads;
}

static json_t *target_json(const struct target *target, json_t *verdict)
{
    struct words_part bound = words_condition(target);
    char due[PERIOD_TEXT_BYTES];

    (void)day_write(target->due, due);
    return json_pack("{ss ss s{ss ss} ss s{ss ss} ss so ss so}", "id", target->id, "row",
                     target->row, "names", "vi", target->names.vi, "en", target->names.en,
                     "printed", target->printed, "condition", "vi", bound.vi, "en", bound.en,
                     "indicator", target->indicator->id, "lead", leads_json(&target->lead),
                     "due", due, "verdict", verdict);
}

int targets_print_json(const struct plan *plan, const struct views *views, FILE *out)
{
    json_t *json = json_array();
    int result = -1;

    for (size_t i = 0; i < plan->target_count; i++)
        (void)json_array_append_new(json, target_json(&plan->targets[i], hash_json(views, i)));
    if (json_array_size(json) == plan->target_count &&
        json_dumpf(json, out, JSON_INDENT(2)) == 0 && fputc('\n', out) != EOF)
        result = 0;
    json_decref(json);
    return result;
}
