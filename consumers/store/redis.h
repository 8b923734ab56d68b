/*
 * redis - one connection to Redis: dialling, what a Redis must be, commands and replies.
 *
 * hiredis, blocking; a connection belongs to the thread that uses it.  After any trouble the
 * connection is dropped and the next call dials again: a timeout counts as a lost connection,
 * since what was sent may or may not have been done.  Trouble is told once, through `note`, until
 * Redis answers again.
 */
#ifndef TIENDO_CONSUMERS_STORE_REDIS_H
#define TIENDO_CONSUMERS_STORE_REDIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schemas/text.h"

struct redis;
struct redisReply; /* hiredis'; freed with redis_reply_free() */

struct redis_options {
    const char *address; /* "unix:/PATH" or "HOST:PORT"; borrowed for the connection's life */
    const char *user;    /* NULL: the default user; borrowed */
    const char *password_file; /* NULL: no password; its first line is read at each dialling */
    int timeout_ms;            /* to connect, and for each command; > 0 */

    void (*note)(void *ctx, const char *text); /* told each trouble once; may be NULL */
    void *note_ctx;
};

enum redis_state {
    REDIS_READY = 0, /* (hiredis has a macro REDIS_OK) */
    REDIS_AWAY,      /* cannot be reached, or still loading: try again */
    REDIS_MISFIT, /* older than 7.0, or its maxmemory-policy is not noeviction: a person must act */
};

/* Does not dial yet.  NULL: the address is malformed (told through `note`) or out of memory. */
struct redis *redis_open(const struct redis_options *options);

/* Dials unless connected; AUTH, version and policy are checked on each dialling. */
enum redis_state redis_ready(struct redis *redis) __attribute__((warn_unused_result));

/* Hangs up; the next call dials again. */
void redis_drop(struct redis *redis);

/* Hangs up and frees.  NULL does nothing. */
void redis_close(struct redis *redis);

/* Tells trouble that a reply showed, once until redis_settled(): "<what><why>". */
void redis_tell(struct redis *redis, const char *what, const char *why);
/* All is well again: the next trouble is a new one. */
void redis_settled(struct redis *redis);

/* ---- a command is built straight into wire format, reusing one buffer ---- */

struct redis_command {
    char *bytes;
    size_t length, capacity;
    size_t arguments;
    bool failed; /* out of memory: sending it answers AWAY */
};

void redis_command_begin(struct redis_command *command, const char *name);
void redis_command_text(struct redis_command *command, struct text argument);
void redis_command_string(struct redis_command *command, const char *argument);
void redis_command_number(struct redis_command *command, int64_t argument);
void redis_command_free(struct redis_command *command);

/* Sends one command and waits for its reply.  NULL: Redis is away (the connection is dropped).  An
 * error reply is a reply: see redis_reply_error(). */
struct redisReply *redis_call(struct redis *redis, struct redis_command *command);

/* Two halves of redis_call, for pipelining: send puts it out (0, or -1 away), take waits for the
 * oldest reply not yet taken (NULL: away). */
int redis_send(struct redis *redis, struct redis_command *command);
struct redisReply *redis_take(struct redis *redis);

/* redis_call for a command of fixed words, the last one NULL. */
struct redisReply *redis_words(struct redis *redis, const char *const *words);

void redis_reply_free(struct redisReply *reply); /* NULL does nothing */

/* The error text of a reply, or NULL when it is none. */
const char *redis_reply_error(const struct redisReply *reply);
/* A string or status reply as a text; absent for every other type, NULL included. */
struct text redis_reply_text(const struct redisReply *reply);
/* Element i of an array reply; NULL where there is none. */
const struct redisReply *redis_reply_item(const struct redisReply *reply, size_t i);
size_t redis_reply_items(const struct redisReply *reply); /* 0 unless it is an array */
/* An integer reply, or a string of one; `fallback` for every other. */
int64_t redis_reply_number(const struct redisReply *reply, int64_t fallback);

#endif
