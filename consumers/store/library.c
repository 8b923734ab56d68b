#include "consumers/store/library.h"

#include <string.h>

#include "consumers/store/library_sources.h"
#include "consumers/store/redis.h"

static int load(struct redis *redis, const char *source)
{
    struct redisReply *reply =
        redis_words(redis, (const char *const[]){"FUNCTION", "LOAD", "REPLACE", source, NULL});
    bool loaded = reply != NULL && redis_reply_error(reply) == NULL;

    if (reply != NULL && !loaded)
        redis_tell(redis, "Redis refuses our functions: ", redis_reply_error(reply));
    redis_reply_free(reply);
    return loaded ? 0 : -1;
}

int library_load(struct redis *redis)
{
    return load(redis, library_cells) == 0 && load(redis, library_verdicts) == 0 ? 0 : -1;
}

void library_begin(struct redis_command *command, const char *function, int keys)
{
    redis_command_begin(command, "FCALL");
    redis_command_string(command, function);
    redis_command_number(command, keys);
}

static bool unknown_function(const struct redisReply *reply)
{
    const char *error = redis_reply_error(reply);

    return error != NULL && strstr(error, "Function not found") != NULL;
}

struct redisReply *library_call(struct redis *redis, struct redis_command *command)
{
    struct redisReply *reply = redis_call(redis, command);

    if (!unknown_function(reply))
        return reply;
    redis_reply_free(reply);
    return library_load(redis) == 0 ? redis_call(redis, command) : NULL;
}
