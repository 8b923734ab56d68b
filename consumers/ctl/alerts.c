#include "consumers/store/alerts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/redis_open.h"
#include "consumers/ctl/verbs.h"
#include "consumers/show/alert_view.h"
#include "consumers/store/views.h"
#include "deploy/service/service.h"

#define PROGRAM "tiendoctl alerts"

enum { LOOK_MS = 200, PAGE = 100 };

struct settings {
    struct plan_settings plan;
    struct redis_settings redis;
    bool follow, json;
};

static const struct option own_options[] = {
    {.name = "follow",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, follow),
     .sentence = "go on with what is raised and cleared from now on"},
    {.name = "json",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, json),
     .sentence = "as a JSON array; with --follow one event a line, from now on"},
    {.name = NULL},
};

struct session {
    const struct settings *settings;
    const struct plan *plan;
    struct redis *redis;
    struct terminal terminal;
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
                 ? alerts_print_json(views, stdout)
                 : alerts_print(session->plan, views, &session->terminal, stdout);
    views_free(views);
    return result == 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

/* Shows the transitions of a page and remembers the last. */
static int show_page(struct session *session, const struct alerts_page *page)
{
    int result = 0;

    for (size_t i = 0; result == 0 && i < alerts_page_count(page); i++) {
        struct alert alert;

        alerts_page_entry(page, i, session->seen, &alert);
        result = session->settings->json ? alert_print_transition_json(&alert, stdout)
                                         : alert_print_transition(session->plan, &alert,
                                                                  &session->terminal, stdout);
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

static int run(struct session *session)
{
    bool quiet = session->settings->follow && session->settings->json;
    int status = EX_OK;

    /* before the open ones are read: a transition in between is shown twice rather than never */
    if (session->settings->follow &&
        views_newest_transition(session->redis, session->plan, session->seen) != 0)
        return lost();
    if (!quiet)
        status = show_open(session);
    if (status == EX_OK && session->settings->follow)
        status = follow(session);
    return status;
}

int verb_alerts(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {{options_plan, &settings.plan},
                                          {options_redis, &settings.redis},
                                          {own_options, &settings},
                                          {NULL, NULL}};
    const struct options_program program = {PROGRAM, "Shows the alerts that are open.", NULL,
                                            groups};
    struct session session = {.settings = &settings};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);
    struct plan *plan = NULL;

    if (service == NULL)
        return status;
    plan = plan_read_or_say(PROGRAM, settings.plan.plan, &status);
    if (plan != NULL)
        session.redis = redis_open_or_say(PROGRAM, &settings.redis, &status);
    session.plan = plan;
    session.terminal = terminal_of(STDOUT_FILENO);
    if (session.redis != NULL)
        status = run(&session);
    redis_close(session.redis);
    plan_free(plan);
    return service_end(service, status);
}
