#include "consumers/show/target_view.h"

#include <stdbool.h>
#include <stdlib.h>

#include "consumers/show/target_row.h"
#include "consumers/store/views.h"

/* STATUS_COUNT where nothing was judged yet. */
static enum status status_of(struct text name)
{
    enum status status = STATUS_TARGET_UNSET;

    while (status < STATUS_COUNT && !text_is(name, status_name(status)))
        status++;
    return status;
}

static void print_reservations(const struct views *views, enum language language, FILE *out)
{
    bool catching_up = false;

    for (size_t i = 0; i < views_count(views); i++)
        catching_up = catching_up || text_is(views_field(views, i, "catching_up"), "1");
    if (catching_up)
        (void)fprintf(
            out, "%s\n",
            language_pick(language,
                          (struct names){"Đang đọc lại số liệu: kết quả trên chưa đầy đủ.",
                                         "Figures are being read again: what stands above is "
                                         "not complete."}));
}

int targets_print(const struct plan *plan, const struct views *views,
                  const struct reader *reader, FILE *out)
{
    struct target_row *rows = calloc(plan->target_count + 1, sizeof(*rows));
    int result;

    if (rows == NULL)
        return -1;
    for (size_t i = 0; i < plan->target_count; i++)
        rows[i] =
            (struct target_row){.target = &plan->targets[i],
                                .value = views_field(views, i, "value"),
                                .period = views_field(views, i, "period"),
                                .rank_of = views_field(views, i, "rank_of"),
                                .status = status_of(views_field(views, i, "status")),
                                .last_status = status_of(views_field(views, i, "last_status"))};
    result = target_rows_print(rows, plan->target_count, false, reader, out);
    if (result == 0) {
        target_rows_print_counts(rows, plan->target_count, reader->language, out);
        print_reservations(views, reader->language, out);
    }
    free(rows);
    return result;
}
