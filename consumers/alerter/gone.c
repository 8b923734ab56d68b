#include "consumers/alerter/gone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/alerter/open.h"
#include "consumers/alerter/transition.h"
#include "consumers/judge/alert_words.h"
#include "deploy/service/service.h"

enum { AT_ONCE = 50 };

struct item {
    struct item *next;
    struct alert_document *document; /* what `last` points into */
    struct alert last;
    char *subject;
};

struct gone {
    const struct plan *plan;
    struct verdicts *verdicts;
    struct open *open;
    struct item *first;
    struct verdicts_alert_row row; /* of the one that is being cleared */
};

struct gone *gone_open(const struct plan *plan, struct verdicts *verdicts, struct open *open)
{
    struct gone *gone = calloc(1, sizeof(*gone));

    if (gone == NULL)
        return NULL;
    gone->plan = plan;
    gone->verdicts = verdicts;
    gone->open = open;
    return gone;
}

static void free_item(struct item *item)
{
    alert_free(item->document);
    free(item->subject);
    free(item);
}

void gone_forget(struct gone *gone)
{
    while (gone->first != NULL) {
        struct item *item = gone->first;

        gone->first = item->next;
        free_item(item);
    }
}

void gone_close(struct gone *gone)
{
    if (gone == NULL)
        return;
    gone_forget(gone);
    free(gone);
}

int gone_add(struct gone *gone, const struct alert *last)
{
    struct text subject = last->fields[ALERT_SUBJECT];
    struct item *item = calloc(1, sizeof(*item));
    size_t length = 0;
    char *event = alert_write(last, &length);

    if (item != NULL && event != NULL) {
        item->document = alert_read((struct text){event, length}, &item->last);
        item->subject = strndup(subject.at, subject.length);
    }
    free(event); /* the document has its own copy */
    if (item == NULL || item->document == NULL || item->subject == NULL) {
        if (item != NULL)
            free_item(item);
        return -1;
    }
    item->next = gone->first;
    gone->first = item;
    return 0;
}

/* ---- clearing ---- */

/* All that identifies it stays as it was when it was last told. */
static void describe(const struct gone *gone, const struct item *item,
                     struct verdicts_alert_row *row)
{
    struct verdicts_transition *made = &row->transitions[0];
    struct text *fields = made->alert.fields;

    alert_words_gone(&(struct alert_gone_words){.kind = row->kind,
                                                .subject = item->subject,
                                                .since = row->stands.is.since,
                                                .version = gone->plan->version},
                     &made->words);
    made->alert = item->last;
    made->alert.plan_version = gone->plan->version;
    made->alert.sequence = row->shall.sequence;
    made->alert.count = 0;
    made->alert.at_unix_ms = row->shall.changed_unix_ms;
    fields[ALERT_TRANSITION] = text_of(transition_name(TRANSITION_CLEARED));
    fields[ALERT_WHY] = text_of("new_plan");
    fields[ALERT_EXPLAIN_VI] = text_of(made->words.vi);
    fields[ALERT_EXPLAIN_EN] = text_of(made->words.en);
}

static void propose(struct gone *gone, const struct item *item, struct verdicts_call *call)
{
    static const struct alarm_standing over = {.why = ""};
    struct verdicts_alert_row *row = &gone->row;
    enum transition transition =
        transition_to(row->kind, &row->stands, &over, call->now_unix_ms, &row->shall);

    row->words.vi[0] = row->words.en[0] = '\0';
    row->transition_count = 0;
    call->idle = transition != TRANSITION_CLEARED; /* another alerter was here */
    if (call->idle)
        return;
    row->transition_count = 1;
    describe(gone, item, row);
}

static enum verdicts_result clear(struct gone *gone, const struct item *item)
{
    struct verdicts_call call = {
        .token = "", .now_unix_ms = service_unix_ms(), .alerts = &gone->row, .alert_count = 1};

    gone->row = (struct verdicts_alert_row){
        .subject = item->subject, .kind = alarm_kind_of(item->last.fields[ALERT_KIND])};
    if (verdicts_load(gone->verdicts, &call, 1) != VERDICTS_OK)
        return VERDICTS_AWAY;
    propose(gone, item, &call);
    if (verdicts_commit(gone->verdicts, &call, 1) != VERDICTS_OK)
        return VERDICTS_AWAY;
    open_note(gone->open, &call);
    return call.result;
}

enum verdicts_result gone_run(struct gone *gone, struct others_findings *found)
{
    for (int i = 0; gone->first != NULL && i < AT_ONCE; i++) {
        struct item *item = gone->first;

        switch (clear(gone, item)) {
        case VERDICTS_OK:
            gone->first = item->next;
            free_item(item);
            break;
        case VERDICTS_HELD:
            found->held = true;
            return VERDICTS_OK;
        case VERDICTS_CORRUPT: /* told; it is put back, and comes again with that */
            found->corrupt = true;
            return VERDICTS_OK;
        case VERDICTS_UNREADABLE:
        case VERDICTS_CONFLICT:
            return VERDICTS_OK;
        case VERDICTS_AWAY:
            return VERDICTS_AWAY;
        }
    }
    return VERDICTS_OK;
}
