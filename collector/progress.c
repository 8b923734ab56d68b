#include "collector/progress.h"

#include <inttypes.h>
#include <unistd.h>

#include "deploy/service/service.h"

enum { BETWEEN_MS = 100 };

struct progress progress_begin(FILE *out)
{
    return (struct progress){.terminal = isatty(fileno(out)) ? out : NULL};
}

void progress_show(struct progress *progress, const struct progress_counts *counts)
{
    int64_t now_mono_ms = 0;

    if (progress->terminal == NULL)
        return;
    now_mono_ms = service_mono_ms();
    if (now_mono_ms - progress->drawn_mono_ms < BETWEEN_MS)
        return;
    (void)fprintf(progress->terminal,
                  "\r%" PRId64 " read, %" PRId64 " acknowledged, %" PRId64 " refused, %" PRId64
                  " not delivered \033[K",
                  counts->read, counts->acknowledged, counts->refused, counts->failed);
    (void)fflush(progress->terminal);
    progress->shown = true;
    progress->drawn_mono_ms = now_mono_ms;
}

void progress_hide(struct progress *progress)
{
    if (!progress->shown)
        return;
    (void)fputs("\r\033[K", progress->terminal);
    progress->shown = false;
}
