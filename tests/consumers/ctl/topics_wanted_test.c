#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/ctl/topics_wanted.h"

static const struct agency agencies[] = {{.id = "khcn"}, {.id = "yte"}};
static const struct plan plan = {.agencies = agencies, .agency_count = 2};

static const struct topic_wanted *find(const struct topics_wanted *wanted, const char *name)
{
    size_t i = 0;

    while (i < wanted->count && strcmp(wanted->items[i].name, name) != 0)
        i++;
    assert_true(i < wanted->count);
    return &wanted->items[i];
}

static const char *setting(const struct topic_wanted *topic, const char *name)
{
    for (const struct topic_setting *at = topic->settings; at->name != NULL; at++)
        if (strcmp(at->name, name) == 0)
            return at->value;
    return "";
}

static void a_plan_wants_two_topics_an_agency_and_two_more(void **state)
{
    struct topics_wanted wanted;
    (void)state;

    assert_int_equal(topics_wanted_of(&plan, 0, &wanted), 0);
    assert_int_equal(wanted.count, 6);
    assert_string_equal(setting(find(&wanted, "tiendo.measurements.yte"), "retention.ms"),
                        "-1");
    assert_string_equal(setting(find(&wanted, "tiendo.measurements.yte"), "cleanup.policy"),
                        "delete");
    assert_string_equal(setting(find(&wanted, "tiendo.rejections.khcn"), "retention.ms"),
                        "31536000000");
    assert_string_equal(setting(find(&wanted, "tiendo.plans"), "cleanup.policy"), "compact");
    for (size_t i = 0; i < wanted.count; i++)
        assert_string_equal(setting(&wanted.items[i], "message.timestamp.type"),
                            "LogAppendTime");
    topics_wanted_free(&wanted);
}

static void alerts_stay_in_one_order_and_partitions_bind_only_when_said(void **state)
{
    struct topics_wanted wanted;
    (void)state;

    assert_int_equal(topics_wanted_of(&plan, 0, &wanted), 0);
    assert_int_equal(find(&wanted, "tiendo.alerts")->partitions, 1);
    assert_true(find(&wanted, "tiendo.alerts")->partitions_matter);
    assert_int_equal(find(&wanted, "tiendo.measurements.khcn")->partitions, 3);
    assert_false(find(&wanted, "tiendo.measurements.khcn")->partitions_matter);
    topics_wanted_free(&wanted);

    assert_int_equal(topics_wanted_of(&plan, 12, &wanted), 0);
    assert_int_equal(find(&wanted, "tiendo.measurements.khcn")->partitions, 12);
    assert_true(find(&wanted, "tiendo.measurements.khcn")->partitions_matter);
    assert_int_equal(find(&wanted, "tiendo.rejections.khcn")->partitions, 1);
    topics_wanted_free(&wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_wants_two_topics_an_agency_and_two_more),
        cmocka_unit_test(alerts_stay_in_one_order_and_partitions_bind_only_when_said),
    };

    return cmocka_run_group_tests_name("topics_wanted", tests, NULL, NULL);
}
