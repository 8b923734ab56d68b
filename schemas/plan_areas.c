#include "schemas/plan_own.h"
#include "schemas/plan_sections.h"

enum { AREAS_MAX = 100000, GROUPS_MAX = 1000, MEMBERS_MAX = 1000 };

struct validity {
    int32_t from, to;
};

static const struct validity always = {PLAN_DAY_NONE, PLAN_DAY_NONE};

static bool overlap(struct validity a, struct validity b)
{
    bool a_is_over = a.to != PLAN_DAY_NONE && b.from != PLAN_DAY_NONE && a.to < b.from;
    bool b_is_over = b.to != PLAN_DAY_NONE && a.from != PLAN_DAY_NONE && b.to < a.from;

    return !a_is_over && !b_is_over;
}

static void check_validity(struct plan_reader *reader, const struct plan_node *node,
                           struct validity validity)
{
    struct plan_node place = plan_node_member(node, "valid_to");

    if (validity.from != PLAN_DAY_NONE && validity.to != PLAN_DAY_NONE &&
        validity.to < validity.from)
        plan_fault(reader, &place, "'valid_to' is before 'valid_from'");
}

static void refuse_overlap(struct plan_reader *reader, const struct plan_node *item,
                           const char *id)
{
    struct plan_node place = plan_node_member(item, "id");

    plan_fault(
        reader, &place,
        "'%s' is there already for some of these days; one id may come again only for other "
        "days",
        id);
}

/* ---- areas ---- */

struct area_draft {
    struct area area;
    const char *parent;
};

static const struct plan_member area_items[] = {
    {"id", true, plan_read_id, offsetof(struct area_draft, area.id), &plan_rule_area_id},
    {"names", true, plan_read_names, offsetof(struct area_draft, area.names), NULL},
    {"parent", false, plan_read_id, offsetof(struct area_draft, parent), &plan_rule_area_id},
    {"valid_from", false, plan_read_day, offsetof(struct area_draft, area.valid_from), NULL},
    {"valid_to", false, plan_read_day, offsetof(struct area_draft, area.valid_to), NULL},
    {"source", false, plan_read_line, offsetof(struct area_draft, area.source), NULL},
};

static const struct plan_members area_members = {"an area", area_items,
                                                 sizeof(area_items) / sizeof(area_items[0])};

static void check_parent(struct plan_reader *reader, const struct plan_node *item, size_t index,
                         const char *parent)
{
    struct plan_node place = plan_node_member(item, "parent");
    const char *province = reader->areas[0].id;

    if (index == 0 && place.value != NULL) {
        plan_fault(reader, &place, "the first area is the province, which has no parent");
    } else if (index > 0 && place.value == NULL) {
        plan_fault(
            reader, item,
            "'parent' is missing; every area after the first must have the province for it");
    } else if (index > 0 && parent != NULL && province != NULL &&
               strcmp(parent, province) != 0) {
        plan_fault(reader, &place, "'%s' is not the province, '%s', the only parent there is",
                   parent, province);
    }
}

/* Puts it behind those of the same id, or makes it the first. */
static void register_area(struct plan_reader *reader, const struct plan_node *item,
                          struct area *area)
{
    struct plan *plan = reader->plan;
    const struct area *earlier;

    if (area->id == NULL)
        return;
    earlier = id_index_put(&plan->own->areas, text_of(area->id), area);
    while (earlier != NULL) {
        if (earlier->index == 0 ||
            overlap((struct validity){earlier->valid_from, earlier->valid_to},
                    (struct validity){area->valid_from, area->valid_to})) {
            refuse_overlap(reader, item, area->id);
            return;
        }
        if (earlier->otherwise == NULL) {
            reader->areas[earlier->index].otherwise = area;
            return;
        }
        earlier = earlier->otherwise;
    }
}

void plan_read_areas(struct plan_reader *reader, const struct plan_node *node, const void *rule,
                     void *into)
{
    static const struct plan_span items = {1, AREAS_MAX};
    struct plan *plan = reader->plan;
    size_t count = plan_read_array(reader, node, &items);
    (void)rule;
    (void)into;

    reader->areas = plan_take(reader, count, sizeof(struct area));
    plan->areas = reader->areas;
    if (reader->areas == NULL ||
        id_index_make(&plan->own->areas, &plan->own->arena, count) != 0) {
        reader->no_memory = true;
        return;
    }
    plan->area_count = count;

    for (size_t i = 0; i < count; i++) {
        struct plan_node item = plan_node_item(node, i);
        struct area_draft draft = {.area = {.valid_from = always.from, .valid_to = always.to}};

        (void)plan_read_object(reader, &item, &area_members, &draft);
        draft.area.index = i;
        draft.area.parent = i > 0 ? &reader->areas[0] : NULL;
        reader->areas[i] = draft.area;
        if (!json_is_object(item.value))
            continue;
        check_parent(reader, &item, i, draft.parent);
        check_validity(reader, &item,
                       (struct validity){draft.area.valid_from, draft.area.valid_to});
        register_area(reader, &item, &reader->areas[i]);
    }
}

/* ---- groups ---- */

static bool is_among(const char *const *members, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(members[i], id) == 0)
            return true;
    return false;
}

static void read_members(struct plan_reader *reader, const struct plan_node *node,
                         const void *rule, void *into)
{
    static const struct plan_span some = {2, MEMBERS_MAX};
    size_t count = plan_read_array(reader, node, &some), known = 0;
    const char **members = plan_take(reader, count, sizeof(*members));
    struct group *group = into;
    (void)rule;

    for (size_t i = 0; members != NULL && i < count; i++) {
        struct plan_node item = plan_node_item(node, i);
        const char *id = NULL;

        plan_read_id(reader, &item, &plan_rule_area_id, &id);
        if (id == NULL)
            continue;
        if (is_among(members, known, id))
            plan_fault(reader, &item, "'%s' is twice in this list", id);
        else
            members[known++] = id;
    }
    group->members = members;
    group->member_count = known;
}

static const struct plan_member group_items[] = {
    {"id", true, plan_read_id, offsetof(struct group, id), &plan_rule_group_id},
    {"names", true, plan_read_names, offsetof(struct group, names), NULL},
    {"members", true, read_members, 0, NULL},
    {"valid_from", false, plan_read_day, offsetof(struct group, valid_from), NULL},
    {"valid_to", false, plan_read_day, offsetof(struct group, valid_to), NULL},
};

static const struct plan_members group_members = {"a group", group_items,
                                                  sizeof(group_items) / sizeof(group_items[0])};

static void register_group(struct plan_reader *reader, const struct plan_node *item,
                           struct group *group)
{
    const struct group *earlier;

    if (group->id == NULL)
        return;
    earlier = id_index_put(&reader->plan->own->groups, text_of(group->id), group);
    while (earlier != NULL) {
        if (overlap((struct validity){earlier->valid_from, earlier->valid_to},
                    (struct validity){group->valid_from, group->valid_to})) {
            refuse_overlap(reader, item, group->id);
            return;
        }
        if (earlier->otherwise == NULL) {
            reader->groups[earlier - reader->groups].otherwise = group;
            return;
        }
        earlier = earlier->otherwise;
    }
}

void plan_read_groups(struct plan_reader *reader, const struct plan_node *node,
                      const void *rule, void *into)
{
    static const struct plan_span items = {0, GROUPS_MAX};
    struct plan *plan = reader->plan;
    size_t count = plan_read_array(reader, node, &items);
    (void)rule;
    (void)into;

    reader->groups = plan_take(reader, count, sizeof(struct group));
    plan->groups = reader->groups;
    if (reader->groups == NULL ||
        id_index_make(&plan->own->groups, &plan->own->arena, count) != 0) {
        reader->no_memory = true;
        return;
    }
    plan->group_count = count;

    for (size_t i = 0; i < count; i++) {
        struct plan_node item = plan_node_item(node, i);
        struct group *group = &reader->groups[i];

        *group = (struct group){.valid_from = always.from, .valid_to = always.to};
        if (!plan_read_object(reader, &item, &group_members, group) &&
            !json_is_object(item.value))
            continue;
        check_validity(reader, &item, (struct validity){group->valid_from, group->valid_to});
        register_group(reader, &item, group);
    }
}
