/*
 * library - the Redis function libraries, embedded in the program and loaded where they are missing.
 *
 * Names end in a version, since functions are server-wide: `tiendo_apply_1` of library
 * `tiendo_cells_1`.  A changed function gets a new number, so that old and new programs can work
 * beside each other.
 */
#ifndef TIENDO_CONSUMERS_STORE_LIBRARY_H
#define TIENDO_CONSUMERS_STORE_LIBRARY_H

struct redis;
struct redis_command;
struct redisReply;

/* Begins "FCALL <function> <keys>": the keys, then the arguments, are appended by the caller. */
void library_begin(struct redis_command *command, const char *function, int keys);

/* redis_call for a function: where Redis does not know it (a new server, FUNCTION FLUSH), every
 * library of ours is loaded and the call made again.  NULL: Redis is away. */
struct redisReply *library_call(struct redis *redis, struct redis_command *command);

/* Loads every library.  0, or -1 away or refused (told through the connection's note). */
int library_load(struct redis *redis);

#endif
