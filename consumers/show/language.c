#include "consumers/show/language.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char *fault(const char *value)
{
    return strcmp(value, "vi") == 0 || strcmp(value, "en") == 0 ? NULL : "is neither vi nor en";
}

const struct option options_language[] = {
    {.name = "language",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct language_settings, said),
     .metavar = "vi|en",
     .sentence = "what people read (default: by the locale)",
     .fault = fault},
    {.name = NULL},
};

static const char *locale_name(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): nothing of ours changes the environment */
        const char *value = getenv(variables[i]);

        if (value != NULL && value[0] != '\0')
            return value;
    }
    return "";
}

enum language language_of(const char *said)
{
    const char *name = said == NULL ? locale_name() : said;

    return strncmp(name, "en", 2) == 0 ? LANGUAGE_EN : LANGUAGE_VI;
}
