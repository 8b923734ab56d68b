/*
 * hash_json - a hash of Redis as a JSON object: field by field as it stands, all of them strings.
 */
#ifndef TIENDO_CONSUMERS_SHOW_HASH_JSON_H
#define TIENDO_CONSUMERS_SHOW_HASH_JSON_H

#include <stddef.h>

#include <jansson.h>

struct views;

/* A new reference; JSON null for a hash that is not there.  Fields that begin with an underscore
 * are the functions' own and are left out. */
json_t *hash_json(const struct views *views, size_t i);

#endif
