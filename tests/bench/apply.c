/*
 * bench_apply - the Redis function alone: cells prepared in memory, applied batch by batch.
 *
 *   bench_apply PLAN REDIS_ADDRESS CELLS BATCH
 *
 * Every cell is new to Redis and of its own source, as in the bench's second topic; a batch of up to
 * 400 cells has each in a total of its own.  Prints: cells seconds (of applying only; the function's
 * own time is in Redis's INFO commandstats).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/plan_file.h"
#include "consumers/store/cells.h"
#include "consumers/store/redis.h"
#include "deploy/service/service.h"

enum { MONTHS = 80, INDICATORS = 5, TEXT_BYTES = 64 };

static const char *const indicators[INDICATORS] = {
    "egov.online-usage", "egov.digitised-dossiers", "egov.results-issued", "egov.data-reuse",
    "egov.online-payment"};

struct prepared {
    struct cell *cells;
    struct cell **batch; /* scratch */
    int64_t count, batch_size;
};

static int prepare(struct cell *cell, const struct plan *plan, int64_t i)
{
    int64_t month = i / INDICATORS % MONTHS;
    char period[16];

    snprintf(period, sizeof(period), "%d-%02d", 2020 + (int)(month / 12),
             1 + (int)(month % 12));
    *cell =
        (struct cell){.indicator = plan_indicator(plan, text_of(indicators[i % INDICATORS])),
                      .area = &plan->areas[0],
                      .revision = i,
                      .time_unix_ms = INT64_C(1790000000000),
                      .a = i % 1000000,
                      .b = 1000000,
                      .obs_status = 'A',
                      .has_value = true,
                      .enters = true,
                      .topic = "tiendo.measurements.khcn",
                      .offset = i,
                      .texts = malloc(TEXT_BYTES)};
    if (cell->indicator == NULL || cell->texts == NULL ||
        period_read(text_of(period), &cell->period) != 0)
        return -1;
    int length = snprintf(cell->texts, TEXT_BYTES, "/agencies/khcn/bench-%07lld",
                          (long long)(i / INDICATORS / MONTHS));
    cell->stands_for = cell->source = cell->id = (struct text){cell->texts, (size_t)length};
    return 0;
}

static int apply_all(struct cells *cells, struct prepared *prepared)
{
    for (int64_t at = 0; at < prepared->count; at += prepared->batch_size) {
        int64_t left = prepared->count - at;
        size_t n = (size_t)(left < prepared->batch_size ? left : prepared->batch_size);
        int64_t won = 0;

        for (size_t i = 0; i < n; i++)
            prepared->batch[i] = &prepared->cells[at + (int64_t)i];
        if (cells_put(cells, prepared->batch, n, service_unix_ms(), &won) != CELLS_OK ||
            won != (int64_t)n)
            return -1;
    }
    return 0;
}

static int measure(const struct plan *plan, struct redis *redis, struct prepared *prepared)
{
    struct cells *cells = cells_open(&(struct cells_options){.redis = redis, .plan = plan});
    int status = 69;

    if (cells != NULL && cells_take_namespace(cells, "bench") == CELLS_OK) {
        int64_t since_ms = service_mono_ms();

        status = apply_all(cells, prepared) == 0 ? 0 : 70;
        printf("%lld %.3f\n", (long long)prepared->count,
               (double)(service_mono_ms() - since_ms) / 1000);
    }
    cells_close(cells);
    return status;
}

static int prepare_all(struct prepared *prepared, const struct plan *plan)
{
    prepared->cells = calloc((size_t)prepared->count, sizeof(*prepared->cells));
    prepared->batch = calloc((size_t)prepared->batch_size, sizeof(struct cell *));
    if (prepared->cells == NULL || prepared->batch == NULL)
        return -1;
    for (int64_t i = 0; i < prepared->count; i++)
        if (prepare(&prepared->cells[i], plan, i) != 0)
            return -1;
    return 0;
}

int main(int argc, char **argv)
{
    const struct log log = {.fd = 2, .program = "bench_apply", .least = LOG_LEVEL_INFO};
    int status = 78;

    if (argc != 5)
        return 64;
    struct prepared prepared = {.count = strtoll(argv[3], NULL, 10),
                                .batch_size = strtoll(argv[4], NULL, 10)};
    struct plan *plan = plan_file_load(argv[1], &log);
    struct redis *redis =
        redis_open(&(struct redis_options){.address = argv[2], .timeout_ms = 10000});
    if (plan != NULL && redis != NULL && prepare_all(&prepared, plan) == 0)
        status = measure(plan, redis, &prepared);
    for (int64_t i = 0; prepared.cells != NULL && i < prepared.count; i++)
        free(prepared.cells[i].texts);
    free(prepared.cells);
    free(prepared.batch);
    redis_close(redis);
    plan_free(plan);
    return status;
}
