#include "consumers/show/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_UNKNOWN = 80 };

static bool wants_colours(void)
{
    /* NOLINTBEGIN(concurrency-mt-unsafe): nothing of ours changes the environment */
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    /* NOLINTEND(concurrency-mt-unsafe) */

    return (no_color == NULL || no_color[0] == '\0') &&
           (term == NULL || strcmp(term, "dumb") != 0);
}

struct terminal terminal_of(int fd)
{
    struct terminal terminal = {0, false};
    struct winsize size = {0};

    if (!isatty(fd))
        return terminal;
    terminal.columns = COLUMNS_UNKNOWN;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        terminal.columns = size.ws_col;
    terminal.colours = wants_colours();
    return terminal;
}
