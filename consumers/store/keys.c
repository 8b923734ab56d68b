#include "consumers/store/keys.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

/* Ids are at most 128 bytes (plan_load.c), so a key always fits. */
static struct key written(const char *format, ...) __attribute__((format(printf, 1, 2)));

static struct key written(const char *format, ...)
{
    struct key key;
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(key.text, sizeof(key.text), format, arguments);
    va_end(arguments);
    assert(length > 0 && length < KEY_BYTES);
    return key;
}

struct key key_of(const char *tag, const char *name)
{
    return written("tiendo:{%s}:%s", tag, name);
}

struct key key_writer(const char *tag, const char *writer)
{
    return written("tiendo:{%s}:writer:%s", tag, writer);
}

struct key key_cells(const char *tag, const char *indicator, const char *period)
{
    return written("tiendo:{%s}:cells:%s:%s", tag, indicator, period);
}

struct key key_total(const char *tag, const char *indicator, const char *period,
                     const char *area)
{
    return written("tiendo:{%s}:total:%s:%s:%s", tag, indicator, period, area);
}

struct key key_series(const char *tag, const char *indicator)
{
    return written("tiendo:{%s}:series:%s", tag, indicator);
}

struct key key_gap(const char *tag, const char *topic, int32_t partition)
{
    return written("tiendo:{%s}:gap:%s:%d", tag, topic, partition);
}

struct key key_agency(const char *tag, const char *agency)
{
    return written("tiendo:{%s}:agency:%s", tag, agency);
}

struct key key_target(const char *tag, const char *target)
{
    return written("tiendo:{%s}:target:%s", tag, target);
}

struct key key_alert(const char *tag, const char *subject, const char *kind)
{
    return written("tiendo:{%s}:alert:%s:%s", tag, subject, kind);
}

struct key key_meta(const char *plan, int64_t version)
{
    return written("tiendo:{%s@%lld}:meta", plan, (long long)version);
}

struct key key_current(const char *plan)
{
    return written("tiendo:current:%s", plan);
}
