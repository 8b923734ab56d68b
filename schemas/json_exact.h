/*
 * json_exact - JSON by jansson, with every number kept as it was written.
 *
 * jansson reads 0.1 as a double, and decimals here are exact from wire to Redis.  So the number
 * tokens are lifted out first: in the parsed document each number is a JSON integer that is its
 * place in a table of the original texts.  Everything else (structure, strings, UTF-8, trailing
 * bytes) is jansson's judgement.
 *
 * Never call json_integer_value() on such a document; ask json_exact_number().
 */
#ifndef TIENDO_SCHEMAS_JSON_EXACT_H
#define TIENDO_SCHEMAS_JSON_EXACT_H

#include <stddef.h>

#include <jansson.h>

#include "schemas/text.h"

struct json_exact;

enum json_exact_fault {
    JSON_EXACT_OK = 0,
    JSON_EXACT_MALFORMED,     /* not RFC 8259, not UTF-8, or bytes after the value */
    JSON_EXACT_DUPLICATE_KEY, /* well-formed otherwise */
    JSON_EXACT_NO_MEMORY,
};

struct json_exact_trouble {
    enum json_exact_fault fault;
    int line, column; /* 1.. of the fault in the input */
    char detail
        [160]; /* what is wrong, in English, without the place; for a duplicate: the key */
};

/* Parses one JSON value that fills `bytes` (borrowed: must outlive the document, which points
 * into it).  Returns a document to json_exact_free(), or NULL with `trouble` filled. */
struct json_exact *json_exact_read(struct text bytes, struct json_exact_trouble *trouble);

/* The parsed value; borrowed, lives as long as the document. */
json_t *json_exact_root(const struct json_exact *document);

/* The text of a number of this document, as written; absent when `value` is not a number. */
struct text json_exact_number(const struct json_exact *document, const json_t *value);

/* NULL does nothing. */
void json_exact_free(struct json_exact *document);

#endif
