/*
 * verdicts_own - what the files of verdicts share.
 */
#ifndef TIENDO_CONSUMERS_STORE_VERDICTS_OWN_H
#define TIENDO_CONSUMERS_STORE_VERDICTS_OWN_H

#include "consumers/store/keys.h"
#include "consumers/store/redis.h"
#include "consumers/store/verdict_fields.h"
#include "consumers/store/verdicts.h"

struct verdicts {
    struct verdicts_options options;
    struct redis *redis;          /* the options' */
    const struct plan *plan;      /* the options' */
    struct redis_command command; /* reused */
};

void verdicts_add_key(struct verdicts *verdicts, struct key key);
void verdicts_add_plan_key(struct verdicts *verdicts, const char *name);
void verdicts_add_fields(struct verdicts *verdicts, const struct fields *fields);

/* What a function's reply says by its first word.  Functions that are missing are loaded, and
 * the answer is CONFLICT: try again. */
enum verdicts_result verdicts_outcome(struct verdicts *verdicts,
                                      const struct redisReply *reply);

/* As the functions read a number: at most 15 digits, 0 for anything else. */
int64_t verdicts_number_of(struct text text);

/* verdicts_current.c: what GET of the current version answered. */
enum verdicts_result verdicts_read_current(struct verdicts *verdicts,
                                           const struct redisReply *reply,
                                           enum verdicts_current *current);

/* Tells the keys that a function's reply names from `first` on. */
void verdicts_tell_keys(struct verdicts *verdicts, const struct redisReply *reply, size_t first,
                        const char *what);
void verdicts_tell(struct verdicts *verdicts, const char *key, const char *what);

#endif
