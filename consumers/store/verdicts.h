/*
 * verdicts - the alerter's side of a plan version: which indicators changed, their totals, and
 * verdicts and alerts committed together (design sections 4 and 6).
 *
 * Everything is written by the functions of verdicts.lua.  `struct verdicts` belongs to one
 * thread, like the connection it uses.
 *
 *   verdicts_look ──► verdicts_load (some calls at once) ──► judge ──► verdicts_commit
 *        ▲                  ▲                                             │ CONFLICT: load again
 *        └── verdicts_wait  └─────────────────────────────────────────────┘
 *
 * Calls are read and committed many at a time, so that an answer of Redis is waited for three
 * times a round and not once a target.  What somebody else wrote into Redis is told through `strange`,
 * and holds up nothing but the call it belongs to.
 */
#ifndef TIENDO_CONSUMERS_STORE_VERDICTS_H
#define TIENDO_CONSUMERS_STORE_VERDICTS_H

#include "consumers/judge/alarms.h"
#include "consumers/judge/words.h"
#include "schemas/alert.h"

struct redis;
struct verdicts;

enum verdicts_result {
    VERDICTS_OK = 0,
    VERDICTS_HELD, /* written, but for alerts: Redis is catching up, or it was to be quiet */
    VERDICTS_CONFLICT,   /* nothing written: somebody else did in between */
    VERDICTS_CORRUPT,    /* nothing written: an alert, or the stream, is not as we left it */
    VERDICTS_UNREADABLE, /* nothing to judge: the indicator's totals are not as they should be */
    VERDICTS_AWAY, /* Redis is away, or refuses (told): what was sent may or may not be in */
};

struct verdicts_options {
    struct redis *redis;     /* borrowed while it is open */
    const struct plan *plan; /* borrowed while it is open */

    /* Told of each key (and field) whose content nobody of ours wrote; may be NULL. */
    void (*strange)(void *ctx, const char *key, const char *what);
    void *ctx;
};

/* NULL: out of memory. */
struct verdicts *verdicts_open(const struct verdicts_options *options);
void verdicts_close(struct verdicts *verdicts); /* NULL does nothing; closes no connection */

/* ---- what there is to do ---- */

enum { VERDICTS_TOKEN_BYTES = 128, VERDICTS_ID_BYTES = 48, VERDICTS_LEAD_BYTES = 512 };

struct verdicts_mark {
    char
        token[VERDICTS_TOKEN_BYTES]; /* of the call that changed the indicator; "": not dirty */
};

/* What tiendo:current:<plan> names: the version that delivers. */
enum verdicts_current {
    VERDICTS_CURRENT_NONE = 0, /* there is no such key */
    VERDICTS_CURRENT_STRANGE,  /* no version that there is */
    VERDICTS_CURRENT_ANOTHER,
    VERDICTS_CURRENT_THIS,
};

struct verdicts_look {
    enum verdicts_current current;
    bool restored; /* the alerts were put back since Redis was last emptied */
    bool mended;   /* something was not as we left it: everything is to be judged */
    char seen[VERDICTS_ID_BYTES]; /* the newest entry of `updates`: for verdicts_wait() */
};

/* `marks`: one for each of the plan's indicators. */
enum verdicts_result verdicts_look(struct verdicts *verdicts, struct verdicts_look *look,
                                   struct verdicts_mark *marks)
    __attribute__((warn_unused_result));

/* Tells, through `strange`, that it is NONE or STRANGE, where it should not be. */
void verdicts_tell_current(struct verdicts *verdicts, enum verdicts_current current);

/* Whether the ledger has reached the ends. */
enum verdicts_result verdicts_caught_up(struct verdicts *verdicts, bool *caught_up)
    __attribute__((warn_unused_result));

/* Waits until something is written after `seen`, at most that long (below the connection's
 * timeout). */
enum verdicts_result verdicts_wait(struct verdicts *verdicts, const char *seen, int timeout_ms)
    __attribute__((warn_unused_result));

/* ---- one call: what follows from one indicator, agency or partition ---- */

enum { VERDICTS_BY_BYTES = 129, VERDICTS_NOTE_BYTES = 1025 };

/* An alert as its hash has it. */
struct verdicts_alert {
    struct alarm_standing is;     /* its against is not kept: "" as read */
    int64_t sequence;             /* of the last transition; 0: there was none */
    int64_t raised_unix_ms;       /* when it was raised; 0 unless firing */
    int64_t changed_unix_ms;      /* when its last transition was made; 0: none */
    int64_t acknowledged_unix_ms; /* 0: nobody has, since then */
    char acknowledged_by[VERDICTS_BY_BYTES], acknowledged_note[VERDICTS_NOTE_BYTES];
};

/* A transition that is made of an alert, and its sentence. */
struct verdicts_transition {
    struct words words;
    struct alert alert; /* points into its row and the plan */
};

enum { VERDICTS_TRANSITIONS_MAX = 2 }; /* at once: one is over, and another one begins */

/* One alert of a call. */
struct verdicts_alert_row {
    const char *subject; /* of the plan, or "topic:partition"; borrowed */
    enum alarm_kind kind;
    int64_t revision;               /* as loaded: what the commit is compared with */
    bool absent;                    /* as loaded: its key does not exist */
    struct verdicts_alert stands;   /* as loaded */
    struct verdicts_alert shall;    /* what shall stand */
    struct words words;             /* of what shall stand; "" where it does not fire */
    char lead[VERDICTS_LEAD_BYTES]; /* ids of the agencies in office, spaces between */
    size_t transition_count;        /* 0: none is made */
    struct verdicts_transition transitions[VERDICTS_TRANSITIONS_MAX]; /* in their order */
};

/* One verdict of a call. */
struct verdicts_row {
    const struct target *target;
    int64_t revision; /* as loaded */
    struct verdict verdict;
    struct words words;
};

struct verdicts_call {
    const struct indicator *indicator; /* NULL: of an agency or a partition */
    const char *token; /* of the mark it was judged for; "": none is to be removed */
    bool quiet;        /* verdicts only, no transition */
    bool idle;         /* nothing is to be written: it is not committed */
    int64_t now_unix_ms;
    struct verdicts_row *rows;
    size_t row_count;
    struct verdicts_alert_row *alerts;
    size_t alert_count;

    struct series
        *series; /* from verdicts_load(), to series_free(); NULL without an indicator */
    enum verdicts_result result; /* of loading, then of committing it */
};

/* Reads what stands of the calls' rows, then their indicators' totals.  Each call's result is OK
 * or UNREADABLE (told).  VERDICTS_AWAY: nothing is to be used or freed. */
enum verdicts_result verdicts_load(struct verdicts *verdicts, struct verdicts_call *calls,
                                   size_t count) __attribute__((warn_unused_result));

/* Commits those calls whose result is OK, each by itself, and says in `result` what became of it.
 * VERDICTS_AWAY: of some it is not known. */
enum verdicts_result verdicts_commit(struct verdicts *verdicts, struct verdicts_call *calls,
                                     size_t count) __attribute__((warn_unused_result));

/* ---- putting back, and acknowledging ---- */

/* An alert as the transitions that were made say it stands; sequence 0: none is known. */
struct verdicts_known {
    const char *subject;
    enum alarm_kind kind;
    const struct verdicts_alert *alert; /* NULL: none is known */
    const struct words *words;          /* of its last transition; NULL: none */
};

/* Puts back alerts that Redis has not, has older ones of, or that are not as we left them (told; of
 * which none is known they are removed). */
enum verdicts_result verdicts_restore(struct verdicts *verdicts,
                                      const struct verdicts_known *known, size_t count,
                                      int64_t now_unix_ms, int64_t *restored)
    __attribute__((warn_unused_result));

/* Writes an acknowledgement (a transition as tiendo.alerts has it) into the alert that it is of:
 * raised for the same, firing since the same transition, and not acknowledged yet; and says so in
 * the stream.  `applied`: else there was no such alert.  VERDICTS_CORRUPT: told. */
enum verdicts_result verdicts_acknowledge(struct verdicts *verdicts, const struct alert *act,
                                          bool *applied) __attribute__((warn_unused_result));

#endif
