#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <openssl/evp.h>

#include "consumers/show/rejection_view.h"
#include "schemas/instant.h"
#include "schemas/text.h"
#include "schemas/utf8.h"

/* `name` or `name`_base64; a null value is null. */
static int set_value(json_t *json, const struct rejection *rejection)
{
    struct text value = {rejection->value, rejection->value_bytes};
    char *encoded = NULL;
    int result = 0;

    if (rejection->value == NULL)
        return json_object_set_new(json, "value", json_null());
    if (utf8_valid(value))
        return json_object_set_new(json, "value", json_stringn(value.at, value.length));
    encoded = malloc(4 * ((value.length + 2) / 3) + 1);
    if (encoded == NULL)
        return -1;
    (void)EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)value.at,
                          (int)value.length);
    result = json_object_set_new(json, "value_base64", json_string(encoded));
    free(encoded);
    return result;
}

/* Headers are bytes that came over the network: what is no UTF-8 is left out. */
static int set_header(json_t *json, const char *name, const char *value)
{
    if (value[0] == '\0' || !utf8_valid(text_of(value)))
        return 0;
    return json_object_set_new(json, name, json_string(value));
}

/* A number of a header; left out where it is none. */
static int set_number(json_t *json, const char *name, const char *value)
{
    char *end = NULL;
    long long number = strtoll(value, &end, 10);

    if (value[0] == '\0' || *end != '\0')
        return 0;
    return json_object_set_new(json, name, json_integer(number));
}

static int print_one(const struct rejection *rejection, FILE *out)
{
    char at[INSTANT_TEXT_BYTES] = "";
    json_t *json =
        json_pack("{s{ss si sI}}", "rejection", "topic", rejection->topic, "partition",
                  (int)rejection->partition, "offset", (json_int_t)rejection->offset);
    int result = json == NULL ? -1 : 0;

    if (rejection->at_unix_ms >= 0)
        (void)instant_write(rejection->at_unix_ms, at);
    if (result == 0 &&
        (set_header(json, "at", at) != 0 ||
         set_header(json, "reason", rejection->reason) != 0 ||
         set_header(json, "pointer", rejection->pointer) != 0 ||
         set_header(json, "detail_vi", rejection->detail_vi) != 0 ||
         set_header(json, "detail_en", rejection->detail_en) != 0 ||
         set_header(json, "topic", rejection->origin_topic) != 0 ||
         set_number(json, "partition", rejection->origin_partition) != 0 ||
         set_number(json, "offset", rejection->origin_offset) != 0 ||
         set_number(json, "size", rejection->size) != 0 ||
         set_header(json, "sha256", rejection->sha256) != 0 || set_value(json, rejection) != 0))
        result = -1;
    if (result == 0 && (json_dumpf(json, out, JSON_COMPACT) != 0 || fputc('\n', out) == EOF))
        result = -1;
    json_decref(json);
    return result;
}

int rejections_print_json(const struct rejections *rejections, FILE *out)
{
    size_t count = 0;
    const struct rejection *items = rejections_items(rejections, &count);
    int result = 0;

    for (size_t i = 0; result == 0 && i < count; i++)
        result = print_one(&items[i], out);
    return result;
}

int rejections_print_last_json(const struct rejections *rejections, FILE *out)
{
    size_t count = 0;
    const struct rejection *items = rejections_items(rejections, &count);

    return count == 0 ? -1 : print_one(&items[count - 1], out);
}
