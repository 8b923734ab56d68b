/*
 * http - a small HTTP/1.1 server of its own thread: who answers sees paths and bodies only.
 * The one home of libmicrohttpd.
 */
#ifndef TIENDO_DEPLOY_SERVICE_HTTP_H
#define TIENDO_DEPLOY_SERVICE_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "deploy/service/log.h"

struct http;

struct http_answer {
    int status; /* 200 */
    const char *type;
    char *body; /* taken over, freed with free(); NULL: an empty one */
    size_t length;
};

struct http_options {
    const char *listen; /* HOST:PORT; port 0: any that is free */
    const struct log *log;

    /* Fills the answer to GET or HEAD (other methods are refused).  Called on the server's
     * thread.  `answer` comes as an empty 404. */
    void (*get)(void *ctx, const char *path, struct http_answer *answer);
    void *ctx;
};

/* Returns a server to http_close(), or NULL, the reason logged. */
struct http *http_open(const struct http_options *options);

uint16_t http_port(const struct http *http);

/* Answers what was asked, then ends the thread.  NULL does nothing. */
void http_close(struct http *http);

#endif
