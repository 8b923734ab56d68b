/* recount / a period's totals are what its cells come to, by kind, area and status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/store/recount.h"
#include "consumers/store/total_fields.h"
#include "tests/schemas/plan_text.h"

enum { CELLS_MAX = 4, LINE_BYTES = 512 };

struct given {
    const char *field;
    int64_t a, b;
    int p;
    char status; /* M withdraws, F is a forecast: neither enters */
};

/* The i-th was said 10 ms after the one before it; the first at 100. */
static const struct given *line_of(const struct given *given, size_t i, char out[LINE_BYTES])
{
    const struct given *cell = &given[i];
    int enters = cell->status != 'M' && cell->status != 'F';

    (void)snprintf(
        out, LINE_BYTES,
        "{\"revision\":1,\"time_unix_ms\":%d,\"digest\":3,\"enters\":%d,\"_a\":%lld,"
        "\"_b\":%lld,\"_p\":%d,\"obs_status\":\"%c\",\"id\":\"x\",\"origin\":\"t:0:7\"}",
        (int)(100 + 10 * i), enters, (long long)cell->a, (long long)cell->b, cell->p,
        cell->status);
    return cell;
}

static int load_plan(void **state)
{
    char *text = plan_text_of(SMALL_PLAN);
    char *more = plan_text_with(text, "{\"id\": \"07210\", \"names\": {\"vi\": \"Xã A cũ\"",
                                "{\"id\": \"07213\", \"names\": {\"vi\": \"Xã B\", \"en\": "
                                "\"B\"}, \"parent\": \"VN-54\"},"
                                "{\"id\": \"07210\", \"names\": {\"vi\": \"Xã A cũ\"");
    struct plan_faults faults = {0};

    *state = plan_load(text_of(more), &faults);
    assert_non_null(*state);
    plan_faults_free(&faults);
    free(more);
    free(text);
    return 0;
}

static int free_plan(void **state)
{
    plan_free(*state);
    return 0;
}

static struct recount *counted(const struct plan *plan, const char *indicator,
                               const char *period, const struct given *given)
{
    struct recount *recount = recount_new(plan);
    struct period read;

    assert_non_null(recount);
    assert_int_equal(period_read(text_of(period), &read), 0);
    recount_begin(recount, plan_indicator(plan, text_of(indicator)), read);
    for (size_t i = 0; i < CELLS_MAX && given[i].field != NULL; i++) {
        char line[LINE_BYTES];
        const struct given *cell = line_of(given, i, line);

        assert_int_equal(recount_add(recount, text_of(cell->field), text_of(line)), RECOUNT_OK);
    }
    recount_settle(recount);
    return recount;
}

static void spell(const struct total_fields *fields, char *out, size_t room)
{
    size_t length = 0;

    out[0] = '\0';
    for (size_t i = 0; i < fields->count; i++)
        length += (size_t)snprintf(out + length, room - length, "%s%s=%s", i == 0 ? "" : " ",
                                   fields->items[i].name, fields->items[i].value);
    assert_true(length < room);
}

#define KHCN "VN-54|/agencies/khcn/"
#define STAT "VN-54|/agencies/thongke/"

static const struct {
    const char *indicator, *period, *area;
    struct given cells[CELLS_MAX];
    const char *total; /* "": there is none */
} cases[] = {
    {"egov.online",
     "2026-09",
     "VN-54",
     {{KHCN "a", 55, 100, 0, 'A'}, {KHCN "b", 5, 20, 0, 'E'}, {STAT "c", 9, 9, 1, 'F'}},
     "numerator=6.0 denominator=12.0 value=50.00 cells=2 obs_status=E "
     "_numerator=60 _denominator=120 _cells=2 _status_E=1"},
    /* 1/16 of 100 at two decimals; statuses in their order, not in that of the cells */
    {"egov.online",
     "2026-09",
     "VN-54",
     {{KHCN "a", 1, 8, 0, 'E'}, {KHCN "b", 0, 8, 0, 'B'}},
     "numerator=0.1 denominator=1.6 value=6.25 cells=2 obs_status=B "
     "_numerator=1 _denominator=16 _cells=2 _status_B=1 _status_E=1"},
    {"egov.online",
     "2026-09",
     "VN-54",
     {{KHCN "a", 0, 0, 0, 'A'}},
     "numerator=0.0 denominator=0.0 cells=1 obs_status=A _cells=1"},
    {"egov.online", "2026-09", "VN-54", {{KHCN "a", 0, 0, 0, 'M'}}, ""},
    /* 2/3 and 1/200000: rounded up, and half away from zero */
    {"egov.online",
     "2026-09",
     "VN-54",
     {{KHCN "a", 2, 3, 0, 'A'}},
     "numerator=0.2 denominator=0.3 value=66.67 cells=1 obs_status=A "
     "_numerator=2 _denominator=3 _cells=1"},
    {"egov.online",
     "2026-09",
     "VN-54",
     {{KHCN "a", 1, 20000, 0, 'A'}},
     "numerator=0.1 denominator=2000.0 value=0.01 cells=1 obs_status=A "
     "_numerator=1 _denominator=20000 _cells=1"},
    /* a province is its communes while it has no cell of its own */
    {"egov.online",
     "2026-09",
     "VN-54",
     {{"07213|/agencies/khcn/a", 1, 2, 0, 'A'}, {"07213|/agencies/thongke/a", 1, 2, 1, 'P'}},
     "numerator=0.2 denominator=0.4 value=50.00 cells=2 obs_status=P coverage=1/2 "
     "_communes_numerator=2 _communes_denominator=4 _communes_cells=2 _communes_heard=1 "
     "_communes_status_P=1"},
    {"egov.online",
     "2026-09",
     "VN-54",
     {{"07213|/agencies/khcn/a", 1, 2, 0, 'A'}, {KHCN "a", 3, 3, 0, 'A'}},
     "numerator=0.3 denominator=0.3 value=100.00 cells=1 obs_status=A "
     "_numerator=3 _denominator=3 _cells=1 "
     "_communes_numerator=1 _communes_denominator=2 _communes_cells=1 _communes_heard=1"},
    {"egov.online",
     "2026-09",
     "07213",
     {{"07213|/agencies/khcn/a", 1, 2, 0, 'A'}, {"07210|/agencies/khcn/a", 1, 9, 0, 'A'}},
     "numerator=0.1 denominator=0.2 value=50.00 cells=1 obs_status=A "
     "_numerator=1 _denominator=2 _cells=1"},
    {"ip.filings",
     "2025",
     "VN-54",
     {{"07213|/agencies/khcn/a", -7, 0, 0, 'A'},
      {"07210|/agencies/khcn/a", 5, 0, 0, 'A'},
      {"07210|/agencies/khcn/b", 9, 0, 0, 'F'},
      {KHCN "a", 0, 0, 0, 'M'}},
     "value=-2 cells=2 obs_status=A coverage=2/2 "
     "_communes_numerator=-2 _communes_cells=2 _communes_heard=2"},
    /* beyond what Redis' integers hold */
    {"ip.filings",
     "2025",
     "VN-54",
     {{KHCN "a", INT64_MAX, 0, 0, 'A'}, {KHCN "b", 1, 0, 0, 'A'}},
     "value=9223372036854775808 cells=2 obs_status=A _numerator=9223372036854775808 _cells=2"},
    /* the others: precedence, then bytes ("B" before "a") */
    {"tfp.share",
     "2025",
     "VN-54",
     {{KHCN "a", 1, 0, 1, 'A'}, {STAT "a", 2, 0, 0, 'A'}, {STAT "B", -305, 0, 0, 'E'}},
     "value=-30.5 cells=3 obs_status=E disputed=1 disputed_since_ms=120"},
    /* known once the first and any other have differed; who agrees with the first says nothing */
    {"tfp.share",
     "2025",
     "VN-54",
     {{KHCN "a", 9, 0, 1, 'A'}, {STAT "a", 5, 0, 0, 'A'}, {KHCN "b", 8, 0, 1, 'A'}},
     "value=0.5 cells=3 obs_status=A disputed=1 disputed_since_ms=110"},
    {"tfp.share",
     "2025",
     "VN-54",
     {{STAT "a", 5, 0, 0, 'A'},
      {STAT "b", 5, 0, 0, 'A'},
      {KHCN "b", 9, 0, 1, 'M'},
      {KHCN "a", 8, 0, 1, 'A'}},
     "value=0.5 cells=3 obs_status=A disputed=1 disputed_since_ms=130"},
    {"tfp.share",
     "2025",
     "VN-54",
     {{KHCN "a", 5, 0, 1, 'A'}, {STAT "a", 5, 0, 0, 'A'}},
     "value=0.5 cells=2 obs_status=A disputed=0"},
    {"tfp.share", "2025", "VN-54", {{"07213|/agencies/khcn/a", 5, 0, 1, 'A'}}, ""},
    {"pii.rank",
     "2025",
     "VN-54",
     {{KHCN "a", 9, 63, 0, 'A'}},
     "rank_of=63 value=9 cells=1 obs_status=A disputed=0"},
    {"tech.level",
     "2025-Q3",
     "VN-54",
     {{KHCN "a", 1, 0, 0, 'A'}, {STAT "a", 2, 0, 1, 'A'}},
     "value=upper_middle level=upper_middle cells=2 obs_status=A disputed=1 "
     "disputed_since_ms=110"},
    {"hdi.gap",
     "2025-03-05",
     "VN-54",
     {{STAT "a", 750, 731, 0, 'A'}},
     "benchmark=0.731 value=0.750 cells=1 obs_status=A disputed=0"},
};

static void a_total_is_what_its_cells_come_to(void **state)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct recount *recount =
            counted(*state, cases[i].indicator, cases[i].period, cases[i].cells);
        struct total_fields fields;
        char got[2048];

        recount_total(recount, plan_area(*state, text_of(cases[i].area)), &fields);
        spell(&fields, got, sizeof(got));
        if (strcmp(got, cases[i].total) != 0)
            fail_msg("case %zu: %s\n  not %s", i, got, cases[i].total);
        recount_free(recount);
    }
}

static void quotients_are_exact_at_any_size(void **state)
{
    static const struct {
        int64_t numerator, denominator;
        int factor_digits, decimals;
        const char *value;
    } rows[] = {
        {INT64_MAX, 1, 6, 15, "9223372036854775807000000.000000000000000"},
        {1, INT64_MAX, 0, 15, "0.000000000000000"},
        {1, INT64_MAX, 6, 15, "0.000000000000108"},
        {999999, 1000000, 2, 2, "100.00"},
        {1, 2, 0, 0, "1"},
        {1, 3, 0, 0, "0"},
        {INT64_MAX, INT64_MAX, 2, 1, "100.0"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct total_fields fields = {.count = 0};

        total_fields_quotient(&fields, rows[i].numerator, rows[i].denominator,
                              rows[i].factor_digits, rows[i].decimals);
        assert_string_equal(fields.items[0].value, rows[i].value);
    }
}

static void a_cell_at_fault_enters_nothing(void **state)
{
    static const struct {
        const char *indicator;
        struct given cell;
        enum recount_fault fault;
    } rows[] = {
        {"egov.online", {"VN-99|/agencies/khcn/a", 1, 2, 0, 'A'}, RECOUNT_NO_AREA},
        {"egov.online", {"VN-54", 1, 2, 0, 'A'}, RECOUNT_NO_AREA},
        {"egov.online", {"", 1, 2, 0, 'A'}, RECOUNT_NO_AREA},
        {"egov.online", {"VN-54|", 1, 2, 0, 'A'}, RECOUNT_NO_SOURCE},
        {"egov.online", {"VN-54|/agencies/nobody/a", 1, 2, 0, 'A'}, RECOUNT_NO_SOURCE},
        /* it stands for /agencies/khcn/a */
        {"egov.online", {"VN-54|/agencies/tttt/a", 1, 2, 0, 'A'}, RECOUNT_NO_SOURCE},
        {"egov.online", {KHCN "a", 1, 2, 1, 'A'}, RECOUNT_PRECEDENCE},
        {"egov.online", {KHCN "a", 1, -2, 0, 'A'}, RECOUNT_NO_VALUE},
        {"tech.level", {KHCN "a", 3, 0, 0, 'A'}, RECOUNT_NO_VALUE},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct recount *recount =
            counted(*state, rows[i].indicator, "2026", (const struct given[]){{.field = NULL}});
        char line[LINE_BYTES];

        (void)line_of(&rows[i].cell, 0, line);
        if (recount_add(recount, text_of(rows[i].cell.field), text_of(line)) != rows[i].fault)
            fail_msg("row %zu", i);
        assert_true(recount_fault_wants(rows[i].fault)[0] != '\0');
        recount_settle(recount);
        assert_false(recount_occupied(recount));
        recount_free(recount);
    }
}

static void a_period_is_occupied_while_a_cell_enters(void **state)
{
    struct recount *withdrawn =
        counted(*state, "tfp.share", "2025",
                (const struct given[]){
                    {KHCN "a", 0, 0, 1, 'M'}, {STAT "a", 9, 0, 0, 'F'}, {.field = NULL}});
    struct recount *stands = counted(
        *state, "tfp.share", "2025",
        (const struct given[]){{"07213|/agencies/khcn/a", 0, 0, 1, 'A'}, {.field = NULL}});

    assert_false(recount_occupied(withdrawn));
    assert_true(recount_occupied(stands));
    recount_free(withdrawn);
    recount_free(stands);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_total_is_what_its_cells_come_to),
        cmocka_unit_test(quotients_are_exact_at_any_size),
        cmocka_unit_test(a_cell_at_fault_enters_nothing),
        cmocka_unit_test(a_period_is_occupied_while_a_cell_enters),
    };

    return cmocka_run_group_tests(tests, load_plan, free_plan);
}
