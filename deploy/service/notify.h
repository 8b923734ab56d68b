/*
 * notify - telling the supervisor how we are: the protocol of systemd's sd_notify(3), which is one
 * datagram a message, without its library.
 *
 * Where there is no supervisor everything succeeds and does nothing.
 */
#ifndef TIENDO_DEPLOY_SERVICE_NOTIFY_H
#define TIENDO_DEPLOY_SERVICE_NOTIFY_H

#include <stdint.h>

struct notify;

/* `socket` is $NOTIFY_SOCKET (a path, or @name of an abstract one), `watchdog_us` $WATCHDOG_USEC;
 * NULL or empty where unset.  Returns a notify to notify_close(), or NULL when there is a
 * supervisor but no way to tell it (errno). */
struct notify *notify_open(const char *socket, const char *watchdog_us);

/* notify_open() with what the environment says. */
struct notify *notify_open_from_environment(void);

void notify_ready(struct notify *notify);
void notify_stopping(struct notify *notify);
void notify_status(struct notify *notify, const char *sentence); /* one line, for people */

/* Call it from the loop that does the work, as often as it turns: a sign of life is sent at half
 * of the supervisor's patience. */
void notify_alive(struct notify *notify, int64_t now_mono_ms);

/* NULL does nothing. */
void notify_close(struct notify *notify);

#endif
