#include "schemas/plan.h"
#include "tests/schemas/plan_text.h"

static struct plan *load_good(const char *text)
{
    struct plan_faults faults;
    struct plan *plan = plan_load(text_of(text), &faults);

    if (plan == NULL)
        fail_msg("%s: %s", faults.items[0].pointer, faults.items[0].message);
    assert_int_equal(faults.count, 0);
    plan_faults_free(&faults);
    return plan;
}

static void the_small_plan_is_read_whole(void **state)
{
    char *text = plan_text_of(SMALL_PLAN);
    struct plan *plan = load_good(text);
    (void)state;

    assert_string_equal(plan->id, "small");
    assert_string_equal(plan->tag, "small@3");
    assert_string_equal(plan->title.vi, "Kế hoạch nhỏ");
    assert_int_equal(plan->utc_offset_s, 7 * 3600);
    assert_int_equal(strlen(plan->sha256), 64);
    assert_int_equal(plan->first_period.position, 2020);
    assert_int_equal(plan->agency_count, 4);
    assert_int_equal(plan->area_count, 3);
    assert_int_equal(plan->group_count, 2);
    assert_int_equal(plan->indicator_count, 6);
    assert_int_equal(plan->target_count, 8);
    assert_null(plan->areas[0].parent);
    assert_ptr_equal(plan->areas[1].parent, &plan->areas[0]);
    assert_ptr_equal(plan->areas[1].otherwise, &plan->areas[2]);
    assert_int_equal(plan->areas[0].valid_from, PLAN_DAY_NONE);
    assert_int_equal(plan->agencies[1].grace_days, 90);
    assert_int_equal(plan->agencies[0].retired_on, PLAN_DAY_NONE);
    assert_null(plan->agencies[1].contact);
    plan_free(plan);
    free(text);
}

static void an_indicator_is_exact(void **state)
{
    char *text = plan_text_of(SMALL_PLAN);
    struct plan *plan = load_good(text);
    const struct indicator *online = &plan->indicators[0];
    (void)state;

    assert_int_equal(online->kind, INDICATOR_RATIO);
    assert_int_equal(online->factor_digits, 2);
    assert_int_equal(online->noise, 5);
    assert_true(online->has_min && online->has_max);
    assert_int_equal(online->max, 10000);
    assert_int_equal(online->frequency, FREQUENCY_MONTHLY);
    assert_int_equal(online->reported_as, REPORTED_YEAR_TO_DATE);
    assert_true(online->seasonal);
    assert_int_equal(online->baseline.value, 6125);
    assert_int_equal(online->baseline.period.frequency, FREQUENCY_ANNUAL);
    assert_string_equal(online->csv_name.vi, "Trực tuyến");
    assert_int_equal(online->off_target.periods, 5);
    assert_int_equal(online->off_target.slow, 5000);
    assert_int_equal(online->off_target.on_track, 9500);
    plan_free(plan);
    free(text);
}

static void what_is_left_out_has_its_default(void **state)
{
    char *text = plan_text_of(SMALL_PLAN);
    struct plan *plan = load_good(text);
    const struct indicator *filings = &plan->indicators[1];
    const struct indicator *rank = &plan->indicators[3];
    const struct indicator *level = &plan->indicators[4];
    (void)state;

    assert_int_equal(filings->noise, 1);
    assert_int_equal(filings->reported_as, REPORTED_PERIOD);
    assert_ptr_equal(filings->reporters.items, filings->lead.items);
    assert_ptr_equal(filings->precedence.items, filings->lead.items);
    assert_ptr_equal(filings->csv_name.en, filings->names.en);
    assert_string_equal(filings->counted.vi, "đơn");
    assert_ptr_equal(filings->counted_one.en, filings->counted.en);
    assert_true(filings->baseline.given && !filings->baseline.has_value);
    assert_false(filings->has_max);
    assert_int_equal(filings->off_target.periods, 1);
    assert_int_equal(plan->indicators[2].noise, 0);
    assert_int_equal(rank->noise, 2);
    assert_ptr_equal(rank->group, &plan->groups[0]);
    assert_ptr_equal(rank->group->otherwise, &plan->groups[1]);
    assert_int_equal(level->level_count, 3);
    assert_int_equal(level->baseline.value, 1);
    assert_int_equal(level->off_target.periods, 2);
    assert_int_equal(plan->indicators[5].off_target.periods, 7);
    assert_false(plan->indicators[5].baseline.given);
    plan_free(plan);
    free(text);
}

/* The plan's go before the defaults, an indicator's before the plan's, a target's before both. */
static void thresholds_are_inherited(void **state)
{
    char *text = plan_text_of(SMALL_PLAN);
    struct plan *plan = load_good(text);
    const struct thresholds *all = &plan->alerts, *online = &plan->indicators[0].alerts,
                            *filings = &plan->indicators[1].alerts,
                            *target = &plan->targets[0].alerts;
    (void)state;

    assert_int_equal(all->rejections.refused, 10);
    assert_int_equal(all->rejections.share, 1000);
    assert_int_equal(all->rejections.hours, 48);
    assert_int_equal(online->reversing.periods, 4);
    assert_int_equal(online->reversing.points, 6);
    assert_int_equal(online->reversing.p, 100);
    assert_int_equal(online->falling_back.periods, 3);
    assert_int_equal(online->due_soon.days, 5);
    assert_int_equal(online->disputed.days, 3);
    assert_int_equal(online->outlier.z, 45000);
    assert_int_equal(online->outlier.changes, 12);
    assert_int_equal(online->coverage_drop.raise, 8000);
    assert_int_equal(online->coverage_drop.clear, 8500);
    assert_int_equal(filings->reversing.periods, 1);
    assert_int_equal(filings->reversing.p, 500);
    assert_int_equal(filings->due_soon.days, 14);
    assert_int_equal(filings->outlier.z, 35000);
    assert_int_equal(filings->outlier.changes, 7);
    assert_int_equal(filings->coverage_drop.raise, 9000);
    assert_int_equal(filings->coverage_drop.clear, 9500);
    assert_int_equal(plan->indicators[5].alerts.reversing.periods, 7);
    assert_int_equal(target->reversing.periods, 4);
    assert_int_equal(target->reversing.points, 8);
    assert_int_equal(target->falling_back.periods, 1);
    assert_int_equal(plan->targets[0].due, plan->indicators[0].last_due);
    plan_free(plan);
    free(text);
}

static void a_row_of_two_horizons_is_shared(void **state)
{
    char *text = plan_text_of(SMALL_PLAN), *row = strstr(text, "\"row\": \"15\"");
    struct plan *plan;
    (void)state;

    assert_non_null(row);
    row[strlen("\"row\": \"1")] = '1'; /* 11: that of 2030.11, too */
    plan = load_good(text);
    for (size_t i = 0; i < plan->target_count; i++)
        assert_int_equal(strcmp(plan->targets[i].row, "11") == 0,
                         plan->targets[i].row_is_shared);
    plan_free(plan);
    free(text);
}

static void a_condition_is_exact(void **state)
{
    char *text = plan_text_of(SMALL_PLAN);
    struct plan *plan = load_good(text);
    const struct target *targets = plan->targets;
    (void)state;

    assert_int_equal(targets[0].condition.value, 8050);
    assert_true(targets[0].condition.rising);
    assert_int_equal(targets[0].off_target.on_track, 9000);
    assert_int_equal(targets[0].off_target.periods, 5);
    assert_false(targets[0].baseline.given);
    assert_int_equal(targets[1].condition.low, 800);
    assert_int_equal(targets[1].condition.high, 1000);
    assert_false(targets[1].condition.above_is_breach);
    assert_int_equal(targets[1].baseline.value, 750);
    assert_int_equal(targets[2].condition.low, 160000);
    assert_int_equal(targets[2].condition.high, 180001);
    assert_true(targets[2].condition.above_is_breach && targets[2].condition.has_high);
    assert_string_equal(targets[2].unit_measure, "PT_A");
    assert_string_equal(targets[2].interpretation.en, "A yearly mean");
    assert_null(targets[0].interpretation.vi);
    assert_int_equal(targets[3].condition.value, 550);
    assert_true(targets[3].condition.every_period);
    assert_int_equal(targets[4].condition.is, CONDITION_AT_MOST);
    assert_int_equal(targets[5].condition.level, 2);
    assert_string_equal(targets[5].unit_measure, "LEVEL");
    assert_int_equal(targets[6].condition.is, CONDITION_ABOVE_BENCHMARK);
    assert_int_equal(targets[7].condition.is, CONDITION_BY_SCHEME);
    plan_free(plan);
    free(text);
}

static void zones_with_a_fixed_offset_are_known(void **state)
{
    static const struct {
        const char *zone;
        int32_t utc_offset_s;
    } cases[] = {
        {"Asia/Saigon", 25200}, {"Asia/Bangkok", 25200}, {"UTC", 0},         {"+07:00", 25200},
        {"-03:30", -12600},     {"+14:00", 50400},       {"-12:00", -43200}, {"+00:00", 0},
    };
    char *good = plan_text_of(SMALL_PLAN);
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *text = plan_text_with(good, "Asia/Ho_Chi_Minh", cases[i].zone);
        struct plan *plan = load_good(text);

        assert_int_equal(plan->utc_offset_s, cases[i].utc_offset_s);
        plan_free(plan);
        free(text);
    }
    free(good);
}

static void the_digest_is_that_of_the_bytes(void **state)
{
    char *text = plan_text_of(SMALL_PLAN),
         *longer = plan_text_with(text, "\"small\"", "\"small\" ");
    struct plan *plan = load_good(text), *other = load_good(longer);
    char command[512], expected[PLAN_SHA256_BYTES] = "";
    FILE *sum;
    (void)state;

    (void)snprintf(command, sizeof(command), "sha256sum '%s'", SMALL_PLAN);
    sum = popen(command, "r"); // NOLINT(cert-env33-c): the path is this source tree's
    assert_non_null(sum);
    assert_non_null(fgets(expected, sizeof(expected), sum));
    assert_int_equal(pclose(sum), 0);
    assert_string_equal(plan->sha256, expected);
    assert_string_not_equal(plan->sha256, other->sha256);
    plan_free(plan);
    plan_free(other);
    free(longer);
    free(text);
}

static void the_province_is_good(void **state)
{
    char *text = plan_text_of(PROVINCE_PLAN);
    struct plan *plan = load_good(text);
    (void)state;

    assert_string_equal(plan->tag, "bac-giang-2030@1");
    assert_int_equal(plan->agency_count, 9);
    assert_int_equal(plan->indicator_count, 36);
    assert_int_equal(plan->target_count, 38);
    plan_free(plan);
    free(text);
}

static bool has_fault(const struct plan_faults *faults, const char *pointer)
{
    for (size_t i = 0; i < faults->count; i++)
        if (strcmp(faults->items[i].pointer, pointer) == 0)
            return true;
    return false;
}

static void every_fault_is_reported_at_once(void **state)
{
    static const struct {
        const char *old, *new, *pointer;
    } changes[] = {
        {"\"version\": 3", "\"version\": -3", "/version"},
        {"Asia/Ho_Chi_Minh", "Europe/Paris", "/time_zone"},
        {"\"succeeded_by\": \"tttt\"", "\"succeeded_by\": \"none\"",
         "/agencies/2/succeeded_by"},
        {"[\"VN-56\", \"VN-53\"]", "\"VN-56\"", "/groups/1/members"},
        {"\"factor\": 100", "\"factor\": 99", "/indicators/0/factor"},
        {"\"kind\": \"rank\"", "\"kind\": 7, \"colour\": 1", "/indicators/3/kind"},
        {"\"indicator\": \"tfp.share\"", "\"indicator\": \"nothing\"", "/targets/3/indicator"},
        {"\"due\": \"2045-12-31\"", "\"due\": \"2045-12-30\"", "/targets/7/due"},
        {"\"level\": \"high\"", "\"level\": \"top\"", "/targets/5/condition/level"},
    };
    char *text = plan_text_of(SMALL_PLAN);
    struct plan_faults faults;
    (void)state;

    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        char *changed = plan_text_with(text, changes[i].old, changes[i].new);

        free(text);
        text = changed;
    }
    assert_null(plan_load(text_of(text), &faults));
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
        if (!has_fault(&faults, changes[i].pointer))
            fail_msg("no fault at %s", changes[i].pointer);
    assert_true(has_fault(&faults, "/indicators/3/colour"));
    assert_int_equal(faults.count, sizeof(changes) / sizeof(changes[0]) + 1);
    plan_faults_free(&faults);
    free(text);
}

static void an_empty_object_lacks_everything(void **state)
{
    struct plan_faults faults;
    (void)state;

    assert_null(plan_load(text_of("{}"), &faults));
    assert_int_equal(faults.count, 11);
    for (size_t i = 0; i < faults.count; i++)
        assert_string_equal(faults.items[i].pointer, "");
    plan_faults_free(&faults);
    plan_faults_free(&faults); /* it left an empty list */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_small_plan_is_read_whole),
        cmocka_unit_test(an_indicator_is_exact),
        cmocka_unit_test(what_is_left_out_has_its_default),
        cmocka_unit_test(thresholds_are_inherited),
        cmocka_unit_test(a_row_of_two_horizons_is_shared),
        cmocka_unit_test(a_condition_is_exact),
        cmocka_unit_test(zones_with_a_fixed_offset_are_known),
        cmocka_unit_test(the_digest_is_that_of_the_bytes),
        cmocka_unit_test(the_province_is_good),
        cmocka_unit_test(every_fault_is_reported_at_once),
        cmocka_unit_test(an_empty_object_lacks_everything),
    };
    return cmocka_run_group_tests_name("plan_load", tests, NULL, NULL);
}
