#include "consumers/alerter/round.h"

#include <stdlib.h>

#include "consumers/alerter/transition.h"
#include "deploy/service/service.h"

enum {
    ATTEMPTS = 10
}; /* against another alerter; then the indicator waits for the next round */

struct round {
    struct round_options options;
    struct verdicts_mark *marks;         /* by indicator */
    bool *wanted;                        /* by indicator */
    struct verdicts_proposal *proposals; /* of one indicator at a time */
    bool held;
    struct round_counts counts;
};

struct round *round_open(const struct round_options *options)
{
    struct round *round = calloc(1, sizeof(*round));

    if (round == NULL)
        return NULL;
    round->options = *options;
    round->marks = calloc(options->plan->indicator_count + 1, sizeof(*round->marks));
    round->wanted = calloc(options->plan->indicator_count + 1, sizeof(*round->wanted));
    round->proposals = calloc(options->plan->target_count + 1, sizeof(*round->proposals));
    if (round->marks == NULL || round->wanted == NULL || round->proposals == NULL) {
        round_close(round);
        return NULL;
    }
    return round;
}

void round_close(struct round *round)
{
    if (round == NULL)
        return;
    free(round->marks);
    free(round->wanted);
    free(round->proposals);
    free(round);
}

void round_want_all(struct round *round)
{
    for (size_t i = 0; i < round->options.plan->indicator_count; i++)
        round->wanted[i] = true;
    round->held = false;
}

struct verdicts_mark *round_marks(struct round *round)
{
    return round->marks;
}

bool round_is_held(const struct round *round)
{
    return round->held;
}

struct round_counts round_counts(const struct round *round)
{
    return round->counts;
}

/* ---- one indicator ---- */

static size_t choose_targets(struct round *round, const struct indicator *indicator)
{
    const struct plan *plan = round->options.plan;
    size_t count = 0;

    for (size_t i = 0; i < plan->target_count; i++)
        if (plan->targets[i].indicator == indicator)
            round->proposals[count++].target = &plan->targets[i];
    return count;
}

static void judge(struct round *round, const struct series *series, int32_t today,
                  int64_t now_unix_ms, struct verdicts_proposal *proposal)
{
    struct alarm alarm;

    verdict_reach(series, proposal->target, today, &proposal->verdict);
    alarm_off_target(series, proposal->target, today, &alarm);
    words_explain(&proposal->verdict, &alarm, &proposal->words);
    transition_propose(round->options.plan, &alarm, now_unix_ms, proposal);
}

static void tell(const struct round *round, const struct verdicts_commit *commit)
{
    for (size_t i = 0; i < commit->count; i++) {
        const struct text *fields = commit->proposals[i].transition.fields;

        if (commit->proposals[i].is_transition)
            log_info(round->options.log, log_event("alert"),
                     log_slice("transition", fields[ALERT_TRANSITION]),
                     log_slice("target", fields[ALERT_SUBJECT]),
                     log_slice("kind", fields[ALERT_KIND]),
                     log_slice("severity", fields[ALERT_SEVERITY]),
                     log_slice("period", fields[ALERT_PERIOD]),
                     log_slice("value", fields[ALERT_VALUE]));
    }
}

static enum verdicts_result attempt(struct round *round, const struct indicator *indicator,
                                    int32_t today, bool quiet)
{
    struct verdicts_commit commit = {.indicator = indicator,
                                     .token = round->marks[indicator->index].token,
                                     .quiet = quiet,
                                     .now_unix_ms = service_unix_ms(),
                                     .proposals = round->proposals};
    struct series *series = NULL;
    enum verdicts_result result;
    int64_t transitions = 0;

    commit.count = choose_targets(round, indicator);
    result = verdicts_load(round->options.verdicts, indicator, round->proposals, commit.count,
                           &series);
    if (result != VERDICTS_OK)
        return result;
    for (size_t i = 0; i < commit.count; i++)
        judge(round, series, today, commit.now_unix_ms, &round->proposals[i]);
    series_free(series);
    result = verdicts_commit(round->options.verdicts, &commit, &transitions);
    if (result == VERDICTS_OK)
        tell(round, &commit);
    if (result == VERDICTS_OK || result == VERDICTS_HELD)
        round->counts.judged += (int64_t)commit.count;
    round->counts.transitions += transitions;
    return result;
}

static enum verdicts_result judge_indicator(struct round *round,
                                            const struct indicator *indicator, int32_t today,
                                            bool quiet)
{
    enum verdicts_result result = VERDICTS_CONFLICT;

    for (int i = 0; i < ATTEMPTS && result == VERDICTS_CONFLICT; i++) {
        result = attempt(round, indicator, today, quiet);
        round->counts.conflicts += result == VERDICTS_CONFLICT ? 1 : 0;
    }
    return result;
}

enum verdicts_result round_run(struct round *round, int32_t today, bool quiet)
{
    const struct plan *plan = round->options.plan;

    for (size_t i = 0; i < plan->indicator_count; i++) {
        if (!round->wanted[i] && round->marks[i].token[0] == '\0')
            continue;
        round->wanted[i] = true;
        switch (judge_indicator(round, &plan->indicators[i], today, quiet)) {
        case VERDICTS_HELD:
            round->held = true;
            round->wanted[i] = false;
            break;
        case VERDICTS_OK:
            round->wanted[i] = false;
            break;
        case VERDICTS_CONFLICT:
            break; /* wanted still */
        case VERDICTS_AWAY:
            return VERDICTS_AWAY;
        }
    }
    return VERDICTS_OK;
}
