#include "consumers/plan_file.h"

#include <errno.h>
#include <string.h>

#include "deploy/service/file.h"

enum { PLAN_FILE_BYTES_MAX = 64 * 1024 * 1024 };

static void log_faults(const struct plan_faults *faults, const char *path,
                       const struct log *log)
{
    for (size_t i = 0; i < faults->count; i++)
        log_error(log, log_event("plan_fault"), log_text("file", path),
                  log_text("pointer", faults->items[i].pointer),
                  log_text("fault", faults->items[i].message));
}

struct plan *plan_file_load(const char *path, const struct log *log)
{
    struct plan_faults faults = {0};

    if (path == NULL) {
        log_error(log, log_event("plan_missing"), log_text("fault", "--plan FILE is needed"));
        return NULL;
    }
    struct text bytes = file_read(path, PLAN_FILE_BYTES_MAX);
    if (bytes.at == NULL) {
        log_error(log, log_event("plan_unreadable"), log_text("file", path),
                  log_text("fault", strerrordesc_np(errno)));
        return NULL;
    }
    struct plan *plan = plan_load(bytes, &faults);
    log_faults(&faults, path, log);
    plan_faults_free(&faults);
    file_free(bytes);
    return plan;
}
