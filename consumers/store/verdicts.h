/*
 * verdicts - the alerter's side of a plan version: which indicators changed, their totals, and
 * verdicts and alerts committed together (design sections 4 and 6).
 *
 * Everything is written by the functions of verdicts.lua.  `struct verdicts` belongs to one
 * thread, like the connection it uses.
 *
 *   verdicts_look ──► verdicts_load (indicator by indicator) ──► judge ──► verdicts_commit
 *        ▲                  ▲                                                 │ CONFLICT: load again
 *        └── verdicts_wait  └─────────────────────────────────────────────────┘
 */
#ifndef TIENDO_CONSUMERS_STORE_VERDICTS_H
#define TIENDO_CONSUMERS_STORE_VERDICTS_H

#include "consumers/judge/words.h"
#include "schemas/alert.h"

struct redis;
struct verdicts;

enum verdicts_result {
    VERDICTS_OK = 0,
    VERDICTS_HELD, /* written, but for alerts: Redis is catching up, or it was to be quiet */
    VERDICTS_CONFLICT, /* nothing written: somebody else did in between */
    VERDICTS_AWAY, /* Redis is away, or refuses (told): what was sent may or may not be in */
};

/* Borrows both for its life.  NULL: out of memory. */
struct verdicts *verdicts_open(struct redis *redis, const struct plan *plan);
void verdicts_close(struct verdicts *verdicts); /* NULL does nothing; closes no connection */

/* ---- what there is to do ---- */

enum { VERDICTS_TOKEN_BYTES = 128, VERDICTS_ID_BYTES = 48, VERDICTS_LEAD_BYTES = 512 };

struct verdicts_mark {
    char
        token[VERDICTS_TOKEN_BYTES]; /* of the call that changed the indicator; "": not dirty */
};

struct verdicts_look {
    bool current;                 /* this version is the one that delivers */
    bool restored;                /* verdicts_restore() was done since Redis was last emptied */
    char seen[VERDICTS_ID_BYTES]; /* the newest entry of `updates`: for verdicts_wait() */
};

/* `marks`: one for each of the plan's indicators. */
enum verdicts_result verdicts_look(struct verdicts *verdicts, struct verdicts_look *look,
                                   struct verdicts_mark *marks)
    __attribute__((warn_unused_result));

/* Whether the ledger has reached the ends. */
enum verdicts_result verdicts_caught_up(struct verdicts *verdicts, bool *caught_up)
    __attribute__((warn_unused_result));

/* Waits until something is written after `seen`, at most that long (below the connection's
 * timeout). */
enum verdicts_result verdicts_wait(struct verdicts *verdicts, const char *seen, int timeout_ms)
    __attribute__((warn_unused_result));

/* ---- one indicator ---- */

/* An alert as it stands in Redis. */
struct verdicts_alert {
    enum alarm_state state;
    enum alarm_severity severity;
    int64_t sequence; /* of the last transition; 0: there was none */
    int64_t count;
    int64_t changed_unix_ms; /* of the last transition; 0: none */
    char raised_for[PERIOD_TEXT_BYTES], since[PERIOD_TEXT_BYTES], period[PERIOD_TEXT_BYTES];
    struct verdict_figure value;
};

/* What stands of one target, and so what a commit is compared with. */
struct verdicts_standing {
    int64_t verdict_revision, alert_revision;
    struct verdicts_alert alert;
};

/* What shall stand. */
struct verdicts_proposal {
    const struct target *target;
    struct verdicts_standing standing; /* as loaded */
    struct verdict verdict;
    struct words words;
    struct verdicts_alert alert;
    char lead[VERDICTS_LEAD_BYTES]; /* ids of the agencies in office, spaces between */
    bool is_transition;
    struct alert transition; /* points into this proposal and the plan */
};

/* Reads what stands of the proposals' targets into their `standing`, then the indicator's totals.
 * `series`: to series_free(). */
enum verdicts_result verdicts_load(struct verdicts *verdicts, const struct indicator *indicator,
                                   struct verdicts_proposal *proposals, size_t count,
                                   struct series **series) __attribute__((warn_unused_result));

struct verdicts_commit {
    const struct indicator *indicator;
    const char *token; /* of the mark it was judged for; "": none */
    bool quiet;        /* verdicts only, no transition */
    int64_t now_unix_ms;
    const struct verdicts_proposal *proposals;
    size_t count;
};

/* `transitions`: how many were made. */
enum verdicts_result verdicts_commit(struct verdicts *verdicts,
                                     const struct verdicts_commit *commit, int64_t *transitions)
    __attribute__((warn_unused_result));

/* Puts back alerts' states from the last transition of each, where Redis has none or an older one;
 * any alerts of other subjects or plans among them are passed over. */
enum verdicts_result verdicts_restore(struct verdicts *verdicts, const struct alert *alerts,
                                      size_t count, int64_t now_unix_ms, int64_t *restored)
    __attribute__((warn_unused_result));

#endif
