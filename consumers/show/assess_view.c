#include "consumers/show/assess_view.h"

#include <inttypes.h>
#include <stdlib.h>

#include "consumers/show/target_row.h"

enum { RANK_BYTES = 24 };

/* A row's texts, which the row points into. */
struct shown {
    char period[PERIOD_TEXT_BYTES], as_of[PERIOD_TEXT_BYTES], rank_of[RANK_BYTES];
};

static struct target_row row_of(const struct verdict *v, struct shown *shown)
{
    shown->period[0] = shown->rank_of[0] = '\0';
    if (v->rank_of > 0)
        (void)snprintf(shown->rank_of, sizeof(shown->rank_of), "%" PRId64, v->rank_of);
    if (v->has_period)
        period_write(v->period, shown->period);
    day_write(v->as_of, shown->as_of);
    return (struct target_row){.target = v->target,
                               .value = text_of(v->value.text),
                               .period = text_of(shown->period),
                               .rank_of = text_of(shown->rank_of),
                               .as_of = text_of(shown->as_of),
                               .status = v->status,
                               .last_status = v->last_status};
}

static int print(const struct assessed *verdicts, size_t count, bool with_days,
                 const struct reader *reader, FILE *out)
{
    struct target_row *rows = calloc(count + 1, sizeof(*rows));
    struct shown *shown = calloc(count + 1, sizeof(*shown));
    int result = -1;

    if (rows != NULL && shown != NULL) {
        for (size_t i = 0; i < count; i++)
            rows[i] = row_of(&verdicts[i].verdict, &shown[i]);
        result = target_rows_print(rows, count, with_days, reader, out);
        if (result == 0 && !with_days)
            target_rows_print_counts(rows, count, reader->language, out);
    }
    free(rows);
    free(shown);
    return result;
}

int assessed_print(const struct assessed *verdicts, size_t count, const struct reader *reader,
                   FILE *out)
{
    return print(verdicts, count, false, reader, out);
}

int assessed_print_history(const struct assessed *verdicts, size_t count,
                           const struct reader *reader, FILE *out)
{
    return print(verdicts, count, true, reader, out);
}
