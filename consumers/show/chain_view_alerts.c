/* The last step: the alerts that are open. */
#include <stdlib.h>
#include <string.h>

#include "consumers/judge/alert_words.h"
#include "consumers/show/chain_view_own.h"
#include "schemas/decimal.h"
#include "schemas/instant.h"

static const char *severity_word(const struct telling *t, const char *name)
{
    for (int severity = SEVERITY_INFO; severity <= SEVERITY_CRITICAL; severity++)
        if (strcmp(alarm_severity_name((enum alarm_severity)severity), name) == 0)
            return language_pick(t->language,
                                 alert_words_severity((enum alarm_severity)severity));
    return name;
}

static const char *kind_word(const struct telling *t, size_t i)
{
    const char *name = views_kind(t->chain->alerts, i);
    enum alarm_kind kind = alarm_kind_of(text_of(name));

    return kind == ALARM_KINDS ? name : language_pick(t->language, alert_words_kind(kind));
}

/* A period or a day in words, anything else as it stands. */
static struct words_part since_words(const char *since)
{
    struct period period;
    struct words_part words;

    if (period_read(text_of(since), &period) == 0)
        return words_period(period);
    (void)snprintf(words.vi, sizeof(words.vi), "%s", since);
    (void)snprintf(words.en, sizeof(words.en), "%s", since);
    return words;
}

static void tell_acknowledgement(const struct telling *t, size_t i)
{
    const struct views *alerts = t->chain->alerts;
    char by[CHAIN_FIGURE_BYTES], at[CHAIN_FIGURE_BYTES], when[INSTANT_TEXT_BYTES];
    struct text note = views_field(alerts, i, "acknowledged_note");
    char *copy = note.length == 0 ? NULL : strndup(note.at, note.length);
    int64_t at_unix_ms = 0;

    chain_field(alerts, i, "acknowledged_by", by);
    chain_field(alerts, i, "acknowledged_ms", at);
    if (by[0] == '\0') {
        tell(t, CHAIN_UNACKNOWLEDGED, NULL);
    } else {
        tell(t, CHAIN_ACKNOWLEDGED, CHAIN_WITH(by));
        if (decimal_read(text_of(at), 0, &at_unix_ms) == DECIMAL_OK) {
            (void)instant_write(at_unix_ms, when);
            page_add(t->page, (struct names){", {0}", ", {0}"}, CHAIN_WITH(when));
        }
        page_add(t->page, (struct names){".", "."}, NULL);
    }
    if (copy != NULL)
        tell(t, CHAIN_COMMENT, CHAIN_WITH(copy));
    free(copy);
}

/* Of off_target it would be the verdict's again. */
static void tell_alert_sentence(const struct telling *t, size_t i)
{
    struct text sentence = views_field(
        t->chain->alerts, i, t->language == LANGUAGE_EN ? "explain_en" : "explain_vi");
    char *copy = NULL;

    if (sentence.length > 0 && strcmp(views_kind(t->chain->alerts, i), "off_target") != 0)
        copy = strndup(sentence.at, sentence.length);
    if (copy != NULL)
        page_add(t->page, (struct names){" {0}", " {0}"}, CHAIN_WITH(copy));
    free(copy);
}

static void tell_alert(const struct telling *t, size_t i)
{
    const struct views *alerts = t->chain->alerts;
    char figure[CHAIN_FIGURE_BYTES];
    struct words_part words;

    chain_field(alerts, i, "severity", figure);
    tell(t, CHAIN_ALERT, CHAIN_WITH(kind_word(t, i), severity_word(t, figure)));
    chain_field(alerts, i, "since", figure);
    if (figure[0] != '\0') {
        words = since_words(figure);
        tell(t, CHAIN_SINCE, CHAIN_WITH(tell_part(t, &words)));
    }
    tell_acknowledgement(t, i);
    tell_alert_sentence(t, i);
    page_end(t->page, 2, "•");
}

void tell_alerts(const struct telling *t)
{
    size_t open = 0;

    page_heading(t->page, chain_words(CHAIN_ALERTS), NULL);
    for (size_t i = 0; i < views_count(t->chain->alerts); i++) {
        if (!text_is(views_field(t->chain->alerts, i, "state"), alarm_state_name(ALARM_FIRING)))
            continue;
        tell_alert(t, i);
        open++;
    }
    if (open == 0)
        tell(t, CHAIN_NO_ALERTS, NULL);
    page_end(t->page, 2, NULL);
}
