/*
 * plan_faults - what the loader says of plans: a plan a line in, its faults a line out.
 *
 *   a plan in one line  ──►  plan_load  ──►  ["pointer", ...]      [] of a good one
 *
 * For plan_schema_test.py, which asks it thousands of times.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <jansson.h>

#include "schemas/plan.h"

static int answer(const char *line, size_t length)
{
    struct plan_faults faults;
    struct plan *plan = plan_load((struct text){line, length}, &faults);
    json_t *pointers = json_array();
    int result = pointers != NULL ? 0 : -1;

    for (size_t i = 0; i < faults.count && result == 0; i++)
        result = json_array_append_new(pointers, json_string(faults.items[i].pointer));
    if ((plan == NULL) != (faults.count > 0))
        result = -1;
    if (result == 0)
        result = json_dumpf(pointers, stdout, JSON_COMPACT);
    (void)putchar('\n');
    (void)fflush(stdout);
    json_decref(pointers);
    plan_faults_free(&faults);
    plan_free(plan);
    return result;
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    int result = 0;

    while (result == 0 && (length = getline(&line, &size, stdin)) > 0)
        result = answer(line, (size_t)length);
    free(line);
    return result == 0 && feof(stdin) ? EX_OK : EX_SOFTWARE;
}
