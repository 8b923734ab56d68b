/*
 * plan_text - plan files as text, for tests that change them at one place.
 */
#ifndef TIENDO_TESTS_SCHEMAS_PLAN_TEXT_H
#define TIENDO_TESTS_SCHEMAS_PLAN_TEXT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SMALL_PLAN TIENDO_ROOT "/tests/schemas/small-plan.json"
#define PROVINCE_PLAN TIENDO_ROOT "/schemas/plans/bac-giang-2030.json"

/* The whole file, NUL-terminated; to be freed. */
static inline char *plan_text_of(const char *path)
{
    enum { PLAN_BYTES_MAX = 1 << 20 };
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, PLAN_BYTES_MAX);

    if (file == NULL || text == NULL || fread(text, 1, PLAN_BYTES_MAX - 1, file) == 0)
        fail_msg("cannot read %s", path);
    (void)fclose(file);
    return text;
}

/* A copy with the one place where `old` stands replaced; an empty `old` means the whole. */
static inline char *plan_text_with(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    size_t size = strlen(text) + strlen(new) + 1;
    char *copy = malloc(size);

    if (at == NULL || (old[0] != '\0' && strstr(at + 1, old) != NULL))
        fail_msg("\"%s\" must stand in the plan once", old);
    assert_non_null(copy);
    if (old[0] == '\0')
        (void)snprintf(copy, size, "%s", new);
    else
        (void)snprintf(copy, size, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    return copy;
}

#endif
