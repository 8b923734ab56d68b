#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/plan.h"

static struct plan *load(const char *path)
{
    struct plan_faults faults;
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t size = 0;
    struct plan *plan;

    assert_non_null(file);
    assert_true(getdelim(&bytes, &size, '\0', file) > 0);
    (void)fclose(file);
    plan = plan_load(text_of(bytes), &faults);
    free(bytes); /* the plan keeps nothing of it */
    assert_non_null(plan);
    plan_faults_free(&faults);
    return plan;
}

static int load_small(void **state)
{
    *state = load(TIENDO_ROOT "/tests/schemas/small-plan.json");
    return 0;
}

static int forget(void **state)
{
    plan_free(*state);
    return 0;
}

static const struct agency *agency(const struct plan *plan, const char *id)
{
    const struct agency *found = plan_agency(plan, text_of(id));

    assert_non_null(found);
    return found;
}

static void lookups_find_by_the_whole_id(void **state)
{
    const struct plan *plan = *state;

    for (size_t i = 0; i < plan->agency_count; i++)
        assert_ptr_equal(plan_agency(plan, text_of(plan->agencies[i].id)), &plan->agencies[i]);
    for (size_t i = 0; i < plan->indicator_count; i++)
        assert_ptr_equal(plan_indicator(plan, text_of(plan->indicators[i].id)),
                         &plan->indicators[i]);
    for (size_t i = 0; i < plan->target_count; i++)
        assert_ptr_equal(plan_target(plan, text_of(plan->targets[i].id)), &plan->targets[i]);
    assert_ptr_equal(plan_area(plan, text_of("VN-54")), &plan->areas[0]);

    assert_null(plan_agency(plan, text_of("khc")));
    assert_null(plan_agency(plan, text_of("khcnx")));
    assert_null(plan_agency(plan, text_of("")));
    assert_null(plan_agency(plan, text_of(NULL)));
    assert_null(plan_indicator(plan, (struct text){"egov.online\0", 12}));
    assert_non_null(plan_indicator(plan, (struct text){"egov.online-usage", 11}));
    assert_null(plan_area(plan, text_of("vn-54")));
    assert_null(plan_target(plan, text_of("2030")));
}

static void an_id_may_mean_other_things_on_other_days(void **state)
{
    const struct plan *plan = *state;
    const struct area *commune = plan_area(plan, text_of("07210"));
    int32_t day;

    assert_ptr_equal(commune, &plan->areas[1]);
    assert_int_equal(day_read(text_of("2024-12-31"), &day), 0);
    assert_ptr_equal(plan_area_on(commune, day), &plan->areas[1]);
    assert_ptr_equal(plan_area_on(commune, day + 1), &plan->areas[2]);
    assert_ptr_equal(plan_area_on(&plan->areas[0], day), &plan->areas[0]);
    assert_null(plan_area_on(&plan->areas[0], day + 366));
    assert_null(plan_area_on(NULL, day));
    assert_ptr_equal(plan_group_on(&plan->groups[0], day), &plan->groups[0]);
    assert_ptr_equal(plan_group_on(&plan->groups[0], day + 366), &plan->groups[1]);
}

static void successors_are_followed_to_the_last(void **state)
{
    const struct plan *plan = *state;

    assert_ptr_equal(plan_in_office(agency(plan, "bcvt")), agency(plan, "khcn"));
    assert_ptr_equal(plan_in_office(agency(plan, "tttt")), agency(plan, "khcn"));
    assert_ptr_equal(plan_in_office(agency(plan, "khcn")), agency(plan, "khcn"));
}

static void successors_inherit(void **state)
{
    const struct plan *plan = *state;
    const struct indicator *online = plan_indicator(plan, text_of("egov.online"));

    /* reporters: thongke, khcn */
    assert_true(plan_may_report(online, agency(plan, "thongke")));
    assert_true(plan_may_report(online, agency(plan, "khcn")));
    assert_false(plan_may_report(online, agency(plan, "tttt"))); /* no heir of khcn's */
    /* lead: tttt, whom khcn has succeeded */
    assert_true(plan_leads(&online->lead, agency(plan, "tttt")));
    assert_true(plan_leads(&online->lead, agency(plan, "khcn")));
    assert_false(plan_leads(&online->lead, agency(plan, "bcvt")));
    assert_false(plan_leads(&online->lead, agency(plan, "thongke")));
    /* precedence: tttt, thongke */
    assert_int_equal(plan_precedence(online, agency(plan, "khcn")), 0);
    assert_int_equal(plan_precedence(online, agency(plan, "thongke")), 1);
    assert_int_equal(plan_precedence(online, agency(plan, "bcvt")), 2);
}

static void a_source_stands_for_the_one_in_office(void **state)
{
    static const struct {
        const char *source, *stands_for, *agency;
    } cases[] = {
        {"/agencies/khcn/x", "/agencies/khcn/x", "khcn"},
        {"/agencies/khcn/x/y", "/agencies/khcn/x/y", "khcn"},
        {"/agencies/khcn/", "/agencies/khcn/", "khcn"},
        {"/agencies/tttt/x", "/agencies/khcn/x", "khcn"},
        {"/agencies/bcvt/x", "/agencies/khcn/x", "khcn"},
        {"/agencies/khcn/old", "/agencies/khcn/new", "khcn"},
        {"/agencies/khcn/old/", "/agencies/khcn/old/", "khcn"}, /* not exactly the old one */
        {"/agencies/tttt/portal", "/agencies/khcn/new", "khcn"},
        {"/agencies/bcvt/portal", "/agencies/khcn/new", "khcn"},
        {"/agencies/tttt/old", "/agencies/khcn/new", "khcn"},
        {"/agencies/thongke/a", "/agencies/thongke/a", "thongke"},
        {"/agencies/nobody/a", NULL, NULL},
        {"/agencies/khcn", NULL, NULL},
        {"/agencies/", NULL, NULL},
        {"/agencies//x", NULL, NULL},
        {"agencies/khcn/x", NULL, NULL},
        {"", NULL, NULL},
        {NULL, NULL, NULL},
    };
    const struct plan *plan = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[PLAN_SOURCE_BYTES] = "untouched";
        const struct agency *got = plan_stands_for(plan, text_of(cases[i].source), out);

        if (cases[i].agency == NULL) {
            assert_null(got);
            assert_string_equal(out, "untouched");
            continue;
        }
        assert_ptr_equal(got, agency(plan, cases[i].agency));
        assert_string_equal(out, cases[i].stands_for);
    }
}

static void a_source_that_does_not_fit_stands_for_nobody(void **state)
{
    const struct plan *plan = *state;
    char source[PLAN_SOURCE_BYTES + 1], out[PLAN_SOURCE_BYTES];

    memset(source, 'x', sizeof(source));
    memcpy(source, "/agencies/khcn/", strlen("/agencies/khcn/"));
    assert_non_null(plan_stands_for(plan, (struct text){source, PLAN_SOURCE_BYTES - 1}, out));
    assert_int_equal(strlen(out), PLAN_SOURCE_BYTES - 1);
    assert_null(plan_stands_for(plan, (struct text){source, PLAN_SOURCE_BYTES}, out));
    source[20] = '\0'; /* two sources must not become one */
    assert_null(plan_stands_for(plan, (struct text){source, 30}, out));
}

static void words_are_those_of_the_file(void **state)
{
    (void)state;

    assert_string_equal(plan_kind_name(INDICATOR_RATIO), "ratio");
    assert_string_equal(plan_kind_name(INDICATOR_COMPARED), "compared");
    assert_string_equal(plan_condition_name(CONDITION_AT_LEAST), "at_least");
    assert_string_equal(plan_condition_name(CONDITION_BY_SCHEME), "by_scheme");
    assert_string_equal(plan_reported_as_name(REPORTED_SINCE_START), "since_start");
    plan_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lookups_find_by_the_whole_id),
        cmocka_unit_test(an_id_may_mean_other_things_on_other_days),
        cmocka_unit_test(successors_are_followed_to_the_last),
        cmocka_unit_test(successors_inherit),
        cmocka_unit_test(a_source_stands_for_the_one_in_office),
        cmocka_unit_test(a_source_that_does_not_fit_stands_for_nobody),
        cmocka_unit_test(words_are_those_of_the_file),
    };
    return cmocka_run_group_tests_name("plan", tests, load_small, forget);
}
