#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "consumers/ctl/assessment.h"
#include "consumers/ctl/figures.h"
#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/verbs.h"
#include "consumers/store/offline.h"
#include "deploy/service/service.h"
#include "schemas/instant.h"

#define PROGRAM "tiendoctl assess"

struct settings {
    struct plan_settings plan;
    struct today_settings today;
    struct language_settings language;
    const char *agency;
    bool json, history;
};

static const struct option own_options[] = {
    {.name = "json",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, json),
     .sentence = "a JSON object a target and line"},
    {.name = "history",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, history),
     .sentence = "as of the close of every period in turn, on what was known by then"},
    {.name = "agency",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, agency),
     .metavar = "ID",
     .sentence = "who sent the readings, where neither they nor the name of their file say it"},
    {.name = NULL},
};

/* ---- what is asked for ---- */

struct request {
    const struct settings *settings;
    const struct plan *plan;
    const struct agency *agency; /* NULL: none was given */
    int32_t today;
};

static int prepare(const struct settings *settings, const struct plan *plan,
                   struct request *request)
{
    *request = (struct request){.settings = settings, .plan = plan};
    request->today = instant_day(service_unix_ms(), plan->utc_offset_s);
    if (settings->today.as_of != NULL)
        (void)day_read(text_of(settings->today.as_of),
                       &request->today); /* checked as an option */
    if (settings->agency == NULL)
        return EX_OK;
    request->agency = plan_agency(plan, text_of(settings->agency));
    if (request->agency != NULL)
        return EX_OK;
    (void)fprintf(stderr, PROGRAM ": --agency %s: the plan has no such agency\n",
                  settings->agency);
    return EX_USAGE;
}

/* ---- the answer ---- */

static int show_all(const struct request *request, struct offline *offline)
{
    struct reader reader = reader_of(STDOUT_FILENO, request->settings->language.said);
    size_t count = request->plan->target_count;
    struct assessed *verdicts = NULL;
    int result;

    if (assessment_of_all(request->plan, offline, request->today, &verdicts) != 0)
        return EX_OSERR;
    result = request->settings->json ? assessed_print_json(verdicts, count, false, stdout)
                                     : assessed_print(verdicts, count, &reader, stdout);
    free(verdicts);
    return result == 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int show_history(const struct request *request, struct offline *offline)
{
    struct reader reader = reader_of(STDOUT_FILENO, request->settings->language.said);
    struct assessment_history history;
    int result;

    if (assessment_history(request->plan, offline, request->today, &history) != 0)
        return EX_OSERR;
    result = request->settings->json
                 ? assessed_print_json(history.items, history.count, true, stdout)
                 : assessed_print_history(history.items, history.count, &reader, stdout);
    free(history.items);
    return result == 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int assess_files(const struct request *request, const char *const *files, size_t count)
{
    struct offline *offline = offline_new(request->plan);
    int read, status;

    if (offline == NULL)
        return EX_OSERR;
    read = figures_read(
        &(struct figures_options){
            .program = PROGRAM,
            .plan = request->plan,
            .agency = request->agency,
            .now_unix_ms = figures_now(service_unix_ms(), request->plan, request->today),
            .err = stderr},
        files, count, offline);
    status = read;
    if (read == EX_OK || read == EX_DATAERR)
        status = request->settings->history ? show_history(request, offline)
                                            : show_all(request, offline);
    offline_free(offline);
    return status == EX_OK ? read : status;
}

static int run(const struct settings *settings, const char *const *files, size_t count)
{
    int status = EX_OK;
    struct plan *plan = plan_read_or_say(PROGRAM, settings->plan.plan, &status);
    struct request request;

    if (plan == NULL)
        return status;
    status = prepare(settings, plan, &request);
    if (status == EX_OK)
        status = assess_files(&request, files, count);
    plan_free(plan);
    return status;
}

int verb_assess(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {{options_plan, &settings.plan},
                                          {options_today, &settings.today},
                                          {options_language, &settings.language},
                                          {own_options, &settings},
                                          {NULL, NULL}};
    const struct options_program program = {
        PROGRAM,
        "Judges the targets on readings or events from files ('-': standard input), a JSON\n"
        "object a line, without Kafka or Redis.  Lines that are refused are told, and make "
        "the\n"
        "exit code 65 after the rest is judged.",
        "FILE…", groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);
    const char *const *files = NULL;
    size_t count = 0;

    if (service == NULL)
        return status;
    files = service_operands(service, &count);
    if (count == 0) {
        (void)fputs(PROGRAM ": which FILE? '-' is standard input\n", stderr);
        status = EX_USAGE;
    } else {
        status = run(&settings, files, count);
    }
    return service_end(service, status);
}
