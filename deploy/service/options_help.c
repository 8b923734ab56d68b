#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "deploy/service/options_value.h"

enum { COLUMN_MAX = 34 };

/* Characters, not bytes: our words hold no wide and no combining ones. */
static size_t characters(const char *text)
{
    size_t count = 0;

    for (; text != NULL && *text != '\0'; text++)
        if (((unsigned char)*text & 0xC0) != 0x80)
            count++;
    return count;
}

static size_t shown_width(const struct option *option)
{
    return characters(option->name) + (option->name[1] == '\0' ? 1 : 2) +
           (option->metavar == NULL ? 0 : 1 + characters(option->metavar));
}

static void print_option(const struct option *option, size_t column, FILE *out)
{
    size_t width = shown_width(option);

    (void)fprintf(out, "  %s%s%s%s", option->name[1] == '\0' ? "-" : "--", option->name,
                  option->metavar == NULL ? "" : " ",
                  option->metavar == NULL ? "" : option->metavar);
    (void)fprintf(out, "%*s  %s", width < column ? (int)(column - width) : 0, "",
                  option->sentence);
    if (option->kind == OPTION_LIST)
        (void)fputs("; may be repeated", out);
    if (option->kind == OPTION_NUMBER)
        (void)fprintf(out, "; %" PRId64 " to %" PRId64, option->min, option->max);
    if (option->fallback != NULL)
        (void)fprintf(out, " [%s]", option->fallback);
    (void)fputc('\n', out);
}

static size_t widest(const struct option *options, size_t so_far)
{
    for (; options->name != NULL; options++) {
        size_t width = shown_width(options);

        if (width > so_far && width <= COLUMN_MAX)
            so_far = width;
    }
    return so_far;
}

void options_print_help(const struct options_program *program, FILE *out)
{
    size_t column = widest(options_always, 0);

    for (const struct option_group *group = program->groups; group->options != NULL; group++)
        column = widest(group->options, column);
    (void)fprintf(out, "Usage: %s [OPTION…]%s%s\n%s\n\n", program->name,
                  program->operands == NULL ? "" : " ",
                  program->operands == NULL ? "" : program->operands, program->summary);
    for (const struct option_group *group = program->groups; group->options != NULL; group++)
        for (const struct option *option = group->options; option->name != NULL; option++)
            print_option(option, column, out);
    for (const struct option *option = options_always; option->name != NULL; option++)
        print_option(option, column, out);
    (void)fputs(
        "\nAn option may also stand in the environment (--log-level as TIENDO_LOG_LEVEL)\n"
        "or in the file that --config names (log-level = debug; kafka.PROPERTY = VALUE\n"
        "for -X).  A flag is stronger than the environment, that than the file.\n",
        out);
}
