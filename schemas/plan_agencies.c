#include "schemas/plan_own.h"
#include "schemas/plan_sections.h"

struct agency_draft {
    struct agency agency;
    const char *succeeded_by;
    const char *source;
    struct names interpretation;
};

enum { AGENCIES_MAX = 1000, DAYS_MAX = 3660, REPLACEMENTS_MAX = 10000 };

static const char source_root[] = "/agencies/";

/* "/agencies/<known agency>/..." without blanks, controls and '|', which ends the area in the key
 * of a cell. */
static bool is_source(const struct plan *plan, const char *source)
{
    size_t id_at = sizeof(source_root) - 1, id_length;

    if (strlen(source) >= PLAN_SOURCE_BYTES || !text_begins(text_of(source), source_root))
        return false;
    id_length = strcspn(source + id_at, "/");
    if (source[id_at + id_length] == '\0' || source[id_at + id_length + 1] == '\0')
        return false;
    for (const char *at = source; *at != '\0'; at++)
        if ((unsigned char)*at <= ' ' || *at == '|' || *at == 0x7F)
            return false;
    return plan_agency(plan, (struct text){source + id_at, id_length}) != NULL;
}

static void check_source(struct plan_reader *reader, const struct plan_node *node,
                         const char *source)
{
    if (!is_source(reader->plan, source))
        plan_fault(
            reader, node,
            "'%.80s' is no source: it must begin with /agencies/<an agency of this plan>/, "
            "go on, have no spaces and no '|', and be at most %d bytes long",
            source, PLAN_SOURCE_BYTES - 1);
}

/* Sources are looked at when all agencies are known. */
static void read_replaces(struct plan_reader *reader, const struct plan_node *node,
                          const void *rule, void *into)
{
    struct agency *agency = &((struct agency_draft *)into)->agency;
    struct replacement *replaces;
    const char *old_source;
    json_t *new_source;
    (void)rule;

    if (!plan_expect(reader, node, json_is_object(node->value), "an object"))
        return;
    replaces = plan_take(reader, json_object_size(node->value), sizeof(*replaces));
    agency->replaces = replaces;
    json_object_foreach(node->value, old_source, new_source)
    {
        struct plan_node child = {node, old_source, 0, new_source};
        struct replacement *replacement = replaces + agency->replacements;

        if (replaces == NULL)
            return;
        replacement->old_source = arena_copy(&reader->plan->own->arena, text_of(old_source));
        plan_read_line(reader, &child, NULL, &replacement->new_source);
        if (replacement->old_source != NULL && replacement->new_source != NULL)
            agency->replacements++;
    }
}

static const struct plan_span grace_days = {0, DAYS_MAX};

static const struct plan_member agency_items[] = {
    {"id", true, plan_read_id, offsetof(struct agency_draft, agency.id), &plan_rule_agency_id},
    {"names", true, plan_read_names, offsetof(struct agency_draft, agency.names), NULL},
    {"contact", false, plan_read_line, offsetof(struct agency_draft, agency.contact), NULL},
    {"retired_on", false, plan_read_day, offsetof(struct agency_draft, agency.retired_on),
     NULL},
    {"succeeded_by", false, plan_read_id, offsetof(struct agency_draft, succeeded_by),
     &plan_rule_agency_id},
    {"grace_days", false, plan_read_int, offsetof(struct agency_draft, agency.grace_days),
     &grace_days},
    {"replaces", false, read_replaces, 0, NULL},
    {"interpretation", false, plan_read_names, offsetof(struct agency_draft, interpretation),
     NULL},
    {"source", false, plan_read_line, offsetof(struct agency_draft, source), NULL},
};

static const struct plan_members agency_members = {
    "an agency", agency_items, sizeof(agency_items) / sizeof(agency_items[0])};

static void need_together(struct plan_reader *reader, const struct plan_node *node,
                          const char *given, const char *needed)
{
    if (plan_node_has(node, given) && !plan_node_has(node, needed))
        plan_fault(reader, node, "'%s' is missing; an agency with '%s' must have it", needed,
                   given);
}

static void read_agency(struct plan_reader *reader, const struct plan_node *node,
                        struct agency_draft *draft)
{
    draft->agency.retired_on = PLAN_DAY_NONE;
    if (!plan_read_object(reader, node, &agency_members, draft) && !json_is_object(node->value))
        return;
    need_together(reader, node, "retired_on", "succeeded_by");
    need_together(reader, node, "succeeded_by", "retired_on");
    need_together(reader, node, "grace_days", "retired_on");
}

static void check_sources(struct plan_reader *reader, const struct plan_node *agencies)
{
    for (size_t i = 0; i < reader->plan->agency_count; i++) {
        struct plan_node agency = plan_node_item(agencies, i);
        struct plan_node replaces = plan_node_member(&agency, "replaces");

        for (size_t j = 0; j < reader->agencies[i].replacements; j++) {
            const struct replacement *replacement = &reader->agencies[i].replaces[j];
            struct plan_node child = plan_node_member(&replaces, replacement->old_source);

            check_source(reader, &child, replacement->old_source);
            check_source(reader, &child, replacement->new_source);
        }
    }
}

void plan_read_agencies(struct plan_reader *reader, const struct plan_node *node,
                        const void *rule, void *into)
{
    static const struct plan_span items = {1, AGENCIES_MAX};
    struct plan *plan = reader->plan;
    size_t count = plan_read_array(reader, node, &items);
    const char **succeeded_by = plan_take_scratch(reader, count, sizeof(*succeeded_by));
    (void)rule;
    (void)into;

    reader->agencies = plan_take(reader, count, sizeof(struct agency));
    plan->agencies = reader->agencies;
    if (reader->agencies == NULL || succeeded_by == NULL ||
        id_index_make(&plan->own->agencies, &plan->own->arena, count) != 0) {
        reader->no_memory = true;
        return;
    }
    plan->agency_count = count;

    for (size_t i = 0; i < count; i++) {
        struct plan_node item = plan_node_item(node, i);
        struct agency_draft draft = {0};

        read_agency(reader, &item, &draft);
        draft.agency.index = i;
        succeeded_by[i] = draft.succeeded_by;
        reader->agencies[i] = draft.agency;
        plan_register(reader, &item, &plan->own->agencies, draft.agency.id,
                      &reader->agencies[i]);
    }
    plan_join_successors(reader, node, succeeded_by);
    check_sources(reader, node);
    plan_check_replacements(reader, node);
}

static bool holds(const struct agency *const *items, size_t count, const struct agency *agency)
{
    for (size_t i = 0; i < count; i++)
        if (items[i] == agency)
            return true;
    return false;
}

void plan_read_agency_ids(struct plan_reader *reader, const struct plan_node *node,
                          const void *rule, void *into)
{
    static const struct plan_span some = {1, AGENCIES_MAX};
    size_t count = plan_read_array(reader, node, &some), known = 0;
    const struct agency **items = plan_take(reader, count, sizeof(const struct agency *));
    (void)rule;

    for (size_t i = 0; items != NULL && i < count; i++) {
        struct plan_node item = plan_node_item(node, i);
        const char *id = NULL;
        const struct agency *agency;

        plan_read_id(reader, &item, &plan_rule_agency_id, &id);
        if (id == NULL)
            continue;
        agency = plan_agency(reader->plan, text_of(id));
        if (agency == NULL)
            plan_fault(reader, &item, "'%s' is no agency of this plan", id);
        else if (holds(items, known, agency))
            plan_fault(reader, &item, "'%s' is twice in this list", id);
        else
            items[known++] = agency;
    }
    *(struct agencies *)into = (struct agencies){items, known};
}
