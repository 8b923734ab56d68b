/*
 * strange - what was found in Redis that nobody of ours wrote: logged once a minute each, and shown in
 * a remark for as long as one was found a short while ago.  Any thread.
 */
#ifndef TIENDO_CONSUMERS_STRANGE_H
#define TIENDO_CONSUMERS_STRANGE_H

#include <stdint.h>

#include "deploy/service/health.h"
#include "deploy/service/log.h"

struct strange;

/* The log is borrowed while it is there.  NULL: out of memory. */
struct strange *strange_new(const struct log *log);
void strange_free(struct strange *strange); /* NULL does nothing */

void strange_found(struct strange *strange, const char *key, const char *what,
                   int64_t now_mono_ms);

/* Shows or ends the remark. */
void strange_show(struct strange *strange, struct health *health, int64_t now_mono_ms);

#endif
