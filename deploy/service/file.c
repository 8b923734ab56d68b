#include "deploy/service/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEP_BYTES = 65536 };

static struct text read_all(FILE *file, size_t most_bytes)
{
    char *bytes = NULL;
    size_t length = 0;

    while (length <= most_bytes) {
        char *larger = realloc(bytes, length + STEP_BYTES);
        size_t got = 0;

        if (larger == NULL)
            goto fail;
        bytes = larger;
        got = fread(bytes + length, 1, STEP_BYTES, file);
        length += got;
        if (ferror(file))
            goto fail;
        if (got < STEP_BYTES && length <= most_bytes)
            return (struct text){bytes, length};
    }
    errno = EFBIG;

fail:
    free(bytes);
    return (struct text){NULL, 0};
}

struct text file_read(const char *path, size_t most_bytes)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    struct text text = {NULL, 0};
    int kept = 0;

    if (file == NULL)
        return text;
    text = read_all(file, most_bytes);
    kept = errno;
    if (file != stdin)
        (void)fclose(file);
    errno = kept;
    return text;
}

void file_free(struct text bytes)
{
    union {
        const char *given;
        void *ours; /* it was file_read() that allocated it */
    } at = {bytes.at};

    free(at.ours);
}
