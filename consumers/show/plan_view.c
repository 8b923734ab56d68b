#include "consumers/show/plan_view.h"

#include <stdbool.h>

#include "consumers/judge/words.h"
#include "consumers/show/table.h"

static bool is_named_before(const struct agencies *lead, size_t end,
                            const struct agency *agency)
{
    for (size_t i = 0; i < end; i++)
        if (plan_in_office(lead->items[i]) == agency)
            return true;
    return false;
}

void plan_write_leads(const struct agencies *lead, char out[PLAN_LEADS_BYTES])
{
    size_t length = 0;

    out[0] = '\0';
    for (size_t i = 0; i < lead->count && length < PLAN_LEADS_BYTES; i++) {
        const struct agency *agency = plan_in_office(lead->items[i]);

        if (!is_named_before(lead, i, agency))
            length += (size_t)snprintf(out + length, PLAN_LEADS_BYTES - length, "%s%s",
                                       length == 0 ? "" : ", ", agency->id);
    }
}

static const char *frequency_word(enum frequency frequency)
{
    switch (frequency) {
    case FREQUENCY_ANNUAL:
        return "năm";
    case FREQUENCY_HALF_YEARLY:
        return "6 tháng";
    case FREQUENCY_QUARTERLY:
        return "quý";
    case FREQUENCY_MONTHLY:
        return "tháng";
    case FREQUENCY_DAILY:
        return "ngày";
    }
    return "";
}

static int add_target(struct table *table, const struct target *target)
{
    struct words_part bound = words_condition(target);
    char leads[PLAN_LEADS_BYTES];

    plan_write_leads(&target->lead, leads);
    return table_add(table,
                     (const struct table_cell[]){
                         {text_of(target->id), COLOUR_NONE},
                         {text_of(target->names.vi), COLOUR_NONE},
                         {text_of(target->printed), COLOUR_NONE},
                         {text_of(bound.vi), COLOUR_NONE},
                         {text_of(target->unit_measure), COLOUR_NONE},
                         {text_of(target->indicator->id), COLOUR_NONE},
                         {text_of(frequency_word(target->indicator->frequency)), COLOUR_NONE},
                         {text_of(leads), COLOUR_NONE},
                     });
}

int plan_print(const struct plan *plan, const struct terminal *terminal, FILE *out)
{
    static const struct table_column columns[] = {
        {"Mã", false, false},       {"Chỉ tiêu", false, true},
        {"Như đã in", false, true}, {"Mức chỉ tiêu", false, false},
        {"Đơn vị", false, false},   {"Chỉ số theo dõi", false, true},
        {"Kỳ", false, false},       {"Cơ quan chủ trì", false, false},
        {NULL, false, false},
    };
    struct table *table = table_new(columns);
    int result = table == NULL ? -1 : 0;

    for (size_t i = 0; result == 0 && i < plan->target_count; i++)
        result = add_target(table, &plan->targets[i]);
    if (result == 0) {
        (void)fprintf(out, "%s\n%s\n", plan->title.vi, plan->source);
        (void)fprintf(out, "%s: %zu chỉ tiêu, %zu chỉ số theo dõi, %zu cơ quan; sha256 %s\n\n",
                      plan->tag, plan->target_count, plan->indicator_count, plan->agency_count,
                      plan->sha256);
        result = table_print(table, terminal, out);
    }
    table_free(table);
    return result;
}
