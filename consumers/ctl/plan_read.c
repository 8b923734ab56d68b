#include "consumers/ctl/plan_read.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "deploy/service/file.h"

enum { PLAN_BYTES_MAX = 64 * 1024 * 1024 };

int plan_read(const char *path, struct plan **plan, struct plan_faults *faults)
{
    struct text bytes = file_read(path, PLAN_BYTES_MAX);

    if (bytes.at == NULL)
        return EX_NOINPUT;
    *plan = plan_load(bytes, faults);
    file_free(bytes);
    return *plan == NULL ? EX_DATAERR : EX_OK;
}

void plan_print_faults(const char *path, const struct plan_faults *faults, FILE *out)
{
    for (size_t i = 0; i < faults->count; i++)
        (void)fprintf(out, "%s:%s: %s\n", path, faults->items[i].pointer,
                      faults->items[i].message);
}

struct plan *plan_read_or_say(const char *program, const char *path, int *status)
{
    struct plan_faults faults = {0};
    struct plan *plan = NULL;

    if (path == NULL) {
        (void)fprintf(stderr, "%s: which plan? --plan FILE, or TIENDO_PLAN\n", program);
        *status = EX_USAGE;
        return NULL;
    }
    *status = plan_read(path, &plan, &faults);
    if (*status == EX_NOINPUT)
        (void)fprintf(stderr, "%s: %s: %s\n", program, path, strerrordesc_np(errno));
    plan_print_faults(path, &faults, stderr);
    plan_faults_free(&faults);
    return plan;
}
