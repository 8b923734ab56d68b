#include <string.h>
#include <sysexits.h>

#include "deploy/service/nearest.h"
#include "deploy/service/options_reader.h"

static const char environment_prefix[] = "TIENDO_";

/* "TIENDO_LOG_LEVEL" for "log-level". */
static void variable_of(const char *name, char out[64])
{
    size_t length = (size_t)snprintf(out, 64, "%s%s", environment_prefix, name);

    for (size_t i = sizeof(environment_prefix) - 1; i < length && i < 63; i++)
        out[i] =
            (char)(out[i] == '-' ? '_'
                                 : (out[i] >= 'a' && out[i] <= 'z' ? out[i] - 32 : out[i]));
}

/* A variable that is not ours may be another program's; but one letter off is a slip. */
static void consider_foreign(struct options *options, const char *variable)
{
    char ours[64];
    char lower[64];
    size_t length = strlen(variable + sizeof(environment_prefix) - 1);

    if (length >= sizeof(lower))
        return;
    for (size_t i = 0; i <= length; i++) {
        char c = variable[sizeof(environment_prefix) - 1 + i];

        lower[i] = (char)(c == '_' ? '-' : (c >= 'A' && c <= 'Z' ? c + 32 : c));
    }
    if (options_is_shared(text_of(lower)))
        return;
    for (size_t i = 0; i < options->entry_count; i++) {
        variable_of(options->entries[i].option->name, ours);
        if (options->entries[i].option->name[1] != '\0' &&
            nearest_slips(variable, ours, 1) <= 1)
            options_complain(options, EX_USAGE, variable, "is not read; did you mean %s?",
                             ours);
    }
}

static void read_variable(struct options *options, const char *variable, const char *value)
{
    char ours[64];

    for (size_t i = 0; i < options->entry_count; i++) {
        struct option_entry *entry = &options->entries[i];

        variable_of(entry->option->name, ours);
        if (strcmp(variable, ours) != 0 || entry->option->name[1] == '\0')
            continue;
        if (entry->settings != &options->always) /* those were scanned for */
            options_set_pieces(options, entry, OPTION_ENVIRONMENT, variable, value);
        return;
    }
    consider_foreign(options, variable);
}

void options_read_environment(struct options *options)
{
    for (char *const *at = options->input->environment; at != NULL && *at != NULL; at++) {
        const char *equals = strchr(*at, '=');
        char variable[64];

        if (equals == NULL || equals[1] == '\0' || (size_t)(equals - *at) >= sizeof(variable) ||
            strncmp(*at, environment_prefix, sizeof(environment_prefix) - 1) != 0)
            continue;
        memcpy(variable, *at, (size_t)(equals - *at));
        variable[equals - *at] = '\0';
        read_variable(options, variable, equals + 1);
    }
}
