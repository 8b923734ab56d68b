#include "deploy/service/nearest.h"

#include <string.h>

enum { NAME_BYTES_MAX = 63, SLIPS_MAX = 3, CHARACTERS_A_SLIP = 3 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: three rows of the classic table are enough. */
size_t nearest_slips(const char *a, const char *b, size_t limit)
{
    size_t rows[3][NAME_BYTES_MAX + 1];
    size_t a_bytes = strlen(a), b_bytes = strlen(b);

    if (a_bytes > NAME_BYTES_MAX || b_bytes > NAME_BYTES_MAX)
        return limit + 1;
    for (size_t j = 0; j <= b_bytes; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_bytes; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3], *two_above = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b_bytes; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1,
                           above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return least(rows[a_bytes % 3][b_bytes], limit + 1);
}

void nearest_consider(struct nearest *nearest, const char *candidate)
{
    size_t enough = least(strlen(nearest->wrong) / CHARACTERS_A_SLIP, SLIPS_MAX);
    size_t slips = 0;

    if (enough == 0)
        enough = 1;
    slips = nearest_slips(nearest->wrong, candidate, enough);
    if (slips > enough || (nearest->name != NULL && slips >= nearest->slips))
        return;
    nearest->name = candidate;
    nearest->slips = slips;
}
