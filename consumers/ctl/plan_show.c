#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/verbs.h"
#include "consumers/show/language.h"
#include "consumers/show/plan_view.h"
#include "deploy/service/service.h"

struct settings {
    struct plan_settings plan;
    struct language_settings language;
    bool json;
};

static const struct option own_options[] = {
    {.name = "json",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, json),
     .sentence = "as one JSON object, every default filled in"},
    {.name = NULL},
};

static int show(const struct settings *settings, const char *path)
{
    struct reader reader = reader_of(STDOUT_FILENO, settings->language.said);
    int status = EX_OK;
    struct plan *plan = plan_read_or_say("tiendoctl plan show", path, &status);

    if (plan == NULL)
        return status;
    if ((settings->json ? plan_print_json(plan, stdout) : plan_print(plan, &reader, stdout)) !=
        0)
        status = EX_IOERR;
    plan_free(plan);
    return status;
}

int verb_plan_show(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {{options_plan, &settings.plan},
                                          {options_language, &settings.language},
                                          {own_options, &settings},
                                          {NULL, NULL}};
    const struct options_program program = {
        "tiendoctl plan show",
        "Shows a plan's targets: what is printed, what has to be reached, who leads.", "[FILE]",
        groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);
    const char *const *files = NULL;
    size_t count = 0;

    if (service == NULL)
        return status;
    files = service_operands(service, &count);
    if (count > 1) {
        (void)fputs("tiendoctl plan show: one FILE, please\n", stderr);
        status = EX_USAGE;
    } else {
        status = show(&settings, count == 1 ? files[0] : settings.plan.plan);
    }
    return service_end(service, status);
}
