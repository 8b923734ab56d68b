/*
 * alerts_past - every transition there was of a plan's alerts, from Kafka's tiendo.alerts.
 */
#ifndef TIENDO_CONSUMERS_CTL_ALERTS_PAST_H
#define TIENDO_CONSUMERS_CTL_ALERTS_PAST_H

#include <stdio.h>

#include "consumers/show/alert_list.h"
#include "deploy/service/log.h"
#include "deploy/service/options.h"

struct alerts_past_options {
    const char *program; /* how complaints begin */
    const struct kafka_settings *kafka;
    const struct plan *plan;
    const struct alert_wanted *wanted;
    const struct log *log;
};

/* Calls `show` with each that is asked for, the oldest first, an event that came twice once; stops
 * where it does not return 0.  EX_OK, or the code to end with. */
int alerts_past(const struct alerts_past_options *options,
                int (*show)(void *ctx, const struct alert *alert), void *ctx);

#endif
