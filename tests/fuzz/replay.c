/*
 * Gives every file of the folders named on the command line to a fuzz target, without a fuzzer.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/target.h"

enum { BYTES_MAX = 256 * 1024 };

/* 0, or -1: said why. */
static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(BYTES_MAX);
    size_t size = 0;

    if (file != NULL && bytes != NULL) {
        size = fread(bytes, 1, BYTES_MAX, file);
        (void)LLVMFuzzerTestOneInput(bytes, size);
    }
    free(bytes);
    if (file != NULL && fclose(file) == 0)
        return 0;
    perror(path);
    return -1;
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* How many files, or -1. */
static int replay_folder(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_file, alphasort);
    int result = count;
    char path[4096];

    if (count < 0)
        perror(folder);
    for (int i = 0; i < count; i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        if (replay_file(path) != 0)
            result = -1;
        free(entries[i]);
    }
    free(entries);
    return result;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        int count = replay_folder(argv[i]);

        if (count <= 0)
            return EXIT_FAILURE;
        (void)printf("%s: %d files\n", argv[i], count);
    }
    return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
