#include <stdio.h>
#include <stdlib.h>

#include "schemas/decimal.h"
#include "schemas/reading.h"

static bool is_number(const struct reading_member *member)
{
    static const enum measurement_field numbers[] = {FIELD_NUMERATOR, FIELD_DENOMINATOR,
                                                     FIELD_OBS_VALUE, FIELD_RANK_OF,
                                                     FIELD_BENCHMARK, FIELD_REVISION};
    enum measurement_field field = measurement_field_of(text_of(member->name));
    int64_t units = 0;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (field == numbers[i])
            return decimal_read(member->text, 0, &units) != DECIMAL_MALFORMED;
    return false;
}

/* Bytes that are no UTF-8 pass as they are: whoever reads the JSON refuses them. */
static void write_string(FILE *out, struct text text)
{
    (void)fputc('"', out);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.at[i];

        if (byte == '"' || byte == '\\')
            (void)fprintf(out, "\\%c", byte);
        else if (byte < 0x20)
            (void)fprintf(out, "\\u%04x", byte);
        else
            (void)fputc(byte, out);
    }
    (void)fputc('"', out);
}

char *reading_compose(const struct reading_member *members, size_t count)
{
    char *reading = NULL;
    const char *separator = "{";
    size_t length = 0;
    FILE *out = open_memstream(&reading, &length);

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (members[i].text.at == NULL)
            continue;
        (void)fprintf(out, "%s\"%s\":", separator, members[i].name);
        if (is_number(&members[i]))
            (void)fwrite(members[i].text.at, 1, members[i].text.length, out);
        else
            write_string(out, members[i].text);
        separator = ",";
    }
    (void)fputs(separator[0] == '{' ? "{}" : "}", out);
    if (fclose(out) == 0)
        return reading;
    free(reading);
    return NULL;
}
