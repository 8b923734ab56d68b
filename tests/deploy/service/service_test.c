#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/service/service.h"

enum { LONG_MS = 30000, SHORT_MS = 20 };

static const struct option_group no_options[] = {{NULL, NULL}};
static const struct options_program program = {"tiendo-test", "Tests the service.", "[WORD…]",
                                               no_options};

static struct service *start(void)
{
    char *arguments[] = {(char[]){"tiendo-test"}, (char[]){"word"}, NULL};
    int status = -1;

    return service_start(&program, 2, arguments, NULL, &status);
}

/* Runs `body` in a process of its own, sends it `number` once it says it is ready, and gives what
 * waitpid() says of it. */
static int signalled(int (*body)(int ready), int number)
{
    int ready[2], status = 0;
    char byte = 0;
    pid_t child = -1;

    assert_int_equal(pipe(ready), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(body(ready[1]));
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(kill(child, number), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    (void)close(ready[0]);
    (void)close(ready[1]);
    return status;
}

static int sleeps_until_told(int ready)
{
    struct service *service = start();
    int64_t since_mono_ms = service_mono_ms();

    if (service == NULL || write(ready, "r", 1) != 1)
        return 1;
    if (!service_sleep_ms(LONG_MS) || service_mono_ms() - since_mono_ms > LONG_MS / 2)
        return 2;
    return service_end(service, EX_OK);
}

static void a_stop_wakes_the_sleeper_and_is_orderly(void **state)
{
    (void)state;

    assert_int_equal(signalled(sleeps_until_told, SIGTERM), 0);
    assert_int_equal(signalled(sleeps_until_told, SIGINT), 0);
}

static int hangs_after_the_first(int ready)
{
    struct service *service = start();

    if (service == NULL)
        return 1;
    (void)raise(SIGTERM);
    if (!service_stopping() || write(ready, "r", 1) != 1)
        return 2;
    (void)pause(); /* hangs, and so ends only by the second */
    return 3;
}

static void a_second_stop_ends_a_process_that_hangs(void **state)
{
    int status = signalled(hangs_after_the_first, SIGTERM);
    (void)state;

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGTERM);
}

static void *report_mask(void *ctx)
{
    sigset_t mask;

    (void)sigemptyset(&mask);
    (void)pthread_sigmask(SIG_SETMASK, NULL, &mask);
    *(int *)ctx = sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGINT) == 1;
    return NULL;
}

static void signals_are_the_main_threads(void **state)
{
    pthread_t thread;
    int blocked = 0;
    sigset_t mask;
    (void)state;

    assert_int_equal(service_thread(&thread, report_mask, &blocked), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(blocked);
    (void)pthread_sigmask(SIG_SETMASK, NULL, &mask);
    assert_int_equal(sigismember(&mask, SIGTERM), 0);
}

static void a_service_knows_its_words_and_sleeps_as_long_as_told(void **state)
{
    struct service *service = start();
    const char *const *words = NULL;
    size_t count = 0;
    int64_t since_mono_ms = service_mono_ms();
    (void)state;

    assert_non_null(service);
    words = service_operands(service, &count);
    assert_int_equal(count, 1);
    assert_string_equal(words[0], "word");
    assert_string_equal(service_log(service)->program, "tiendo-test");
    assert_false(service_sleep_ms(SHORT_MS));
    assert_true(service_mono_ms() - since_mono_ms >= SHORT_MS);
    assert_int_equal(service_end(service, EX_TEMPFAIL), EX_TEMPFAIL);
    assert_int_equal(service_end(NULL, EX_USAGE), EX_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_wakes_the_sleeper_and_is_orderly),
        cmocka_unit_test(a_second_stop_ends_a_process_that_hangs),
        cmocka_unit_test(signals_are_the_main_threads),
        cmocka_unit_test(a_service_knows_its_words_and_sleeps_as_long_as_told),
    };

    return cmocka_run_group_tests_name("service", tests, NULL, NULL);
}
