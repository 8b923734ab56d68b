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
    struct verdicts_alert alert = {
        .state = state, .severity = severity, .sequence = 4, .count = 2, .changed_unix_ms = 5};

    if (state == ALARM_FIRING)
        memcpy(alert.raised_for, "2026-03", 8);
    if (state != ALARM_INACTIVE)
        memcpy(alert.since, "2026-02", 8);
    return alert;
}

static struct alarm asked(enum alarm_state state, enum alarm_severity severity)
{
    const struct period september = {FREQUENCY_MONTHLY, 2026 * 12 + 8};
    const struct period august = {FREQUENCY_MONTHLY, 2026 * 12 + 7};
    struct alarm alarm = {.state = state,
                          .severity = severity,
                          .since = august,
                          .raised_for = september,
                          .last = september,
                          .has_last = true,
                          .count = state == ALARM_INACTIVE ? 0 : 2};

    memcpy(alarm.value.text, "41.00", 6);
    return alarm;
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
        struct alarm alarm = asked(cases[i].to, cases[i].to_severity);
        enum transition transition = transition_to(&stands, &alarm, NOW, &next);
        bool made = transition != TRANSITION_NONE;

        assert_string_equal(cases[i].transition, transition_name(transition));
        assert_string_equal(cases[i].raised_for, next.raised_for);
        assert_int_equal(cases[i].to, next.state);
        assert_int_equal(cases[i].to_severity, next.severity);
        assert_int_equal(made ? 5 : 4, next.sequence);
        assert_int_equal(made ? NOW : 5, next.changed_unix_ms);
        assert_string_equal(cases[i].to == ALARM_INACTIVE ? "" : "2026-08", next.since);
        assert_string_equal("41.00", next.value.text);
    }
}

/* ---- how it is told ---- */

static void told(struct verdicts_proposal *proposal, const struct alarm *alarm)
{
    static const struct agency khcn = {.id = "khcn"};
    static const struct agency tttt = {.id = "tttt", .succeeded_by = &khcn};
    static const struct agency thongke = {.id = "thongke"};
    static const struct agency *const leads[] = {&khcn, &tttt, &thongke};
    static const struct indicator indicator = {.id = "i", .unit_measure = "PT"};
    static const struct target target = {
        .id = "2030.5.6", .indicator = &indicator, .lead = {leads, 3}};
    static const struct plan plan = {.id = "p", .version = 7};

    proposal->target = &target;
    proposal->verdict.target = &target;
    transition_propose(&plan, alarm, NOW, proposal);
}

static void a_raise_tells_whom_and_what(void **state)
{
    struct verdicts_proposal proposal = {.verdict = {.status = STATUS_SLOW}};
    struct alarm alarm = asked(ALARM_FIRING, SEVERITY_WARNING);
    const struct text *fields = proposal.transition.fields;
    (void)state;

    memcpy(proposal.verdict.expected.text, "51.27", 6);
    told(&proposal, &alarm);
    assert_true(proposal.is_transition);
    assert_true(text_is(proposal.transition.plan, "p"));
    assert_int_equal(7, proposal.transition.plan_version);
    assert_int_equal(1, proposal.transition.sequence);
    assert_int_equal(2, proposal.transition.count);
    assert_true(text_is(fields[ALERT_SUBJECT], "2030.5.6"));
    assert_true(text_is(fields[ALERT_TRANSITION], "raised"));
    assert_true(text_is(fields[ALERT_SEVERITY], "warning"));
    assert_true(text_is(fields[ALERT_RAISED_FOR], "2026-09"));
    assert_true(text_is(fields[ALERT_SINCE], "2026-08"));
    assert_true(text_is(fields[ALERT_STATUS], "SLOW"));
    assert_true(text_is(fields[ALERT_EXPECTED], "51.27"));
    assert_true(text_is(fields[ALERT_LEAD], "khcn thongke")); /* successors once */
}

static void a_clearance_names_what_it_clears(void **state)
{
    struct verdicts_proposal proposal = {
        .standing = {.alert = standing(ALARM_FIRING, SEVERITY_CRITICAL)},
        .verdict = {.status = STATUS_NO_BASELINE}};
    struct alarm alarm = asked(ALARM_INACTIVE, SEVERITY_NONE);
    const struct text *fields = proposal.transition.fields;
    (void)state;

    alarm.series_break = true;
    told(&proposal, &alarm);
    assert_true(text_is(fields[ALERT_TRANSITION], "cleared"));
    assert_true(text_is(fields[ALERT_SEVERITY], "critical"));
    assert_true(text_is(fields[ALERT_RAISED_FOR], "2026-03"));
    assert_true(text_is(fields[ALERT_SINCE], "2026-02"));
    assert_true(text_is(fields[ALERT_WHY], "series_break"));
    assert_int_equal(0, proposal.transition.count);
    assert_int_equal(5, proposal.transition.sequence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_of_states_has_one_transition),
        cmocka_unit_test(a_raise_tells_whom_and_what),
        cmocka_unit_test(a_clearance_names_what_it_clears),
    };

    return cmocka_run_group_tests_name("alerter/transition", tests, NULL, NULL);
}
