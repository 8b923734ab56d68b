/*
 * options - what a person may tell a program, as one table, and where it was told.
 *
 * Every option of a table can be given as a flag (--redis-user NAME or --redis-user=NAME), in the
 * environment (TIENDO_REDIS_USER), or in the file that --config names (`redis-user = NAME`); the
 * first of these that names it wins, else the table's fallback holds.  Fallbacks are text and are
 * read like a person's.  What is unknown or malformed is refused with its place, and the nearest
 * name that would have been right.  Secrets are never options, since command lines and environments
 * can be read by others: an option names their file, and kafka.sasl.password and its like are taken
 * from the --config file alone.
 *
 * - A one-letter name (X) is written -X and belongs to the command line alone.
 * - An empty environment variable counts as not set.  A TIENDO_ variable that is none of this
 *   program's is passed over (one environment serves all programs), unless it looks like a slip
 *   of one that is.
 * - A file's names must be this program's, or belong to one of the shared tables below (one file
 *   serves all programs); a name given twice is refused, except for lists.
 * - On the command line the last of several wins; lists collect.
 */
#ifndef TIENDO_DEPLOY_SERVICE_OPTIONS_H
#define TIENDO_DEPLOY_SERVICE_OPTIONS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum option_kind {
    OPTION_TEXT,   /* const char *; NULL where neither given nor with a fallback */
    OPTION_NUMBER, /* int64_t, min..max */
    OPTION_FLAG,   /* bool; "yes"/"no" outside the command line; false without a fallback */
    OPTION_LIST,   /* struct option_list; comma-separated in the environment and in a fallback,
                      one a line in a file, one a flag on the command line */
};

struct option_list {
    const char **items;
    size_t count;
};

struct option {
    const char *name; /* NULL ends a table */
    enum option_kind kind;
    size_t offset;        /* of the field in the group's settings */
    const char *fallback; /* NULL: none */
    const char *metavar;  /* "HOST:PORT"; NULL for a flag */
    const char *sentence; /* for --help; no full stop */
    int64_t min, max;     /* OPTION_NUMBER */

    /* Says what is wrong with a value ("is not a date like 2026-10-05"), or NULL; may be NULL. */
    const char *(*fault)(const char *value);

    /* OPTION_LIST: in a file, `<prefix>x = y` adds "x=y"; and such a list collects from every
     * place, the stronger later.  NULL for other lists, of which the strongest place wins. */
    const char *file_prefix;
};

/* A table and the struct it fills.  Several make up a program. */
struct option_group {
    const struct option *options; /* NULL ends the groups */
    void *settings;
};

struct options_program {
    const char *name;     /* "tiendo-aggregator", "tiendoctl plan check" */
    const char *summary;  /* what it does, a sentence */
    const char *operands; /* as in usage: "[FILE…]"; NULL: none are accepted */
    const struct option_group *groups;
};

struct options_input {
    int argc;
    char *const *argv;        /* argv[0] is passed over */
    char *const *environment; /* NAME=value, ends with NULL */
    FILE *out, *err;          /* --help and --version; faults */
};

struct options;

/* Fills the groups' settings; their texts live until options_free() (or in argv and environment).
 * --config FILE, --help and --version are always there.  Returns options to options_free(), or
 * NULL when the program should end now with `status`: EX_OK after --help or --version, EX_USAGE,
 * EX_CONFIG for a file, EX_OSERR out of memory; what there was to say has been said. */
struct options *options_read(const struct options_program *program,
                             const struct options_input *input, int *status);

/* What was neither an option nor the value of one; NULL-terminated. */
const char *const *options_operands(const struct options *options, size_t *count);

/* NULL does nothing. */
void options_free(struct options *options);

/* ---- shared tables: each program lists those it has a use for ---- */

struct plan_settings {
    const char *plan;
};
extern const struct option options_plan[];

struct kafka_settings {
    const char *brokers;
    struct option_list properties; /* "linger.ms=20": -X, kafka.linger.ms in a file */
};
extern const struct option options_kafka[];

struct redis_settings {
    const char *redis; /* unix:/PATH or HOST:PORT */
    const char *redis_user, *redis_password_file;
};
extern const struct option options_redis[];

struct daemon_settings {
    const char *listen;    /* HOST:PORT for /metrics and /healthz; NULL: none */
    const char *log_level; /* "debug" "info" "warning" "error" */
};
extern const struct option options_daemon[];

struct alertmanager_settings {
    const char *
        alertmanager; /* "http://HOST:PORT/PATH,…": no slash at an end, none twice; NULL: none */
    const char *alertmanager_credentials_file, *alertmanager_ca_file;
};
extern const struct option options_alertmanager[];

struct today_settings {
    const char *as_of; /* "2026-10-05"; NULL: the real today */
};
extern const struct option options_today[];

#endif
