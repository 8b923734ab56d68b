#include "consumers/redis_await.h"

#include <sysexits.h>

#include "deploy/service/service.h"

enum { PAUSE_MS = 100 };

int redis_await(struct redis *redis)
{
    do {
        switch (redis_ready(redis)) {
        case REDIS_READY:
            return EX_OK;
        case REDIS_MISFIT:
            return EX_CONFIG;
        case REDIS_AWAY:
            break;
        }
    } while (!service_sleep_ms(PAUSE_MS));
    return EX_UNAVAILABLE;
}
