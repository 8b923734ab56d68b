#include "deploy/service/notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { US_PER_MS = 1000, MESSAGE_BYTES = 512 };

struct notify {
    int fd;               /* -1: no supervisor */
    int64_t every_ms;     /* 0: it does not watch */
    int64_t last_mono_ms; /* when it last heard that we are alive */
};

static int dial(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    int fd = -1;

    if ((path[0] != '/' && path[0] != '@') || length >= sizeof(address.sun_path)) {
        errno = EINVAL;
        return -1;
    }
    memcpy(address.sun_path, path, length);
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)&address,
                (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) != 0) {
        int kept = errno;

        (void)close(fd);
        errno = kept;
        return -1;
    }
    return fd;
}

/* A datagram that is lost costs nothing but its news: the next one comes. */
static void tell(const struct notify *notify, const char *message)
{
    if (notify->fd >= 0)
        (void)send(notify->fd, message, strlen(message), MSG_NOSIGNAL | MSG_DONTWAIT);
}

struct notify *notify_open(const char *socket, const char *watchdog_us)
{
    struct notify *notify = calloc(1, sizeof(*notify));

    if (notify == NULL)
        return NULL;
    notify->fd = -1;
    notify->last_mono_ms = INT64_MIN / 2;
    if (socket != NULL && socket[0] != '\0') {
        notify->fd = dial(socket);
        if (notify->fd < 0) {
            notify_close(notify);
            return NULL;
        }
    }
    if (watchdog_us != NULL && notify->fd >= 0)
        notify->every_ms = strtoll(watchdog_us, NULL, 10) / US_PER_MS / 2;
    return notify;
}

struct notify *notify_open_from_environment(void)
{
    /* NOLINTBEGIN(concurrency-mt-unsafe): nothing of ours changes the environment */
    return notify_open(getenv("NOTIFY_SOCKET"), getenv("WATCHDOG_USEC"));
    /* NOLINTEND(concurrency-mt-unsafe) */
}

void notify_ready(struct notify *notify)
{
    tell(notify, "READY=1");
}

void notify_stopping(struct notify *notify)
{
    tell(notify, "STOPPING=1");
}

void notify_status(struct notify *notify, const char *sentence)
{
    char message[MESSAGE_BYTES];

    (void)snprintf(message, sizeof(message), "STATUS=%s", sentence);
    message[strcspn(message, "\n")] = '\0'; /* a newline would begin another assignment */
    tell(notify, message);
}

void notify_alive(struct notify *notify, int64_t now_mono_ms)
{
    if (notify->every_ms <= 0 || now_mono_ms - notify->last_mono_ms < notify->every_ms)
        return;
    notify->last_mono_ms = now_mono_ms;
    tell(notify, "WATCHDOG=1");
}

void notify_close(struct notify *notify)
{
    if (notify == NULL)
        return;
    if (notify->fd >= 0)
        (void)close(notify->fd);
    free(notify);
}
