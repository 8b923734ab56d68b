#include "consumers/alerter/round.h"

#include <stdlib.h>

#include "consumers/alerter/batch.h"
#include "consumers/alerter/counters.h"
#include "consumers/alerter/gone.h"
#include "consumers/alerter/open.h"
#include "consumers/alerter/others.h"
#include "consumers/alerter/pace.h"
#include "consumers/alerter/transition.h"
#include "consumers/judge/deadline.h"
#include "deploy/service/service.h"

/* Against another alerter; then an indicator waits for the next round. */
enum { ATTEMPTS = 10 };

/* One indicator's place in the present pass. */
enum progress { PROGRESS_NONE = 0, PROGRESS_DONE, PROGRESS_AGAIN };

struct round {
    struct round_options options;
    struct verdicts_mark *marks;        /* by indicator */
    bool *wanted;                       /* by indicator */
    bool *hushed;                       /* by indicator: one of its alerts is corrupt */
    enum progress *progress;            /* by indicator */
    const struct target **targets;      /* ordered by indicator ... */
    size_t *first;                      /* ... whose begin here; one more than indicators */
    struct others_freshness *freshness; /* by indicator */
    struct pace *pace;
    struct batch *batch;
    struct open *open;
    struct others *others;
    struct gone *gone;
    bool held, corrupt;
};

static int sort_targets(struct round *round)
{
    const struct plan *plan = round->options.plan;
    size_t *next = calloc(plan->indicator_count + 1, sizeof(*next));

    if (next == NULL)
        return -1;
    for (size_t i = 0; i < plan->target_count; i++)
        round->first[plan->targets[i].indicator->index + 1]++;
    for (size_t i = 0; i < plan->indicator_count; i++) {
        round->first[i + 1] += round->first[i];
        next[i] = round->first[i];
    }
    for (size_t i = 0; i < plan->target_count; i++)
        round->targets[next[plan->targets[i].indicator->index]++] = &plan->targets[i];
    free(next);
    return 0;
}

static int make_parts(struct round *round)
{
    const struct plan *plan = round->options.plan;
    size_t indicators = plan->indicator_count + 1;

    round->marks = calloc(indicators, sizeof(*round->marks));
    round->wanted = calloc(indicators, sizeof(*round->wanted));
    round->hushed = calloc(indicators, sizeof(*round->hushed));
    round->progress = calloc(indicators, sizeof(*round->progress));
    round->freshness = calloc(indicators, sizeof(*round->freshness));
    round->first = calloc(indicators + 1, sizeof(*round->first));
    round->targets = calloc(plan->target_count + 1, sizeof(struct target *));
    round->pace = pace_new(plan->indicator_count);
    round->batch = batch_new();
    round->open = open_new(plan, round->options.log, round->options.metrics);
    if (round->marks == NULL || round->wanted == NULL || round->hushed == NULL ||
        round->progress == NULL || round->freshness == NULL || round->first == NULL ||
        round->targets == NULL || round->pace == NULL || round->batch == NULL ||
        round->open == NULL)
        return -1;
    round->others = others_open(&(struct others_options){.plan = plan,
                                                         .verdicts = round->options.verdicts,
                                                         .open = round->open,
                                                         .freshness = round->freshness});
    round->gone = gone_open(plan, round->options.verdicts, round->open);
    return round->others == NULL || round->gone == NULL ? -1 : sort_targets(round);
}

struct round *round_open(const struct round_options *options)
{
    struct round *round = calloc(1, sizeof(*round));

    if (round == NULL)
        return NULL;
    round->options = *options;
    if (make_parts(round) == 0)
        return round;
    round_close(round);
    return NULL;
}

void round_close(struct round *round)
{
    if (round == NULL)
        return;
    gone_close(round->gone);
    others_close(round->others);
    open_free(round->open);
    free(round->batch);
    pace_free(round->pace);
    free(round->targets);
    free(round->first);
    free(round->freshness);
    free(round->progress);
    free(round->hushed);
    free(round->wanted);
    free(round->marks);
    free(round);
}

struct gone *round_gone(struct round *round)
{
    return round->gone;
}

void round_want_all(struct round *round)
{
    for (size_t i = 0; i < round->options.plan->indicator_count; i++) {
        round->wanted[i] = true;
        round->hushed[i] = false;
    }
    others_want(round->others);
    round->held = round->corrupt = false;
}

struct verdicts_mark *round_marks(struct round *round)
{
    return round->marks;
}

bool round_is_held(const struct round *round)
{
    return round->held;
}

bool round_is_corrupt(const struct round *round)
{
    return round->corrupt;
}

/* ---- one call ---- */

struct as_of {
    int32_t today;
    bool quiet;
};

static void propose_targets(struct round *round, struct verdicts_call *call, int32_t today)
{
    struct verdicts_alert_row *alert = call->alerts;

    for (size_t i = 0; i < call->row_count; i++) {
        struct verdicts_row *row = &call->rows[i];
        const struct transition_about about = {.plan = round->options.plan,
                                               .indicator = call->indicator,
                                               .target = row->target,
                                               .verdict = &row->verdict};
        struct alarm_standing shall[ALARM_KINDS];

        verdict_reach(call->series, row->target, today, &row->verdict);
        alarms_of_target(call->series, row->target, today, shall);
        words_explain(&row->verdict, &shall[ALARM_OFF_TARGET], &row->words);
        for (int kind = 0; kind < BATCH_TARGET_KINDS; kind++, alert++)
            transition_propose(&about, &shall[alert->kind], call->now_unix_ms, alert);
    }
}

/* The alerts behind those of its targets, where the call has them. */
static void propose_indicator(struct round *round, struct verdicts_call *call, int32_t today)
{
    const struct transition_about about = {.plan = round->options.plan,
                                           .indicator = call->indicator};
    struct alarm_standing stands[ALARM_KINDS] = {0}, shall[ALARM_KINDS];
    size_t first = call->row_count * BATCH_TARGET_KINDS;

    if (first == call->alert_count)
        return;
    for (size_t i = first; i < call->alert_count; i++)
        stands[call->alerts[i].kind] = call->alerts[i].stands.is;
    alarms_of_indicator(call->series, today, stands, shall);
    for (size_t i = first; i < call->alert_count; i++)
        transition_propose(&about, &shall[call->alerts[i].kind], call->now_unix_ms,
                           &call->alerts[i]);
}

static void note_freshness(struct round *round, const struct verdicts_call *call, int32_t today)
{
    struct others_freshness *freshness = &round->freshness[call->indicator->index];
    struct deadline deadline;

    freshness->known = true;
    freshness->awaited = deadline_next(call->series, today, &deadline);
    if (freshness->awaited)
        freshness->last_fresh_day = deadline.last_fresh_day;
}

/* Whether the hash of an alert that stood is gone, though Redis was not emptied: somebody removed it,
 * and it must not be raised again for that. */
static bool is_lost(const struct round *round, const struct verdicts_call *call)
{
    for (size_t i = 0; !call->quiet && i < call->alert_count; i++)
        if (call->alerts[i].revision == 0 && open_is_known(round->open, &call->alerts[i]))
            return true;
    return false;
}

static void judge_call(struct round *round, struct verdicts_call *call, struct as_of as_of)
{
    if (call->result != VERDICTS_OK)
        return;
    if (is_lost(round, call)) {
        call->result = VERDICTS_CORRUPT;
    } else {
        propose_targets(round, call, as_of.today);
        propose_indicator(round, call, as_of.today);
        note_freshness(round, call, as_of.today);
    }
    series_free(call->series);
    call->series = NULL;
}

/* What became of a call decides whether its indicator is done with. */
static void conclude_call(struct round *round, const struct verdicts_call *call)
{
    size_t i = call->indicator->index;

    switch (call->result) {
    case VERDICTS_HELD:
        round->held = round->held || !round->hushed[i];
        open_note(round->open, call);
        break;
    case VERDICTS_OK:
        open_note(round->open, call);
        break;
    case VERDICTS_UNREADABLE:
        return; /* told; it is judged in its turn, or when it changes */
    case VERDICTS_CORRUPT:
        round->corrupt = round->hushed[i] =
            true; /* its verdicts are committed without alerts */
        round->progress[i] = PROGRESS_AGAIN;
        return;
    case VERDICTS_CONFLICT:
        metrics_add(round->options.metrics, COUNT_CONFLICTS, 1);
        round->progress[i] = PROGRESS_AGAIN;
        return;
    case VERDICTS_AWAY:
        round->progress[i] = PROGRESS_AGAIN;
        return;
    }
    metrics_add(round->options.metrics, COUNT_JUDGED, (int64_t)call->row_count);
}

/* ---- a batch ---- */

static enum verdicts_result run_batch(struct round *round, struct as_of as_of)
{
    struct batch *batch = round->batch;
    int64_t since_mono_us = service_mono_us();
    enum verdicts_result result =
        verdicts_load(round->options.verdicts, batch->calls, batch->call_count);

    if (result != VERDICTS_OK)
        return result;
    for (size_t i = 0; i < batch->call_count; i++)
        judge_call(round, &batch->calls[i], as_of);
    result = verdicts_commit(round->options.verdicts, batch->calls, batch->call_count);
    for (size_t i = 0; i < batch->call_count; i++)
        conclude_call(round, &batch->calls[i]);
    metrics_observe(round->options.metrics, COUNT_JUDGE_TIME,
                    service_mono_us() - since_mono_us);
    batch_clear(batch);
    return result;
}

/* Adds the targets from `first` on, as many as fit a call; returns how many that were. */
static size_t add_part(struct round *round, size_t indicator, size_t first, struct as_of as_of)
{
    const struct indicator *of = &round->options.plan->indicators[indicator];
    size_t left = round->first[indicator + 1] - first;
    size_t count = left < BATCH_ROWS ? left : BATCH_ROWS;
    struct verdicts_call *call = batch_add(round->batch);

    call->indicator = of;
    call->quiet = as_of.quiet || round->hushed[indicator];
    call->now_unix_ms = service_unix_ms();
    if (count == left) /* the last part ends the mark, and has the indicator's own alerts */
        call->token = round->marks[indicator].token;
    for (size_t i = first; i < first + count; i++) {
        batch_add_row(round->batch, round->targets[i]);
        batch_add_alerts(round->batch, SUBJECT_TARGET, round->targets[i]->id);
    }
    if (count == left)
        batch_add_alerts(round->batch, SUBJECT_INDICATOR, of->id);
    return count;
}

static enum verdicts_result add_indicator(struct round *round, size_t indicator,
                                          struct as_of as_of)
{
    size_t at = round->first[indicator], end = round->first[indicator + 1];

    round->progress[indicator] = PROGRESS_DONE;
    pace_judged(round->pace, indicator, service_mono_ms());
    do {
        size_t part = end - at < BATCH_ROWS ? end - at : BATCH_ROWS;

        if (!batch_has_room(round->batch, part) && run_batch(round, as_of) != VERDICTS_OK)
            return VERDICTS_AWAY;
        at += add_part(round, indicator, at, as_of);
    } while (at < end);
    return VERDICTS_OK;
}

/* ---- all that is marked or wanted ---- */

static bool is_marked(const struct round *round, size_t indicator)
{
    return round->marks[indicator].token[0] != '\0';
}

/* Each is judged; `again`: those that another alerter came before, or that turned out corrupt. */
static enum verdicts_result pass(struct round *round, struct as_of as_of, bool *again)
{
    size_t indicators = round->options.plan->indicator_count;
    int64_t now_mono_ms = service_mono_ms();
    enum verdicts_result result = VERDICTS_OK;

    *again = false;
    batch_clear(round->batch);
    for (size_t i = 0; i < indicators; i++)
        round->progress[i] = PROGRESS_NONE;
    for (size_t i = 0; result == VERDICTS_OK && i < indicators; i++) {
        if (!round->wanted[i] &&
            (!is_marked(round, i) || pace_left_ms(round->pace, i, now_mono_ms) > 0))
            continue;
        round->wanted[i] = true;
        result = add_indicator(round, i, as_of);
    }
    if (result == VERDICTS_OK)
        result = run_batch(round, as_of);
    if (result != VERDICTS_OK)
        return result;
    for (size_t i = 0; i < indicators; i++) {
        *again = *again || round->progress[i] == PROGRESS_AGAIN;
        if (round->progress[i] != PROGRESS_DONE)
            continue;
        round->wanted[i] = false;
        round->marks[i].token[0] = '\0'; /* it was of what is in now */
    }
    return VERDICTS_OK;
}

static void show_dirty(const struct round *round)
{
    int64_t dirty = 0;

    for (size_t i = 0; i < round->options.plan->indicator_count; i++)
        dirty += round->wanted[i] || is_marked(round, i);
    metrics_set(round->options.metrics, COUNT_DIRTY, dirty);
}

static enum verdicts_result run_others(struct round *round, struct as_of as_of)
{
    struct others_findings found = {false, false};
    enum verdicts_result result =
        as_of.quiet ? VERDICTS_OK : others_run(round->others, as_of.today, &found);

    if (result == VERDICTS_OK && !as_of.quiet)
        result = gone_run(round->gone, &found);
    round->held = round->held || found.held;
    round->corrupt = round->corrupt || found.corrupt;
    return result;
}

int64_t round_due_ms(const struct round *round, int64_t most_ms)
{
    int64_t now_mono_ms = service_mono_ms();

    for (size_t i = 0; i < round->options.plan->indicator_count; i++) {
        int64_t left_ms = pace_left_ms(round->pace, i, now_mono_ms);

        if (is_marked(round, i) && left_ms < most_ms)
            most_ms = left_ms;
    }
    return most_ms;
}

enum verdicts_result round_run(struct round *round, int32_t today, bool quiet)
{
    const struct as_of as_of = {today, quiet};
    enum verdicts_result result = VERDICTS_OK;
    bool again = true;

    show_dirty(round);
    pace_patrol(round->pace, round->wanted, service_mono_ms());
    for (int i = 0; result == VERDICTS_OK && again && i < ATTEMPTS; i++)
        result = pass(round, as_of, &again);
    if (result == VERDICTS_OK)
        result = run_others(round, as_of);
    show_dirty(round);
    open_show(round->open);
    return result;
}
