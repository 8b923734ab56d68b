/* What stands at an Alertmanager, and when it is told: the time is an input, no clock moves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "consumers/alerter/standing.h"
#include "deploy/service/file.h"
#include "schemas/instant.h"

static const int64_t second_ms = 1000, minute_ms = 60000, hour_ms = 3600000;
static const int64_t begun_unix_ms = 1791187200000; /* 2026-10-05T08:00:00Z */

struct fixture {
    struct plan *plan;
    struct standing *standing;
    struct standing_time now;
    json_t *posted; /* by the last tell() */
};

static int begin(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct text bytes = file_read(TIENDO_ROOT "/schemas/plans/bac-giang-2030.json", 1 << 22);
    struct plan_faults faults = {0};

    f->plan = plan_load(bytes, &faults);
    file_free(bytes);
    f->standing = standing_new(f->plan);
    f->now = (struct standing_time){begun_unix_ms, 77 * hour_ms};
    *state = f;
    return f->plan == NULL || f->standing == NULL ? -1 : 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    json_decref(f->posted);
    standing_free(f->standing);
    plan_free(f->plan);
    free(f);
    return 0;
}

static struct alert alert(const struct fixture *f, int sequence, const char *transition,
                          const char *severity)
{
    struct alert alert = {
        .plan = text_of("bac-giang-2030"), .sequence = sequence, .at_unix_ms = f->now.unix_ms};

    alert.fields[ALERT_SUBJECT] = text_of("2030.5.6");
    alert.fields[ALERT_KIND] = text_of("off_target");
    alert.fields[ALERT_TRANSITION] = text_of(transition);
    alert.fields[ALERT_SEVERITY] = text_of(severity);
    alert.fields[ALERT_RAISED_FOR] = text_of("2026-09");
    alert.fields[ALERT_LEAD] = text_of("khcn congan");
    alert.fields[ALERT_VALUE] = text_of("41.00");
    alert.fields[ALERT_EXPLAIN_VI] = text_of("chậm 10,27 điểm phần trăm");
    alert.fields[ALERT_EXPLAIN_EN] = text_of("10.27 points behind");
    return alert;
}

static void take(struct fixture *f, int sequence, const char *transition, const char *severity)
{
    struct alert one = alert(f, sequence, transition, severity);

    assert_int_equal(standing_take(f->standing, &one, f->now), 0);
}

static void pass(struct fixture *f, int64_t duration_ms)
{
    f->now.unix_ms += duration_ms;
    f->now.mono_ms += duration_ms;
}

/* Posts what is due and has it taken (or not); returns how many that were. */
static size_t tell(struct fixture *f, bool taken)
{
    bool due = standing_is_due(f->standing, f->now);
    size_t count = due ? standing_gather(f->standing, f->now) : 0;
    char *body = standing_body(f->standing, 0, count, f->now.unix_ms);

    json_decref(f->posted);
    f->posted = count == 0 ? json_array() : json_loads(body, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(f->posted);
    assert_int_equal(json_array_size(f->posted), count);
    free(body);
    if (taken)
        standing_taken(f->standing, 0, count, f->now);
    standing_settle(f->standing, f->now);
    return count;
}

static const char *posted(const struct fixture *f, size_t i, const char *group,
                          const char *name)
{
    const json_t *object = json_array_get(f->posted, i);

    return json_string_value(
        json_object_get(group == NULL ? object : json_object_get(object, group), name));
}

static int64_t posted_ms(const struct fixture *f, size_t i, const char *name)
{
    int64_t unix_ms = 0;

    assert_int_equal(instant_read(text_of(posted(f, i, NULL, name)), &unix_ms), 0);
    return unix_ms;
}

/* ---- what is posted ---- */

static void an_alert_is_labels_sentences_and_times(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *group, *name, *value;
    } wanted[] = {
        {"labels", "alertname", "tiendo"},
        {"labels", "plan", "bac-giang-2030"},
        {"labels", "subject", "2030.5.6"},
        {"labels", "kind", "off_target"},
        {"labels", "raised_for", "2026-09"},
        {"labels", "severity", "critical"},
        {"labels", "lead", "khcn congan"},
        {"annotations", "explain_vi", "chậm 10,27 điểm phần trăm"},
        {"annotations", "explain_en", "10.27 points behind"},
        {"annotations", "lead_vi", "Sở Khoa học và Công nghệ; Công an tỉnh"},
        {"annotations", "value", "41.00"},
        {NULL, "startsAt", "2026-10-05T08:00:00Z"},
        {NULL, "endsAt", "2026-10-05T08:04:00Z"},
    };

    take(f, 1, "raised", "critical");
    assert_int_equal(tell(f, true), 1);
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        const char *got = posted(f, 0, wanted[i].group, wanted[i].name);

        if (got == NULL || strcmp(got, wanted[i].value) != 0)
            fail_msg("%s: %s", wanted[i].name, got);
    }
    assert_int_equal(json_object_size(json_object_get(json_array_get(f->posted, 0), "labels")),
                     7);
    assert_non_null(posted(f, 0, "annotations", "name_vi"));
    assert_non_null(posted(f, 0, "annotations", "name_en"));
    assert_null(posted(f, 0, "annotations", "acknowledged_by"));
}

static void nothing_stands_at_first(void **state)
{
    struct fixture *f = *state;

    assert_false(standing_is_due(f->standing, f->now));
    assert_int_equal(standing_gather(f->standing, f->now), 0);
}

/* ---- when ---- */

static void what_fires_is_told_every_minute_as_the_same_alert(void **state)
{
    struct fixture *f = *state;
    char *labels = NULL, *again = NULL;

    take(f, 1, "raised", "critical");
    assert_int_equal(tell(f, true), 1);
    labels = json_dumps(json_object_get(json_array_get(f->posted, 0), "labels"), 0);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(tell(f, true), 0);
        pass(f, minute_ms - 1);
        assert_int_equal(tell(f, true), 0);
        pass(f, 1);
        assert_int_equal(tell(f, true), 1);
        again = json_dumps(json_object_get(json_array_get(f->posted, 0), "labels"), 0);
        assert_string_equal(again, labels);
        free(again);
        assert_int_equal(posted_ms(f, 0, "startsAt"), begun_unix_ms);
        assert_int_equal(posted_ms(f, 0, "endsAt"), f->now.unix_ms + 4 * minute_ms);
    }
    free(labels);
}

static void what_was_not_taken_stays_due(void **state)
{
    struct fixture *f = *state;

    take(f, 1, "raised", "critical");
    assert_int_equal(tell(f, false), 1);
    pass(f, 200);
    assert_int_equal(tell(f, false), 1);
    pass(f, hour_ms);
    assert_int_equal(tell(f, true), 1);
    assert_int_equal(posted_ms(f, 0, "startsAt"), begun_unix_ms);
    assert_int_equal(tell(f, true), 0);
}

static void what_is_resolved_is_told_for_a_quarter_of_an_hour(void **state)
{
    struct fixture *f = *state;
    int times = 0;

    take(f, 1, "raised", "critical");
    (void)tell(f, true);
    pass(f, 30 * second_ms);
    take(f, 2, "cleared", "critical");
    for (int second = 0; second < 3600; second++) {
        if (tell(f, true) == 1) {
            times++;
            assert_int_equal(posted_ms(f, 0, "startsAt"), begun_unix_ms);
            assert_int_equal(posted_ms(f, 0, "endsAt"), begun_unix_ms + 30 * second_ms);
            assert_string_equal(posted(f, 0, "labels", "severity"), "critical");
        }
        pass(f, second_ms);
    }
    assert_int_equal(times, 15); /* at once, and after 1 to 14 minutes */
}

static void what_was_resolved_while_it_was_away_is_told_as_long(void **state)
{
    struct fixture *f = *state;
    int times = 0;

    take(f, 1, "raised", "critical");
    (void)tell(f, true);
    take(f, 2, "cleared", "critical");
    for (int i = 0; i < 60; i++) {
        assert_int_equal(tell(f, false), 1);
        pass(f, minute_ms);
    }
    for (int i = 0; i < 60; i++) {
        times += tell(f, true) == 1;
        pass(f, minute_ms);
    }
    assert_int_equal(times, 15);
}

static void what_came_and_went_while_it_was_away_never_fires(void **state)
{
    struct fixture *f = *state;

    take(f, 1, "raised", "critical");
    pass(f, minute_ms);
    take(f, 2, "changed", "warning");
    pass(f, minute_ms);
    take(f, 3, "cleared", "warning");
    pass(f, hour_ms);
    assert_int_equal(tell(f, true), 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(posted_ms(f, i, "endsAt") < f->now.unix_ms);
}

static void what_is_due_soon_is_told_with_what_is_due(void **state)
{
    struct fixture *f = *state;
    struct alert other;

    take(f, 1, "raised", "critical");
    (void)tell(f, true);
    pass(f, 10 * second_ms);
    other = alert(f, 1, "raised", "warning");
    other.fields[ALERT_SUBJECT] = text_of("2030.5.1");
    assert_int_equal(standing_take(f->standing, &other, f->now), 0);
    assert_int_equal(tell(f, true), 1);
    pass(f, 50 * second_ms);
    assert_int_equal(tell(f, true), 2);
}

/* ---- changes ---- */

static void another_severity_fires_and_the_former_is_resolved_in_one_post(void **state)
{
    struct fixture *f = *state;
    struct alert changed;

    take(f, 1, "raised", "critical");
    (void)tell(f, true);
    pass(f, 10 * minute_ms);
    changed = alert(f, 2, "changed", "warning");
    changed.fields[ALERT_EXPLAIN_VI] = text_of("nay chậm 3,21 điểm");
    assert_int_equal(standing_take(f->standing, &changed, f->now), 0);
    assert_int_equal(tell(f, true), 2);
    assert_string_equal(posted(f, 0, "labels", "severity"), "warning"); /* fires first */
    assert_int_equal(posted_ms(f, 0, "endsAt"), f->now.unix_ms + 4 * minute_ms);
    assert_int_equal(posted_ms(f, 0, "startsAt"), f->now.unix_ms);
    assert_string_equal(posted(f, 1, "labels", "severity"), "critical");
    assert_int_equal(posted_ms(f, 1, "startsAt"), begun_unix_ms);
    assert_int_equal(posted_ms(f, 1, "endsAt"), f->now.unix_ms);
    /* who is told of that alone is told that it stands still */
    assert_string_equal(posted(f, 1, "annotations", "changed_to"), "warning");
    assert_string_equal(posted(f, 1, "annotations", "explain_vi"), "nay chậm 3,21 điểm");
    assert_null(posted(f, 0, "annotations", "changed_to"));

    pass(f, 5 * minute_ms); /* and back again */
    take(f, 3, "changed", "critical");
    assert_int_equal(tell(f, true), 2);
    assert_string_equal(posted(f, 0, "labels", "severity"), "critical");
    assert_int_equal(posted_ms(f, 0, "startsAt"), f->now.unix_ms);
    assert_int_equal(posted_ms(f, 0, "endsAt"), f->now.unix_ms + 4 * minute_ms);
    assert_string_equal(posted(f, 1, "labels", "severity"), "warning");
    assert_string_equal(posted(f, 1, "annotations", "changed_to"), "critical");
    assert_null(posted(f, 0, "annotations", "changed_to"));

    pass(f, hour_ms);
    assert_int_equal(tell(f, true), 1);
}

static void what_is_told_again_is_as_it_is_now(void **state)
{
    struct fixture *f = *state;
    struct alert today, other;

    take(f, 1, "raised", "critical");
    assert_true(standing_fires_now(f->standing, "2030.5.6", "off_target", f->now));
    (void)tell(f, true);
    assert_false(standing_fires_now(f->standing, "2030.5.6", "off_target", f->now));
    pass(f, minute_ms);
    assert_true(standing_fires_now(f->standing, "2030.5.6", "off_target", f->now));
    assert_false(standing_fires_now(f->standing, "2030.5.6", "reversing", f->now));
    assert_false(standing_fires_now(f->standing, "2030.5.1", "off_target", f->now));

    today = alert(f, 1, "raised", "critical");
    today.fields[ALERT_VALUE] = text_of("5.00");
    today.fields[ALERT_EXPLAIN_VI] = text_of("nay chậm 46 điểm");
    today.fields[ALERT_BY] = text_of("Nguyễn Văn A");
    standing_reword(f->standing, &today);
    assert_int_equal(tell(f, true), 1);
    assert_string_equal(posted(f, 0, "annotations", "value"), "5.00");
    assert_string_equal(posted(f, 0, "annotations", "explain_vi"), "nay chậm 46 điểm");
    assert_string_equal(posted(f, 0, "annotations", "acknowledged_by"), "Nguyễn Văn A");
    assert_int_equal(posted_ms(f, 0, "startsAt"), begun_unix_ms);

    other = today; /* whose transition is under way */
    other.fields[ALERT_SEVERITY] = text_of("warning");
    other.fields[ALERT_VALUE] = text_of("51.00");
    standing_reword(f->standing, &other);
    pass(f, minute_ms);
    assert_int_equal(tell(f, true), 1);
    assert_string_equal(posted(f, 0, "labels", "severity"), "critical");
    assert_string_equal(posted(f, 0, "annotations", "value"), "5.00");

    take(f, 2, "cleared", "critical");
    assert_false(standing_fires_now(f->standing, "2030.5.6", "off_target", f->now));
    standing_reword(f->standing, &today); /* what is over stays as it ended */
    assert_int_equal(tell(f, true), 1);
    assert_string_equal(posted(f, 0, "annotations", "value"), "41.00");
}

static void for_another_period_it_is_another_alert(void **state)
{
    struct fixture *f = *state;
    struct alert over, next;

    take(f, 1, "raised", "critical");
    (void)tell(f, true);
    pass(f, hour_ms);
    over = alert(f, 2, "cleared", "critical");
    over.fields[ALERT_EXPLAIN_VI] = text_of("đã có số liệu mới");
    next = alert(f, 3, "raised", "critical");
    next.fields[ALERT_RAISED_FOR] = text_of("2026-10");
    assert_int_equal(standing_take(f->standing, &over, f->now), 0);
    assert_int_equal(standing_take(f->standing, &next, f->now), 0);
    assert_int_equal(tell(f, true), 2);
    assert_string_equal(posted(f, 0, "labels", "raised_for"), "2026-10");
    assert_true(posted_ms(f, 0, "endsAt") > f->now.unix_ms);
    assert_string_equal(posted(f, 1, "labels", "raised_for"), "2026-09");
    assert_int_equal(posted_ms(f, 1, "endsAt"), f->now.unix_ms);
    assert_string_equal(posted(f, 1, "annotations", "explain_vi"), "đã có số liệu mới");
    assert_null(posted(f, 1, "annotations", "changed_to"));
}

static void an_older_transition_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct alert raised = alert(f, 1, "raised", "critical");

    take(f, 1, "raised", "critical");
    pass(f, minute_ms);
    take(f, 2, "cleared", "critical");
    assert_int_equal(tell(f, true), 1);
    assert_int_equal(standing_take(f->standing, &raised, f->now), 0);
    assert_int_equal(tell(f, true), 0);
    take(f, 2, "raised", "critical"); /* at another time, though of one number */
    pass(f, minute_ms);
    take(f, 2, "raised", "critical");
    assert_int_equal(tell(f, true), 1);
    assert_true(posted_ms(f, 0, "endsAt") > f->now.unix_ms);
}

static void acknowledging_says_by_whom_and_nothing_else_moves(void **state)
{
    struct fixture *f = *state;
    struct alert acknowledged;

    take(f, 1, "raised", "critical");
    (void)tell(f, true);
    pass(f, second_ms);
    acknowledged = alert(f, 2, "acknowledged", "critical");
    acknowledged.fields[ALERT_BY] = text_of("Nguyễn Văn A");
    acknowledged.fields[ALERT_COMMENT] = text_of("đang xử lý");
    acknowledged.fields[ALERT_EXPLAIN_VI] = acknowledged.fields[ALERT_VALUE] =
        (struct text){NULL, 0};
    assert_int_equal(standing_take(f->standing, &acknowledged, f->now), 0);
    assert_int_equal(tell(f, true), 1);
    assert_string_equal(posted(f, 0, "annotations", "acknowledged_by"), "Nguyễn Văn A");
    assert_string_equal(posted(f, 0, "annotations", "comment"), "đang xử lý");
    assert_string_equal(posted(f, 0, "annotations", "explain_vi"), "chậm 10,27 điểm phần trăm");
    assert_int_equal(posted_ms(f, 0, "startsAt"), begun_unix_ms);
    pass(f, minute_ms);
    assert_int_equal(tell(f, true), 1);
    assert_string_equal(posted(f, 0, "annotations", "acknowledged_by"), "Nguyễn Văn A");

    take(f, 3, "changed", "warning"); /* which nobody has acknowledged */
    assert_int_equal(tell(f, true), 2);
    assert_null(posted(f, 0, "annotations", "acknowledged_by"));
}

static void one_that_is_refused_rests_and_is_new_again_once_it_changes(void **state)
{
    struct fixture *f = *state;

    take(f, 1, "raised", "critical");
    assert_int_equal(standing_gather(f->standing, f->now), 1);
    assert_string_equal(standing_name(f->standing, 0), "2030.5.6/off_target");
    assert_true(standing_refused(f->standing, 0, f->now));
    standing_settle(f->standing, f->now);
    pass(f, hour_ms - 1);
    assert_false(standing_is_due(f->standing, f->now));
    pass(f, 1);
    assert_int_equal(standing_gather(f->standing, f->now), 1);
    assert_false(standing_refused(f->standing, 0, f->now)); /* said once */
    standing_settle(f->standing, f->now);
    take(f, 2, "changed", "critical");
    assert_int_equal(standing_gather(f->standing, f->now), 1);
    assert_true(standing_refused(f->standing, 0, f->now));
    standing_settle(f->standing, f->now);
    take(f, 3, "cleared", "critical");
    assert_int_equal(standing_gather(f->standing, f->now), 1);
    (void)standing_refused(f->standing, 0, f->now);
    standing_settle(f->standing, f->now);
    pass(f, 2 * hour_ms);
    assert_false(standing_is_due(f->standing, f->now)); /* it is no more */
}

/* ---- starting anew ---- */

static void what_is_recalled_is_told_if_it_stands_or_was_resolved_lately(void **state)
{
    struct fixture *f = *state;
    struct alert raised = alert(f, 1, "raised", "critical"), cleared, other;

    pass(f, minute_ms);
    cleared = alert(f, 2, "cleared", "critical");
    pass(f, 10 * minute_ms);
    other = raised;
    other.fields[ALERT_SUBJECT] = text_of("2030.5.1");
    assert_int_equal(standing_recall(f->standing, &other, f->now), 0);
    assert_int_equal(standing_recall(f->standing, &raised, f->now), 0);
    assert_int_equal(standing_recall(f->standing, &cleared, f->now), 0);
    assert_int_equal(tell(f, true), 2);
    assert_string_equal(posted(f, 0, "labels", "subject"), "2030.5.1");
    assert_int_equal(posted_ms(f, 0, "startsAt"), begun_unix_ms);
    assert_int_equal(posted_ms(f, 1, "endsAt"), begun_unix_ms + minute_ms);

    standing_forget(f->standing);
    pass(f, 5 * minute_ms); /* it was resolved a quarter of an hour ago */
    assert_int_equal(standing_recall(f->standing, &other, f->now), 0);
    assert_int_equal(standing_recall(f->standing, &raised, f->now), 0);
    assert_int_equal(standing_recall(f->standing, &cleared, f->now), 0);
    assert_int_equal(tell(f, true), 1);
    assert_string_equal(posted(f, 0, "labels", "subject"), "2030.5.1");
}

static void what_redis_says_stands_is_added_and_the_rest_resolved(void **state)
{
    struct fixture *f = *state;
    struct alert raised = alert(f, 1, "raised", "critical"), known = raised, lost = raised;
    struct alert cleared;

    known.fields[ALERT_SUBJECT] = text_of("2030.5.1");
    lost.fields[ALERT_SUBJECT] = text_of("2030.5.2");
    assert_int_equal(standing_take(f->standing, &raised, f->now), 0);
    assert_int_equal(standing_take(f->standing, &known, f->now), 0);
    assert_int_equal(tell(f, true), 2);
    pass(f, second_ms);

    known.fields[ALERT_EXPLAIN_VI] = (struct text){NULL, 0}; /* less than its transition said */
    assert_int_equal(standing_confirm(f->standing, &known, f->now), 0);
    assert_int_equal(standing_confirm(f->standing, &lost, f->now), 0);
    standing_confirmed(f->standing, f->now);
    assert_int_equal(tell(f, true), 2);
    assert_string_equal(posted(f, 0, "labels", "subject"), "2030.5.2");
    assert_true(posted_ms(f, 0, "endsAt") > f->now.unix_ms);
    assert_string_equal(posted(f, 1, "labels", "subject"), "2030.5.6");
    assert_int_equal(posted_ms(f, 1, "endsAt"), f->now.unix_ms);

    /* its own transition still has the last word; and Redis again does not take that away */
    lost.fields[ALERT_EXPLAIN_VI] = text_of("đầy đủ");
    assert_int_equal(standing_take(f->standing, &lost, f->now), 0);
    assert_int_equal(tell(f, true), 1);
    assert_string_equal(posted(f, 0, "annotations", "explain_vi"), "đầy đủ");
    assert_int_equal(standing_confirm(f->standing, &known, f->now), 0);
    assert_int_equal(standing_confirm(f->standing, &lost, f->now), 0);
    standing_confirmed(f->standing, f->now);
    assert_int_equal(tell(f, true), 0);

    pass(f, second_ms);
    cleared = alert(f, 2, "cleared", "critical"); /* known to have ended already */
    assert_int_equal(standing_take(f->standing, &cleared, f->now), 0);
    assert_int_equal(tell(f, true), 0);
}

static void ten_thousand_are_taken_and_told(void **state)
{
    struct fixture *f = *state;
    char subject[32];

    for (int i = 0; i < 10000; i++) {
        struct alert one = alert(f, 1, "raised", "warning");

        (void)snprintf(subject, sizeof(subject), "2030.%d", i);
        one.fields[ALERT_SUBJECT] = text_of(subject);
        assert_int_equal(standing_take(f->standing, &one, f->now), 0);
    }
    assert_int_equal(tell(f, true), 10000);
    assert_string_equal(posted(f, 9999, "labels", "subject"), "2030.9999");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(an_alert_is_labels_sentences_and_times),
        TEST(nothing_stands_at_first),
        TEST(what_fires_is_told_every_minute_as_the_same_alert),
        TEST(what_was_not_taken_stays_due),
        TEST(what_is_resolved_is_told_for_a_quarter_of_an_hour),
        TEST(what_was_resolved_while_it_was_away_is_told_as_long),
        TEST(what_came_and_went_while_it_was_away_never_fires),
        TEST(what_is_due_soon_is_told_with_what_is_due),
        TEST(another_severity_fires_and_the_former_is_resolved_in_one_post),
        TEST(what_is_told_again_is_as_it_is_now),
        TEST(for_another_period_it_is_another_alert),
        TEST(an_older_transition_changes_nothing),
        TEST(acknowledging_says_by_whom_and_nothing_else_moves),
        TEST(one_that_is_refused_rests_and_is_new_again_once_it_changes),
        TEST(what_is_recalled_is_told_if_it_stands_or_was_resolved_lately),
        TEST(what_redis_says_stands_is_added_and_the_rest_resolved),
        TEST(ten_thousand_are_taken_and_told),
    };

    return cmocka_run_group_tests_name("standing", tests, NULL, NULL);
}
