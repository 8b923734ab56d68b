#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/redis_open.h"
#include "consumers/ctl/verbs.h"
#include "consumers/show/chain_view.h"
#include "consumers/show/language.h"
#include "deploy/service/nearest.h"
#include "deploy/service/service.h"

#define PROGRAM "tiendoctl explain"

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
     .sentence = "as one JSON object, with every figure"},
    {.name = NULL},
};

/* What people say for a target: its row of the appendix, or its indicator.  How many it may be. */
static size_t name_likely(const struct plan *plan, const char *said, FILE *out)
{
    size_t likely = 0;

    for (size_t i = 0; i < plan->target_count; i++) {
        const struct target *target = &plan->targets[i];

        if (strcmp(target->row, said) != 0 && strcmp(target->indicator->id, said) != 0)
            continue;
        (void)fprintf(out, "%s%s", likely == 0 ? "; did you mean " : " or ", target->id);
        likely++;
    }
    return likely;
}

static void refuse(const struct plan *plan, const char *said)
{
    struct nearest nearest = {.wrong = said};

    (void)fprintf(stderr, PROGRAM ": %s: the plan has no such target", said);
    for (size_t i = 0; i < plan->target_count; i++)
        nearest_consider(&nearest, plan->targets[i].id);
    if (name_likely(plan, said, stderr) > 0)
        (void)fputc('?', stderr);
    else if (nearest.name != NULL)
        (void)fprintf(stderr, "; did you mean %s?", nearest.name);
    (void)fputc('\n', stderr);
}

static int show(const struct settings *settings, const struct plan *plan,
                const struct target *target, struct redis *redis)
{
    struct terminal terminal = terminal_of(STDOUT_FILENO);
    struct chain *chain = chain_read(redis, plan, target);
    int result = 0;

    if (chain == NULL) {
        (void)fputs(PROGRAM ": Redis does not answer what was asked\n", stderr);
        return EX_UNAVAILABLE;
    }
    result = settings->json
                 ? chain_print_json(chain, stdout)
                 : chain_print(chain, language_of(settings->language.said), &terminal, stdout);
    chain_free(chain);
    return result == 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int run(const struct settings *settings, const struct service *service)
{
    size_t count = 0;
    const char *const *operands = service_operands(service, &count);
    const struct target *target = NULL;
    struct plan *plan = NULL;
    struct redis *redis = NULL;
    int status = EX_USAGE;

    if (count != 1) {
        (void)fputs(PROGRAM ": which TARGET? One, please\n", stderr);
        return EX_USAGE;
    }
    plan = plan_read_or_say(PROGRAM, settings->plan.plan, &status);
    if (plan == NULL)
        return status;
    target = plan_target(plan, text_of(operands[0]));
    status = EX_USAGE;
    if (target == NULL)
        refuse(plan, operands[0]);
    else
        redis = redis_open_or_say(PROGRAM, &settings->redis, &status);
    if (redis != NULL)
        status = show(settings, plan, target, redis);
    redis_close(redis);
    plan_free(plan);
    return status;
}

int verb_explain(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {{options_plan, &settings.plan},
                                          {options_redis, &settings.redis},
                                          {options_language, &settings.language},
                                          {own_options, &settings},
                                          {NULL, NULL}};
    const struct options_program program = {
        PROGRAM,
        "Says how a target came to stand as it does: from the measurements to the value, the "
        "path, the verdict and its alerts.",
        "TARGET", groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);

    if (service == NULL)
        return status;
    return service_end(service, run(&settings, service));
}
