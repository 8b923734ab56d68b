#include <string.h>
#include <sysexits.h>

#include "deploy/service/options_reader.h"

bool options_take_apart(const char *argument, struct options_flag *flag)
{
    const char *equals = strchr(argument, '=');

    if (argument[0] != '-' || argument[1] == '\0')
        return false;
    if (argument[1] != '-') {
        flag->name = (struct text){argument + 1, 1};
        flag->value = argument[2] == '\0' ? NULL : argument + 2;
        (void)snprintf(flag->place, sizeof(flag->place), "-%c", argument[1]);
        return true;
    }
    flag->name = text_of(argument + 2);
    if (equals != NULL)
        flag->name.length = (size_t)(equals - argument) - 2;
    flag->value = equals == NULL ? NULL : equals + 1;
    (void)snprintf(flag->place, sizeof(flag->place), "--%.*s", (int)flag->name.length,
                   flag->name.at);
    return true;
}

/* Sets what argv[i] says.  Returns how many arguments that took. */
static int set_flag(struct options *options, struct options_flag *flag, int i)
{
    struct option_entry *entry = options_find(options, flag->name);
    bool is_long = flag->place[1] == '-';
    int taken = 1;

    if (entry == NULL || (entry->option->name[1] != '\0') != is_long) {
        options_complain_unknown(options, EX_USAGE, flag->place, flag->name);
        return taken;
    }
    if (flag->value == NULL && entry->option->kind == OPTION_FLAG)
        flag->value = "yes";
    if (flag->value == NULL && i + 1 < options->input->argc &&
        strncmp(options->input->argv[i + 1], "--", 2) != 0) {
        flag->value = options->input->argv[i + 1];
        taken = 2;
    }
    if (flag->value == NULL)
        options_complain(options, EX_USAGE, flag->place, "needs a value: %s",
                         entry->option->metavar);
    else
        options_set(options, entry, OPTION_FLAG_GIVEN, flag->place, text_of(flag->value));
    return taken;
}

void options_read_command_line(struct options *options)
{
    const struct options_input *input = options->input;
    int i = 1;

    while (i < input->argc && strcmp(input->argv[i], "--") != 0) {
        struct options_flag flag;

        if (options_take_apart(input->argv[i], &flag)) {
            i += set_flag(options, &flag, i);
        } else {
            options_add_operand(options, input->argv[i]);
            i++;
        }
    }
    for (i++; i < input->argc; i++)
        options_add_operand(options, input->argv[i]);
}
