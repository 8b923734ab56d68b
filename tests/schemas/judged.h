/*
 * judged - for the tests of check: an event written as text, and what becomes of it against
 * tests/schemas/plan.json.
 */
#ifndef TIENDO_TESTS_SCHEMAS_JUDGED_H
#define TIENDO_TESTS_SCHEMAS_JUDGED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "schemas/check.h"
#include "schemas/cloudevent.h"
#include "schemas/digest.h"

enum { EVENT_BYTES = 4096 };

static const int64_t time_unix_ms = INT64_C(1791187200000); /* 2026-10-05T08:00:00Z */

/* One event and its record. */
struct sent {
    const char *agency, *attributes, *data;
    int64_t timestamp_unix_ms;
};

struct answer {
    struct refusal refusal;
    struct observation observation; /* its texts are gone with the event */
    uint64_t digest;
};

static inline int load_plan(void **state)
{
    static char bytes[64 * 1024];
    FILE *file = fopen(TIENDO_ROOT "/tests/schemas/plan.json", "rb");
    struct plan_faults faults;
    size_t length = 0;

    if (file == NULL)
        return -1;
    length = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    *state = plan_load((struct text){bytes, length}, &faults);
    plan_faults_free(&faults);
    return *state == NULL ? -1 : 0;
}

static inline int free_plan(void **state)
{
    plan_free(*state);
    return 0;
}

static inline struct answer judge(const struct plan *plan, const struct sent *sent)
{
    char text[EVENT_BYTES];
    struct record record = {.timestamp_unix_ms = sent->timestamp_unix_ms};
    struct measurement measurement;
    struct answer answer = {.refusal = {.reason = REASON_NONE}};
    struct cloudevent event;
    const struct agency *agency = plan_agency(plan, text_of(sent->agency));

    assert_non_null(agency);
    record.value.at = text;
    record.value.length = (size_t)snprintf(text, sizeof(text), "{%s, \"data\": {%s}}",
                                           sent->attributes, sent->data);
    assert_true(record.value.length < sizeof(text));
    if (cloudevent_read(&event, &record, &measurement, &answer.refusal) != 0)
        return answer;
    if (check_measurement(plan, agency, record.timestamp_unix_ms, &measurement,
                          &answer.observation, &answer.refusal) == 0)
        answer.digest = digest_of(&answer.observation);
    cloudevent_free(&event);
    return answer;
}

#endif
