#include "consumers/ctl/redis_open.h"

#include <stdint.h>
#include <stdio.h>
#include <sysexits.h>

enum { TIMEOUT_MS = 5000 };

static void say(void *program, const char *text)
{
    (void)fprintf(stderr, "%s: %s\n", (const char *)program, text);
}

struct redis *redis_open_or_say(const char *program, const struct redis_settings *settings,
                                int *status)
{
    union {
        const char *name;
        void *ctx; /* only read */
    } note = {program};
    const struct redis_options options = {
        .address = settings->redis,
        .user = settings->redis_user,
        .password_file = settings->redis_password_file,
        .timeout_ms = TIMEOUT_MS,
        .note = say,
        .note_ctx = note.ctx,
    };
    struct redis *redis = redis_open(&options);

    *status = EX_USAGE;
    if (redis == NULL)
        return NULL;
    switch (redis_ready(redis)) {
    case REDIS_READY:
        *status = EX_OK;
        return redis;
    case REDIS_AWAY:
        *status = EX_UNAVAILABLE;
        break;
    case REDIS_MISFIT:
        *status = EX_CONFIG;
        break;
    }
    redis_close(redis);
    return NULL;
}
