/*
 * bench_reader - what reading an event costs, on one core, without Kafka and Redis.
 *
 *   bench_reader PLAN [ROUNDS [PART]]
 *
 * ~410 B an event, over 32,000 cells.  Prints events a second of CPU time for the general reader, the
 * fast one, and the fast one with what follows: the checks, and combining into a batch.  The best of
 * ROUNDS (10) rounds, in which all of them take turns; or, for a profiler, of PART (1..4) alone.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "consumers/aggregator/intake.h"
#include "schemas/check.h"
#include "schemas/measurement_fast.h"

enum { EVENTS = 64000, CELLS = 32000, EVENT_BYTES = 512, MONTHS = 80, INDICATORS = 5 };
enum { PLAN_BYTES_MAX = 1024 * 1024 };

struct bench {
    struct plan *plan;
    struct intake intake;
    struct batch *batch;
    char (*texts)[EVENT_BYTES];
    struct record *records;
    double bytes; /* of all events */
};

static double now_s(void)
{
    struct timespec at;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

/* ---- what is measured: each returns how many events it took ---- */

static size_t read_general(struct bench *bench)
{
    size_t taken = 0;

    for (size_t i = 0; i < EVENTS; i++) {
        struct cloudevent event;
        struct measurement measurement;
        struct refusal refusal;

        if (cloudevent_read_general(&event, &bench->records[i], &measurement, &refusal) != 0)
            continue;
        cloudevent_free(&event);
        taken++;
    }
    return taken;
}

static size_t read_fast(struct bench *bench)
{
    struct measurement measurement;
    size_t taken = 0;

    for (size_t i = 0; i < EVENTS; i++)
        taken += measurement_fast_read(&bench->records[i], &measurement);
    return taken;
}

static size_t read_and_check(struct bench *bench)
{
    size_t taken = 0;

    for (size_t i = 0; i < EVENTS; i++) {
        struct cloudevent event;
        struct measurement measurement;
        struct observation observation;
        struct refusal refusal;

        if (cloudevent_read(&event, &bench->records[i], &measurement, &refusal) != 0)
            continue;
        taken += check_measurement(bench->plan, bench->intake.agency,
                                   bench->records[i].timestamp_unix_ms, &measurement,
                                   &observation, &refusal) == 0;
        cloudevent_free(&event);
    }
    return taken;
}

static void pass_over(void *ctx, int slot, int64_t timestamp_unix_ms)
{
    (void)ctx;
    (void)slot;
    (void)timestamp_unix_ms;
}

static const struct batch_stale nobody = {pass_over, NULL};

static size_t read_check_and_combine(struct bench *bench)
{
    size_t taken = 0;

    batch_clear(bench->batch);
    for (size_t i = 0; i < EVENTS; i++) {
        struct origin origin = {.topic = "tiendo.measurements.khcn", .offset = (int64_t)i};
        struct refusal refusal;

        taken += intake_take(&bench->intake, &bench->records[i], &origin, bench->batch,
                             &refusal) == INTAKE_ACCEPTED;
    }
    return taken;
}

static const struct {
    const char *name;
    size_t (*run)(struct bench *bench);
} parts[] = {
    {"general reader (jansson)", read_general},
    {"fast reader", read_fast},
    {"fast reader, checks", read_and_check},
    {"fast reader, checks, combining", read_check_and_combine},
};

enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

/* ---- setting up ---- */

static void write_event(struct bench *bench, size_t i)
{
    static const char *const indicators[INDICATORS] = {
        "egov.online-usage", "egov.digitised-dossiers", "egov.results-issued",
        "egov.data-reuse", "egov.online-payment"};
    size_t cell = i * 2654435761u % CELLS;
    const char *indicator = indicators[cell % INDICATORS];
    unsigned month = (unsigned)(cell / INDICATORS % MONTHS);
    int length = snprintf(
        bench->texts[i], EVENT_BYTES,
        "{\"specversion\":\"1.0\",\"id\":\"bench-%012zu\","
        "\"source\":\"/agencies/khcn/bench-%07zu\","
        "\"type\":\"vn.gov.tiendo.measurement.v1\",\"subject\":\"%s/%u-%02u\","
        "\"time\":\"2026-10-05T08:00:00Z\",\"datacontenttype\":\"application/json\","
        "\"data\":{\"indicator\":\"%s\",\"time_period\":\"%u-%02u\",\"ref_area\":\"VN-54\","
        "\"numerator\":%zu,\"denominator\":1000000,\"unit_measure\":\"PT\","
        "\"obs_status\":\"A\",\"revision\":%zu}}",
        i, cell / ((size_t)INDICATORS * MONTHS), indicator, 2020 + month / 12, 1 + month % 12,
        indicator, 2020 + month / 12, 1 + month % 12, i, i);

    bench->records[i] = (struct record){.value = {bench->texts[i], (size_t)length},
                                        .timestamp_unix_ms = INT64_C(1791187205000)};
    bench->bytes += length;
}

static struct plan *read_plan(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(PLAN_BYTES_MAX);
    struct plan_faults faults = {NULL, 0};
    struct plan *plan = NULL;

    if (file != NULL && bytes != NULL)
        plan = plan_load((struct text){bytes, fread(bytes, 1, PLAN_BYTES_MAX, file)}, &faults);
    plan_faults_free(&faults);
    if (file != NULL)
        (void)fclose(file);
    free(bytes);
    return plan;
}

static int open_bench(struct bench *bench, const char *plan)
{
    bench->plan = read_plan(plan);
    bench->batch = batch_new(CELLS);
    bench->texts = calloc(EVENTS, sizeof(*bench->texts));
    bench->records = calloc(EVENTS, sizeof(*bench->records));
    if (bench->plan == NULL || bench->batch == NULL || bench->texts == NULL ||
        bench->records == NULL)
        return -1;
    bench->intake =
        (struct intake){bench->plan, plan_agency(bench->plan, text_of("khcn")), &nobody};
    for (size_t i = 0; i < EVENTS; i++)
        write_event(bench, i);
    return 0;
}

static void close_bench(struct bench *bench)
{
    plan_free(bench->plan);
    batch_free(bench->batch);
    free(bench->texts);
    free(bench->records);
}

/* Events a second of each part, the best of all rounds.  -1: one did not take every event. */
static int measure(struct bench *bench, long rounds, long part, double best[PARTS])
{
    for (long round = 0; round < rounds; round++)
        for (size_t i = 0; i < PARTS; i++) {
            double since_s = now_s(), rate;

            if (part != 0 && (size_t)part != i + 1)
                continue;

            if (parts[i].run(bench) != EVENTS) {
                (void)fprintf(stderr, "%s: refused events\n", parts[i].name);
                return -1;
            }
            rate = EVENTS / (now_s() - since_s);
            if (rate > best[i])
                best[i] = rate;
        }
    return 0;
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    double best[PARTS] = {0};
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 10;
    long part = argc > 3 ? strtol(argv[3], NULL, 10) : 0;
    int status = 1;

    if (argc < 2)
        return 64;
    if (open_bench(&bench, argv[1]) == 0 && measure(&bench, rounds, part, best) == 0) {
        (void)printf("%.0f bytes an event, best of %ld rounds\n", bench.bytes / EVENTS, rounds);
        for (size_t i = 0; i < PARTS; i++)
            (void)printf("%-32s %9.0f events/s  %5.2f x\n", parts[i].name, best[i],
                         best[0] > 0 ? best[i] / best[0] : 0);
        status = 0;
    }
    close_bench(&bench);
    return status;
}
