/*
 * bench_apply - the Redis function alone: cells prepared in memory, applied batch by batch.
 *
 *   bench_apply PLAN REDIS_ADDRESS CELLS BATCH [first]
 *
 * Every cell is new to Redis and of its own source, as in the bench's second topic; a batch of up to
 * 400 cells has each in a total of its own.  first: of totals that are one source's, of forty in each
 * area of the plan, which come one after the other.  Prints: cells seconds (of applying only; the function's
 * own time is in Redis's INFO commandstats).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/plan_file.h"
#include "consumers/store/cells.h"
#include "consumers/store/redis.h"
#include "deploy/service/service.h"

enum { MONTHS = 80, INDICATORS = 5, TEXT_BYTES = 64, SOURCES = 40 };

static const char *const indicators[INDICATORS] = {
    "egov.online-usage", "egov.digitised-dossiers", "egov.results-issued", "egov.data-reuse",
    "egov.online-payment"};

struct prepared {
    struct cell *cells;
    struct cell **batch; /* scratch */
    int64_t count, batch_size;
    bool first;
};

/* Where the i-th cell stands. */
struct place {
    const char *indicator;
    const struct area *area;
    char period[16];
    int64_t source;
};

static struct place place_of_sum(const struct plan *plan, int64_t i)
{
    int64_t month = i / INDICATORS % MONTHS;
    struct place place = {.indicator = indicators[i % INDICATORS],
                          .area = &plan->areas[0],
                          .source = i / INDICATORS / MONTHS};

    snprintf(place.period, sizeof(place.period), "%d-%02d", 2020 + (int)(month / 12),
             1 + (int)(month % 12));
    return place;
}

static struct place place_of_first(const struct plan *plan, int64_t i)
{
    int64_t areas = (int64_t)plan->area_count;
    struct place place = {.indicator = "human-development.hdi",
                          .area = &plan->areas[i % areas],
                          .source = i / areas % SOURCES};

    snprintf(place.period, sizeof(place.period), "%d", 2020 + (int)(i / areas / SOURCES));
    return place;
}

static int prepare(struct cell *cell, const struct plan *plan, bool first, int64_t i)
{
    struct place place = first ? place_of_first(plan, i) : place_of_sum(plan, i);

    *cell = (struct cell){.indicator = plan_indicator(plan, text_of(place.indicator)),
                          .area = place.area,
                          .revision = i,
                          .time_unix_ms = INT64_C(1790000000000),
                          .a = first ? i % 1000 : i % 1000000,
                          .b = first ? 0 : 1000000,
                          .obs_status = 'A',
                          .has_value = true,
                          .enters = true,
                          .topic = "tiendo.measurements.khcn",
                          .offset = i,
                          .texts = malloc(TEXT_BYTES)};
    if (cell->indicator == NULL || cell->texts == NULL ||
        period_read(text_of(place.period), &cell->period) != 0)
        return -1;
    int length = snprintf(cell->texts, TEXT_BYTES, "/agencies/khcn/bench-%07lld",
                          (long long)place.source);
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
        if (prepare(&prepared->cells[i], plan, prepared->first, i) != 0)
            return -1;
    return 0;
}

int main(int argc, char **argv)
{
    const struct log log = {.fd = 2, .program = "bench_apply", .least = LOG_LEVEL_INFO};
    int status = 78;

    if (argc < 5 || argc > 6 || (argc == 6 && strcmp(argv[5], "first") != 0))
        return 64;
    struct prepared prepared = {.count = strtoll(argv[3], NULL, 10),
                                .batch_size = strtoll(argv[4], NULL, 10),
                                .first = argc == 6};
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
