#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/service/notify.h"

struct supervisor {
    int fd;
    char path[64];
};

static struct supervisor listen_at(const char *name)
{
    struct supervisor supervisor = {socket(AF_UNIX, SOCK_DGRAM, 0), ""};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = 0;

    (void)snprintf(supervisor.path, sizeof(supervisor.path), "%stiendo-notify-%d", name,
                   (int)getpid());
    length = strlen(supervisor.path);
    memcpy(address.sun_path, supervisor.path, length);
    if (name[0] == '@')
        address.sun_path[0] = '\0';
    assert_int_equal(bind(supervisor.fd, (const struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)),
                     0);
    return supervisor;
}

static const char *heard(const struct supervisor *supervisor, char out[600])
{
    ssize_t length = recv(supervisor->fd, out, 599, MSG_DONTWAIT);

    out[length < 0 ? 0 : length] = '\0';
    return out;
}

static void the_supervisor_hears_each_message_as_a_datagram(void **state)
{
    static const char *const names[] = {"/tmp/", "@"};
    (void)state;

    for (size_t i = 0; i < 2; i++) {
        struct supervisor supervisor = listen_at(names[i]);
        struct notify *notify = notify_open(supervisor.path, NULL);
        char message[600];

        assert_non_null(notify);
        notify_ready(notify);
        assert_string_equal(heard(&supervisor, message), "READY=1");
        notify_status(notify, "reading 3 topics\nREADY=0");
        assert_string_equal(heard(&supervisor, message), "STATUS=reading 3 topics");
        notify_alive(notify, 1); /* nobody watches: nothing is sent */
        notify_stopping(notify);
        assert_string_equal(heard(&supervisor, message), "STOPPING=1");
        notify_close(notify);
        (void)close(supervisor.fd);
        if (names[i][0] == '/')
            (void)unlink(supervisor.path);
    }
}

static void signs_of_life_come_at_half_the_patience(void **state)
{
    struct supervisor supervisor = listen_at("@");
    struct notify *notify = notify_open(supervisor.path, "10000000");
    char message[600];
    (void)state;

    assert_non_null(notify);
    notify_alive(notify, 1000);
    assert_string_equal(heard(&supervisor, message), "WATCHDOG=1");
    notify_alive(notify, 5999);
    assert_string_equal(heard(&supervisor, message), "");
    notify_alive(notify, 6000);
    assert_string_equal(heard(&supervisor, message), "WATCHDOG=1");
    notify_close(notify);
    (void)close(supervisor.fd);
}

static void without_a_supervisor_nothing_happens(void **state)
{
    struct notify *notify = notify_open(NULL, "10000000");
    (void)state;

    assert_non_null(notify);
    notify_ready(notify);
    notify_alive(notify, 1);
    notify_close(notify);
    notify_close(NULL);
    assert_null(notify_open("/nowhere/there is/a socket", NULL));
    assert_null(notify_open("not-a-path", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_supervisor_hears_each_message_as_a_datagram),
        cmocka_unit_test(signs_of_life_come_at_half_the_patience),
        cmocka_unit_test(without_a_supervisor_nothing_happens),
    };

    return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
