#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "deploy/service/options_reader.h"

/*
 * A file's lines: `name = value`, `# comment`, blank.  Spaces around names and values are dropped;
 * a value goes to the end of its line, `#` and quotes included.
 */

static struct text trimmed(struct text text)
{
    static const char blank[] = " \t\r\n";

    while (text.length > 0 && strchr(blank, text.at[0]) != NULL) {
        text.at++;
        text.length--;
    }
    while (text.length > 0 && strchr(blank, text.at[text.length - 1]) != NULL)
        text.length--;
    return text;
}

/* `kafka.linger.ms = 5` of a list with prefix "kafka.". */
static struct option_entry *find_by_prefix(const struct options *options, struct text name)
{
    for (size_t i = 0; i < options->entry_count; i++) {
        const char *prefix = options->entries[i].option->file_prefix;

        if (prefix != NULL && text_begins(name, prefix))
            return &options->entries[i];
    }
    return NULL;
}

static void set_prefixed(struct options *options, const char *place, struct option_entry *entry,
                         struct text name, struct text value)
{
    size_t prefix = strlen(entry->option->file_prefix);
    char *pair = NULL;

    if (asprintf(&pair, "%.*s=%.*s", (int)(name.length - prefix), name.at + prefix,
                 (int)value.length, value.at) < 0) {
        options_complain(options, EX_OSERR, place, "out of memory");
        return;
    }
    options_set(options, entry, OPTION_FILE, place, text_of(pair));
    free(pair);
}

static void take_setting(struct options *options, const char *place, int line, struct text name,
                         struct text value)
{
    struct option_entry *entry = options_find(options, name);
    struct option_entry *by_prefix = entry == NULL ? find_by_prefix(options, name) : NULL;

    if (by_prefix != NULL) {
        set_prefixed(options, place, by_prefix, name, value);
    } else if (entry == NULL && (options_is_shared(name) || text_begins(name, "kafka."))) {
        return; /* another program's */
    } else if (entry == NULL || name.length == 1 || entry->settings == &options->always) {
        options_complain_unknown(options, EX_CONFIG, place, name);
    } else if (entry->line != 0 && entry->option->kind != OPTION_LIST) {
        options_complain(options, EX_CONFIG, place, "was already given in line %d",
                         entry->line);
    } else {
        options_set(options, entry, OPTION_FILE, place, value);
        entry->line = line;
    }
}

static void read_line(struct options *options, const char *path, int number, struct text line)
{
    char place[512];
    const char *equals = NULL;
    struct text name = {NULL, 0}, value = {NULL, 0};

    (void)snprintf(place, sizeof(place), "%s:%d", path, number);
    if (memchr(line.at, '\0', line.length) != NULL) {
        options_complain(options, EX_CONFIG, place, "holds a NUL byte");
        return;
    }
    line = trimmed(line);
    if (line.length == 0 || line.at[0] == '#')
        return;
    equals = memchr(line.at, '=', line.length);
    if (equals != NULL) {
        name = trimmed((struct text){line.at, (size_t)(equals - line.at)});
        value =
            trimmed((struct text){equals + 1, (size_t)(line.at + line.length - equals) - 1});
    }
    if (name.length == 0 || value.length == 0)
        options_complain(options, EX_CONFIG, place, "is not name = value");
    else
        take_setting(options, place, number, name, value);
}

void options_read_file(struct options *options, const char *path)
{
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length = 0;
    char reason[128];

    if (file == NULL) {
        options_complain(options, EX_CONFIG, path, "%s",
                         strerror_r(errno, reason, sizeof(reason)));
        return;
    }
    for (int number = 1; (length = getline(&line, &capacity, file)) >= 0; number++)
        read_line(options, path, number, (struct text){line, (size_t)length});
    if (ferror(file))
        options_complain(options, EX_CONFIG, path, "%s",
                         strerror_r(errno, reason, sizeof(reason)));
    free(line);
    (void)fclose(file);
}
