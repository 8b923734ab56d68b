/* total_parts / which totals want the parts of which communes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "consumers/store/total_parts.h"
#include "tests/schemas/plan_text.h"

static void a_ratio_wants_them_from_nine_tenths_to_all(void **state)
{
    const struct indicator ratio = {.kind = INDICATOR_RATIO}, count = {.kind = INDICATOR_COUNT};
    const struct total full = {.communes_heard = 20, .communes = 20};
    const struct total lacks = {.communes_heard = 18, .communes = 20};
    const struct total partial = {.communes_heard = 17, .communes = 20};
    const struct total own = {.communes = 0};
    (void)state;

    assert_false(total_parts_lack(&ratio, &full));
    assert_true(total_parts_lack(&ratio, &lacks));
    assert_false(total_parts_lack(&ratio, &partial)); /* not judged at all */
    assert_false(total_parts_lack(&ratio, &own));
    assert_false(total_parts_lack(&count, &lacks)); /* nor is that */
}

static void columns_are_in_order_and_each_once(void **state)
{
    const struct plan plan = {.area_count = 5};
    struct total_columns columns;
    (void)state;

    assert_int_equal(0, total_columns_begin(&plan, &columns));
    for (size_t i = 0; i < 6; i++)
        total_columns_add(&columns, (const size_t[]){3, 1, 3, 4, 2, 1}[i]);
    assert_int_equal(4, columns.count);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(i + 1, columns.areas[i]);
    total_columns_free(&columns);
    total_columns_free(&columns);
}

static void a_part_is_there_whole_or_not_at_all(void **state)
{
    const struct indicator indicator = {.kind = INDICATOR_RATIO, .part_decimals = 1};
    const struct text absent = {NULL, 0};
    struct total_part part;
    (void)state;

    assert_int_equal(0, total_part_read(&indicator, text_of("1.5"), text_of("20"), &part));
    assert_true(part.heard);
    assert_int_equal(15, part.numerator);
    assert_int_equal(200, part.denominator);
    assert_int_equal(0, total_part_read(&indicator, absent, absent, &part));
    assert_false(part.heard);
    assert_int_equal(-1, total_part_read(&indicator, text_of("1"), absent, &part));
    assert_int_equal(-1, total_part_read(&indicator, absent, text_of("1"), &part));
    assert_int_equal(-1, total_part_read(&indicator, text_of("x"), text_of("1"), &part));
}

static void communes_of_the_day_are_expected_and_the_province_is_not(void **state)
{
    char *text = plan_text_of(SMALL_PLAN);
    struct plan_faults faults = {0};
    struct plan *plan = plan_load(text_of(text), &faults);
    struct period period = {FREQUENCY_ANNUAL, 2026};
    (void)state;

    assert_non_null(plan);
    assert_false(total_parts_expect(plan, 0, period));
    for (size_t i = 1; i < plan->area_count; i++) {
        const struct area *area = &plan->areas[i];
        bool first = plan_area(plan, text_of(area->id)) == area;
        bool there = plan_area_on(area, period_last_day(period)) != NULL;

        assert_int_equal(first && there, total_parts_expect(plan, i, period));
    }
    plan_free(plan);
    plan_faults_free(&faults);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ratio_wants_them_from_nine_tenths_to_all),
        cmocka_unit_test(columns_are_in_order_and_each_once),
        cmocka_unit_test(a_part_is_there_whole_or_not_at_all),
        cmocka_unit_test(communes_of_the_day_are_expected_and_the_province_is_not),
    };

    return cmocka_run_group_tests_name("store/total_parts", tests, NULL, NULL);
}
