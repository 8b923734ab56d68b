/*
 * work - what the aggregator does all day: read into a batch, hand it over, take the answer, start
 * again from the ledger where it must.
 *
 *   ┌── turn ───────────────────────────────────────────────────────────────┐
 *   │ nothing owned: take up what is assigned, listening to the group       │
 *   │ else: close and hand over a batch that is due; read; take the answer  │
 *   └── between turns: look at the logs, promote, commit, tell health ──────┘
 */
#ifndef TIENDO_CONSUMERS_AGGREGATOR_WORK_H
#define TIENDO_CONSUMERS_AGGREGATOR_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/aggregator/applier.h"
#include "consumers/aggregator/batch.h"
#include "consumers/aggregator/reader.h"
#include "consumers/aggregator/watch.h"
#include "deploy/service/log.h"
#include "deploy/service/notify.h"

enum { WORK_BATCH_CELLS_LEAST = 2 * READER_READ_MOST };

struct work {
    /* Filled and freed by the owner. */
    const struct log *log;
    const struct plan *plan;
    struct cells *cells; /* of this thread; the applier has its own */
    struct reader *reader;
    struct applier *applier;
    struct notify *notify;
    struct watch *watch;
    size_t batch_cells; /* WORK_BATCH_CELLS_LEAST.. */

    /* Zero at first, but for the two batches, which are the owner's to free. */
    struct batch *open, *spare; /* being filled; the other one, NULL while the applier has it */
    int64_t opened_mono_ms;     /* when the open batch took its first record; 0: it is empty */
    int64_t given_mono_ms;      /* when the applier got the one it has */
    int64_t rested_mono_ms;     /* when Redis had its rest after the last one */
    bool dry;                   /* the last read found nothing more */
    bool owning;                /* what is assigned is taken up */
    int64_t attempt_mono_ms;    /* when to try to take up, while not owning */
    int64_t attempt_pause_ms;   /* after the last attempt; 0: there was none */
    bool promoted;              /* tiendo:current was moved up; the applier keeps it so */
    int64_t committed_mono_ms, promote_mono_ms;
};

/* Works until a stop is asked for, then puts in what is read.  Returns an exit code: EX_OK after an
 * orderly stop. */
int work_run(struct work *w);

#endif
