#include "deploy/service/health.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PART_BYTES = 24, AILMENT_BYTES = 96 };

static_assert(HEALTH_PARTS_MAX * (PART_BYTES + AILMENT_BYTES + 4) + 16 <= HEALTH_TEXT_BYTES,
              "all parts at once must fit");

struct health {
    pthread_mutex_t lock;
    struct {
        char name[PART_BYTES], ailment[AILMENT_BYTES]; /* no ailment: it is well */
    } parts[HEALTH_PARTS_MAX];
    size_t count;
};

struct health *health_new(void)
{
    struct health *health = calloc(1, sizeof(*health));

    if (health != NULL)
        (void)pthread_mutex_init(&health->lock, NULL);
    return health;
}

void health_free(struct health *health)
{
    if (health == NULL)
        return;
    (void)pthread_mutex_destroy(&health->lock);
    free(health);
}

void health_set(struct health *health, const char *part, const char *ailment)
{
    size_t i = 0;

    (void)pthread_mutex_lock(&health->lock);
    while (i < health->count && strcmp(health->parts[i].name, part) != 0)
        i++;
    assert(i < HEALTH_PARTS_MAX && strlen(part) < PART_BYTES);
    if (i == health->count)
        health->count++;
    (void)snprintf(health->parts[i].name, PART_BYTES, "%s", part);
    (void)snprintf(health->parts[i].ailment, AILMENT_BYTES, "%s",
                   ailment == NULL ? "" : ailment);
    (void)pthread_mutex_unlock(&health->lock);
}

bool health_write(struct health *health, char out[HEALTH_TEXT_BYTES])
{
    size_t length = 0;

    (void)pthread_mutex_lock(&health->lock);
    for (size_t i = 0; i < health->count; i++)
        if (health->parts[i].ailment[0] != '\0')
            length += (size_t)snprintf(out + length, HEALTH_TEXT_BYTES - length, "%s%s: %s",
                                       length == 0 ? "degraded: " : "; ", health->parts[i].name,
                                       health->parts[i].ailment);
    (void)pthread_mutex_unlock(&health->lock);
    if (length == 0)
        (void)snprintf(out, HEALTH_TEXT_BYTES, "ok");
    return length == 0;
}
