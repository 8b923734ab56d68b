#include "consumers/alerter/memory.h"

#include <stdlib.h>

#include "consumers/store/verdict_fields.h"
#include "consumers/store/verdicts_facts.h"

enum { SUBJECT_MOST = 300 }; /* of ids; of a partition a topic's name and more */

struct kept {
    struct alert alert;              /* sequence 0: none */
    struct alert_document *document; /* what it points into */
};

/* One alert. */
struct slot {
    const char *subject; /* of the plan, or of `own_subject` */
    char *own_subject;
    bool is_gone; /* the plan has no such subject */
    enum alarm_kind kind;
    struct kept last, act;
    int64_t raised_unix_ms; /* of the newest raise; 0: none */
    int64_t raised_sequence;
};

struct memory {
    const struct plan *plan;
    struct slot *slots;        /* those of the plan, by kind and subject; then all others */
    size_t first[ALARM_KINDS]; /* where a kind's slots begin */
    size_t count, of_plan, capacity;
    struct verdicts_known *known; /* what memory_known() last gave */
    struct verdicts_alert *alerts;
    struct words *words;
};

/* ---- the plan's ---- */

static size_t subjects_of(const struct plan *plan, enum alarm_kind kind)
{
    switch (alarm_kind_subject(kind)) {
    case SUBJECT_TARGET:
        return plan->target_count;
    case SUBJECT_INDICATOR:
        return plan->indicator_count;
    case SUBJECT_AGENCY:
        return plan->agency_count;
    case SUBJECT_PARTITION:
        break;
    }
    return 0;
}

static const char *subject_at(const struct plan *plan, enum alarm_kind kind, size_t i)
{
    switch (alarm_kind_subject(kind)) {
    case SUBJECT_TARGET:
        return plan->targets[i].id;
    case SUBJECT_INDICATOR:
        return plan->indicators[i].id;
    case SUBJECT_AGENCY:
        return plan->agencies[i].id;
    case SUBJECT_PARTITION:
        break;
    }
    return "";
}

static void add_slots(struct memory *memory, enum alarm_kind kind)
{
    memory->first[kind] = memory->count;
    for (size_t i = 0; i < subjects_of(memory->plan, kind); i++)
        memory->slots[memory->count++] =
            (struct slot){.subject = subject_at(memory->plan, kind, i), .kind = kind};
}

struct memory *memory_new(const struct plan *plan)
{
    struct memory *memory = calloc(1, sizeof(*memory));

    if (memory == NULL)
        return NULL;
    memory->plan = plan;
    for (enum alarm_kind kind = 0; kind < ALARM_KINDS; kind++)
        memory->capacity += subjects_of(plan, kind);
    memory->slots = calloc(memory->capacity + 1, sizeof(*memory->slots));
    if (memory->slots == NULL) {
        memory_free(memory);
        return NULL;
    }
    for (enum alarm_kind kind = 0; kind < ALARM_KINDS; kind++)
        add_slots(memory, kind);
    memory->of_plan = memory->count;
    return memory;
}

void memory_free(struct memory *memory)
{
    if (memory == NULL)
        return;
    for (size_t i = 0; memory->slots != NULL && i < memory->count; i++) {
        alert_free(memory->slots[i].last.document);
        alert_free(memory->slots[i].act.document);
        free(memory->slots[i].own_subject);
    }
    free(memory->slots);
    free(memory->known);
    free(memory->alerts);
    free(memory->words);
    free(memory);
}

/* ---- finding ---- */

/* Of a partition, or of what the plan does not have. */
static struct slot *other_slot(struct memory *memory, enum alarm_kind kind, struct text subject)
{
    for (size_t i = memory->of_plan; i < memory->count; i++)
        if (memory->slots[i].kind == kind && text_is(subject, memory->slots[i].subject))
            return &memory->slots[i];
    return NULL;
}

static int add_other(struct memory *memory, enum alarm_kind kind, struct text subject,
                     bool is_gone)
{
    struct slot *slot;

    if (other_slot(memory, kind, subject) != NULL)
        return 0;
    if (memory->count == memory->capacity) {
        size_t capacity = memory->capacity * 2 + 16;
        struct slot *grown = realloc(memory->slots, capacity * sizeof(*grown));

        if (grown == NULL)
            return -1;
        memory->slots = grown;
        memory->capacity = capacity;
    }
    slot = &memory->slots[memory->count];
    *slot = (struct slot){
        .kind = kind, .is_gone = is_gone, .own_subject = strndup(subject.at, subject.length)};
    if (slot->own_subject == NULL)
        return -1;
    slot->subject = slot->own_subject;
    memory->count++;
    return 0;
}

int memory_add_partition(struct memory *memory, struct text subject)
{
    if (!verdicts_is_partition(memory->plan, subject))
        return 0;
    return add_other(memory, ALARM_LOG_GAP, subject, false);
}

static bool is_of_plan(const struct plan *plan, enum alarm_kind kind, struct text subject)
{
    switch (alarm_kind_subject(kind)) {
    case SUBJECT_TARGET:
        return plan_target(plan, subject) != NULL;
    case SUBJECT_INDICATOR:
        return plan_indicator(plan, subject) != NULL;
    case SUBJECT_AGENCY:
        return plan_agency(plan, subject) != NULL;
    case SUBJECT_PARTITION:
        break;
    }
    return verdicts_is_partition(plan, subject);
}

/* A place for an alert that the plan alone does not make one for: of a partition, or of what it no
 * longer has. */
static int make_place(struct memory *memory, const struct alert *alert)
{
    struct text subject = alert->fields[ALERT_SUBJECT];
    enum alarm_kind kind = alarm_kind_of(alert->fields[ALERT_KIND]);
    bool is_known;

    if (kind == ALARM_KINDS || !text_is(alert->plan, memory->plan->id))
        return 0;
    is_known = is_of_plan(memory->plan, kind, subject);
    if (is_known && alarm_kind_subject(kind) != SUBJECT_PARTITION)
        return 0;
    if (!is_known && (subject.length == 0 || subject.length > SUBJECT_MOST))
        return 0; /* nobody of ours wrote that */
    return add_other(memory, kind, subject, !is_known);
}

/* NULL: of no concern (or not added before). */
static struct slot *slot_of(struct memory *memory, const struct alert *alert)
{
    struct text subject = alert->fields[ALERT_SUBJECT];
    enum alarm_kind kind = alarm_kind_of(alert->fields[ALERT_KIND]);
    const struct target *target = plan_target(memory->plan, subject);
    const struct indicator *indicator = plan_indicator(memory->plan, subject);
    const struct agency *agency = plan_agency(memory->plan, subject);

    if (kind == ALARM_KINDS || !text_is(alert->plan, memory->plan->id))
        return NULL;
    switch (alarm_kind_subject(kind)) {
    case SUBJECT_TARGET:
        if (target != NULL)
            return &memory->slots[memory->first[kind] + target->index];
        break;
    case SUBJECT_INDICATOR:
        if (indicator != NULL)
            return &memory->slots[memory->first[kind] + indicator->index];
        break;
    case SUBJECT_AGENCY:
        if (agency != NULL)
            return &memory->slots[memory->first[kind] + agency->index];
        break;
    case SUBJECT_PARTITION:
        break;
    }
    return other_slot(memory, kind, subject);
}

/* ---- taking ---- */

static struct kept *newer(struct slot *slot, const struct alert *alert)
{
    bool is_act = text_is(alert->fields[ALERT_TRANSITION], "acknowledged");
    struct kept *kept = is_act ? &slot->act : &slot->last;

    if (!is_act && text_is(alert->fields[ALERT_TRANSITION], "raised") &&
        alert->sequence > slot->raised_sequence) {
        slot->raised_sequence = alert->sequence;
        slot->raised_unix_ms = alert->at_unix_ms;
    }
    return alert->sequence > kept->alert.sequence ? kept : NULL;
}

int memory_take(struct memory *memory, struct text event)
{
    struct alert alert;
    struct alert_document *document = alert_read(event, &alert);
    struct slot *slot = NULL;
    struct kept *kept = NULL;
    int result = 0;

    if (document == NULL)
        return 0;
    result = make_place(memory, &alert);
    slot = slot_of(memory, &alert);
    kept = slot == NULL ? NULL : newer(slot, &alert);
    if (kept == NULL) {
        alert_free(document);
        return result;
    }
    alert_free(kept->document);
    *kept = (struct kept){alert, document};
    return result;
}

/* An entry lives as long as its page: it is kept as the event that it becomes. */
int memory_take_entry(struct memory *memory, const struct alert *alert)
{
    size_t length = 0;
    char *event = alert_write(alert, &length);
    int result = event == NULL ? 0 : memory_take(memory, (struct text){event, length});

    free(event); /* the document has its own copy */
    return result;
}

/* ---- what is known ---- */

static bool fires(const struct slot *slot)
{
    return slot->last.alert.sequence > 0 &&
           !text_is(slot->last.alert.fields[ALERT_TRANSITION], "cleared");
}

/* Whether what was acknowledged is what fires. */
static bool is_acknowledged(const struct slot *slot)
{
    struct text raised_for = slot->last.alert.fields[ALERT_RAISED_FOR];
    struct text acknowledged = slot->act.alert.fields[ALERT_RAISED_FOR];

    return fires(slot) && slot->act.alert.sequence == slot->last.alert.sequence &&
           raised_for.length == acknowledged.length &&
           (raised_for.length == 0 ||
            memcmp(raised_for.at, acknowledged.at, raised_for.length) == 0);
}

static void write_text(char *out, size_t size, struct text text)
{
    size_t length = text.length < size ? text.length : size - 1;

    if (length > 0)
        memcpy(out, text.at, length);
    out[length] = '\0';
}

static void write_acknowledged(const struct slot *slot, struct verdicts_alert *alert)
{
    const struct alert *act = &slot->act.alert;

    alert->acknowledged_unix_ms = act->at_unix_ms;
    write_text(alert->acknowledged_by, sizeof(alert->acknowledged_by), act->fields[ALERT_BY]);
    write_text(alert->acknowledged_note, sizeof(alert->acknowledged_note),
               act->fields[ALERT_COMMENT]);
}

static void write_alert(const struct slot *slot, struct verdicts_alert *alert)
{
    static const enum alert_field fields[] = {ALERT_SEVERITY, ALERT_RAISED_FOR, ALERT_SINCE,
                                              ALERT_WHY,      ALERT_PERIOD,     ALERT_VALUE};
    const struct alert *last = &slot->last.alert;

    *alert = (struct verdicts_alert){
        .is = {.why = ""}, .sequence = last->sequence, .changed_unix_ms = last->at_unix_ms};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        fields_read_alert(text_of(alert_field_name(fields[i])), last->fields[fields[i]], alert);
    if (fires(slot)) {
        alert->is.state = ALARM_FIRING;
        alert->is.count = last->count;
        alert->raised_unix_ms = slot->raised_unix_ms;
        if (is_acknowledged(slot))
            write_acknowledged(slot, alert);
        return;
    }
    alert->is.severity = SEVERITY_NONE;
    alert->is.why = "";
    alert->is.since[0] = '\0';
    if (slot->kind != ALARM_LOG_GAP) /* which is never raised for the same again */
        alert->is.raised_for[0] = '\0';
}

static void write_words(const struct slot *slot, struct words *words)
{
    write_text(words->vi, sizeof(words->vi), slot->last.alert.fields[ALERT_EXPLAIN_VI]);
    write_text(words->en, sizeof(words->en), slot->last.alert.fields[ALERT_EXPLAIN_EN]);
}

/* Room for `alerts` that are known and `firing` with words. */
static int make_room(struct memory *memory, size_t alerts, size_t firing)
{
    free(memory->known);
    free(memory->alerts);
    free(memory->words);
    memory->known = calloc(memory->count + 1, sizeof(*memory->known));
    memory->alerts = calloc(alerts + 1, sizeof(*memory->alerts));
    memory->words = calloc(firing + 1, sizeof(*memory->words));
    return memory->known == NULL || memory->alerts == NULL || memory->words == NULL ? -1 : 0;
}

const struct verdicts_known *memory_known(struct memory *memory, size_t *count)
{
    size_t alerts = 0, firing = 0;

    for (size_t i = 0; i < memory->count; i++) {
        alerts += memory->slots[i].last.alert.sequence > 0;
        firing += fires(&memory->slots[i]);
    }
    if (make_room(memory, alerts, firing) != 0)
        return NULL;
    alerts = firing = 0;
    for (size_t i = 0; i < memory->count; i++) {
        const struct slot *slot = &memory->slots[i];
        struct verdicts_known *known = &memory->known[i];

        *known = (struct verdicts_known){.subject = slot->subject, .kind = slot->kind};
        if (slot->last.alert.sequence == 0)
            continue;
        write_alert(slot, &memory->alerts[alerts]);
        known->alert = &memory->alerts[alerts++];
        if (!fires(slot))
            continue;
        write_words(slot, &memory->words[firing]);
        known->words = &memory->words[firing++];
    }
    *count = memory->count;
    return memory->known;
}

bool memory_gone(const struct memory *memory, size_t *place, struct alert *last)
{
    while (*place < memory->count &&
           !(memory->slots[*place].is_gone && fires(&memory->slots[*place])))
        (*place)++;
    if (*place == memory->count)
        return false;
    *last = memory->slots[(*place)++].last.alert;
    return true;
}

bool memory_acknowledgement(const struct memory *memory, size_t *place, struct alert *act)
{
    while (*place < memory->count && !is_acknowledged(&memory->slots[*place]))
        (*place)++;
    if (*place == memory->count)
        return false;
    *act = memory->slots[(*place)++].act.alert;
    return true;
}
