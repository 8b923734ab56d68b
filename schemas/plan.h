/*
 * plan - a province's plan as data: agencies, areas, indicators, targets (design section 3).
 *
 * A plan is read once by plan_load() (plan_load.c: every fault at once, each with its JSON
 * pointer), never changed, and may be shared between threads.  Every pointer in it lives as long
 * as the plan.  Ids are unique in their list, except that an area or a group may be there once more
 * for other days; strings are UTF-8 and NUL-terminated.
 *
 * Numbers of an indicator (limits, noise, values of baselines and conditions) are exact: units of
 * 10^-decimals of that indicator.  `growth` bounds are percents in units of 10^-4.
 */
#ifndef TIENDO_SCHEMAS_PLAN_H
#define TIENDO_SCHEMAS_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schemas/period.h"
#include "schemas/text.h"

enum { PLAN_DAY_NONE = INT32_MIN, PLAN_SOURCE_BYTES = 512, PLAN_SHA256_BYTES = 65 };

struct names {
    const char *vi, *en; /* both always there */
};

struct agency;

struct replacement { /* a reporting system that took another's place */
    const char *old_source, *new_source;
};

struct agency {
    const char *id;
    struct names names;
    const char *contact;               /* NULL where none is given */
    int32_t retired_on;                /* a day, or PLAN_DAY_NONE */
    const struct agency *succeeded_by; /* NULL while it is in office */
    int grace_days;                    /* how long after retired_on it may still date events */
    const struct replacement *replaces;
    size_t replacements;
    size_t index; /* its place in plan->agencies */
};

struct area {
    const char *id; /* ISO 3166-2, or the commune's code */
    struct names names;
    const struct area *parent;    /* NULL for the province, areas[0] */
    int32_t valid_from, valid_to; /* days, inclusive, or PLAN_DAY_NONE */
    const char *source;           /* what lays it down; NULL where none is given */
    const struct area *otherwise; /* the same id on other days; NULL after the last of them */
    size_t index;
};

struct group { /* whom a rank is among */
    const char *id;
    struct names names;
    const char *const *members; /* area ids */
    size_t member_count;
    int32_t valid_from, valid_to;
    const struct group *otherwise; /* as an area's */
};

enum indicator_kind {
    INDICATOR_RATIO,
    INDICATOR_COUNT,
    INDICATOR_NUMBER,
    INDICATOR_RANK,
    INDICATOR_LEVEL,
    INDICATOR_COMPARED,
};

enum indicator_measure { INDICATOR_FLOW, INDICATOR_STOCK };

enum reported_as { REPORTED_PERIOD, REPORTED_YEAR_TO_DATE, REPORTED_SINCE_START };

struct agencies { /* a list of agency ids, in the plan's order of that list */
    const struct agency *const *items;
    size_t count;
};

struct level {
    const char *code;
    struct names names;
};

struct baseline {
    bool given;
    struct period
        period; /* may be of a coarser frequency than the indicator: stands at its last day */
    bool has_value;     /* else: the period's official total */
    int64_t value;      /* units of 10^-decimals; of a level: its place in the levels */
    const char *source; /* the publication; NULL where the value is the indicator's own */
};

/* Thresholds of judgement section 4, with their defaults.  Ratios, p and z in units of 10^-4;
 * `periods` is k, how many distinct closed periods a trouble must last: A and S 1, Q and M 2, D 7. */
struct off_target_thresholds {
    int periods;
    int on_track, slow, recover; /* 9500, 6000, 6500 */
};

struct reversing_thresholds {
    int periods;
    int points, p; /* of a trend: at least 5, and p at most 500 */
};

struct falling_back_thresholds {
    int periods;
};

struct due_soon_thresholds {
    int days; /* before the release is due: 10 */
};

struct disputed_thresholds {
    int days; /* for how long: 7 */
};

struct outlier_thresholds {
    int z;       /* above it: 35000 */
    int changes; /* earlier ones, at least: 7 */
};

struct coverage_drop_thresholds {
    int raise, clear; /* of the coverage before: below 9000; from 9500 */
};

struct rejections_thresholds {
    int refused; /* at least: 3 */
    int share;   /* and more than, of all: 500 */
    int hours;   /* within: 24 */
};

/* Of the kinds other than off_target.  A target's own are reversing and falling_back, an
 * indicator's those too and the next four, the plan's all; the rest is inherited. */
struct thresholds {
    struct reversing_thresholds reversing;
    struct falling_back_thresholds falling_back;
    struct due_soon_thresholds due_soon;
    struct disputed_thresholds disputed;
    struct outlier_thresholds outlier;
    struct coverage_drop_thresholds coverage_drop;
    struct rejections_thresholds rejections;
};

struct indicator {
    const char *id;
    struct names names;
    const char *unit_measure;
    enum indicator_kind kind;
    int factor_digits; /* ratio: the factor is 10^factor_digits (100 is 2) */
    int decimals;      /* 0..15: of obs_value, benchmark and of a total's value */
    int part_decimals; /* 0..15: of numerator and denominator */
    enum frequency frequency;
    enum indicator_measure measure;
    enum reported_as reported_as;
    int release_days, stale_after_days;
    bool seasonal;
    bool has_min, has_max;
    int64_t min, max;
    int64_t noise;
    struct agencies lead, precedence, reporters;
    const struct level *levels; /* lowest first */
    size_t level_count;
    const struct group *group; /* the first of its id; NULL where it is not a rank in a group */
    struct names csv_name;     /* what spreadsheets call it; default: the names */
    struct names counted;     /* count: what is counted, behind a number; both NULL: not said */
    struct names counted_one; /* ... behind a 1; default: the same */
    struct baseline baseline;
    struct off_target_thresholds off_target;
    struct thresholds alerts;
    int32_t last_due; /* the day the last of its targets is due; 0: it has none */
    size_t index;
};

enum condition_is {
    CONDITION_AT_LEAST,
    CONDITION_GREATER_THAN,
    CONDITION_AT_MOST,
    CONDITION_BETWEEN,
    CONDITION_LEVEL_AT_LEAST,
    CONDITION_ABOVE_BENCHMARK,
    CONDITION_GROWTH,
    CONDITION_BY_SCHEME,
};

struct condition {
    enum condition_is is;
    int64_t value;        /* at_least, greater_than, at_most: units of 10^-decimals */
    int64_t low, high;    /* between: units of 10^-decimals; growth: units of 10^-4 % a year */
    bool has_high;        /* growth may have no upper bound */
    bool above_is_breach; /* between, growth: above `high` is a breach, not fine */
    size_t level;         /* level_at_least: place in the indicator's levels */
    bool rising;          /* ... and rising */
    bool every_period;    /* ... in every period, not only the last */
};

struct target {
    const char *id;     /* "2030.5.6" */
    const char *row;    /* "5.6" as the appendix prints it */
    bool row_is_shared; /* with a target of another horizon: by itself it names neither */
    int horizon;        /* 2030 */
    int32_t due;        /* a day: the last of the due period */
    struct names names;
    const char *printed; /* the result column, verbatim */
    const struct indicator *indicator;
    struct agencies lead;
    const char *unit_measure; /* the indicator's, unless it differs */
    struct condition condition;
    struct baseline baseline;    /* .given false: the indicator's */
    struct names interpretation; /* both NULL where the text leaves nothing open */
    struct off_target_thresholds off_target;
    struct thresholds alerts;
    size_t index;
};

struct plan_own; /* plan.c's: memory, and what makes lookups fast */

struct plan {
    struct plan_own *own;
    const char *id; /* "bac-giang-2030" */
    int version;    /* 1.. */
    char tag[128];  /* "bac-giang-2030@1": the namespace in Redis, the end of the group id */
    struct names title;
    const char *source;
    int32_t valid_from;
    struct period first_period;
    const char *time_zone;
    int32_t utc_offset_s;           /* of time_zone; zones with daylight saving are refused */
    char sha256[PLAN_SHA256_BYTES]; /* of the file's bytes, lower-case hex */
    struct thresholds alerts;       /* `periods` 0: by the frequency of each indicator */

    const struct agency *agencies;
    size_t agency_count;
    const struct area *areas; /* [0] is the province */
    size_t area_count;
    const struct group *groups;
    size_t group_count;
    const struct indicator *indicators;
    size_t indicator_count;
    const struct target *targets;
    size_t target_count;
};

/* ---- plan_load.c ---- */

struct plan_fault {
    char *pointer; /* JSON pointer (RFC 6901), "" for the whole file */
    char *message; /* one English sentence */
};

struct plan_faults {
    struct plan_fault *items;
    size_t count;
};

/* Reads a plan file's bytes.  Returns a plan to plan_free(), or NULL with at least one fault (none
 * only where memory ran out).  `faults` is filled either way (a good plan has none) and freed with
 * plan_faults_free(). */
struct plan *plan_load(struct text bytes, struct plan_faults *faults);
void plan_faults_free(struct plan_faults *faults);
void plan_free(struct plan *plan); /* NULL does nothing */

/* ---- plan.c: lookups; NULL where there is none ---- */

const struct agency *plan_agency(const struct plan *plan, struct text id);
const struct area *plan_area(const struct plan *plan, struct text id); /* the first of its id */
const struct indicator *plan_indicator(const struct plan *plan, struct text id);
const struct target *plan_target(const struct plan *plan, struct text id);

/* The one of this id that is valid on the day; `area` and `group` are the first of their id. */
const struct area *plan_area_on(const struct area *area, int32_t day);
const struct group *plan_group_on(const struct group *group, int32_t day);

/* The agency that does this one's work: itself, or the last of its successors. */
const struct agency *plan_in_office(const struct agency *agency);

/* Whether the agency may report: it is a reporter, or has succeeded one. */
bool plan_may_report(const struct indicator *indicator, const struct agency *agency);

/* The agency's place in the precedence (0 first; successors inherit; those not in it share the
 * place after the last). */
int plan_precedence(const struct indicator *indicator, const struct agency *agency);

/* Whether the agency leads (so its officers are told), by itself or as a successor. */
bool plan_leads(const struct agencies *lead, const struct agency *agency);

/* Who a source stands for: `replaces` and succession applied until nothing changes, so that
 * "/agencies/tttt/x" gives "/agencies/khcn/x".  Writes at most PLAN_SOURCE_BYTES with a NUL.
 * Returns the agency in office behind it, or NULL when the source names no agency of the plan or
 * does not fit. */
const struct agency *plan_stands_for(const struct plan *plan, struct text source,
                                     char out[PLAN_SOURCE_BYTES]);

/* Words of the contract, as the plan file spells them ("ratio", "at_least", "since_start"). */
const char *plan_kind_name(enum indicator_kind kind);
const char *plan_condition_name(enum condition_is is);
const char *plan_reported_as_name(enum reported_as reported_as);

#endif
