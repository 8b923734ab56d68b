#include <stdlib.h>

#include <jansson.h>

#include "consumers/show/alert_view.h"
#include "consumers/show/hash_json.h"
#include "consumers/store/views.h"

int alerts_print_json(const struct views *views, FILE *out)
{
    json_t *json = json_array();
    int result = -1;

    for (size_t i = 0; i < views_count(views); i++) {
        json_t *alert = NULL;

        if (!text_is(views_field(views, i, "state"), "firing"))
            continue;
        alert = hash_json(views, i);
        (void)json_object_set_new(alert, "subject", json_string(views_subject(views, i)));
        (void)json_object_set_new(alert, "kind", json_string(views_kind(views, i)));
        (void)json_array_append_new(json, alert);
    }
    if (json_dumpf(json, out, JSON_INDENT(2)) == 0 && fputc('\n', out) != EOF)
        result = 0;
    json_decref(json);
    return result;
}

int alert_print_transition_json(const struct alert *alert, FILE *out)
{
    size_t length = 0;
    char *event = alert_write(alert, &length);
    int result = -1;

    if (event != NULL && fwrite(event, 1, length, out) == length && fputc('\n', out) != EOF)
        result = 0;
    free(event);
    return result;
}
