/* What stands and what is asked for, to a transition: the net difference alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/alerter/transition.h"

enum { NOW = 1791187200 };

static struct verdicts_alert standing(enum alarm_state state, enum alarm_severity severity)
{
    struct verdicts_alert alert = {.is = {.state = state, .severity = severity, .count = 2},
                                   .sequence = 4,
                                   .changed_unix_ms = 5};

    if (state == ALARM_FIRING)
        memcpy(alert.is.raised_for, "2026-03", 8);
    if (state != ALARM_INACTIVE)
        memcpy(alert.is.since, "2026-02", 8);
    if (state == ALARM_FIRING)
        alert.raised_unix_ms = 3;
    return alert;
}

static struct alarm_standing asked(enum alarm_state state, enum alarm_severity severity)
{
    struct alarm_standing shall = {.state = state,
                                   .severity = severity,
                                   .period = "2026-09",
                                   .value = {"41.00"},
                                   .count = state == ALARM_INACTIVE ? 0 : 2,
                                   .why = ""};

    if (state != ALARM_INACTIVE)
        memcpy(shall.since, "2026-08", 8);
    if (state == ALARM_FIRING)
        memcpy(shall.raised_for, "2026-09", 8);
    return shall;
}

static void every_pair_of_states_has_one_transition(void **state)
{
    static const struct {
        enum alarm_state from;
        enum alarm_severity from_severity;
        enum alarm_state to;
        enum alarm_severity to_severity;
        const char *transition, *raised_for;
    } cases[] = {
        {ALARM_INACTIVE, SEVERITY_NONE, ALARM_INACTIVE, SEVERITY_NONE, "", ""},
        {ALARM_INACTIVE, SEVERITY_NONE, ALARM_PENDING, SEVERITY_WARNING, "", ""},
        {ALARM_INACTIVE, SEVERITY_NONE, ALARM_FIRING, SEVERITY_WARNING, "raised", "2026-09"},
        {ALARM_PENDING, SEVERITY_WARNING, ALARM_INACTIVE, SEVERITY_NONE, "", ""},
        {ALARM_PENDING, SEVERITY_WARNING, ALARM_PENDING, SEVERITY_CRITICAL, "", ""},
        {ALARM_PENDING, SEVERITY_WARNING, ALARM_FIRING, SEVERITY_WARNING, "raised", "2026-09"},
        {ALARM_FIRING, SEVERITY_WARNING, ALARM_INACTIVE, SEVERITY_NONE, "cleared", ""},
        {ALARM_FIRING, SEVERITY_WARNING, ALARM_PENDING, SEVERITY_WARNING, "cleared", ""},
        {ALARM_FIRING, SEVERITY_WARNING, ALARM_FIRING, SEVERITY_WARNING, "", "2026-03"},
        {ALARM_FIRING, SEVERITY_WARNING, ALARM_FIRING, SEVERITY_CRITICAL, "changed", "2026-03"},
        {ALARM_FIRING, SEVERITY_CRITICAL, ALARM_FIRING, SEVERITY_INFO, "changed", "2026-03"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct verdicts_alert stands = standing(cases[i].from, cases[i].from_severity), next;
        struct alarm_standing shall = asked(cases[i].to, cases[i].to_severity);
        enum transition transition =
            transition_to(ALARM_OFF_TARGET, &stands, &shall, NOW, &next);
        bool made = transition != TRANSITION_NONE;

        assert_string_equal(cases[i].transition, transition_name(transition));
        assert_string_equal(cases[i].raised_for, next.is.raised_for);
        assert_int_equal(cases[i].to, next.is.state);
        assert_int_equal(cases[i].to_severity, next.is.severity);
        assert_int_equal(made ? 5 : 4, next.sequence);
        assert_int_equal(made ? NOW : 5, next.changed_unix_ms);
        assert_string_equal(cases[i].to == ALARM_INACTIVE ? "" : "2026-08", next.is.since);
        assert_string_equal("41.00", next.is.value.text);
    }
}

static void what_was_acknowledged_stays_so_until_it_changes(void **state)
{
    struct verdicts_alert stands = standing(ALARM_FIRING, SEVERITY_WARNING), next;
    struct alarm_standing shall = asked(ALARM_FIRING, SEVERITY_WARNING);
    (void)state;

    stands.acknowledged_unix_ms = 9;
    memcpy(stands.acknowledged_by, "A", 2);
    assert_int_equal(TRANSITION_NONE,
                     transition_to(ALARM_OFF_TARGET, &stands, &shall, NOW, &next));
    assert_string_equal("A", next.acknowledged_by);
    assert_int_equal(9, next.acknowledged_unix_ms);
    assert_int_equal(3, next.raised_unix_ms);
    shall.severity = SEVERITY_CRITICAL;
    assert_int_equal(TRANSITION_CHANGED,
                     transition_to(ALARM_OFF_TARGET, &stands, &shall, NOW, &next));
    assert_string_equal("", next.acknowledged_by);
    assert_int_equal(0, next.acknowledged_unix_ms);
    assert_int_equal(3, next.raised_unix_ms);
}

static void another_meaning_is_a_change_though_as_grave(void **state)
{
    static const struct {
        const char *stands, *shall;
        enum alarm_kind kind;
        enum transition transition;
    } cases[] = {
        {"projected", "lost", ALARM_FALLING_BACK, TRANSITION_CHANGED},
        {"lost", "projected", ALARM_FALLING_BACK, TRANSITION_CHANGED},
        {"lost", "lost", ALARM_FALLING_BACK, TRANSITION_NONE},
        {"", "lost", ALARM_FALLING_BACK, TRANSITION_NONE}, /* it was not kept */
        {"", "trend", ALARM_REVERSING, TRANSITION_NONE},
        {"", "overdue", ALARM_DUE_SOON, TRANSITION_NONE},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct verdicts_alert stands = standing(ALARM_FIRING, SEVERITY_WARNING), next;
        struct alarm_standing shall = asked(ALARM_FIRING, SEVERITY_WARNING);

        memcpy(shall.raised_for, "2026-03", 8);
        stands.is.why = cases[i].stands;
        shall.why = cases[i].shall;
        stands.acknowledged_unix_ms = 9;
        assert_int_equal(cases[i].transition,
                         transition_to(cases[i].kind, &stands, &shall, NOW, &next));
        assert_int_equal(cases[i].transition == TRANSITION_NONE ? 9 : 0,
                         next.acknowledged_unix_ms);
        assert_string_equal(cases[i].shall, next.is.why);
    }
}

static void a_gap_is_known_by_its_offset_also_once_it_is_cleared(void **state)
{
    struct verdicts_alert stands = standing(ALARM_FIRING, SEVERITY_CRITICAL), next;
    struct alarm_standing shall = {.raised_for = "700", .why = ""}; /* of the next gap */
    (void)state;

    memcpy(stands.is.raised_for, "500", 4);
    assert_int_equal(TRANSITION_CLEARED,
                     transition_to(ALARM_LOG_GAP, &stands, &shall, NOW, &next));
    assert_string_equal("500", next.is.raised_for);
}

static void what_ends_with_its_period_is_another_alert_for_another(void **state)
{
    struct verdicts_alert stands = standing(ALARM_FIRING, SEVERITY_INFO), next;
    struct alarm_standing shall = asked(ALARM_FIRING, SEVERITY_INFO);
    (void)state;

    stands.acknowledged_unix_ms = 9;
    for (enum alarm_kind kind = ALARM_OFF_TARGET; kind < ALARM_KINDS; kind++) {
        bool ends = kind == ALARM_STALE || kind == ALARM_DUE_SOON;
        enum transition wanted = ends ? TRANSITION_REPLACED : TRANSITION_NONE;

        assert_int_equal(wanted, transition_to(kind, &stands, &shall, NOW, &next));
        assert_string_equal(ends ? "2026-09" : "2026-03", next.is.raised_for);
        assert_int_equal(ends ? 6 : 4, next.sequence);
        assert_int_equal(ends ? NOW : 3, next.raised_unix_ms);
        assert_int_equal(ends ? NOW : 5, next.changed_unix_ms);
        assert_int_equal(ends ? 0 : 9, next.acknowledged_unix_ms);
    }
    memcpy(shall.raised_for, "2026-03", 8); /* for the same, on another day */
    assert_int_equal(TRANSITION_NONE,
                     transition_to(ALARM_DUE_SOON, &stands, &shall, NOW, &next));
}

/* ---- how it is told ---- */

static const struct agency khcn = {.id = "khcn", .names = {"Sở", "Office"}};
static const struct agency tttt = {
    .id = "tttt", .succeeded_by = &khcn, .names = {"Sở cũ", "Former office"}};
static const struct agency thongke = {.id = "thongke", .names = {"Cục", "Bureau"}};
static const struct agency *const leads[] = {&khcn, &tttt, &thongke};
static const struct indicator indicator = {.id = "i",
                                           .unit_measure = "PT",
                                           .names = {"Tỷ lệ", "Share"},
                                           .frequency = FREQUENCY_MONTHLY};
static const struct target target = {.id = "2030.5.6",
                                     .row = "5.6",
                                     .names = {"Tỷ lệ", "Share"},
                                     .printed = "≥80",
                                     .indicator = &indicator,
                                     .lead = {leads, 3}};
static const struct plan plan = {.id = "p", .version = 7};

static void told(const struct verdict *verdict, const struct alarm_standing *shall,
                 struct verdicts_alert_row *row)
{
    const struct transition_about about = {
        .plan = &plan, .indicator = &indicator, .target = &target, .verdict = verdict};

    row->subject = target.id;
    row->kind = ALARM_OFF_TARGET;
    transition_propose(&about, shall, NOW, row);
}

static void a_raise_tells_whom_and_what(void **state)
{
    struct verdict verdict = {.target = &target, .status = STATUS_SLOW};
    struct alarm_standing shall = asked(ALARM_FIRING, SEVERITY_WARNING);
    struct verdicts_alert_row row = {0};
    const struct alert *made = &row.transitions[0].alert;
    const struct text *fields = made->fields;
    (void)state;

    memcpy(verdict.expected.text, "51.27", 6);
    told(&verdict, &shall, &row);
    assert_int_equal(1, row.transition_count);
    assert_true(text_is(made->plan, "p"));
    assert_int_equal(7, made->plan_version);
    assert_int_equal(1, made->sequence);
    assert_int_equal(2, made->count);
    assert_true(text_is(fields[ALERT_SUBJECT], "2030.5.6"));
    assert_true(text_is(fields[ALERT_KIND], "off_target"));
    assert_true(text_is(fields[ALERT_TRANSITION], "raised"));
    assert_true(text_is(fields[ALERT_SEVERITY], "warning"));
    assert_true(text_is(fields[ALERT_STATUS], "SLOW"));
    assert_true(text_is(fields[ALERT_RAISED_FOR], "2026-09"));
    assert_true(text_is(fields[ALERT_SINCE], "2026-08"));
    assert_true(text_is(fields[ALERT_EXPECTED], "51.27"));
    assert_true(fields[ALERT_EXPLAIN_VI].length > 0);
    assert_true(text_is(fields[ALERT_LEAD], "khcn thongke")); /* successors once */
}

static void a_clearance_names_what_it_clears(void **state)
{
    const struct verdict verdict = {.target = &target, .status = STATUS_NO_BASELINE};
    struct alarm_standing shall = asked(ALARM_INACTIVE, SEVERITY_NONE);
    struct verdicts_alert_row row = {.stands = standing(ALARM_FIRING, SEVERITY_CRITICAL)};
    const struct alert *made = &row.transitions[0].alert;
    const struct text *fields = made->fields;
    (void)state;

    shall.why = "series_break";
    told(&verdict, &shall, &row);
    assert_true(text_is(fields[ALERT_TRANSITION], "cleared"));
    assert_true(text_is(fields[ALERT_SEVERITY], "critical"));
    assert_true(text_is(fields[ALERT_RAISED_FOR], "2026-03"));
    assert_true(text_is(fields[ALERT_SINCE], "2026-02"));
    assert_true(text_is(fields[ALERT_WHY], "series_break"));
    assert_int_equal(0, made->count);
    assert_int_equal(5, made->sequence);
    assert_string_equal("", row.words.vi); /* nothing stands */
}

static void what_stands_reads_as_what_stands(void **state)
{
    const struct verdict verdict = {.target = &target, .status = STATUS_SLOW};
    struct alarm_standing shall = asked(ALARM_FIRING, SEVERITY_WARNING);
    struct verdicts_alert_row row = {0};
    (void)state;

    told(&verdict, &shall, &row);
    assert_int_equal(0, strncmp(row.transitions[0].words.vi, "Phát cảnh báo “", 20));
    assert_int_equal(0, strncmp(row.words.vi, "Cảnh báo “", 14));
    assert_int_equal(0, strncmp(row.words.en, "Alert “", 9));
    row.stands = row.shall; /* and so it is looked at again */
    told(&verdict, &shall, &row);
    assert_int_equal(0, row.transition_count);
    assert_int_equal(0, strncmp(row.words.vi, "Cảnh báo “", 14));
}

static void one_that_ends_and_another_that_begins_are_told_each(void **state)
{
    const struct transition_about about = {.plan = &plan, .indicator = &indicator};
    struct alarm_standing shall = asked(ALARM_FIRING, SEVERITY_INFO);
    struct verdicts_alert_row row = {.subject = "i",
                                     .kind = ALARM_DUE_SOON,
                                     .stands = standing(ALARM_FIRING, SEVERITY_INFO)};
    const struct alert *over = &row.transitions[0].alert, *raised = &row.transitions[1].alert;
    (void)state;

    shall.why = "overdue";
    transition_propose(&about, &shall, NOW, &row);
    assert_int_equal(2, row.transition_count);
    assert_true(text_is(over->fields[ALERT_TRANSITION], "cleared"));
    assert_true(text_is(over->fields[ALERT_RAISED_FOR], "2026-03"));
    assert_true(text_is(over->fields[ALERT_SINCE], "2026-02"));
    assert_true(text_is(over->fields[ALERT_WHY], ""));
    assert_int_equal(5, over->sequence);
    assert_int_equal(0, over->count);
    assert_int_equal(0, strncmp(row.transitions[0].words.vi, "Đã hết cảnh báo “", 22));
    assert_true(text_is(raised->fields[ALERT_TRANSITION], "raised"));
    assert_true(text_is(raised->fields[ALERT_RAISED_FOR], "2026-09"));
    assert_true(text_is(raised->fields[ALERT_WHY], "overdue"));
    assert_int_equal(6, raised->sequence);
    assert_int_equal(0, strncmp(row.transitions[1].words.vi, "Phát cảnh báo “", 20));
    assert_int_equal(6, row.shall.sequence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_of_states_has_one_transition),
        cmocka_unit_test(what_was_acknowledged_stays_so_until_it_changes),
        cmocka_unit_test(another_meaning_is_a_change_though_as_grave),
        cmocka_unit_test(a_gap_is_known_by_its_offset_also_once_it_is_cleared),
        cmocka_unit_test(what_ends_with_its_period_is_another_alert_for_another),
        cmocka_unit_test(a_raise_tells_whom_and_what),
        cmocka_unit_test(a_clearance_names_what_it_clears),
        cmocka_unit_test(what_stands_reads_as_what_stands),
        cmocka_unit_test(one_that_ends_and_another_that_begins_are_told_each),
    };

    return cmocka_run_group_tests_name("alerter/transition", tests, NULL, NULL);
}
