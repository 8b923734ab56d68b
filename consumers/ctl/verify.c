#include "consumers/store/verify.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sysexits.h>

#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/redis_open.h"
#include "consumers/ctl/verbs.h"
#include "consumers/show/difference_view.h"
#include "deploy/service/service.h"

#define PROGRAM "tiendoctl verify"

struct settings {
    struct plan_settings plan;
    struct redis_settings redis;
    bool json;
};

static const struct option own_options[] = {
    {.name = "json",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, json),
     .sentence = "one object a line: each difference, then the counts"},
    {.name = NULL},
};

struct printing {
    bool json, failed;
};

static void print_difference(void *ctx, const struct difference *difference)
{
    struct printing *printing = ctx;
    int result = printing->json ? difference_print_json(difference, stdout)
                                : difference_print(difference, stdout);

    if (result != 0)
        printing->failed = true;
}

/* What was not looked at to the end has no counts to show. */
static int show_counts(const struct verify_counts *counts, struct printing *printing)
{
    int result = printing->json ? verify_counts_print_json(counts, stdout)
                                : verify_counts_print(counts, stdout);

    if (result != 0 || printing->failed || fflush(stdout) != 0)
        return EX_IOERR;
    return counts->differences == 0 ? EX_OK : EX_DATAERR;
}

static int verify(const struct settings *settings, const struct plan *plan, struct redis *redis)
{
    struct printing printing = {settings->json, false};
    const struct verify_options options = {redis, plan, print_difference, &printing,
                                           service_stopping};
    struct verify_counts counts;

    switch (verify_run(&options, &counts)) {
    case VERIFY_DONE:
        return show_counts(&counts, &printing);
    case VERIFY_AWAY:
        return EX_UNAVAILABLE;
    case VERIFY_MISFIT:
        return EX_CONFIG;
    case VERIFY_STOPPED:
        break;
    }
    (void)fputs(PROGRAM ": stopped before all was looked at\n", stderr);
    return EX_TEMPFAIL;
}

static int run(const struct settings *settings)
{
    int status = EX_OK;
    struct plan *plan = plan_read_or_say(PROGRAM, settings->plan.plan, &status);
    struct redis *redis =
        plan == NULL ? NULL : redis_open_or_say(PROGRAM, &settings->redis, &status);

    if (redis != NULL)
        status = verify(settings, plan, redis);
    redis_close(redis);
    plan_free(plan);
    return status;
}

int verb_verify(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {{options_plan, &settings.plan},
                                          {options_redis, &settings.redis},
                                          {own_options, &settings},
                                          {NULL, NULL}};
    const struct options_program program = {
        PROGRAM, "Recounts totals and series from the cells, and shows what differs.", NULL,
        groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);

    if (service == NULL)
        return status;
    return service_end(service, run(&settings));
}
