/*
 * The sentence of each kind of alert and transition, word for word: tests/golden/alerts.{vi,en}.txt.
 *
 * To write them anew, after which a person reads them: run this test with the argument "write".
 */
#include "consumers/judge/alert_words.h"
#include "schemas/utf8.h"
#include "tests/consumers/judge/alarm_fixture.h"

enum { LINE_BYTES = WORDS_BYTES + 64 };

struct golden {
    FILE *vi, *en;
    bool writes;
};

/* One line of each file: read and compared, or written. */
static void settle(FILE *file, bool writes, const char *name, const char *sentence)
{
    char expected[LINE_BYTES], got[LINE_BYTES];

    (void)snprintf(got, sizeof(got), "%s: %s\n", name, sentence);
    if (writes) {
        assert_true(fputs(got, file) >= 0);
        return;
    }
    if (fgets(expected, sizeof(expected), file) == NULL)
        fail_msg("no line for %s", got);
    assert_string_equal(expected, got);
}

static void check(struct golden *golden, enum alarm_kind kind, const char *transition,
                  struct words words)
{
    char name[64];

    assert_true(utf8_valid(text_of(words.vi)) && utf8_valid(text_of(words.en)));
    assert_null(strchr(words.vi, '{'));
    assert_null(strchr(words.en, '{'));
    (void)snprintf(name, sizeof(name), "%s %s", alarm_kind_name(kind), transition);
    settle(golden->vi, golden->writes, name, words.vi);
    settle(golden->en, golden->writes, name, words.en);
}

static void tell(struct golden *golden, const char *transition,
                 const struct alert_subject_words *subject)
{
    struct words words;

    alert_words(subject, &words);
    check(golden, subject->kind, transition, words);
}

/* Of what stands. */
static void tell_acknowledged(struct golden *golden, const struct alert_subject_words *subject,
                              const char *by, const char *note)
{
    struct words stands, words;

    alert_words(subject, &stands);
    alert_words_acknowledged(
        &(struct alert_acknowledged_words){.kind = subject->kind,
                                           .severity = subject->now->severity,
                                           .by = by,
                                           .note = note,
                                           .stands_vi = text_of(stands.vi),
                                           .stands_en = text_of(stands.en)},
        &words);
    check(golden, subject->kind, "acknowledged", words);
}

/* ---- a target, an indicator ---- */

static void make_payments(struct fixture *f)
{
    alarm_quarterly(f);
    f->target.row = "5.6";
    f->target.names = (struct names){"Tỉ lệ thanh toán trực tuyến", "Online payment rate"};
    f->indicator.names = f->target.names;
    f->indicator.last_due = f->target.due;
}

static void make_rank(struct fixture *f)
{
    f->indicator.kind = INDICATOR_RANK;
    f->indicator.unit_measure = "RANK";
    f->indicator.decimals = 0;
    f->indicator.noise = 2;
    f->indicator.baseline.value = 40;
    f->target.condition = (struct condition){.is = CONDITION_AT_MOST, .value = 10};
}

struct moment {
    enum alarm_kind kind;
    const char *transition, *series, *today;
};

static void stand_on(const struct fixture *f, const struct moment *m, struct verdict *verdict,
                     struct alarm_standing *shall)
{
    struct alarm_standing stands[ALARM_KINDS] = {{.state = ALARM_INACTIVE}}, all[ALARM_KINDS];
    struct series *series = fixture_series(f, m->series);
    int32_t today = fixture_day(m->today);

    if (m->kind == ALARM_DISPUTED && strcmp(m->transition, "cleared") != 0 && series->count > 0)
        series->points[series->count - 1].disputed = true;
    stands[ALARM_DISPUTED].state = ALARM_PENDING;
    memcpy(stands[ALARM_DISPUTED].since, "2022-10-20", sizeof("2022-10-20"));
    alarms_of_target(series, &f->target, today, all);
    alarms_of_indicator(series, today, stands, all);
    verdict_reach(series, &f->target, today, verdict);
    *shall = all[m->kind];
    series_free(series);
}

/* "cleared by a break": by its first letters. */
static enum alert_telling telling_of(const char *transition)
{
    static const char *const names[] = {[TELLING_STANDS] = "stands",
                                        [TELLING_RAISED] = "raised",
                                        [TELLING_CHANGED] = "changed",
                                        [TELLING_CLEARED] = "cleared"};
    enum alert_telling telling = TELLING_CLEARED;

    while (telling > TELLING_STANDS &&
           strncmp(transition, names[telling], strlen(names[telling])) != 0)
        telling--;
    return telling;
}

/* `before` is what the last moment left. */
static void tell_moment(struct golden *golden, const struct fixture *f, const struct moment *m,
                        struct alarm_standing *before)
{
    bool of_target = alarm_kind_subject(m->kind) == SUBJECT_TARGET;
    struct alarm_standing shall;
    struct verdict verdict;
    struct alert_subject_words subject = {.telling = telling_of(m->transition),
                                          .kind = m->kind,
                                          .plan = &f->plan,
                                          .target = of_target ? &f->target : NULL,
                                          .verdict = of_target ? &verdict : NULL,
                                          .indicator = of_target ? NULL : &f->indicator,
                                          .now = &shall,
                                          .before = before};

    stand_on(f, m, &verdict, &shall);
    assert_true((subject.telling == TELLING_CLEARED) != (shall.state == ALARM_FIRING));
    if (subject.telling == TELLING_RAISED)
        subject.before = NULL;
    if (strcmp(m->transition, "acknowledged") == 0)
        tell_acknowledged(golden, &subject, "Nguyễn Văn An", "đang làm việc với kho bạc");
    else
        tell(golden, m->transition, &subject);
    *before = shall;
}

#define RISING                                                                                 \
    "2020-Q1=10 2020-Q2=11 2020-Q3=12 2020-Q4=13 2021-Q1=14 2021-Q2=15 2021-Q3=16 2021-Q4=17 " \
    "2022-Q1=18 "

static const struct moment moments[] = {
    {ALARM_OFF_TARGET, "raised", "2022-Q1=44 2022-Q2=44", "2022-09-01"},
    {ALARM_OFF_TARGET, "changed", "2022-Q1=44 2022-Q2=44 2022-Q3=41", "2022-11-01"},
    {ALARM_OFF_TARGET, "stands", "2022-Q1=44 2022-Q2=44 2022-Q3=41", "2022-11-01"},
    {ALARM_OFF_TARGET, "acknowledged", "2022-Q1=44 2022-Q2=44 2022-Q3=41", "2022-11-01"},
    {ALARM_OFF_TARGET, "stands while it recovers",
     "2022-Q1=44 2022-Q2=44 2022-Q3=41 2022-Q4=45", "2023-02-01"},
    {ALARM_OFF_TARGET, "cleared", "2022-Q1=44 2022-Q2=44 2022-Q3=41 2022-Q4=48.5",
     "2023-02-01"},
    {ALARM_OFF_TARGET, "raised", "2022-Q1=44 2022-Q2=44", "2022-09-01"},
    {ALARM_OFF_TARGET, "cleared by a break", "2022-Q1=44 2022-Q2=44 2022-Q4=41B", "2023-02-01"},
    {ALARM_OFF_TARGET, "raised", "2022-Q1=44 2022-Q2=44", "2022-09-01"},
    {ALARM_OFF_TARGET, "cleared when met", "2022-Q1=44 2022-Q2=44 2022-Q4=81", "2023-02-01"},
    {ALARM_REVERSING, "raised", "2022-Q1=50 2022-Q2=49 2022-Q3=48", "2022-11-01"},
    {ALARM_REVERSING, "changed", "2022-Q1=50 2022-Q2=49 2022-Q3=48 2022-Q4=47.5E",
     "2023-02-01"},
    {ALARM_REVERSING, "cleared", "2022-Q1=50 2022-Q2=49 2022-Q3=48 2022-Q4=50.2", "2023-02-01"},
    {ALARM_REVERSING, "raised",
     "2022-Q1=50 2022-Q2=49.9 2022-Q3=49.9 2022-Q4=49.8 2023-Q1=49.9 2023-Q2=49.7 2023-Q3=49.8 "
     "2023-Q4=49.6 2024-Q1=49.6",
     "2024-05-01"},
    {ALARM_FALLING_BACK, "raised", "2022-Q1=86 2022-Q2=85 2022-Q3=84 2022-Q4=83 2023-Q1=82",
     "2023-05-01"},
    {ALARM_FALLING_BACK, "changed in what it means",
     "2022-Q1=86 2022-Q2=85 2022-Q3=84 2022-Q4=83 2023-Q1=82 2023-Q2=79E", "2023-08-01"},
    {ALARM_FALLING_BACK, "changed",
     "2022-Q1=86 2022-Q2=85 2022-Q3=84 2022-Q4=83 2023-Q1=82 2023-Q2=79", "2023-08-01"},
    {ALARM_FALLING_BACK, "cleared", "2022-Q1=81 2022-Q2=81 2022-Q3=82 2022-Q4=82",
     "2023-02-01"},
    {ALARM_MISSED, "raised", "2029-Q4=79 2030-Q4=79", "2031-02-01"},
    {ALARM_MISSED, "cleared", "2029-Q4=79 2030-Q4=80.1", "2031-03-01"},
    {ALARM_STALE, "raised", "2022-Q1=50", "2023-01-02"},
    {ALARM_STALE, "cleared", "2022-Q1=50 2022-Q4=52", "2023-01-10"},
    {ALARM_DUE_SOON, "raised", "2022-Q1=50", "2022-07-20"},
    {ALARM_DUE_SOON, "stands when it is due", "2022-Q1=50", "2022-08-05"},
    {ALARM_DUE_SOON, "cleared", "2022-Q1=50 2022-Q2=52", "2022-08-06"},
    {ALARM_DISPUTED, "raised", "2022-Q2=50 2022-Q3=52", "2022-11-01"},
    {ALARM_DISPUTED, "cleared", "2022-Q2=50 2022-Q3=52", "2022-11-02"},
    {ALARM_OUTLIER, "raised", RISING "2022-Q2=24", "2022-08-01"},
    {ALARM_OUTLIER, "cleared", RISING "2022-Q2=24 2022-Q3=25", "2022-11-01"},
    {ALARM_COVERAGE_DROP, "raised", "2022-Q1=50~20:20 2022-Q2=50~17:20", "2022-08-15"},
    {ALARM_COVERAGE_DROP, "cleared", "2022-Q1=50~20:20 2022-Q2=50~20:20", "2022-08-20"},
};

/* A trend that single changes do not show. */
static void prepare(struct fixture *f, const struct moment *m)
{
    make_payments(f);
    if (m->kind == ALARM_REVERSING && strstr(m->series, "49.9") != NULL)
        f->target.alerts.reversing.periods = 50;
}

/* ---- an agency, a partition ---- */

static void tell_agency(struct golden *golden)
{
    struct fixture f;
    struct alarm_agency_facts facts;
    struct alarm_standing stands[ALARM_KINDS] = {{.state = ALARM_INACTIVE}}, shall[ALARM_KINDS],
                          over[ALARM_KINDS];
    int32_t today = fixture_day("2026-10-05");

    make_payments(&f);
    facts = (struct alarm_agency_facts){.plan = &f.plan,
                                        .agency = &f.khcn,
                                        .accepted_24h = 1200,
                                        .refused_24h = 1250,
                                        .last_heard_day = fixture_day("2026-06-15"),
                                        .indicators = 3,
                                        .stale = 3,
                                        .stale_since_day = fixture_day("2026-09-28")};
    alarms_of_agency(&facts, today, stands, shall);
    facts.refused_24h = 0;
    facts.last_heard_day = today;
    alarms_of_agency(&facts, today, shall, over);
    for (enum alarm_kind kind = ALARM_REJECTIONS; kind <= ALARM_AGENCY_SILENT; kind++) {
        struct alert_subject_words subject = {.telling = TELLING_RAISED,
                                              .kind = kind,
                                              .plan = &f.plan,
                                              .agency = &f.khcn,
                                              .facts = &facts,
                                              .now = &shall[kind]};

        tell(golden, "raised", &subject);
        subject.now = &over[kind];
        subject.before = &shall[kind];
        subject.telling = TELLING_CLEARED;
        tell(golden, "cleared", &subject);
    }
}

static void tell_partition(struct golden *golden)
{
    struct alarm_gap_facts gap = {.topic = "tiendo.measurements.khcn",
                                  .partition = 2,
                                  .why = "trimmed",
                                  .ledger = 812345,
                                  .reset_to = 900000,
                                  .begin = 900000,
                                  .end = 1200000};
    const struct alarm_standing nothing = {.state = ALARM_INACTIVE};
    struct alarm_standing shall, over;
    struct alert_subject_words subject = {
        .telling = TELLING_RAISED, .kind = ALARM_LOG_GAP, .gap = &gap, .now = &shall};

    alarms_of_partition(&gap, &nothing, &shall);
    tell(golden, "raised", &subject);
    subject.telling = TELLING_STANDS;
    tell(golden, "stands", &subject);
    tell_acknowledged(golden, &subject, "Trần Thị Bình", NULL);
    gap.acknowledged = true;
    alarms_of_partition(&gap, &shall, &over);
    subject.before = &shall;
    subject.now = &over;
    subject.telling = TELLING_CLEARED;
    tell(golden, "cleared", &subject);
    gap = (struct alarm_gap_facts){
        .topic = "tiendo.measurements.khcn", .why = "recreated", .ledger = 950};
    alarms_of_partition(&gap, &nothing, &shall);
    subject.telling = TELLING_RAISED;
    subject.now = &shall;
    tell(golden, "raised", &subject);
}

/* Where there is no path to be off: how far from the bound, or what is wanting. */
static void tell_without_a_path(struct golden *golden)
{
    static const struct {
        struct moment moment;
        bool every_period, rising, is_rank, breach;
    } cases[] = {
        {{ALARM_OFF_TARGET, "raised where it was met", "2022-Q1=81 2022-Q2=79 2022-Q3=79.99",
          "2022-11-01"},
         .every_period = true},
        {{ALARM_OFF_TARGET, "raised where it never was met", "2022-Q2=60 2022-Q3=60",
          "2022-11-01"},
         .every_period = true},
        {{ALARM_OFF_TARGET, "raised where it does not rise",
          "2021-Q2=82 2021-Q3=82 2022-Q2=82 2022-Q3=82", "2022-11-01"},
         .rising = true},
        {{ALARM_OFF_TARGET, "raised of a rank", "2022-Q2=40@63 2022-Q3=41@63", "2022-11-01"},
         .is_rank = true},
        {{ALARM_OFF_TARGET, "raised above a band", "2022-Q2=95 2022-Q3=95.5", "2022-11-01"},
         .breach = true},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct alarm_standing before = {.state = ALARM_INACTIVE};
        struct fixture f;

        make_payments(&f);
        f.target.condition.every_period = cases[i].every_period;
        f.target.condition.rising = cases[i].rising;
        if (cases[i].breach)
            f.target.condition = (struct condition){.is = CONDITION_BETWEEN,
                                                    .low = 8000,
                                                    .high = 9000,
                                                    .has_high = true,
                                                    .above_is_breach = true};
        if (cases[i].is_rank)
            make_rank(&f);
        tell_moment(golden, &f, &cases[i].moment, &before);
    }
}

static void tell_everything(bool writes)
{
    const char *mode = writes ? "w" : "r";
    struct golden golden = {.vi = fopen(TIENDO_ROOT "/tests/golden/alerts.vi.txt", mode),
                            .en = fopen(TIENDO_ROOT "/tests/golden/alerts.en.txt", mode),
                            .writes = writes};
    struct alarm_standing before = {.state = ALARM_INACTIVE};
    char rest[LINE_BYTES];

    assert_true(golden.vi != NULL && golden.en != NULL);
    for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
        struct fixture f;

        prepare(&f, &moments[i]);
        tell_moment(&golden, &f, &moments[i], &before);
    }
    tell_without_a_path(&golden);
    tell_agency(&golden);
    tell_partition(&golden);
    assert_null(writes ? NULL : fgets(rest, sizeof(rest), golden.vi));
    assert_null(writes ? NULL : fgets(rest, sizeof(rest), golden.en));
    assert_int_equal(0, fclose(golden.vi));
    assert_int_equal(0, fclose(golden.en));
}

static void every_kind_and_transition_makes_a_sentence(void **state)
{
    (void)state;
    tell_everything(false);
}

static void write_anew(void **state)
{
    (void)state;
    tell_everything(true);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_and_transition_makes_a_sentence),
    };
    const struct CMUnitTest writing[] = {cmocka_unit_test(write_anew)};

    if (argc > 1 && strcmp(argv[1], "write") == 0)
        return cmocka_run_group_tests_name("judge/alert_words", writing, NULL, NULL);
    return cmocka_run_group_tests_name("judge/alert_words", tests, NULL, NULL);
}
