/*
 * counters - what the aggregator counts: one row each, with the sentence people read.
 */
#ifndef TIENDO_CONSUMERS_AGGREGATOR_COUNTERS_H
#define TIENDO_CONSUMERS_AGGREGATOR_COUNTERS_H

#include "deploy/service/metrics.h"

enum counter {
    COUNT_EVENTS,
    COUNT_ACCEPTED,
    COUNT_REFUSED,
    COUNT_BATCHES,
    COUNT_CELLS_SENT,
    COUNT_CELLS_WON,
    COUNT_APPLY_TIME,
    COUNT_REWINDS,
    COUNT_REJECTIONS_WAITING,
    COUNTERS
};

extern const struct metric counters[COUNTERS];

#endif
