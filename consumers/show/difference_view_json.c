#include <stdlib.h>

#include <jansson.h>

#include "consumers/show/difference_view.h"

static json_t *text_json(struct text text)
{
    char *legible = text.at == NULL ? NULL : difference_legible(text);
    json_t *json = text.at == NULL ? json_null() : json_string(legible); /* NULL of NULL */

    free(legible);
    return json;
}

static int print(json_t *json, FILE *out)
{
    int result = -1;

    if (json != NULL && json_dumpf(json, out, JSON_COMPACT) == 0 && fputc('\n', out) != EOF)
        result = 0;
    json_decref(json);
    return result;
}

int difference_print_json(const struct difference *difference, FILE *out)
{
    return print(json_pack("{so so so so}", "key", text_json(text_of(difference->key)), "field",
                           text_json(difference->field), "is", text_json(difference->is),
                           "should_be", text_json(difference->should_be)),
                 out);
}

int verify_counts_print_json(const struct verify_counts *counts, FILE *out)
{
    return print(json_pack("{sI sI sI sI}", "cells", (json_int_t)counts->cells, "totals",
                           (json_int_t)counts->totals, "indicators",
                           (json_int_t)counts->indicators, "differences",
                           (json_int_t)counts->differences),
                 out);
}
