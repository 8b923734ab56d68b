/* The alerts of an agency and of a partition. */
#include "tests/consumers/judge/alarm_fixture.h"

static struct alarm_agency_facts facts_of(const struct fixture *f)
{
    return (struct alarm_agency_facts){.plan = &f->plan,
                                       .agency = &f->khcn,
                                       .last_heard_day = PLAN_DAY_NONE,
                                       .stale_since_day = PLAN_DAY_NONE};
}

static void reject(const struct fixture *f, int64_t accepted, int64_t refused,
                   const char *today, struct alarm_standing *standing)
{
    struct alarm_standing stands[ALARM_KINDS] = {{.state = ALARM_INACTIVE}}, shall[ALARM_KINDS];
    struct alarm_agency_facts facts = facts_of(f);

    facts.accepted_24h = accepted;
    facts.refused_24h = refused;
    stands[ALARM_REJECTIONS] = *standing;
    alarms_of_agency(&facts, fixture_day(today), stands, shall);
    *standing = shall[ALARM_REJECTIONS];
}

static void rejections_are_many_and_a_large_share(void **state)
{
    static const struct {
        int64_t accepted, refused;
        const char *standing;
    } cases[] = {
        {0, 0, ALARM_NONE},
        {0, 2, ALARM_NONE},
        {0, 3, "firing warning 3 2026-10-05 2026-10-05 -"},
        {57, 3, ALARM_NONE}, /* 5 %: not more */
        {56, 3, "firing warning 3 2026-10-05 2026-10-05 -"},
        {1000000, 3, ALARM_NONE},
    };
    struct fixture f;
    (void)state;

    fixture_make(&f);
    alarm_thresholds(&f, 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct alarm_standing standing = {.state = ALARM_INACTIVE};

        reject(&f, cases[i].accepted, cases[i].refused, "2026-10-05", &standing);
        alarm_expect("rejections", &standing, cases[i].standing);
    }
}

static void rejections_end_with_a_clean_day(void **state)
{
    struct alarm_standing standing = {.state = ALARM_INACTIVE};
    struct fixture f;
    (void)state;

    fixture_make(&f);
    alarm_thresholds(&f, 1);
    reject(&f, 5, 3, "2026-10-05", &standing);
    assert_string_equal("37.5", standing.value.text);
    reject(&f, 500, 1, "2026-10-06", &standing);
    alarm_expect("few", &standing, "firing warning 1 2026-10-05 2026-10-05 -");
    reject(&f, 500, 0, "2026-10-07", &standing);
    alarm_expect("clean", &standing, ALARM_NONE);
    reject(&f, 0, 3, "2026-10-08", &standing);
    alarm_expect("again", &standing, "firing warning 3 2026-10-08 2026-10-08 -");
    memcpy(standing.since, "x", 2);
    reject(&f, 0, 3, "2026-10-09", &standing);
    alarm_expect("foreign", &standing, "firing warning 3 2026-10-09 2026-10-08 -");
}

static void silent_when_all_is_stale_and_nothing_came_since(void **state)
{
    static const struct {
        size_t indicators, stale;
        const char *heard, *standing;
    } cases[] = {
        {0, 0, NULL, ALARM_NONE},
        {3, 2, "2026-08-01", ALARM_NONE},
        {3, 3, "2026-09-09", "firing warning 3 2026-09-10 2026-09-10 -"},
        {3, 3, "2026-09-10", ALARM_NONE},
        {3, 3, "2026-10-04", ALARM_NONE},
        {3, 3, "2026-10-06", ALARM_NONE}, /* another clock is a little ahead */
        {3, 3, "2026-10-07", "firing warning 3 2026-09-10 2026-09-10 -"}, /* loaded later */
        {3, 3, NULL, "firing warning 3 2026-09-10 2026-09-10 -"},
    };
    const struct alarm_standing nothing[ALARM_KINDS] = {{.state = ALARM_INACTIVE}};
    struct alarm_standing shall[ALARM_KINDS];
    struct fixture f;
    struct alarm_agency_facts facts;
    (void)state;

    fixture_make(&f);
    alarm_thresholds(&f, 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        facts = facts_of(&f);
        facts.indicators = cases[i].indicators;
        facts.stale = cases[i].stale;
        facts.stale_since_day = fixture_day("2026-09-10");
        if (cases[i].heard != NULL)
            facts.last_heard_day = fixture_day(cases[i].heard);
        alarms_of_agency(&facts, fixture_day("2026-10-05"), nothing, shall);
        alarm_expect("silent", &shall[ALARM_AGENCY_SILENT], cases[i].standing);
    }
    f.khcn.retired_on = fixture_day("2026-10-05"); /* out of office: its successor's affair */
    alarms_of_agency(&facts, fixture_day("2026-10-05"), nothing, shall);
    alarm_expect("retired", &shall[ALARM_AGENCY_SILENT], ALARM_NONE);
    alarms_of_agency(&facts, fixture_day("2026-10-04"), nothing, shall);
    assert_int_equal(ALARM_FIRING, shall[ALARM_AGENCY_SILENT].state);
}

static void a_gap_is_told_once(void **state)
{
    struct alarm_gap_facts gap = {.topic = "tiendo.measurements.khcn",
                                  .partition = 2,
                                  .why = "trimmed",
                                  .ledger = 100,
                                  .reset_to = 140,
                                  .begin = 140,
                                  .end = 900};
    struct alarm_standing standing = {.state = ALARM_INACTIVE}, shall;
    (void)state;

    alarms_of_partition(&gap, &standing, &shall);
    alarm_expect("found", &shall, "firing critical 1 100 100 trimmed");
    assert_string_equal("40", shall.value.text);
    standing = shall;
    alarms_of_partition(&gap, &standing, &shall);
    alarm_expect("stays", &shall, "firing critical 1 100 100 trimmed");
    gap.acknowledged = true;
    alarms_of_partition(&gap, &standing, &shall);
    alarm_expect("acknowledged", &shall, "inactive - 0 - 100 trimmed");
    standing = shall;
    gap.acknowledged = false; /* the fact is forgotten; what stands remembers */
    alarms_of_partition(&gap, &standing, &shall);
    alarm_expect("known", &shall, "inactive - 0 - 100 trimmed");
    gap.ledger = 950;
    gap.why = "recreated";
    gap.reset_to = 0;
    alarms_of_partition(&gap, &standing, &shall);
    alarm_expect("another", &shall, "firing critical 1 950 950 recreated");
    assert_string_equal("", shall.value.text);
}

static void names_are_judgements(void **state)
{
    static const struct {
        const char *name;
        enum alarm_subject subject;
    } kinds[ALARM_KINDS] = {
        {"off_target", SUBJECT_TARGET},       {"reversing", SUBJECT_TARGET},
        {"falling_back", SUBJECT_TARGET},     {"missed", SUBJECT_TARGET},
        {"stale", SUBJECT_INDICATOR},         {"due_soon", SUBJECT_INDICATOR},
        {"disputed", SUBJECT_INDICATOR},      {"outlier", SUBJECT_INDICATOR},
        {"coverage_drop", SUBJECT_INDICATOR}, {"rejections", SUBJECT_AGENCY},
        {"agency_silent", SUBJECT_AGENCY},    {"log_gap", SUBJECT_PARTITION},
    };
    (void)state;

    for (enum alarm_kind kind = ALARM_OFF_TARGET; kind < ALARM_KINDS; kind++) {
        assert_string_equal(kinds[kind].name, alarm_kind_name(kind));
        assert_int_equal(kinds[kind].subject, alarm_kind_subject(kind));
        assert_int_equal(kind, alarm_kind_of(text_of(kinds[kind].name)));
    }
    assert_int_equal(ALARM_KINDS, alarm_kind_of(text_of("off")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rejections_are_many_and_a_large_share),
        cmocka_unit_test(rejections_end_with_a_clean_day),
        cmocka_unit_test(silent_when_all_is_stale_and_nothing_came_since),
        cmocka_unit_test(a_gap_is_told_once),
        cmocka_unit_test(names_are_judgements),
    };

    return cmocka_run_group_tests_name("judge/alarm_agency", tests, NULL, NULL);
}
