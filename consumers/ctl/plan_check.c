#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/verbs.h"
#include "deploy/service/service.h"

static int check(const char *path)
{
    struct plan_faults faults = {0};
    struct plan *plan = NULL;
    int status = plan_read(path, &plan, &faults);

    if (status == EX_NOINPUT)
        (void)fprintf(stderr, "tiendoctl plan check: %s: %s\n", path, strerrordesc_np(errno));
    plan_print_faults(path, &faults, stdout);
    if (plan != NULL)
        (void)printf("%s: ok: %s, %zu targets, %zu indicators, %zu agencies\n", path, plan->tag,
                     plan->target_count, plan->indicator_count, plan->agency_count);
    plan_faults_free(&faults);
    plan_free(plan);
    return status;
}

int verb_plan_check(int argc, char **argv)
{
    static const struct option_group none[] = {{NULL, NULL}};
    static const struct options_program program = {
        "tiendoctl plan check",
        "Says everything that is wrong with a plan file, a line each with its JSON pointer; "
        "exit\n"
        "code 65 if anything is.",
        "FILE…", none};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);
    const char *const *files = NULL;
    size_t count = 0;

    if (service == NULL)
        return status;
    files = service_operands(service, &count);
    if (count == 0) {
        (void)fputs("tiendoctl plan check: which FILE?\n", stderr);
        status = EX_USAGE;
    }
    for (size_t i = 0; i < count; i++) {
        int of_this = check(files[i]);

        if (of_this != EX_OK)
            status = of_this;
    }
    return service_end(service, status);
}
