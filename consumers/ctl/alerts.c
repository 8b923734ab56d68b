#include "consumers/store/alerts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "consumers/ctl/alerts_past.h"
#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/redis_open.h"
#include "consumers/ctl/verbs.h"
#include "consumers/judge/alarms.h"
#include "consumers/show/alert_view.h"
#include "consumers/show/language.h"
#include "consumers/store/views.h"
#include "deploy/service/nearest.h"
#include "deploy/service/service.h"

#define PROGRAM "tiendoctl alerts"

enum { LOOK_MS = 200, PAGE = 100 };

struct settings {
    struct plan_settings plan;
    struct redis_settings redis;
    struct kafka_settings kafka;
    struct language_settings language;
    struct alert_wanted wanted;
    bool follow, history, json;
};

static const char *kind_fault(const char *value)
{
    return alarm_kind_of(text_of(value)) == ALARM_KINDS
               ? "is no kind of alert (off_target, reversing, falling_back, missed, stale, "
                 "due_soon, disputed, outlier, coverage_drop, rejections, agency_silent, "
                 "log_gap)"
               : NULL;
}

static const struct option own_options[] = {
    {.name = "follow",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, follow),
     .sentence = "go on with what is raised and cleared from now on"},
    {.name = "history",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, history),
     .sentence = "instead of those that are open, every transition there was, from Kafka"},
    {.name = "subject",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, wanted.subject),
     .metavar = "ID",
     .sentence = "only of this target, indicator, agency or topic:partition"},
    {.name = "kind",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, wanted.kind),
     .metavar = "KIND",
     .sentence = "only of this kind, such as off_target",
     .fault = kind_fault},
    {.name = "json",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, json),
     .sentence = "as a JSON array; with --follow or --history one event a line"},
    {.name = NULL},
};

struct session {
    const struct settings *settings;
    const struct plan *plan;
    struct redis *redis;
    struct reader reader;
    char seen[ALERTS_ID_BYTES]; /* the last transition that was shown */
};

static int lost(void)
{
    (void)fputs(PROGRAM ": Redis does not answer what was asked\n", stderr);
    return EX_UNAVAILABLE;
}

static int show_open(const struct session *session)
{
    struct views *views = views_alerts(session->redis, session->plan);
    int result = 0;

    if (views == NULL)
        return lost();
    result = session->settings->json
                 ? alerts_print_json(session->plan, views, &session->settings->wanted, stdout)
                 : alerts_print(session->plan, views, &session->settings->wanted,
                                &session->reader, stdout);
    views_free(views);
    return result == 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int show_transition(void *ctx, const struct alert *alert)
{
    const struct session *session = ctx;

    if (!alert_is_wanted(&session->settings->wanted, alert->fields[ALERT_SUBJECT],
                         alert->fields[ALERT_KIND]))
        return 0;
    return session->settings->json
               ? alert_print_transition_json(alert, stdout)
               : alert_print_transition(session->plan, alert, &session->reader, stdout);
}

static int show_past(struct session *session, const struct log *log)
{
    const struct alerts_past_options options = {.program = PROGRAM,
                                                .kafka = &session->settings->kafka,
                                                .plan = session->plan,
                                                .wanted = &session->settings->wanted,
                                                .log = log};
    int status = alerts_past(&options, show_transition, session);

    return status == EX_OK && fflush(stdout) != 0 ? EX_IOERR : status;
}

/* Shows the transitions of a page and remembers the last. */
static int show_page(struct session *session, const struct alerts_page *page)
{
    int result = 0;

    for (size_t i = 0; result == 0 && i < alerts_page_count(page); i++) {
        struct alert alert;

        alerts_page_entry(page, i, session->seen, &alert);
        result = show_transition(session, &alert);
    }
    return result == 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

/* Until a stop is asked for; a Redis that is away is waited for. */
static int follow(struct session *session)
{
    struct alerts *alerts =
        alerts_open(&(struct alerts_options){session->redis, session->plan, "reader", 1});
    int status = alerts == NULL ? EX_OSERR : EX_OK;

    while (status == EX_OK && !service_stopping()) {
        struct alerts_page *page = redis_ready(session->redis) == REDIS_READY
                                       ? alerts_read(alerts, session->seen, PAGE)
                                       : NULL;
        bool full = page != NULL && alerts_page_count(page) == PAGE;

        if (page != NULL)
            status = show_page(session, page);
        alerts_page_free(page);
        if (!full)
            (void)service_sleep_ms(LOOK_MS);
    }
    alerts_close(alerts);
    return status;
}

static int run(struct session *session, const struct log *log)
{
    bool quiet = session->settings->follow && session->settings->json;
    int status = EX_OK;

    /* before the open ones are read: a transition in between is shown twice rather than never */
    if (session->settings->follow &&
        views_newest_transition(session->redis, session->plan, session->seen) != 0)
        return lost();
    if (session->settings->history)
        status = show_past(session, log);
    else if (!quiet)
        status = show_open(session);
    if (status == EX_OK && session->settings->follow)
        status = follow(session);
    return status;
}

/* A subject that is none is most likely a slip; a partition's is not looked up. */
static int check_subject(const struct plan *plan, const char *subject)
{
    struct nearest nearest = {.wrong = subject};

    if (subject == NULL || plan_target(plan, text_of(subject)) != NULL ||
        plan_indicator(plan, text_of(subject)) != NULL ||
        plan_agency(plan, text_of(subject)) != NULL || strchr(subject, ':') != NULL)
        return EX_OK;
    for (size_t i = 0; i < plan->target_count; i++)
        nearest_consider(&nearest, plan->targets[i].id);
    for (size_t i = 0; i < plan->indicator_count; i++)
        nearest_consider(&nearest, plan->indicators[i].id);
    for (size_t i = 0; i < plan->agency_count; i++)
        nearest_consider(&nearest, plan->agencies[i].id);
    (void)fprintf(stderr,
                  PROGRAM ": %s: the plan has no such target, indicator or agency%s%s%s\n",
                  subject, nearest.name == NULL ? "" : "; did you mean ",
                  nearest.name == NULL ? "" : nearest.name, nearest.name == NULL ? "" : "?");
    return EX_USAGE;
}

static int open_and_run(struct settings *settings, const struct log *log)
{
    struct session session = {.settings = settings,
                              .reader = reader_of(STDOUT_FILENO, settings->language.said)};
    int status = EX_OK;
    struct plan *plan = plan_read_or_say(PROGRAM, settings->plan.plan, &status);
    bool needs_redis = settings->follow || !settings->history;

    session.plan = plan;
    if (plan != NULL)
        status = check_subject(plan, settings->wanted.subject);
    if (plan != NULL && status == EX_OK && needs_redis)
        session.redis = redis_open_or_say(PROGRAM, &settings->redis, &status);
    if (plan != NULL && status == EX_OK)
        status = run(&session, log);
    redis_close(session.redis);
    plan_free(plan);
    return status;
}

int verb_alerts(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {
        {options_plan, &settings.plan},   {options_redis, &settings.redis},
        {options_kafka, &settings.kafka}, {options_language, &settings.language},
        {own_options, &settings},         {NULL, NULL}};
    const struct options_program program = {
        PROGRAM, "Shows the alerts that are open; 'tiendoctl alerts ack' acknowledges one.",
        NULL, groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);

    if (service == NULL)
        return status;
    return service_end(service, open_and_run(&settings, service_log(service)));
}
