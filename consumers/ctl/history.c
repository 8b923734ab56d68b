#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/topic_read.h"
#include "consumers/ctl/verbs.h"
#include "consumers/show/language.h"
#include "consumers/show/revision_view.h"
#include "deploy/service/nearest.h"
#include "deploy/service/service.h"

#define PROGRAM "tiendoctl history"

struct settings {
    struct plan_settings plan;
    struct kafka_settings kafka;
    struct language_settings language;
    const char *area, *agency;
    bool json;
};

static const struct option own_options[] = {
    {.name = "area",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, area),
     .metavar = "AREA",
     .sentence = "only of this area"},
    {.name = "agency",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, agency),
     .metavar = "AGENCY",
     .sentence = "only what this agency sent"},
    {.name = "json",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, json),
     .sentence = "one JSON object a line"},
    {.name = NULL},
};

/* ---- what is asked for ---- */

static int refuse(const char *what, const char *said, const struct nearest *nearest)
{
    (void)fprintf(stderr, PROGRAM ": %s: the plan has no such %s%s%s%s\n", said, what,
                  nearest->name == NULL ? "" : "; did you mean ",
                  nearest->name == NULL ? "" : nearest->name, nearest->name == NULL ? "" : "?");
    return EX_USAGE;
}

static int want_indicator(const char *said, struct revisions_wanted *wanted)
{
    const struct plan *plan = wanted->plan;
    struct nearest nearest = {.wrong = said};
    const struct target *target = plan_target(plan, text_of(said));

    wanted->indicator = plan_indicator(plan, text_of(said));
    if (wanted->indicator != NULL)
        return EX_OK;
    if (target != NULL) {
        (void)fprintf(stderr, PROGRAM ": %s: is a target; its indicator is %s\n", said,
                      target->indicator->id);
        return EX_USAGE;
    }
    for (size_t i = 0; i < plan->indicator_count; i++)
        nearest_consider(&nearest, plan->indicators[i].id);
    return refuse("indicator", said, &nearest);
}

static bool is_part_of_one(struct period period, enum frequency frequency)
{
    return period.frequency != frequency &&
           period_of_day(frequency, period_first_day(period)).position ==
               period_of_day(frequency, period_last_day(period)).position;
}

/* Of the indicator's frequency, or a coarser one that holds several of its periods. */
static int want_period(const char *said, struct revisions_wanted *wanted)
{
    const struct indicator *indicator = wanted->indicator;

    if (period_read(text_of(said), &wanted->period) != 0) {
        (void)fprintf(stderr,
                      PROGRAM ": %s: is no period like 2026, 2026-S1, 2026-Q3, 2026-10 or "
                              "2026-10-05\n",
                      said);
        return EX_USAGE;
    }
    if (is_part_of_one(wanted->period, indicator->frequency)) {
        (void)fprintf(stderr,
                      PROGRAM ": %s: is shorter than the periods of %s (frequency %c)\n", said,
                      indicator->id, (char)indicator->frequency);
        return EX_USAGE;
    }
    wanted->has_period = true;
    return EX_OK;
}

static int want_area(const char *said, struct revisions_wanted *wanted)
{
    const struct plan *plan = wanted->plan;
    struct nearest nearest = {.wrong = said};

    wanted->area = plan_area(plan, text_of(said));
    if (wanted->area != NULL)
        return EX_OK;
    for (size_t i = 0; i < plan->area_count; i++)
        nearest_consider(&nearest, plan->areas[i].id);
    return refuse("area", said, &nearest);
}

static int want_agency(const char *said, struct revisions_wanted *wanted)
{
    const struct plan *plan = wanted->plan;
    struct nearest nearest = {.wrong = said};

    wanted->agency = plan_agency(plan, text_of(said));
    if (wanted->agency != NULL)
        return EX_OK;
    for (size_t i = 0; i < plan->agency_count; i++)
        nearest_consider(&nearest, plan->agencies[i].id);
    return refuse("agency", said, &nearest);
}

static int want(const struct settings *settings, const char *const *operands, size_t count,
                struct revisions_wanted *wanted)
{
    int status = want_indicator(operands[0], wanted);

    if (status == EX_OK && count > 1)
        status = want_period(operands[1], wanted);
    if (status == EX_OK && settings->area != NULL)
        status = want_area(settings->area, wanted);
    if (status == EX_OK && settings->agency != NULL)
        status = want_agency(settings->agency, wanted);
    return status;
}

/* ---- where it is ---- */

/* Who reports it, or has handed its duties to one who does, and who was asked for. */
static bool may_have_sent(const struct revisions_wanted *wanted, const struct agency *agency)
{
    return agency == wanted->agency || plan_may_report(wanted->indicator, agency) ||
           plan_may_report(wanted->indicator, plan_in_office(agency));
}

/* The agencies' topics, to free() one by one and as a whole; NULL out of memory. */
static char **topics_of(const struct revisions_wanted *wanted, size_t *count)
{
    const struct plan *plan = wanted->plan;
    char **topics = calloc(plan->agency_count + 1, sizeof(*topics));

    *count = 0;
    for (size_t i = 0; topics != NULL && i < plan->agency_count; i++) {
        if (!may_have_sent(wanted, &plan->agencies[i]))
            continue;
        if (asprintf(&topics[*count], REVISIONS_PREFIX "%s", plan->agencies[i].id) < 0)
            topics[*count] = NULL; /* the reader will miss it */
        ++*count;
    }
    return topics;
}

static void free_topics(char **topics, size_t count)
{
    for (size_t i = 0; topics != NULL && i < count; i++)
        free(topics[i]);
    free(topics);
}

/* ---- reading ---- */

struct collecting {
    const struct plan *plan;
    struct revisions *revisions;
};

static int take(void *ctx, const struct subscriber_record *record)
{
    const struct collecting *collecting = ctx;
    const char *id = record->topic + strlen(REVISIONS_PREFIX);
    const struct agency *agency = plan_agency(collecting->plan, text_of(id));

    return revisions_take(collecting->revisions, agency, record) == 0 ? EX_OK : EX_OSERR;
}

static int read_all(const struct settings *settings, const struct revisions_wanted *wanted,
                    const struct log *log, struct revisions *revisions)
{
    size_t count = 0;
    char **topics = topics_of(wanted, &count);
    const struct subscriber_options options = {
        .kafka = &settings->kafka,
        .log = log,
        .topics = (const char *const *)topics,
        .topic_count = count,
        .missing_are_passed_over = true,
        .start = SUBSCRIBER_FROM_BEGINNING,
    };
    struct subscriber *subscriber = topics == NULL ? NULL : subscriber_open(&options);
    struct collecting collecting = {wanted->plan, revisions};
    int status = topic_read_all(PROGRAM, subscriber, take, &collecting);

    subscriber_close(subscriber);
    free_topics(topics, count);
    return status;
}

static int print(const struct settings *settings, struct revisions *revisions)
{
    struct terminal terminal = terminal_of(STDOUT_FILENO);
    int result = 0;

    revisions_settle(revisions);
    result = settings->json ? revisions_print_json(revisions, stdout)
                            : revisions_print(revisions, language_of(settings->language.said),
                                              &terminal, stdout);
    return result != 0 || fflush(stdout) != 0 ? EX_IOERR : EX_OK;
}

static int show(const struct settings *settings, const struct revisions_wanted *wanted,
                const struct log *log)
{
    struct revisions *revisions = revisions_new(wanted);
    int status = EX_OSERR;

    if (revisions != NULL)
        status = read_all(settings, wanted, log, revisions);
    if (status == EX_OK)
        status = print(settings, revisions);
    revisions_free(revisions);
    return status;
}

static int run(const struct settings *settings, const struct service *service)
{
    size_t count = 0;
    const char *const *operands = service_operands(service, &count);
    struct revisions_wanted wanted = {0};
    struct plan *plan = NULL;
    int status = EX_USAGE;

    if (count < 1 || count > 2) {
        (void)fputs(PROGRAM ": which INDICATOR, and of which PERIOD if not of all?\n", stderr);
        return EX_USAGE;
    }
    plan = plan_read_or_say(PROGRAM, settings->plan.plan, &status);
    if (plan == NULL)
        return status;
    wanted.plan = plan;
    status = want(settings, operands, count, &wanted);
    if (status == EX_OK)
        status = show(settings, &wanted, service_log(service));
    plan_free(plan);
    return status;
}

int verb_history(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {{options_plan, &settings.plan},
                                          {options_kafka, &settings.kafka},
                                          {options_language, &settings.language},
                                          {own_options, &settings},
                                          {NULL, NULL}};
    const struct options_program program = {
        PROGRAM,
        "Shows everything that was sent of an indicator, from Kafka: revisions, withdrawals, "
        "refusals; and which of it stands.",
        "INDICATOR [PERIOD]", groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);

    if (service == NULL)
        return status;
    return service_end(service, run(&settings, service));
}
