#include "consumers/alerter/current.h"

enum { ABSENT_MS = 2000 }; /* the aggregator writes it within a second */

static enum verdicts_result note_absence(struct current *current, struct verdicts *verdicts,
                                         int64_t now_mono_ms)
{
    bool caught_up = false;

    if (verdicts_caught_up(verdicts, &caught_up) != VERDICTS_OK)
        return VERDICTS_AWAY;
    if (!caught_up)
        current->absent_mono_ms = 0;
    else if (current->absent_mono_ms == 0)
        current->absent_mono_ms = now_mono_ms;
    current->is_lost = caught_up && now_mono_ms - current->absent_mono_ms >= ABSENT_MS;
    return VERDICTS_OK;
}

enum verdicts_result current_note(struct current *current, struct verdicts *verdicts,
                                  enum verdicts_current found, int64_t now_mono_ms)
{
    bool was_this = current->is_this;
    enum verdicts_result result = VERDICTS_OK;

    current->is_unknown = found == VERDICTS_CURRENT_NONE || found == VERDICTS_CURRENT_STRANGE;
    current->is_lost = found == VERDICTS_CURRENT_STRANGE;
    if (!current->is_unknown)
        current->is_this = found == VERDICTS_CURRENT_THIS;
    current->is_new = current->is_this && !was_this;
    if (found == VERDICTS_CURRENT_NONE)
        result = note_absence(current, verdicts, now_mono_ms);
    else
        current->absent_mono_ms = 0;
    if (result == VERDICTS_OK && current->is_lost)
        verdicts_tell_current(verdicts, found);
    return result;
}

const char *current_trouble(const struct current *current)
{
    return current->is_lost ? "tiendo:current names no version: alerts are held until the "
                              "aggregator writes it anew"
                            : NULL;
}
