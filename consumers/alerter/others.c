#include "consumers/alerter/others.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/alerter/batch.h"
#include "consumers/alerter/open.h"
#include "consumers/alerter/transition.h"
#include "consumers/store/verdicts_facts.h"
#include "deploy/service/service.h"
#include "schemas/decimal.h"
#include "schemas/instant.h"

enum { LOOK_MS = 2000, HOUR_MS = 3600000 };

struct others {
    struct others_options options;
    struct verdicts_agency *agencies;      /* by agency: as they were looked at last */
    struct verdicts_partitions partitions; /* as they were looked at last */
    struct batch *batch;
    int64_t look_mono_ms; /* of the last look; 0: none */
    bool wanted;          /* all of them, also where nothing but words may be other ones */
};

struct others *others_open(const struct others_options *options)
{
    struct others *others = calloc(1, sizeof(*others));

    if (others == NULL)
        return NULL;
    others->options = *options;
    others->agencies = calloc(options->plan->agency_count + 1, sizeof(*others->agencies));
    others->batch = batch_new();
    if (others->agencies != NULL && others->batch != NULL)
        return others;
    others_close(others);
    return NULL;
}

void others_close(struct others *others)
{
    if (others == NULL)
        return;
    verdicts_partitions_free(&others->partitions);
    free(others->batch);
    free(others->agencies);
    free(others);
}

void others_want(struct others *others)
{
    others->look_mono_ms = 0;
    others->wanted = true;
}

/* ---- looking ---- */

int64_t others_since(const struct plan *plan, int32_t today, int64_t now_unix_ms)
{
    int64_t since_unix_ms;

    if (instant_day(now_unix_ms, plan->utc_offset_s) != today)
        now_unix_ms = instant_of_day(today + 1, plan->utc_offset_s) - 1;
    since_unix_ms = now_unix_ms - (int64_t)plan->alerts.rejections.hours * HOUR_MS;
    return since_unix_ms - since_unix_ms % HOUR_MS;
}

static enum verdicts_result look(struct others *others, int32_t today)
{
    int64_t since_unix_ms = others_since(others->options.plan, today, service_unix_ms());

    verdicts_partitions_free(&others->partitions);
    if (verdicts_agencies(others->options.verdicts, since_unix_ms, others->agencies) !=
        VERDICTS_OK)
        return VERDICTS_AWAY;
    return verdicts_partitions(others->options.verdicts, &others->partitions);
}

/* ---- agencies ---- */

/* False: one of its indicators could not be judged, so nothing is known of them all. */
static bool count_stale(const struct others *others, int32_t today,
                        struct alarm_agency_facts *facts)
{
    const struct plan *plan = others->options.plan;

    for (size_t i = 0; i < plan->indicator_count; i++) {
        const struct others_freshness *freshness = &others->options.freshness[i];

        if (plan_in_office(facts->agency) != facts->agency ||
            !plan_may_report(&plan->indicators[i], facts->agency))
            continue;
        if (!freshness->known)
            return false;
        if (!freshness->awaited)
            continue;
        facts->indicators++;
        if (today <= freshness->last_fresh_day)
            continue;
        facts->stale++;
        if (facts->stale_since_day == PLAN_DAY_NONE ||
            facts->stale_since_day <= freshness->last_fresh_day)
            facts->stale_since_day = freshness->last_fresh_day + 1;
    }
    return true;
}

static bool find_facts(const struct others *others, size_t index, int32_t today,
                       struct alarm_agency_facts *facts)
{
    const struct plan *plan = others->options.plan;
    const struct verdicts_agency *agency = &others->agencies[index];

    *facts = (struct alarm_agency_facts){.plan = plan,
                                         .agency = &plan->agencies[index],
                                         .accepted_24h = agency->accepted,
                                         .refused_24h = agency->refused,
                                         .last_heard_day = PLAN_DAY_NONE,
                                         .stale_since_day = PLAN_DAY_NONE};
    if (agency->heard_unix_ms > 0)
        facts->last_heard_day = instant_day(agency->heard_unix_ms, plan->utc_offset_s);
    return !agency->unreadable && count_stale(others, today, facts);
}

static bool is_same(const struct verdicts_alert_row *row)
{
    const struct alarm_standing *is = &row->stands.is, *shall = &row->shall.is;

    return row->transition_count == 0 && is->state == shall->state &&
           is->severity == shall->severity && is->count == shall->count &&
           strcmp(is->since, shall->since) == 0 &&
           strcmp(is->raised_for, shall->raised_for) == 0 &&
           (shall->state == ALARM_INACTIVE || (strcmp(is->period, shall->period) == 0 &&
                                               strcmp(is->value.text, shall->value.text) == 0));
}

static void propose_agency(const struct others *others, size_t index, int32_t today,
                           struct verdicts_call *call)
{
    struct alarm_agency_facts facts;
    struct alarm_standing stands[ALARM_KINDS] = {0}, shall[ALARM_KINDS];

    call->idle = !find_facts(others, index, today, &facts);
    if (call->idle)
        return;
    const struct transition_about about = {
        .plan = others->options.plan, .agency = facts.agency, .facts = &facts};

    for (size_t i = 0; i < call->alert_count; i++)
        stands[call->alerts[i].kind] = call->alerts[i].stands.is;
    alarms_of_agency(&facts, today, stands, shall);
    call->idle = true;
    for (size_t i = 0; i < call->alert_count; i++) {
        transition_propose(&about, &shall[call->alerts[i].kind], call->now_unix_ms,
                           &call->alerts[i]);
        call->idle = call->idle && !others->wanted && is_same(&call->alerts[i]);
    }
}

/* ---- partitions ---- */

static const struct agency *agency_of(const struct others *others,
                                      const struct verdicts_partition *partition)
{
    const char *dot = strrchr(partition->topic, '.'); /* ids hold none */

    return dot == NULL ? NULL : plan_agency(others->options.plan, text_of(dot + 1));
}

/* Where Redis has lost what the gap was, it is known by the alert alone. */
static void stand_on(const struct verdicts_partition *partition,
                     const struct verdicts_alert *stands, struct alarm_gap_facts *gap,
                     struct alarm_standing *shall)
{
    *gap = (struct alarm_gap_facts){
        .topic = partition->topic, .partition = partition->gap.partition, .why = "recreated"};
    (void)decimal_read(text_of(stands->is.raised_for), 0, &gap->ledger);
    *shall = stands->is;
    if (stands->is.state != ALARM_FIRING || stands->acknowledged_unix_ms == 0)
        return;
    *shall = (struct alarm_standing){.why = ""};
    memcpy(shall->raised_for, stands->is.raised_for, sizeof(shall->raised_for));
    memcpy(shall->period, stands->is.period, sizeof(shall->period));
}

static void propose_partition(const struct others *others, size_t index,
                              struct verdicts_call *call)
{
    const struct verdicts_partition *partition = &others->partitions.items[index];
    struct verdicts_alert_row *row = &call->alerts[0];
    struct alarm_gap_facts gap = partition->gap;
    bool gap_is_lost = gap.topic == NULL; /* then its words are known from elsewhere */
    const struct transition_about about = {
        .plan = others->options.plan, .agency = agency_of(others, partition), .gap = &gap};
    struct alarm_standing shall;

    gap.acknowledged = row->stands.acknowledged_unix_ms > 0;
    if (gap_is_lost)
        stand_on(partition, &row->stands, &gap, &shall);
    else
        alarms_of_partition(&gap, &row->stands.is, &shall);
    transition_propose(&about, &shall, call->now_unix_ms, row);
    call->idle = (gap_is_lost || !others->wanted) && is_same(row);
}

/* ---- together ---- */

static size_t subjects(const struct others *others)
{
    return others->options.plan->agency_count + others->partitions.count;
}

static void add_call(struct others *others, size_t subject)
{
    size_t agencies = others->options.plan->agency_count;
    struct verdicts_call *call = batch_add(others->batch);

    call->now_unix_ms = service_unix_ms();
    if (subject < agencies)
        batch_add_alerts(others->batch, SUBJECT_AGENCY,
                         others->options.plan->agencies[subject].id);
    else
        batch_add_alerts(others->batch, SUBJECT_PARTITION,
                         others->partitions.items[subject - agencies].subject);
}

/* Of a partition: how many gaps stand, by severity. */
static void count_gap(const struct verdicts_call *call, int64_t *gaps)
{
    const struct verdicts_alert_row *row = &call->alerts[0];
    bool made = call->result == VERDICTS_OK && !call->idle;
    const struct alarm_standing *is = made ? &row->shall.is : &row->stands.is;

    if (row->kind == ALARM_LOG_GAP && is->state == ALARM_FIRING)
        gaps[is->severity]++;
}

static bool conclude(struct others *others, const struct verdicts_call *call, int64_t *gaps,
                     struct others_findings *found)
{
    found->held = found->held || call->result == VERDICTS_HELD;
    found->corrupt = found->corrupt || call->result == VERDICTS_CORRUPT;
    if (call->result != VERDICTS_OK && call->result != VERDICTS_HELD)
        return false;
    open_note(others->options.open, call);
    count_gap(call, gaps);
    return true;
}

/* Commits those from `first` on, as many as fit.  `*missed`: some are to be looked at again. */
static enum verdicts_result run_batch(struct others *others, size_t first, int32_t today)
{
    struct batch *batch = others->batch;
    size_t agencies = others->options.plan->agency_count;

    batch_clear(batch);
    for (size_t i = first; i < subjects(others) && batch_has_room(batch, 0); i++)
        add_call(others, i);
    if (verdicts_load(others->options.verdicts, batch->calls, batch->call_count) != VERDICTS_OK)
        return VERDICTS_AWAY;
    for (size_t i = 0; i < batch->call_count; i++) {
        if (first + i < agencies)
            propose_agency(others, first + i, today, &batch->calls[i]);
        else
            propose_partition(others, first + i - agencies, &batch->calls[i]);
    }
    return verdicts_commit(others->options.verdicts, batch->calls, batch->call_count);
}

enum verdicts_result others_run(struct others *others, int32_t today,
                                struct others_findings *found)
{
    int64_t now_mono_ms = service_mono_ms(), gaps[SEVERITY_CRITICAL + 1] = {0};
    bool all = true;

    if (others->look_mono_ms != 0 && now_mono_ms - others->look_mono_ms < LOOK_MS)
        return VERDICTS_OK;
    if (look(others, today) != VERDICTS_OK)
        return VERDICTS_AWAY;
    for (size_t first = 0; first < subjects(others); first += others->batch->call_count) {
        if (run_batch(others, first, today) != VERDICTS_OK)
            return VERDICTS_AWAY;
        for (size_t i = 0; i < others->batch->call_count; i++)
            all = conclude(others, &others->batch->calls[i], gaps, found) && all;
    }
    others->look_mono_ms = all ? now_mono_ms : 0;
    others->wanted = others->wanted && !all;
    open_set_gaps(others->options.open, gaps);
    return VERDICTS_OK;
}
