/*
 * options_value - one option's value: read from text, checked, and put where it belongs.
 * For options.c and its kin alone.
 */
#ifndef TIENDO_DEPLOY_SERVICE_OPTIONS_VALUE_H
#define TIENDO_DEPLOY_SERVICE_OPTIONS_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "deploy/service/options.h"

enum { OPTIONS_FAULT_BYTES = 320 };

/* Where a value came from, weakest first. */
enum option_rank { OPTION_FALLBACK, OPTION_FILE, OPTION_ENVIRONMENT, OPTION_FLAG_GIVEN };

struct option_entry { /* an option of this program, and what is known of it so far */
    const struct option *option;
    void *settings;
    enum option_rank rank; /* of the value that stands */
    int line;              /* of the file that gave it, 0 for none */
};

/* Puts the value into its field; `value` must live as long as the settings.  Returns 0, or -1 with
 * `fault` saying what is wrong with it ("is not a number"), the field untouched. */
int option_set(struct option_entry *entry, enum option_rank rank, const char *value,
               char fault[OPTIONS_FAULT_BYTES]);

/* Frees a list's array; its texts are the caller's.  For options of other kinds: nothing. */
void option_clear(const struct option_entry *entry);

/* The table of options every program has (config, help, version) and the struct it fills. */
struct always_settings {
    const char *config;
    bool help, version;
};
extern const struct option options_always[];

/* Whether a value may come from a file alone. */
bool options_is_secret(const struct option *option, const char *value);

/* Prints what --help says. */
void options_print_help(const struct options_program *program, FILE *out);

#endif
