#include "consumers/strange.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REMEMBERED = 64, WORDS_BYTES = 512, SHOWN_MS = 60000, QUIET_MS = 60000 };

struct found {
    char words[WORDS_BYTES]; /* key and what */
    int64_t logged_mono_ms;
};

struct strange {
    const struct log *log;
    pthread_mutex_t lock;           /* guards what follows */
    struct found found[REMEMBERED]; /* a ring */
    size_t next, count;
    char remark[WORDS_BYTES]; /* the last; "": none yet */
    int64_t mono_ms;          /* when */
};

struct strange *strange_new(const struct log *log)
{
    struct strange *strange = calloc(1, sizeof(*strange));

    if (strange == NULL)
        return NULL;
    strange->log = log;
    (void)pthread_mutex_init(&strange->lock, NULL);
    return strange;
}

void strange_free(struct strange *strange)
{
    if (strange == NULL)
        return;
    (void)pthread_mutex_destroy(&strange->lock);
    free(strange);
}

static struct found *find(struct strange *strange, const char words[WORDS_BYTES])
{
    struct found *found = NULL;

    for (size_t i = 0; i < strange->count; i++)
        if (strcmp(strange->found[i].words, words) == 0)
            return &strange->found[i];
    found = &strange->found[strange->next++ % REMEMBERED];
    if (strange->count < REMEMBERED)
        strange->count++;
    found->logged_mono_ms = -QUIET_MS;
    memcpy(found->words, words, WORDS_BYTES);
    return found;
}

void strange_found(struct strange *strange, const char *key, const char *what,
                   int64_t now_mono_ms)
{
    char words[WORDS_BYTES];
    struct found *found = NULL;
    bool again;

    (void)snprintf(words, sizeof(words), "%s: %s", key, what);
    (void)pthread_mutex_lock(&strange->lock);
    memcpy(strange->remark, words, sizeof(words));
    strange->mono_ms = now_mono_ms;
    found = find(strange, words);
    again = now_mono_ms - found->logged_mono_ms < QUIET_MS;
    if (!again)
        found->logged_mono_ms = now_mono_ms;
    (void)pthread_mutex_unlock(&strange->lock);
    if (!again)
        log_warning(strange->log, log_event("strange_content"), log_text("key", key),
                    log_text("what", what));
}

void strange_show(struct strange *strange, struct health *health, int64_t now_mono_ms)
{
    char remark[WORDS_BYTES];
    bool shown;

    (void)pthread_mutex_lock(&strange->lock);
    memcpy(remark, strange->remark, sizeof(remark));
    shown = remark[0] != '\0' && now_mono_ms - strange->mono_ms < SHOWN_MS;
    (void)pthread_mutex_unlock(&strange->lock);
    health_remark(health, "content", shown ? remark : NULL);
}
