#include "schemas/json_exact.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schemas/decimal.h"

/*
 *   input     {"a": 8.10, "b": [1e3, 01]}
 *   numbers          0           1           01 is no JSON number: jansson shall refuse it
 *   for jansson {"a": 0, "b": [1, 01]}
 */
struct number {
    struct text text;   /* in the input */
    size_t written_end; /* where its place in the table ends in what jansson reads */
};

struct json_exact {
    json_t *root;
    size_t count;
    struct number numbers[];
};

struct cursor {
    struct text input;
    size_t at;
};

enum { PLACE_DIGITS_MAX = 20 };

static const size_t parse_flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool may_be_in_number(char c)
{
    return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static bool is_number(struct text token)
{
    int64_t ignored;

    return decimal_read(token, 0, &ignored) != DECIMAL_MALFORMED;
}

/* The end of the string that begins at `at`: after its closing quote, or the end of the input. */
static size_t string_end(struct text input, size_t at)
{
    for (at++; at < input.length; at++) {
        if (input.at[at] == '"')
            return at + 1;
        if (input.at[at] == '\\')
            at++;
    }
    return input.length;
}

/* Moves to behind the next number token outside strings.  False at the end of the input. */
static bool next_number(struct cursor *cursor, struct text *number)
{
    struct text input = cursor->input;
    size_t at = cursor->at, end;

    if (at == input.length)
        return false;
    while (at < input.length && !is_digit(input.at[at]) && input.at[at] != '-')
        at = input.at[at] == '"' ? string_end(input, at) : at + 1;

    for (end = at; end < input.length && may_be_in_number(input.at[end]);)
        end++;
    *number = (struct text){input.at + at, end - at};
    cursor->at = end;
    return at < input.length;
}

static size_t count_numbers(struct text input)
{
    struct cursor cursor = {input, 0};
    struct text number;
    size_t count = 0;

    while (next_number(&cursor, &number))
        count++;
    return count;
}

static size_t write_place(size_t place, char *out)
{
    char reversed[PLACE_DIGITS_MAX];
    size_t length = 0;

    do {
        reversed[length++] = (char)('0' + place % 10);
        place /= 10;
    } while (place > 0);
    for (size_t i = 0; i < length; i++)
        out[i] = reversed[length - 1 - i];
    return length;
}

/* Fills the table and writes what jansson shall read; returns its length. */
static size_t lift_numbers(struct json_exact *document, struct text input, char *out)
{
    struct cursor cursor = {input, 0};
    struct text number;
    size_t copied = 0, written = 0;

    while (next_number(&cursor, &number)) {
        size_t before = cursor.at - number.length - copied;

        if (!is_number(number))
            continue; /* it goes along with what stands before the next */
        memcpy(out + written, input.at + copied, before);
        written += before;
        written += write_place(document->count, out + written);
        copied = cursor.at;
        document->numbers[document->count++] = (struct number){number, written};
    }
    if (input.length > copied)
        memcpy(out + written, input.at + copied, input.length - copied);
    return written + input.length - copied;
}

/* An offset in what jansson read, as an offset in the input. */
static size_t offset_in_input(const struct json_exact *document, struct text input,
                              size_t offset)
{
    size_t low = 0, high = document->count;
    size_t result = offset;

    while (low < high) { /* the last number that ends at or before `offset` */
        size_t middle = low + (high - low) / 2;

        if (document->numbers[middle].written_end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0) {
        const struct number *number = &document->numbers[low - 1];
        size_t end = (size_t)(number->text.at - input.at) + number->text.length;

        result = end + (offset - number->written_end);
    }
    return result < input.length ? result : input.length;
}

/* Of the last character before `offset`: the end of what jansson stumbled over.  Columns count
 * characters, not bytes. */
static void find_place(struct text input, size_t offset, struct json_exact_trouble *trouble)
{
    size_t last = offset > 0 ? offset - 1 : 0;

    trouble->line = 1;
    trouble->column = 1;
    for (size_t i = 0; i < last; i++) {
        bool continues =
            i + 1 < input.length && ((unsigned char)input.at[i + 1] & 0xC0) == 0x80;

        if (input.at[i] == '\n') {
            trouble->line++;
            trouble->column = 1;
        } else if (!continues) {
            trouble->column++;
        }
    }
}

/* The string that ends at `offset`, without its quotes. */
static struct text string_ending_at(struct text input, size_t offset)
{
    size_t at = 0;

    while (at < offset) {
        size_t end = input.at[at] == '"' ? string_end(input, at) : at + 1;

        if (end == offset && end - at >= 2)
            return (struct text){input.at + at + 1, end - at - 2};
        at = end;
    }
    return (struct text){NULL, 0};
}

static void describe_duplicate(struct text input, size_t offset,
                               struct json_exact_trouble *trouble)
{
    struct text key = string_ending_at(input, offset);
    size_t length = key.length;

    if (length >= sizeof(trouble->detail)) { /* cut before a character, not inside one */
        length = sizeof(trouble->detail) - 1;
        while (length > 0 && ((unsigned char)key.at[length] & 0xC0) == 0x80)
            length--;
    }
    if (length > 0)
        memcpy(trouble->detail, key.at, length);
    trouble->detail[length] = '\0';
}

/* jansson's sentence without its " near '...'": what is near are our places, not the numbers. */
static void describe_malformed(const json_error_t *error, struct json_exact_trouble *trouble)
{
    const char *near = strstr(error->text, " near ");
    size_t length = near != NULL ? (size_t)(near - error->text) : strlen(error->text);

    (void)snprintf(trouble->detail, sizeof(trouble->detail), "%.*s", (int)length, error->text);
}

static void describe(const struct json_exact *document, struct text input,
                     const json_error_t *error, struct json_exact_trouble *trouble)
{
    size_t position = error->position > 0 ? (size_t)error->position : 0;
    size_t offset = offset_in_input(document, input, position);
    enum json_error_code code = json_error_code(error);

    find_place(input, offset, trouble);
    if (code == json_error_duplicate_key) {
        trouble->fault = JSON_EXACT_DUPLICATE_KEY;
        describe_duplicate(input, offset, trouble);
    } else if (code == json_error_out_of_memory) {
        trouble->fault = JSON_EXACT_NO_MEMORY;
    } else {
        trouble->fault = JSON_EXACT_MALFORMED;
        describe_malformed(error, trouble);
    }
}

/* A key given twice matters only where everything else is right, so the text is then read once
 * more without minding keys. */
static json_t *parse(struct text lifted, json_error_t *error)
{
    json_t *root =
        json_loadb(lifted.at, lifted.length, parse_flags | JSON_REJECT_DUPLICATES, error);
    json_error_t other;
    json_t *with_duplicates;

    if (root != NULL || json_error_code(error) != json_error_duplicate_key)
        return root;
    with_duplicates = json_loadb(lifted.at, lifted.length, parse_flags, &other);
    if (with_duplicates == NULL)
        *error = other;
    json_decref(with_duplicates);
    return NULL;
}

/* jansson swallows a NUL that follows a number, where it looks one byte ahead and takes it back. */
static bool has_nul(struct text bytes, struct json_exact_trouble *trouble)
{
    const char *nul = bytes.length > 0 ? memchr(bytes.at, '\0', bytes.length) : NULL;

    if (nul == NULL)
        return false;
    find_place(bytes, (size_t)(nul - bytes.at) + 1, trouble);
    trouble->fault = JSON_EXACT_MALFORMED;
    (void)snprintf(trouble->detail, sizeof(trouble->detail), "NUL byte");
    return true;
}

struct json_exact *json_exact_read(struct text bytes, struct json_exact_trouble *trouble)
{
    size_t count = count_numbers(bytes);
    struct json_exact *document = calloc(1, sizeof(*document) + count * sizeof(struct number));
    char last_place[PLACE_DIGITS_MAX];
    char *lifted = malloc(bytes.length + count * write_place(count, last_place) + 1);
    json_error_t error;

    *trouble =
        (struct json_exact_trouble){.fault = JSON_EXACT_NO_MEMORY, .line = 1, .column = 1};
    if (document == NULL || lifted == NULL || has_nul(bytes, trouble))
        goto fail;

    document->root =
        parse((struct text){lifted, lift_numbers(document, bytes, lifted)}, &error);
    if (document->root == NULL) {
        describe(document, bytes, &error, trouble);
        goto fail;
    }
    free(lifted);
    trouble->fault = JSON_EXACT_OK;
    return document;

fail:
    free(lifted);
    json_exact_free(document);
    return NULL;
}

json_t *json_exact_root(const struct json_exact *document)
{
    return document->root;
}

struct text json_exact_number(const struct json_exact *document, const json_t *value)
{
    json_int_t place;

    if (!json_is_integer(value))
        return (struct text){NULL, 0};
    place = json_integer_value(value);
    if (place < 0 || (size_t)place >= document->count)
        return (struct text){NULL, 0};
    return document->numbers[place].text;
}

void json_exact_free(struct json_exact *document)
{
    if (document == NULL)
        return;
    json_decref(document->root);
    free(document);
}
