/*
 * to_alertmanager - alerts posted to one Alertmanager (v2 API), and posted again for as long as
 * they stand; what is told when is standing.h's.
 *
 * The only libcurl.  Transfers are driven from settled() and never waited for longer than it may:
 * an Alertmanager that hangs delays nobody.  A batch is taken when every post of it was.
 *
 *   2xx                taken
 *   400, 413, 422      it does not like what is in the post: each alert is posted alone, and the one
 *                      refused is logged, counted and passed over, so that it holds up no other
 *   all else, or none  it is away, or will not have us: tried again after a pause
 *
 * An Alertmanager is addressed directly (no proxy, no redirection), since each must be told.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_TO_ALERTMANAGER_H
#define TIENDO_CONSUMERS_ALERTER_TO_ALERTMANAGER_H

#include "consumers/alerter/destination.h"
#include "deploy/service/log.h"
#include "deploy/service/metrics.h"
#include "schemas/plan.h"

struct to_alertmanager;

struct to_alertmanager_options {
    const char *url;              /* "http://am:9093", as options_alertmanager has it */
    const char *credentials_file; /* "Basic USER:PASSWORD" or "Bearer TOKEN"; NULL: none */
    const char *ca_file;     /* who signs https certificates; NULL: who the system trusts */
    const struct plan *plan; /* all borrowed while it is open */
    const struct log *log;
    struct metrics_row *refused; /* counts alerts passed over */
};

/* Does not reach for it yet.  Returns it to to_alertmanager_close(), or NULL, the reason logged: the
 * credentials file cannot be read or holds something else, or out of memory. */
struct to_alertmanager *to_alertmanager_open(const struct to_alertmanager_options *options);

/* It as a destination, for as long as it is open. */
struct destination to_alertmanager_destination(struct to_alertmanager *to);

/* NULL does nothing. */
void to_alertmanager_close(struct to_alertmanager *to);

#endif
