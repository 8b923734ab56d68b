#include "consumers/judge/words_path.h"

#include <string.h>

#include "consumers/judge/sentence.h"
#include "consumers/judge/words_parts.h"

enum { GROWTH_DECIMALS = 2 };

/* ---- the path ---- */

static struct names behind(const struct target *target)
{
    if (target->condition.is == CONDITION_AT_MOST)
        return (struct names){"kém {0} so với lộ trình", "{0} worse than the path"};
    switch (target->indicator->kind) {
    case INDICATOR_LEVEL:
        return (struct names){"thấp hơn {0} so với lộ trình", "{0} below the path"};
    case INDICATOR_COUNT:
        return (struct names){"thiếu {0} so với lộ trình", "{0} short of the path"};
    case INDICATOR_RATIO:
    case INDICATOR_NUMBER:
    case INDICATOR_RANK:
    case INDICATOR_COMPARED:
        break;
    }
    return (struct names){"chậm {0} so với lộ trình", "{0} behind the path"};
}

static struct names ahead(const struct target *target)
{
    if (target->condition.is == CONDITION_AT_MOST)
        return (struct names){"tốt hơn {0} so với lộ trình", "{0} better than the path"};
    if (target->indicator->kind == INDICATOR_LEVEL)
        return (struct names){"cao hơn {0} so với lộ trình", "{0} above the path"};
    return (struct names){"vượt {0} so với lộ trình", "{0} ahead of the path"};
}

struct words_part words_off_path(const struct target *target, const char *deviation)
{
    struct words_part distance = words_difference(target->indicator, deviation);

    switch (words_sign(deviation)) {
    case -1:
        return sentence_part(behind(target), &distance, NULL);
    case 1:
        return sentence_part(ahead(target), &distance, NULL);
    default:
        return (struct words_part){"đúng lộ trình", "on the path"};
    }
}

/* ---- the bound ---- */

/* What a value is held against, as the object of "so với". */
static struct words_part bound_of(const struct verdict *v)
{
    const struct target *target = v->target;
    bool is_rank = target->indicator->kind == INDICATOR_RANK;
    struct words_part bound =
        is_rank || v->at_bound ? words_bound(target) : words_condition(target);

    if (target->condition.is == CONDITION_ABOVE_BENCHMARK)
        return (struct words_part){"mức bình quân cả nước", "the national mean"};
    return is_rank ? bound
                   : sentence_part(
                         (struct names){"mức {0}", v->at_bound ? "{0}" : "the required {0}"},
                         &bound, NULL);
}

/* "0,01 điểm phần trăm"; of what rounds to 0 "dưới 0,01 điểm phần trăm". */
static struct words_part gap_of(const struct verdict *v)
{
    const struct indicator *indicator = v->target->indicator;
    struct exact_pool *pool = exact_pool_new();
    struct verdict_figure least = {""};
    struct words_part gap = words_difference(indicator, v->gap.text);

    if (words_sign(v->gap.text) == 0) {
        exact_text(exact_scaled(pool, 1, indicator->decimals), indicator->decimals,
                   EXACT_TRUNCATED, least.text);
        gap = words_difference(indicator, least.text);
        gap = sentence_part((struct names){"dưới {0}", "less than {0}"}, &gap, NULL);
    }
    exact_pool_free(pool);
    return gap;
}

static struct names short_of(const struct target *target)
{
    if (target->indicator->kind == INDICATOR_RANK)
        return (struct names){", còn kém {0} so với {1}", ", {0} short of {1}"};
    if (target->condition.is == CONDITION_AT_MOST)
        return (struct names){", còn cao hơn {0} so với {1}", ", {0} above {1}"};
    return (struct names){", còn thiếu {0} so với {1}", ", {0} short of {1}"};
}

static void say_under(struct words *words, const struct verdict *v)
{
    struct words_part gap = gap_of(v), bound = bound_of(v);

    if (v->at_bound)
        sentence_say_one(
            words, (struct names){", chỉ bằng chứ chưa vượt {0}", ", at {0}, not above it"},
            sentence_of(&bound));
    else
        sentence_say(words, short_of(v->target),
                     (const struct names[]){sentence_of(&gap), sentence_of(&bound)}, 2);
}

static void say_over(struct words *words, const struct verdict *v)
{
    struct words_part over = words_difference(v->target->indicator, v->over.text);
    struct words_part high = words_upper_end(v->target);

    sentence_say(words,
                 (struct names){", cao hơn {0} so với giới hạn trên ({1})",
                                ", {0} above the upper end ({1})"},
                 (const struct names[]){sentence_of(&over), sentence_of(&high)}, 2);
}

void words_say_short(struct words *words, const struct verdict *v)
{
    if (v->over.text[0] != '\0')
        say_over(words, v);
    else if (v->gap.text[0] != '\0')
        say_under(words, v);
}

/* ---- either ---- */

bool words_is_pace_verdict(const struct verdict *v)
{
    return v->last_status == STATUS_ON_TRACK || v->last_status == STATUS_SLOW ||
           v->last_status == STATUS_OFF_TRACK || v->last_status == STATUS_REVERSING;
}

static bool has_path(const struct verdict *v)
{
    const struct condition *condition = &v->target->condition;
    bool each = condition->every_period && condition->is != CONDITION_GROWTH;

    return v->has_deviation && !v->baseline_met && !each && !v->met &&
           !(v->why == WHY_NOT_RISING && v->deviation_sign >= 0);
}

void words_say_standing(struct words *words, const struct verdict *v)
{
    struct words_part off, expected;

    if (!words_is_pace_verdict(v) && v->status != STATUS_MISSED)
        return;
    if (v->status == STATUS_MISSED || v->over.text[0] != '\0' || !has_path(v)) {
        words_say_short(words, v);
        return;
    }
    off = words_off_path(v->target, v->deviation.text);
    expected = words_value(v->target->indicator, v->expected.text);
    sentence_say(words, (struct names){", {0} ({1})", ", {0} ({1})"},
                 (const struct names[]){sentence_of(&off), sentence_of(&expected)}, 2);
    if (v->last_status == STATUS_ON_TRACK && words_sign(v->deviation.text) < 0)
        sentence_say_plain(words, (struct names){", trong phạm vi cho phép",
                                                 ", which is within what is allowed"});
}

/* ---- the pace ---- */

/* Whether a size leaves fewer than two digits that count at the indicator's own decimals. */
static bool is_faint(struct exact_pool *pool, const struct exact *size, int decimals)
{
    return exact_compare(size, exact_scaled(pool, 10, decimals)) < 0;
}

/* What would be rounded away in a year is no pace: of whole numbers (a rank, a count) a part of one
 * a year is. */
static bool is_nothing(struct exact_pool *pool, const struct exact *size, int decimals)
{
    return decimals > 0 && exact_compare(exact_times(pool, size, exact_scaled(pool, 2, 0)),
                                         exact_scaled(pool, 1, decimals)) < 0;
}

struct words_pace words_pace(const struct indicator *indicator, const char *figure,
                             bool in_percent)
{
    enum frequency frequency = in_percent ? FREQUENCY_ANNUAL : indicator->frequency;
    int decimals = in_percent ? GROWTH_DECIMALS : indicator->decimals;
    struct series_year year = series_year(frequency);
    struct exact_pool *pool = exact_pool_new();
    const struct exact *size = exact_absolute(pool, words_exact(pool, figure));
    struct words_pace pace = {.size = {"", ""}};
    struct verdict_figure rounded = {""};

    if (size != NULL && frequency != FREQUENCY_ANNUAL && is_faint(pool, size, decimals)) {
        size = exact_times(pool, size, exact_fraction(pool, year.periods, year.of));
        frequency = FREQUENCY_ANNUAL;
    }
    if (size != NULL && !is_nothing(pool, size, decimals))
        rounded = words_rounded(pool, size, decimals);
    exact_pool_free(pool);
    pace.per = words_frequency(frequency);
    if (words_sign(rounded.text) != 0)
        pace.size = in_percent ? words_around((struct names){"", ""}, rounded.text,
                                              (struct names){"%", "%"})
                               : words_difference(indicator, rounded.text);
    return pace;
}
