/*
 * terminal - what standard output leads to: how wide it is, and whether it shows colours.
 */
#ifndef TIENDO_CONSUMERS_SHOW_TERMINAL_H
#define TIENDO_CONSUMERS_SHOW_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

struct terminal {
    size_t columns; /* 0: not a terminal; lines may be of any length */
    bool colours;   /* a terminal, and neither NO_COLOR nor TERM=dumb (https://no-color.org) */
};

struct terminal terminal_of(int fd);

#endif
