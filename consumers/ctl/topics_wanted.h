/*
 * topics_wanted - the topics a plan needs in Kafka, and how each must be set (design section 2).
 */
#ifndef TIENDO_CONSUMERS_CTL_TOPICS_WANTED_H
#define TIENDO_CONSUMERS_CTL_TOPICS_WANTED_H

#include <stddef.h>

#include "schemas/plan.h"

enum { TOPIC_NAME_BYTES = 250 };

struct topic_setting {
    const char *name, *value; /* Kafka's own words */
};

struct topic_wanted {
    char name[TOPIC_NAME_BYTES];
    const struct topic_setting *settings; /* a NULL name ends them */
    int partitions;                       /* when it is created */
    bool partitions_matter;               /* an existing topic must have just as many */
};

struct topics_wanted {
    struct topic_wanted *items;
    size_t count;
};

/* `partitions` of each agency's measurements, 0: the default.  0, or -1 out of memory. */
int topics_wanted_of(const struct plan *plan, int partitions, struct topics_wanted *wanted);
void topics_wanted_free(struct topics_wanted *wanted);

#endif
