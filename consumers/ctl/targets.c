#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/redis_open.h"
#include "consumers/ctl/verbs.h"
#include "consumers/show/language.h"
#include "consumers/show/target_view.h"
#include "consumers/store/views.h"
#include "deploy/service/service.h"

#define PROGRAM "tiendoctl targets"

struct settings {
    struct plan_settings plan;
    struct redis_settings redis;
    struct language_settings language;
    bool json;
};

static const struct option own_options[] = {
    {.name = "json",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, json),
     .sentence = "as a JSON array, with every figure of each verdict"},
    {.name = NULL},
};

static int show(const struct settings *settings, const struct plan *plan, struct redis *redis)
{
    struct reader reader = reader_of(STDOUT_FILENO, settings->language.said);
    struct views *views = views_targets(redis, plan);
    int result = 0;

    if (views == NULL) {
        (void)fputs(PROGRAM ": Redis does not answer what was asked\n", stderr);
        return EX_UNAVAILABLE;
    }
    result = settings->json ? targets_print_json(plan, views, stdout)
                            : targets_print(plan, views, &reader, stdout);
    views_free(views);
    return result == 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int run(const struct settings *settings)
{
    int status = EX_OK;
    struct plan *plan = plan_read_or_say(PROGRAM, settings->plan.plan, &status);
    struct redis *redis =
        plan == NULL ? NULL : redis_open_or_say(PROGRAM, &settings->redis, &status);

    if (redis != NULL)
        status = show(settings, plan, redis);
    redis_close(redis);
    plan_free(plan);
    return status;
}

int verb_targets(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {{options_plan, &settings.plan},
                                          {options_redis, &settings.redis},
                                          {options_language, &settings.language},
                                          {own_options, &settings},
                                          {NULL, NULL}};
    const struct options_program program = {
        PROGRAM, "Shows how each target of the plan stands.", NULL, groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);

    if (service == NULL)
        return status;
    return service_end(service, run(&settings));
}
