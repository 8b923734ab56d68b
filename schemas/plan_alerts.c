#include "schemas/plan_sections.h"

enum { K_MAX = 1000, SHARE_DECIMALS = 4, SHARE_WHOLE = 10000 };

static void read_share(struct plan_reader *reader, const struct plan_node *node,
                       const void *rule, void *into)
{
    struct text number = {NULL, 0};
    int64_t share = 0;
    (void)rule;

    plan_read_number(reader, node, NULL, &number);
    if (number.at == NULL || !plan_scale(reader, node, number, SHARE_DECIMALS, &share))
        return;
    if (share < 0 || share > SHARE_WHOLE)
        plan_fault(reader, node, "%.*s is not from 0 to 1", (int)number.length, number.at);
    else
        *(int *)into = (int)share;
}

static const struct plan_span k_span = {1, K_MAX};

static const struct plan_member off_target_items[] = {
    {"k", false, plan_read_int, offsetof(struct off_target_thresholds, periods), &k_span},
    {"on_track", false, read_share, offsetof(struct off_target_thresholds, on_track), NULL},
    {"slow", false, read_share, offsetof(struct off_target_thresholds, slow), NULL},
    {"recover", false, read_share, offsetof(struct off_target_thresholds, recover), NULL},
};

static const struct plan_members off_target_members = {
    "the thresholds of 'off_target'", off_target_items,
    sizeof(off_target_items) / sizeof(off_target_items[0])};

static void read_off_target(struct plan_reader *reader, const struct plan_node *node,
                            const void *rule, void *into)
{
    const struct off_target_thresholds *thresholds = into;
    (void)rule;

    if (!plan_read_object(reader, node, &off_target_members, into))
        return;
    if (json_object_size(node->value) == 0)
        plan_fault(reader, node, "this sets none of k, on_track, slow, recover");
    if (thresholds->slow > thresholds->recover || thresholds->recover > thresholds->on_track)
        plan_fault(
            reader, node,
            "with what is inherited, slow is %.4g, recover %.4g and on_track %.4g; each must "
            "be at most the next",
            thresholds->slow / (double)SHARE_WHOLE, thresholds->recover / (double)SHARE_WHOLE,
            thresholds->on_track / (double)SHARE_WHOLE);
}

void plan_read_alerts(struct plan_reader *reader, const struct plan_node *node,
                      const void *rule, void *into)
{
    static const struct plan_member items[] = {{"off_target", false, read_off_target, 0, NULL}};
    static const struct plan_members members = {"alerts", items, 1};
    (void)rule;

    (void)plan_read_object(reader, node, &members, into);
}
