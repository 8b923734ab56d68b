#include "deploy/service/http.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <microhttpd.h>

enum { CONNECTIONS_MAX = 64, IDLE_S = 15, HOST_BYTES = 256 };

struct http {
    struct http_options options;
    struct MHD_Daemon *daemon;
};

/* ---- answering ---- */

static enum MHD_Result send_answer(struct MHD_Connection *connection,
                                   const struct http_answer *answer)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(answer->length, answer->body, MHD_RESPMEM_MUST_FREE);
    enum MHD_Result result = MHD_NO;

    if (response == NULL) {
        free(answer->body);
        return MHD_NO;
    }
    if (answer->type != NULL)
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type);
    if (answer->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    result = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

/* NOLINTNEXTLINE(readability-function-size): MHD_AccessHandlerCallback */
static enum MHD_Result take_request(void *ctx, struct MHD_Connection *connection,
                                    const char *path, const char *method, const char *version,
                                    const char *upload, size_t *upload_bytes, void **request)
{
    const struct http *http = ctx;
    struct http_answer answer = {.status = MHD_HTTP_NOT_FOUND};
    bool reads =
        strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;

    (void)version;
    (void)upload;
    if (*request == NULL) { /* the headers alone: the answer may only follow the body */
        *request = ctx;
        return MHD_YES;
    }
    if (*upload_bytes != 0) { /* no body is wanted, but it must be read to answer */
        *upload_bytes = 0;
        return MHD_YES;
    }
    if (reads)
        http->options.get(http->options.ctx, path, &answer);
    else
        answer.status = MHD_HTTP_METHOD_NOT_ALLOWED;
    return send_answer(connection, &answer);
}

/* ---- starting ---- */

/* "[::1]:9100" to "::1" and "9100". */
static int split_address(const char *listen, char host[HOST_BYTES], const char **port)
{
    const char *colon = strrchr(listen, ':');
    const char *from = listen;
    size_t length = colon == NULL ? 0 : (size_t)(colon - listen);

    if (length >= 2 && listen[0] == '[' && colon[-1] == ']') {
        from++;
        length -= 2;
    }
    if (length == 0 || length >= HOST_BYTES)
        return -1;
    memcpy(host, from, length);
    host[length] = '\0';
    *port = colon + 1;
    return 0;
}

static struct MHD_Daemon *start(struct http *http, const struct addrinfo *address)
{
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO;
    sigset_t all, before;
    struct MHD_Daemon *daemon = NULL;

    if (address->ai_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    (void)sigfillset(&all); /* signals are the main thread's */
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    daemon = MHD_start_daemon(flags, 0, NULL, NULL, take_request, http, MHD_OPTION_SOCK_ADDR,
                              address->ai_addr, MHD_OPTION_CONNECTION_LIMIT,
                              (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
                              (unsigned)IDLE_S, MHD_OPTION_END);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return daemon;
}

static int listen_at(struct http *http, const char **reason)
{
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC,
                                    .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    char host[HOST_BYTES];
    const char *port = NULL;
    int error = 0;

    if (split_address(http->options.listen, host, &port) != 0) {
        *reason = "not HOST:PORT";
        return -1;
    }
    error = getaddrinfo(host, port, &wanted, &found);
    if (error != 0) {
        *reason = gai_strerror(error);
        return -1;
    }
    errno = 0;
    http->daemon = start(http, found);
    *reason = strerrordesc_np(errno);
    freeaddrinfo(found);
    return http->daemon == NULL ? -1 : 0;
}

struct http *http_open(const struct http_options *options)
{
    struct http *http = calloc(1, sizeof(*http));
    const char *reason = NULL;

    if (http == NULL)
        return NULL;
    http->options = *options;
    if (listen_at(http, &reason) == 0)
        return http;
    log_error(options->log, log_event("cannot_listen"), log_text("address", options->listen),
              log_text("reason", reason));
    http_close(http);
    return NULL;
}

uint16_t http_port(const struct http *http)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);

    return info == NULL ? 0 : info->port;
}

void http_close(struct http *http)
{
    if (http == NULL)
        return;
    if (http->daemon != NULL)
        MHD_stop_daemon(http->daemon);
    free(http);
}
