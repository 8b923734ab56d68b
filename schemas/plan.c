#include "schemas/plan.h"

#include <stdlib.h>

#include "schemas/plan_own.h"

static const char source_root[] = "/agencies/";

enum { SOURCE_ROOT_BYTES = sizeof(source_root) - 1 };

void plan_free(struct plan *plan)
{
    if (plan == NULL)
        return;
    if (plan->own != NULL)
        arena_free(&plan->own->arena);
    free(plan->own);
    free(plan);
}

void plan_faults_free(struct plan_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        free(faults->items[i].pointer);
        free(faults->items[i].message);
    }
    free(faults->items);
    *faults = (struct plan_faults){NULL, 0};
}

const struct agency *plan_agency(const struct plan *plan, struct text id)
{
    return id_index_find(&plan->own->agencies, id);
}

const struct area *plan_area(const struct plan *plan, struct text id)
{
    return id_index_find(&plan->own->areas, id);
}

const struct indicator *plan_indicator(const struct plan *plan, struct text id)
{
    return id_index_find(&plan->own->indicators, id);
}

const struct target *plan_target(const struct plan *plan, struct text id)
{
    return id_index_find(&plan->own->targets, id);
}

static bool covers(int32_t from, int32_t to, int32_t day)
{
    return (from == PLAN_DAY_NONE || from <= day) && (to == PLAN_DAY_NONE || day <= to);
}

const struct area *plan_area_on(const struct area *area, int32_t day)
{
    while (area != NULL && !covers(area->valid_from, area->valid_to, day))
        area = area->otherwise;
    return area;
}

const struct group *plan_group_on(const struct group *group, int32_t day)
{
    while (group != NULL && !covers(group->valid_from, group->valid_to, day))
        group = group->otherwise;
    return group;
}

const struct agency *plan_in_office(const struct agency *agency)
{
    while (agency->succeeded_by != NULL)
        agency = agency->succeeded_by;
    return agency;
}

static bool is_or_succeeds(const struct agency *agency, const struct agency *earlier)
{
    while (earlier != NULL && earlier != agency)
        earlier = earlier->succeeded_by;
    return earlier != NULL;
}

/* The place of the agency, or of the first it has succeeded; the count where there is none. */
static size_t place_of(const struct agencies *list, const struct agency *agency)
{
    size_t place = 0;

    while (place < list->count && !is_or_succeeds(agency, list->items[place]))
        place++;
    return place;
}

bool plan_may_report(const struct indicator *indicator, const struct agency *agency)
{
    return place_of(&indicator->reporters, agency) < indicator->reporters.count;
}

int plan_precedence(const struct indicator *indicator, const struct agency *agency)
{
    return (int)place_of(&indicator->precedence, agency);
}

bool plan_leads(const struct agencies *lead, const struct agency *agency)
{
    return place_of(lead, agency) < lead->count;
}

/* The agency a source begins with; `*rest` is what follows "/agencies/<id>". */
static const struct agency *agency_of(const struct plan *plan, struct text source,
                                      struct text *rest)
{
    const char *slash;
    struct text id;

    if (!text_begins(source, source_root))
        return NULL;
    id = (struct text){source.at + SOURCE_ROOT_BYTES, source.length - SOURCE_ROOT_BYTES};
    slash = memchr(id.at, '/', id.length);
    if (slash == NULL)
        return NULL;
    id.length = (size_t)(slash - id.at);
    *rest = (struct text){slash, (size_t)(source.at + source.length - slash)};
    return plan_agency(plan, id);
}

bool plan_source_step(const struct plan *plan, struct text source, const struct agency **agency,
                      char next[PLAN_SOURCE_BYTES], size_t *next_length)
{
    const struct replacement *replacement = id_index_find(&plan->own->replaced, source);
    struct text rest = {NULL, 0}, parts[3];
    size_t length = 0;

    *agency = agency_of(plan, source, &rest);
    if (replacement != NULL) {
        parts[0] = text_of(replacement->new_source);
        parts[1] = parts[2] = text_of(NULL);
    } else if (*agency != NULL && (*agency)->succeeded_by != NULL) {
        parts[0] = text_of(source_root);
        parts[1] = text_of((*agency)->succeeded_by->id);
        parts[2] = rest;
    } else {
        return false;
    }

    for (size_t i = 0; i < 3; i++) {
        if (length + parts[i].length >= PLAN_SOURCE_BYTES) {
            *agency = NULL;
            return false;
        }
        if (parts[i].length > 0)
            memcpy(next + length, parts[i].at, parts[i].length);
        length += parts[i].length;
    }
    *next_length = length;
    return true;
}

const struct agency *plan_stands_for(const struct plan *plan, struct text source,
                                     char out[PLAN_SOURCE_BYTES])
{
    char buffers[2][PLAN_SOURCE_BYTES];
    const struct agency *agency;
    size_t length = 0;

    if (source.length >= PLAN_SOURCE_BYTES ||
        (source.length > 0 && memchr(source.at, '\0', source.length) != NULL))
        return NULL;

    /* The loader has refused circles, so this ends. */
    for (int turn = 0; plan_source_step(plan, source, &agency, buffers[turn], &length);
         turn = 1 - turn)
        source = (struct text){buffers[turn], length};

    if (agency == NULL)
        return NULL;
    memcpy(out, source.at, source.length);
    out[source.length] = '\0';
    return agency;
}
