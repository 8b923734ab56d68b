#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/service/file.h"

enum { LARGE = 200000 };

static int begin(void **state)
{
    char *path = strdup("/tmp/tiendo-file-XXXXXX");
    int fd = mkstemp(path);

    *state = path;
    return fd < 0 ? -1 : close(fd);
}

static int end(void **state)
{
    int result = unlink(*state);

    free(*state);
    return result;
}

static void an_empty_file_is_an_empty_text(void **state)
{
    struct text bytes = file_read(*state, 10);

    assert_non_null(bytes.at);
    assert_int_equal(bytes.length, 0);
    file_free(bytes);
}

static void a_file_is_read_whole_or_not_at_all(void **state)
{
    const char *path = *state;
    FILE *file = fopen(path, "w");
    struct text bytes;

    for (int i = 0; i < LARGE; i++)
        (void)fputc(i % 251, file);
    assert_int_equal(fclose(file), 0);

    bytes = file_read(path, LARGE);
    assert_int_equal(bytes.length, LARGE);
    for (int i = 0; i < LARGE; i++)
        assert_int_equal((unsigned char)bytes.at[i], i % 251);
    file_free(bytes);

    errno = 0;
    bytes = file_read(path, LARGE - 1);
    assert_null(bytes.at);
    assert_int_equal(errno, EFBIG);
}

static void what_cannot_be_read_says_why(void **state)
{
    (void)state;

    errno = 0;
    assert_null(file_read("/nowhere/at.all", 10).at);
    assert_int_equal(errno, ENOENT);
    errno = 0;
    assert_null(file_read("/tmp", 10).at);
    assert_int_equal(errno, EISDIR);
    file_free((struct text){NULL, 0});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_file_is_an_empty_text),
        cmocka_unit_test(a_file_is_read_whole_or_not_at_all),
        cmocka_unit_test(what_cannot_be_read_says_why),
    };

    return cmocka_run_group_tests_name("file", tests, begin, end);
}
