/*
 * keys - the names of everything in Redis (design section 4), and nowhere else.
 *
 * All keys of a plan version share the hash tag {<plan>@<version>}, so that one function call may
 * touch them all.
 */
#ifndef TIENDO_CONSUMERS_STORE_KEYS_H
#define TIENDO_CONSUMERS_STORE_KEYS_H

#include <stdint.h>

enum { KEY_BYTES = 1024 };

struct key {
    char text[KEY_BYTES]; /* NUL-terminated */
};

/* One of a kind in a plan version: "meta", "ledger", "ends", "marks", "dirty", "updates", "alerts",
 * "delivery".  `tag` is plan->tag. */
struct key key_of(const char *tag, const char *name);

struct key key_writer(const char *tag, const char *writer);
struct key key_cells(const char *tag, const char *indicator, const char *period);
struct key key_total(const char *tag, const char *indicator, const char *period,
                     const char *area);
struct key key_series(const char *tag, const char *indicator);
struct key key_gap(const char *tag, const char *topic, int32_t partition);
struct key key_agency(const char *tag, const char *agency);
struct key key_target(const char *tag, const char *target);
struct key key_alert(const char *tag, const char *subject, const char *kind);

/* The meta of any version of a plan: to see whether there is one. */
struct key key_meta(const char *plan, int64_t version);

/* tiendo:current:<plan>: outside every version. */
struct key key_current(const char *plan);

#endif
