/*
 * alarms - what alert of each kind shall stand (judgement section 4): pure functions of the
 * series, the plan and the day, and where a kind has a memory, of what stands.
 *
 *   inactive ── first bad period ──► pending ── k-th ──► firing ── clear, or a break ──► inactive
 *
 * Of targets and for outlier and coverage_drop everything is worked out from the whole series each
 * time, folded in the order of periods and not of arrival: a revision of an old period, or a
 * night's worth of late figures, gives the state that would have been reached had they come in
 * time.  Each period is judged as of the day after its last; running periods, and those after the
 * due one, are left out.  Which transition that makes is for whoever knows what stands.
 *
 * The rule of each kind, and what was decided where judgement.md is silent, is in its file:
 * alarm_off_target.c, alarm_reversing.c ...  For all of them:
 *  - k counts the bad periods of a spell; a period that says nothing (missing, not comparable, not
 *    assessable) neither counts nor resets; a period that is not bad ends a pending spell;
 *  - the period an alert is raised for is the one that made k, and stays while it fires, though a
 *    revision may show another: whoever commits keeps what stands;
 *  - k is asked for by off_target, reversing and falling_back; the other kinds are facts of one
 *    period or one day, and fire at once (disputed after its days);
 *  - a new segment ends off_target, reversing, falling_back, outlier and coverage_drop, which are
 *    comparisons, as `series_break`; missed, stale, due_soon and disputed are none;
 *  - the severity is one lower while the period looked at is provisional.
 */
#ifndef TIENDO_CONSUMERS_JUDGE_ALARMS_H
#define TIENDO_CONSUMERS_JUDGE_ALARMS_H

#include "consumers/judge/verdict.h"

enum alarm_state { ALARM_INACTIVE = 0, ALARM_PENDING, ALARM_FIRING };
enum alarm_severity { SEVERITY_NONE = 0, SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_CRITICAL };

enum alarm_kind { /* in the order of judgement section 4 */
                  ALARM_OFF_TARGET,
                  ALARM_REVERSING,
                  ALARM_FALLING_BACK,
                  ALARM_MISSED,
                  ALARM_STALE,
                  ALARM_DUE_SOON,
                  ALARM_DISPUTED,
                  ALARM_OUTLIER,
                  ALARM_COVERAGE_DROP,
                  ALARM_REJECTIONS,
                  ALARM_AGENCY_SILENT,
                  ALARM_LOG_GAP,
                  ALARM_KINDS
};

enum alarm_subject { SUBJECT_TARGET, SUBJECT_INDICATOR, SUBJECT_AGENCY, SUBJECT_PARTITION };

const char *alarm_state_name(enum alarm_state state);          /* "inactive" ... */
const char *alarm_severity_name(enum alarm_severity severity); /* "" "info" ... */
const char *alarm_kind_name(enum alarm_kind kind);             /* "off_target" ... */
enum alarm_kind alarm_kind_of(struct text name); /* ALARM_KINDS for a name that is none */
enum alarm_subject alarm_kind_subject(enum alarm_kind kind);
enum alarm_severity alarm_severity_of(
    struct text name); /* SEVERITY_NONE for one that is none */

/* Whether it is over where the period that it was raised for is over (stale, due_soon: a new closed
 * period clears them), so that what fires for another period is another alert.  The others keep what
 * they were raised for. */
bool alarm_kind_ends_with_period(enum alarm_kind kind);

enum { ALARM_WHEN_BYTES = 32 };

/* What is (as stored), or what shall be (as worked out). */
struct alarm_standing {
    enum alarm_state state;
    enum alarm_severity severity; /* what it is, or will be raised with; NONE while inactive */
    int64_t count;                /* bad periods of the spell (rejections: refused measurements;
                                     stale: periods overdue); 0 while inactive */
    char since[ALARM_WHEN_BYTES]; /* the first bad period; of disputed, rejections and
                                     agency_silent a day, of log_gap an offset; "" while inactive */
    char raised_for[ALARM_WHEN_BYTES]; /* its identity: the period, day or offset; "" unless
                                          firing (log_gap: kept once acknowledged) */
    char period[ALARM_WHEN_BYTES];     /* the last period (day, offset) looked at; "": none */
    struct verdict_figure value;       /* what a person wants to see: the value; outlier: z;
                                    coverage_drop, rejections: per cent; disputed: the value that
                                    has precedence; log_gap: records lost; "": none */
    const char *why;                   /* static: "series_break" (ended by it, until it
                                    fires again), "trend",
                                    "projected", "lost", "overdue", "recreated", "trimmed"; "" */

    /* for the sentence only, never stored: "" in what was read back */
    struct verdict_figure against; /* what `value` is held against: reversing: the value before
                                      the fall; falling_back: projected, where why says so;
                                      outlier: the value; coverage_drop: the coverage before;
                                      due_soon, stale: the day */
};

/* What a standing's `why` may be, as it is kept; "" for a name that is none of them. */
const char *alarm_why_of(struct text name);

/* Whether two standings that fire say different things of their subject, though as grave: of
 * falling_back, that it is projected to be lost, and that it is lost. */
bool alarm_means_else(enum alarm_kind kind, const struct alarm_standing *one,
                      const struct alarm_standing *other);

/* Fills off_target, reversing, falling_back and missed; leaves the others alone. */
void alarms_of_target(const struct series *series, const struct target *target, int32_t today,
                      struct alarm_standing shall[ALARM_KINDS]);

/* Fills stale, due_soon, disputed, outlier and coverage_drop.  `stands` may hold anything. */
void alarms_of_indicator(const struct series *series, int32_t today,
                         const struct alarm_standing stands[ALARM_KINDS],
                         struct alarm_standing shall[ALARM_KINDS]);

struct alarm_agency_facts {
    const struct plan *plan;
    const struct agency *agency;
    int64_t accepted_24h, refused_24h; /* or over the hours that the plan's `rejections` says */
    int32_t last_heard_day;  /* of the last accepted measurement; PLAN_DAY_NONE: never */
    size_t indicators;       /* that it may report, or has inherited, and that have a closed
                               period: nothing is expected of one that was never measured */
    size_t stale;            /* how many of them are stale */
    int32_t stale_since_day; /* where all are: the day on which the last of them went stale */
};

/* Fills rejections and agency_silent. */
void alarms_of_agency(const struct alarm_agency_facts *facts, int32_t today,
                      const struct alarm_standing stands[ALARM_KINDS],
                      struct alarm_standing shall[ALARM_KINDS]);

struct alarm_gap_facts {
    const char *topic;
    int32_t partition;
    const char *why; /* "recreated", "trimmed" */
    int64_t ledger;  /* where reading stood */
    int64_t reset_to, begin, end, at_unix_ms;
    bool acknowledged; /* somebody acknowledged the alert of this very gap */
};

/* log_gap: one standing each, not a list of kinds. */
void alarms_of_partition(const struct alarm_gap_facts *facts,
                         const struct alarm_standing *stands, struct alarm_standing *shall);

#endif
