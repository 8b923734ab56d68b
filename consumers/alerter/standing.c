#include "consumers/alerter/standing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/alerter/standing_json.h"
#include "consumers/alerter/standing_own.h"

struct standing *standing_new(const struct plan *plan)
{
    struct standing *standing = calloc(1, sizeof(*standing));

    if (standing == NULL)
        return NULL;
    standing->plan = plan;
    standing->end = &standing->first;
    return standing;
}

void standing_free_entry(struct entry *entry)
{
    free(entry->labels);
    free(entry->annotations);
    free(entry);
}

static void free_subject(struct subject *subject)
{
    while (subject->entries != NULL) {
        struct entry *entry = subject->entries;

        subject->entries = entry->next;
        standing_free_entry(entry);
    }
    free(subject->key);
    free(subject);
}

void standing_forget(struct standing *standing)
{
    while (standing->first != NULL) {
        struct subject *subject = standing->first;

        standing->first = subject->next;
        free_subject(subject);
    }
    standing->end = &standing->first;
    memset(standing->buckets, 0, sizeof(standing->buckets));
    standing->gathered_count = 0;
}

void standing_free(struct standing *standing)
{
    if (standing == NULL)
        return;
    standing_forget(standing);
    free(standing->gathered);
    free(standing);
}

/* ---- subjects ---- */

static size_t hash_of(const char *key)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (; *key != '\0'; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619u;
    return hash % STANDING_BUCKETS;
}

static struct subject **bucket_of(struct standing *standing, const char *key)
{
    return &standing->buckets[hash_of(key)];
}

static struct subject *find_subject(struct subject *const *bucket, const char *key)
{
    struct subject *subject = *bucket;

    while (subject != NULL && strcmp(subject->key, key) != 0)
        subject = subject->in_bucket;
    return subject;
}

static struct subject *add_subject(struct standing *standing, const char *key)
{
    struct subject **bucket = bucket_of(standing, key);
    struct subject *subject = find_subject(bucket, key);

    if (subject != NULL)
        return subject;
    subject = calloc(1, sizeof(*subject));
    if (subject == NULL)
        return NULL;
    subject->key = strdup(key);
    if (subject->key == NULL) {
        free(subject);
        return NULL;
    }
    subject->in_bucket = *bucket;
    *bucket = subject;
    *standing->end = subject;
    standing->end = &subject->next;
    return subject;
}

/* NULL: out of memory, or an alert of nothing. */
static struct subject *subject_of(struct standing *standing, const struct alert *alert)
{
    struct text name = alert->fields[ALERT_SUBJECT], kind = alert->fields[ALERT_KIND];
    struct subject *subject = NULL;
    char *key = NULL;

    if (name.length == 0 || kind.length == 0 ||
        asprintf(&key, "%.*s/%.*s", (int)name.length, name.at, (int)kind.length, kind.at) < 0)
        return NULL;
    subject = add_subject(standing, key);
    free(key);
    return subject;
}

static bool is_news(const struct subject *subject, const struct alert *alert)
{
    return alert->sequence > subject->sequence || alert->at_unix_ms > subject->at_unix_ms;
}

static struct entry *firing(const struct subject *subject)
{
    struct entry *entry = subject->entries;

    while (entry != NULL && entry->ends_unix_ms != 0)
        entry = entry->next;
    return entry;
}

void standing_drop(struct standing *standing, struct subject *subject)
{
    struct subject **at = bucket_of(standing, subject->key);

    while (*at != subject)
        at = &(*at)->in_bucket;
    *at = subject->in_bucket;
    free_subject(subject);
}

/* ---- what a transition does ---- */

struct taking {
    struct standing *standing;
    struct subject *subject;
    const struct alert *alert;
    struct standing_time now;
    bool told;
};

static void resolve(const struct taking *taking, struct entry *entry, int64_t ends_unix_ms)
{
    entry->ends_unix_ms =
        ends_unix_ms > entry->starts_unix_ms ? ends_unix_ms : entry->starts_unix_ms;
    entry->due_mono_ms = taking->now.mono_ms;
    entry->refused = false;
    entry->told = taking->told;
    entry->until_mono_ms = taking->now.mono_ms + STANDING_RESOLVED_MS -
                           (taking->now.unix_ms - entry->ends_unix_ms);
}

/* The entry with the alert's labels; a new one has ended before it began.  NULL: out of memory. */
static struct entry *entry_of(const struct taking *taking)
{
    char *labels = standing_json_labels(taking->alert);
    struct entry *entry = taking->subject->entries;

    while (labels != NULL && entry != NULL && strcmp(entry->labels, labels) != 0)
        entry = entry->next;
    if (labels == NULL || entry != NULL) {
        free(labels);
        return entry;
    }
    entry = calloc(1, sizeof(*entry));
    if (entry == NULL) {
        free(labels);
        return NULL;
    }
    entry->labels = labels;
    entry->starts_unix_ms = taking->alert->at_unix_ms;
    resolve(taking, entry, entry->starts_unix_ms);
    entry->next = taking->subject->entries;
    taking->subject->entries = entry;
    return entry;
}

static int annotate(struct entry *entry, char *annotations)
{
    if (annotations == NULL)
        return -1;
    free(entry->annotations);
    entry->annotations = annotations;
    return 0;
}

/* What fires with other labels ends where this one begins, and says what it is now. */
static int supersede(const struct taking *taking, struct entry *before, const struct entry *by)
{
    struct text severity = taking->alert->fields[ALERT_SEVERITY];

    if (annotate(before, standing_json_changed_to(by->annotations, severity)) != 0)
        return -1;
    resolve(taking, before, taking->alert->at_unix_ms);
    return 0;
}

static int raise_or_change(const struct taking *taking)
{
    struct entry *entry = entry_of(taking), *before = firing(taking->subject);

    if (entry == NULL ||
        annotate(entry, standing_json_annotations(taking->standing->plan, taking->alert)) != 0)
        return -1;
    if (before != NULL && before != entry && supersede(taking, before, entry) != 0)
        return -1;
    if (entry->ends_unix_ms != 0)
        entry->starts_unix_ms = taking->alert->at_unix_ms;
    entry->ends_unix_ms = 0;
    entry->refused = false;
    entry->due_mono_ms = taking->now.mono_ms;
    return 0;
}

static int acknowledge(const struct taking *taking)
{
    struct entry *entry = firing(taking->subject);

    if (entry == NULL) /* all that is known of it is what stands here */
        return raise_or_change(taking);
    entry->due_mono_ms = taking->now.mono_ms;
    return annotate(entry, standing_json_acknowledged(entry->annotations, taking->alert));
}

static int clear(const struct taking *taking)
{
    struct entry *entry = firing(taking->subject);

    if (entry != NULL)
        resolve(taking, entry, taking->alert->at_unix_ms);
    else
        entry = entry_of(taking); /* it may stand at the Alertmanager still */
    if (entry == NULL)
        return -1;
    if (entry->annotations != NULL && taking->alert->fields[ALERT_EXPLAIN_VI].length == 0)
        return 0;
    return annotate(entry, standing_json_annotations(taking->standing->plan, taking->alert));
}

static int follow(const struct taking *taking)
{
    struct text transition = taking->alert->fields[ALERT_TRANSITION];
    int result = 0;

    if (text_is(transition, "cleared"))
        result = clear(taking);
    else if (text_is(transition, "acknowledged"))
        result = acknowledge(taking);
    else
        result = raise_or_change(taking);
    if (result != 0)
        return -1;
    taking->subject->sequence = taking->alert->sequence;
    taking->subject->at_unix_ms = taking->alert->at_unix_ms;
    return 0;
}

static int take(struct standing *standing, const struct alert *alert, struct standing_time now,
                bool told)
{
    const struct taking taking = {standing, subject_of(standing, alert), alert, now, told};

    if (taking.subject == NULL)
        return -1;
    return is_news(taking.subject, alert) ? follow(&taking) : 0;
}

int standing_take(struct standing *standing, const struct alert *alert,
                  struct standing_time now)
{
    return take(standing, alert, now, false);
}

int standing_recall(struct standing *standing, const struct alert *alert,
                    struct standing_time now)
{
    return take(standing, alert, now, true);
}

/* ---- what Redis says stands ---- */

int standing_confirm(struct standing *standing, const struct alert *alert,
                     struct standing_time now)
{
    const struct taking taking = {standing, subject_of(standing, alert), alert, now, false};

    if (taking.subject == NULL)
        return -1;
    taking.subject->confirmed = true;
    if (!is_news(taking.subject, alert))
        return 0;
    if (follow(&taking) != 0)
        return -1;
    /* the transition itself, which says more, may still come */
    taking.subject->sequence--;
    taking.subject->at_unix_ms--;
    return 0;
}

void standing_confirmed(struct standing *standing, struct standing_time now)
{
    for (struct subject *subject = standing->first; subject != NULL; subject = subject->next) {
        const struct taking taking = {.standing = standing, .subject = subject, .now = now};
        struct entry *entry = firing(subject);

        if (entry != NULL && !subject->confirmed)
            resolve(&taking, entry, now.unix_ms);
        subject->confirmed = false;
    }
}

/* ---- how it is now ---- */

/* NULL, too: out of memory. */
static struct entry *known_firing(const struct standing *standing, struct text subject,
                                  struct text kind)
{
    const struct subject *known = NULL;
    char *key = NULL;

    if (asprintf(&key, "%.*s/%.*s", (int)subject.length, subject.at, (int)kind.length,
                 kind.at) < 0)
        return NULL;
    known = find_subject(&standing->buckets[hash_of(key)], key);
    free(key);
    return known == NULL ? NULL : firing(known);
}

bool standing_fires_now(const struct standing *standing, const char *subject, const char *kind,
                        struct standing_time now)
{
    const struct entry *entry = known_firing(standing, text_of(subject), text_of(kind));

    return entry != NULL && entry->due_mono_ms <= now.mono_ms + STANDING_TOGETHER_MS;
}

void standing_reword(struct standing *standing, const struct alert *alert)
{
    struct entry *entry =
        known_firing(standing, alert->fields[ALERT_SUBJECT], alert->fields[ALERT_KIND]);
    char *labels = entry == NULL ? NULL : standing_json_labels(alert);

    if (labels != NULL && strcmp(labels, entry->labels) == 0)
        (void)annotate(entry, standing_json_annotations(standing->plan, alert));
    free(labels);
}
