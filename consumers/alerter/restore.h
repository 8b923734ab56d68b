/*
 * restore - alerts' states put back from Kafka's tiendo.alerts, where Redis has lost them or came
 * back with older ones: so that nothing is raised again that was raised, what no longer holds is
 * cleared, and the numbers of transitions go on where Kafka's readers are.
 *
 * Needed whenever Redis may have lost something: at start, after each lost connection, and when it
 * was emptied.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_RESTORE_H
#define TIENDO_CONSUMERS_ALERTER_RESTORE_H

#include "consumers/store/verdicts.h"
#include "deploy/service/log.h"
#include "deploy/service/options.h"

struct restore_options {
    const struct kafka_settings *kafka;
    const struct plan *plan;
    struct verdicts *verdicts;
    const struct log *log;
};

/* Reads the whole topic and puts back the last transition of each alert.  Waits for the cluster as
 * subscriber_open() does.  0, or -1: Kafka or Redis is away (logged). */
int restore_alerts(const struct restore_options *options);

#endif
