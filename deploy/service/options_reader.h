/*
 * options_reader - the options while they are being read: what options.c shares with the readers
 * of the three places (options_argv.c, options_environment.c, options_file.c).
 */
#ifndef TIENDO_DEPLOY_SERVICE_OPTIONS_READER_H
#define TIENDO_DEPLOY_SERVICE_OPTIONS_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "deploy/service/options.h"
#include "deploy/service/options_value.h"
#include "schemas/text.h"

struct options {
    const struct options_program *program;
    const struct options_input *input;

    struct option_entry *entries;
    size_t entry_count;
    struct always_settings always;

    char **texts; /* every value, owned */
    size_t text_count;
    const char **operands; /* with a final NULL */
    size_t operand_count;

    int status; /* of the first fault */
};

struct options_flag { /* one argument, taken apart */
    char place[64];   /* as a person would name it: "--plan" */
    struct text name;
    const char *value; /* NULL: none in the same argument */
};

/* ---- the places; each told by options.c, weakest first ---- */

void options_read_file(struct options *options, const char *path);
void options_read_environment(struct options *options);
void options_read_command_line(struct options *options);

/* Whether an argument is a flag; if so, what it says. */
bool options_take_apart(const char *argument, struct options_flag *flag);

/* ---- for them ---- */

/* NULL where there is none. */
struct option_entry *options_find(const struct options *options, struct text name);

/* Whether the name belongs to one of the shared tables, and so perhaps to another program. */
bool options_is_shared(struct text name);

/* Sets an option from a copy of `value`, or complains. */
void options_set(struct options *options, struct option_entry *entry, enum option_rank rank,
                 const char *place, struct text value);

/* The same for a value that holds a whole list, separated by commas. */
void options_set_pieces(struct options *options, struct option_entry *entry,
                        enum option_rank rank, const char *place, const char *value);

void options_add_operand(struct options *options, const char *operand);

/* Says what is wrong, and that the program should end with the first such status. */
void options_complain(struct options *options, int status, const char *place,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));
void options_complain_unknown(struct options *options, int status, const char *place,
                              struct text name);

#endif
