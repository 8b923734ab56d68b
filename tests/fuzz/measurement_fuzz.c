/*
 * Any bytes as a record: the two readers agree, and the checks end with an observation or a refusal.
 *
 *   input    <value> [ NUL <header lines> ]       a header line: "<name>: <value>\n"
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "schemas/check.h"
#include "tests/fuzz/agreement.h"
#include "tests/fuzz/target.h"

enum { HEADERS_MAX = 12, PLAN_BYTES_MAX = 64 * 1024 };

static struct plan *read_plan(void)
{
    static char bytes[PLAN_BYTES_MAX];
    FILE *file = fopen(TIENDO_ROOT "/tests/schemas/plan.json", "rb");
    struct plan_faults faults;
    struct plan *plan = NULL;

    assert(file != NULL);
    plan = plan_load((struct text){bytes, fread(bytes, 1, sizeof(bytes), file)}, &faults);
    plan_faults_free(&faults);
    (void)fclose(file);
    return plan;
}

static struct text cut_until(struct text *rest, const char *mark)
{
    const char *found = memmem(rest->at, rest->length, mark, strlen(mark));
    struct text before = *rest;

    if (found == NULL) {
        *rest = (struct text){NULL, 0};
        return before;
    }
    before.length = (size_t)(found - rest->at);
    rest->at = found + strlen(mark);
    rest->length -= before.length + strlen(mark);
    return before;
}

static size_t read_headers(struct text lines, struct record_header headers[HEADERS_MAX])
{
    size_t count = 0;

    while (lines.length > 0 && count < HEADERS_MAX) {
        struct text line = cut_until(&lines, "\n");

        headers[count].name = cut_until(&line, ": ");
        headers[count++].value = line; /* without ": ": a null header */
    }
    return count;
}

static void check_all(const struct record *record)
{
    static struct plan *plan;
    struct measurement measurement;
    struct observation observation;
    struct refusal refusal = {.reason = REASON_NONE};
    struct cloudevent event;

    if (plan == NULL)
        plan = read_plan();
    assert(plan != NULL);
    if (cloudevent_read(&event, record, &measurement, &refusal) != 0) {
        assert(refusal.reason != REASON_NONE);
        return;
    }
    if (check_measurement(plan, &plan->agencies[0], INT64_C(1791187205000), &measurement,
                          &observation, &refusal) != 0)
        assert(refusal.reason > REASON_BAD_ATTRIBUTE);
    cloudevent_free(&event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text headers = {(const char *)data, size};
    struct record_header list[HEADERS_MAX];
    struct record record = {.headers = list, .timestamp_unix_ms = -1};
    struct agreement agreement;

    if (size == 0)
        return 0;
    record.value.at = headers.at;
    record.value.length = strnlen(headers.at, size);
    headers.at += record.value.length;
    headers.length -= record.value.length;
    if (headers.length > 0)
        headers = (struct text){headers.at + 1, headers.length - 1};
    record.header_count = read_headers(headers, list);

    agreement = readers_agree(&record);
    if (agreement.differs != NULL) {
        (void)fprintf(stderr, "the readers differ: %s\n", agreement.differs);
        abort();
    }
    check_all(&record);
    return 0;
}
