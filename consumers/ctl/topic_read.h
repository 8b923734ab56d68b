/*
 * topic_read - what a subscriber hands over, record by record: all that is there, or all that comes.
 */
#ifndef TIENDO_CONSUMERS_CTL_TOPIC_READ_H
#define TIENDO_CONSUMERS_CTL_TOPIC_READ_H

#include "deploy/service/subscriber.h"

/* What a verb does with a record.  Returns EX_OK to go on, or the code to end with. */
typedef int topic_read_take(void *ctx, const struct subscriber_record *record);

/* Everything there is when it begins; of a subscriber that could not be opened (NULL), nothing.
 * EX_OK; what `take` ended it with; EX_UNAVAILABLE: cannot go on, logged; EX_TEMPFAIL: asked to
 * stop before it was complete, said on standard error after `program`. */
int topic_read_all(const char *program, struct subscriber *subscriber, topic_read_take *take,
                   void *ctx);

/* What comes, until asked to stop: EX_OK; or as above. */
int topic_read_on(struct subscriber *subscriber, topic_read_take *take, void *ctx);

#endif
