/*
 * file - a whole file in memory.
 */
#ifndef TIENDO_DEPLOY_SERVICE_FILE_H
#define TIENDO_DEPLOY_SERVICE_FILE_H

#include <stddef.h>

#include "schemas/text.h"

/* Reads the file ("-": standard input).  Returns its bytes, to file_free() (an empty file is an
 * empty text), or an absent text with errno set: EFBIG beyond `most_bytes`. */
struct text file_read(const char *path, size_t most_bytes);

/* An absent text does nothing. */
void file_free(struct text bytes);

#endif
