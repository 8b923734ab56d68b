#include "consumers/show/plan_view.h"

#include <stdbool.h>

#include "consumers/judge/sentence.h"
#include "consumers/judge/words_parts.h"
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

static int add_target(struct table *table, const struct target *target, enum language language)
{
    struct words_part demand = words_demand(target);
    char leads[PLAN_LEADS_BYTES];

    plan_write_leads(&target->lead, leads);
    return table_add(
        table,
        (const struct table_cell[]){
            {text_of(target->id), COLOUR_NONE},
            {text_of(language_pick(language, target->names)), COLOUR_NONE},
            {text_of(target->printed), COLOUR_NONE},
            {text_of(language_pick(language, sentence_of(&demand))), COLOUR_NONE},
            {text_of(target->unit_measure), COLOUR_NONE},
            {text_of(target->indicator->id), COLOUR_NONE},
            {text_of(language_pick(language, words_frequency(target->indicator->frequency))),
             COLOUR_NONE},
            {text_of(leads), COLOUR_NONE},
        });
}

static void print_title(const struct plan *plan, enum language language, FILE *out)
{
    const char *targets = language_pick(language, (struct names){"chỉ tiêu", "targets"});
    const char *indicators =
        language_pick(language, (struct names){"chỉ số theo dõi", "indicators"});
    const char *agencies = language_pick(language, (struct names){"cơ quan", "agencies"});

    (void)fprintf(out, "%s\n%s\n", language_pick(language, plan->title), plan->source);
    (void)fprintf(out, "%s: %zu %s, %zu %s, %zu %s; sha256 %s\n\n", plan->tag,
                  plan->target_count, targets, plan->indicator_count, indicators,
                  plan->agency_count, agencies, plan->sha256);
}

int plan_print(const struct plan *plan, const struct reader *reader, FILE *out)
{
    static const struct table_heading headings[] = {
        {{"Mã", "Id"}, false, false},
        {{"Chỉ tiêu", "Target"}, false, true},
        {{"Như đã in", "As printed"}, false, true},
        {{"Mức chỉ tiêu", "To be reached"}, false, true},
        {{"Đơn vị", "Unit"}, false, false},
        {{"Chỉ số theo dõi", "Indicator"}, false, true},
        {{"Kỳ", "Period"}, false, false},
        {{"Cơ quan chủ trì", "Lead"}, false, false},
        {{NULL, NULL}, false, false},
    };
    struct table_column columns[TABLE_COLUMNS_MAX + 1];
    struct table *table;
    int result;

    table_name_columns(headings, reader->language, columns);
    table = table_new(columns);
    result = table == NULL ? -1 : 0;
    for (size_t i = 0; result == 0 && i < plan->target_count; i++)
        result = add_target(table, &plan->targets[i], reader->language);
    if (result == 0) {
        print_title(plan, reader->language, out);
        result = table_print(table, &reader->terminal, out);
    }
    table_free(table);
    return result;
}
