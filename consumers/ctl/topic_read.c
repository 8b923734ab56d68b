#include "consumers/ctl/topic_read.h"

#include <stdio.h>
#include <sysexits.h>

#include "deploy/service/service.h"

enum { WAIT_MS = 200 };

/* To the end, or to the first stop; `complete` says whether it was the end. */
static int read_some(struct subscriber *subscriber, bool to_the_end, topic_read_take *take,
                     void *ctx, bool *complete)
{
    int status = EX_OK;

    *complete = false;
    while (status == EX_OK && !*complete && !service_stopping()) {
        struct subscriber_record record;

        switch (subscriber_next(subscriber, WAIT_MS, &record)) {
        case SUBSCRIBER_RECORD:
            status = take(ctx, &record);
            break;
        case SUBSCRIBER_CAUGHT_UP:
            *complete = to_the_end;
            break;
        case SUBSCRIBER_IDLE:
            break;
        case SUBSCRIBER_BROKEN:
            status = EX_UNAVAILABLE;
            break;
        }
    }
    return status;
}

int topic_read_all(const char *program, struct subscriber *subscriber, topic_read_take *take,
                   void *ctx)
{
    bool complete = false;
    int status =
        subscriber == NULL ? EX_UNAVAILABLE : read_some(subscriber, true, take, ctx, &complete);

    if (complete || !service_stopping())
        return status;
    (void)fprintf(stderr, "%s: stopped before all was read\n", program);
    return EX_TEMPFAIL;
}

int topic_read_on(struct subscriber *subscriber, topic_read_take *take, void *ctx)
{
    bool complete = false;

    return read_some(subscriber, false, take, ctx, &complete);
}
