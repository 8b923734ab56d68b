#include "consumers/show/hash_json.h"

#include "consumers/store/views.h"

json_t *hash_json(const struct views *views, size_t i)
{
    struct text name = {NULL, 0}, value = {NULL, 0};
    json_t *json = NULL;

    if (!views_each(views, i, 0, &name, &value))
        return json_null();
    json = json_object();
    for (size_t place = 0; views_each(views, i, place, &name, &value); place++)
        if (name.length > 0 && name.at[0] != '_' && value.at != NULL)
            (void)json_object_setn_new(json, name.at, name.length,
                                       json_stringn(value.at, value.length));
    return json;
}
