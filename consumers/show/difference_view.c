#include "consumers/show/difference_view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "schemas/utf8.h"

enum { SHOWN_BYTES = 120, ESCAPED_BYTES = 4 };

char *difference_legible(struct text text)
{
    char *copy = malloc(text.length * ESCAPED_BYTES + 1), *to = copy;

    while (copy != NULL && text.length > 0) {
        size_t bytes = utf8_character(text);

        if (bytes > 0 && !utf8_is_control(text.at, bytes)) {
            memcpy(to, text.at, bytes);
            to += bytes;
        } else {
            bytes = 1;
            to += snprintf(to, ESCAPED_BYTES + 1, "\\x%02x", (unsigned char)*text.at);
        }
        text.at += bytes;
        text.length -= bytes;
    }
    if (copy != NULL)
        *to = '\0';
    return copy;
}

/* At most SHOWN_BYTES, and where it was cut "…". */
static int print_text(struct text text, FILE *out)
{
    struct text shown = text;
    char *legible;
    int result = -1;

    if (text.at == NULL)
        return fputs("nothing", out) == EOF ? -1 : 0;
    if (shown.length > SHOWN_BYTES)
        shown.length = SHOWN_BYTES;
    while (shown.length < text.length && shown.length > 0 &&
           ((unsigned char)text.at[shown.length] & 0xC0) == 0x80) /* inside a character */
        shown.length--;
    legible = difference_legible(shown);
    if (legible != NULL && fputs(legible, out) != EOF &&
        fputs(shown.length < text.length ? "…" : "", out) != EOF)
        result = 0;
    free(legible);
    return result;
}

int difference_print(const struct difference *difference, FILE *out)
{
    if (print_text(text_of(difference->key), out) != 0)
        return -1;
    if (difference->field.at != NULL &&
        (fputc(' ', out) == EOF || print_text(difference->field, out) != 0))
        return -1;
    if (fputs(": is ", out) == EOF || print_text(difference->is, out) != 0 ||
        fputs(", should be ", out) == EOF || print_text(difference->should_be, out) != 0)
        return -1;
    return fputc('\n', out) == EOF ? -1 : 0;
}

int verify_counts_print(const struct verify_counts *counts, FILE *out)
{
    int written = fprintf(
        out, "%" PRId64 " cells, %" PRId64 " totals of %" PRId64 " indicators: ", counts->cells,
        counts->totals, counts->indicators);

    if (written < 0)
        return -1;
    written = counts->differences == 0 ? fprintf(out, "all as they should be\n")
              : counts->differences == 1
                  ? fprintf(out, "1 difference\n")
                  : fprintf(out, "%" PRId64 " differences\n", counts->differences);
    return written < 0 ? -1 : 0;
}
