#include "schemas/plan_own.h"
#include "schemas/plan_sections.h"

/* Whether the agency comes back to itself within as many steps as there are agencies. */
static bool runs_in_a_circle(const struct plan *plan, const struct agency *agency)
{
    const struct agency *next = agency->succeeded_by;

    for (size_t i = 0; i < plan->agency_count && next != NULL && next != agency; i++)
        next = next->succeeded_by;
    return next == agency;
}

static void refuse_circles(struct plan_reader *reader, const struct plan_node *agencies)
{
    for (size_t i = 0; i < reader->plan->agency_count; i++) {
        struct agency *agency = &reader->agencies[i];
        struct plan_node item = plan_node_item(agencies, i);
        struct plan_node place = plan_node_member(&item, "succeeded_by");

        if (!runs_in_a_circle(reader->plan, agency))
            continue;
        plan_fault(reader, &place,
                   "succession runs in a circle: from '%s' by '%s' it comes back to '%s'",
                   agency->id, agency->succeeded_by->id, agency->id);
        agency->succeeded_by = NULL; /* so that who follows it later comes to an end */
    }
}

void plan_join_successors(struct plan_reader *reader, const struct plan_node *agencies,
                          const char *const *succeeded_by)
{
    for (size_t i = 0; i < reader->plan->agency_count; i++) {
        struct plan_node item = plan_node_item(agencies, i);
        struct plan_node place = plan_node_member(&item, "succeeded_by");

        if (succeeded_by[i] == NULL)
            continue;
        reader->agencies[i].succeeded_by = plan_agency(reader->plan, text_of(succeeded_by[i]));
        if (reader->agencies[i].succeeded_by == NULL)
            plan_fault(reader, &place, "'%s' is no agency of this plan", succeeded_by[i]);
    }
    refuse_circles(reader, agencies);
}

static size_t count_replacements(const struct plan *plan)
{
    size_t count = 0;

    for (size_t i = 0; i < plan->agency_count; i++)
        count += plan->agencies[i].replacements;
    return count;
}

/* Every circle has a replacement in it, and is no longer than all replacements, each followed by a
 * whole succession. */
static bool comes_to_an_end(const struct plan *plan, const char *source, size_t replacements)
{
    char buffers[2][PLAN_SOURCE_BYTES];
    size_t steps = (replacements + 1) * (plan->agency_count + 1), length = 0, i = 0;
    const struct agency *agency;
    struct text at = text_of(source);

    while (i < steps && plan_source_step(plan, at, &agency, buffers[i % 2], &length)) {
        at = (struct text){buffers[i % 2], length};
        i++;
    }
    return i < steps;
}

static void check_ends(struct plan_reader *reader, const struct plan_node *agencies,
                       size_t replacements)
{
    for (size_t i = 0; i < reader->plan->agency_count; i++) {
        struct plan_node item = plan_node_item(agencies, i);
        struct plan_node list = plan_node_member(&item, "replaces");

        for (size_t j = 0; j < reader->agencies[i].replacements; j++) {
            const struct replacement *replacement = &reader->agencies[i].replaces[j];
            struct plan_node place = plan_node_member(&list, replacement->old_source);

            if (!comes_to_an_end(reader->plan, replacement->old_source, replacements))
                plan_fault(reader, &place,
                           "replacing '%s' never comes to an end: it runs in a circle",
                           replacement->old_source);
        }
    }
}

void plan_check_replacements(struct plan_reader *reader, const struct plan_node *agencies)
{
    struct plan *plan = reader->plan;
    size_t replacements = count_replacements(plan);

    if (id_index_make(&plan->own->replaced, &plan->own->arena, replacements) != 0) {
        reader->no_memory = true;
        return;
    }
    for (size_t i = 0; i < plan->agency_count; i++) {
        struct plan_node item = plan_node_item(agencies, i);
        struct plan_node list = plan_node_member(&item, "replaces");

        for (size_t j = 0; j < reader->agencies[i].replacements; j++) {
            const struct replacement *replacement = &reader->agencies[i].replaces[j];
            struct plan_node place = plan_node_member(&list, replacement->old_source);

            if (id_index_put(&plan->own->replaced, text_of(replacement->old_source),
                             replacement) != NULL)
                plan_fault(reader, &place, "'%s' has been replaced already, by another agency",
                           replacement->old_source);
        }
    }
    check_ends(reader, agencies, replacements);
}
