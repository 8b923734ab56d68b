/* The judgement itself: path, published method, trend and outlook, verdict. */
#include <stdlib.h>
#include <string.h>

#include "consumers/judge/cagr.h"
#include "consumers/judge/words_path.h"
#include "consumers/show/chain_view_own.h"
#include "schemas/decimal.h"

enum { SHOWN_DECIMALS = 4, STATISTIC_DECIMALS = 10, SIGNIFICANT = 500 /* p 0.05 */ };

/* ---- numbers ---- */

/* In units of 10^-decimals, cut there. */
static int64_t units_of(const char *figure, int decimals)
{
    int64_t units = 0;

    (void)decimal_read(text_of(figure), decimals, &units);
    return units;
}

/* The first four decimals of a statistic, without the zeros at its end. */
static struct words_part short_number(const char *figure)
{
    char text[DECIMAL_TEXT_BYTES];
    size_t length = decimal_write(units_of(figure, SHOWN_DECIMALS), SHOWN_DECIMALS, text);

    while (text[length - 1] == '0')
        text[--length] = '\0';
    if (text[length - 1] == '.')
        text[length - 1] = '\0';
    return chain_number(text);
}

/* A threshold of the plan: units of 10^-4. */
static struct words_part threshold(int units)
{
    char text[DECIMAL_TEXT_BYTES];

    (void)decimal_write(units, SHOWN_DECIMALS, text);
    return short_number(text);
}

/* ---- the path ---- */

static void tell_deviation(const struct telling *t)
{
    char deviation[CHAIN_FIGURE_BYTES];
    struct words_part off;

    if (!chain_figure(t->chain, "deviation", deviation)) {
        tell(t, CHAIN_NO_DEVIATION, NULL);
        return;
    }
    off = words_off_path(t->chain->target, deviation);
    tell(t, CHAIN_STANDS, CHAIN_WITH(tell_part(t, &off)));
}

/* The status, or of a stale one the last. */
static bool is_judged(const struct chain *chain, enum status status)
{
    char name[CHAIN_FIGURE_BYTES];

    return (chain_figure(chain, "last_status", name) || chain_figure(chain, "status", name)) &&
           strcmp(name, status_name(status)) == 0;
}

static void tell_ratio(const struct telling *t)
{
    const struct off_target_thresholds *limits = &t->chain->target->off_target;
    struct words_part ratio, on_track = threshold(limits->on_track),
                             slow = threshold(limits->slow);
    char figure[CHAIN_FIGURE_BYTES];

    if (!chain_figure(t->chain, "linear_ratio", figure))
        return;
    ratio = chain_number(figure);
    tell(t, figure[0] == '-' ? CHAIN_RATIO_BACK : CHAIN_RATIO,
         CHAIN_WITH(tell_part(t, &ratio), tell_part(t, &on_track), tell_part(t, &slow)));
    if (units_of(figure, SHOWN_DECIMALS) < limits->on_track &&
        is_judged(t->chain, STATUS_ON_TRACK))
        tell(t, CHAIN_WITHIN_NOISE, NULL);
}

static bool is_because(const struct chain *chain, enum why why)
{
    char name[CHAIN_FIGURE_BYTES];

    return chain_figure(chain, "why", name) && strcmp(name, why_name(why)) == 0;
}

static void tell_growth(const struct telling *t)
{
    char growth[CHAIN_FIGURE_BYTES];
    bool shrinks;
    struct words_part size;

    if (!chain_figure(t->chain, "growth", growth))
        return;
    shrinks = words_sign(growth) < 0;
    size = words_around((struct names){"", ""}, growth + (growth[0] == '-' ? 1 : 0),
                        (struct names){"%", "%"});
    tell(t, shrinks ? CHAIN_SHRINKING : CHAIN_GROWTH, CHAIN_WITH(tell_part(t, &size)));
}

/* What it is held against (judge/words_path.h). */
enum held_against { THE_PATH, EVERY_PERIOD, THE_BASELINE_MET, THE_UPPER_END };

static enum held_against held_against(const struct chain *chain)
{
    const struct condition *condition = &chain->target->condition;

    if (is_because(chain, WHY_ABOVE_BAND))
        return THE_UPPER_END;
    if (condition->every_period && condition->is != CONDITION_GROWTH)
        return EVERY_PERIOD;
    if (is_because(chain, WHY_LOST) || is_because(chain, WHY_WITHIN_NOISE) ||
        is_judged(chain, STATUS_ACHIEVED_HOLD))
        return THE_BASELINE_MET;
    return THE_PATH;
}

static void tell_held(const struct telling *t, const char *expected)
{
    struct words_part period = words_period(t->chain->period);
    struct words_part value = words_value(t->chain->target->indicator, expected);
    char met[CHAIN_FIGURE_BYTES], judged[CHAIN_FIGURE_BYTES];

    switch (held_against(t->chain)) {
    case THE_UPPER_END:
        tell(t, CHAIN_ABOVE_BAND, NULL);
        break;
    case EVERY_PERIOD:
        if (chain_figure(t->chain, "met_periods", met) &&
            chain_figure(t->chain, "judged_periods", judged))
            tell(t, CHAIN_EVERY_PERIOD, CHAIN_WITH(met, judged));
        break;
    case THE_BASELINE_MET:
        tell(t, CHAIN_BASELINE_MET, NULL);
        break;
    case THE_PATH:
        tell(t, CHAIN_EXPECTED, CHAIN_WITH(tell_part(t, &period), tell_part(t, &value)));
        tell_deviation(t);
        tell_ratio(t);
        break;
    }
}

static void tell_path(const struct telling *t)
{
    char expected[CHAIN_FIGURE_BYTES];

    if (!chain_figure(t->chain, "expected", expected))
        return;
    page_heading(t->page, chain_words(CHAIN_PATH), NULL);
    tell_held(t, expected);
    tell_growth(t);
    page_end(t->page, 2, NULL);
}

/* ---- the published method ---- */

static const char *class_word(const struct telling *t, const char *figure, int on_track,
                              int slow)
{
    struct exact_pool *pool = exact_pool_new();
    const struct exact *ratio =
        exact_scaled(pool, units_of(figure, STATISTIC_DECIMALS), STATISTIC_DECIMALS);
    int class = cagr_class(pool, ratio, on_track, slow);

    exact_pool_free(pool);
    return language_pick(t->language, chain_class_words(class));
}

static void tell_agreement(const struct telling *t, const char *class)
{
    const struct off_target_thresholds *limits = &t->chain->target->off_target;
    char linear[CHAIN_FIGURE_BYTES], disagree[CHAIN_FIGURE_BYTES];

    if (!chain_figure(t->chain, "methods_disagree", disagree) ||
        !chain_figure(t->chain, "linear_ratio", linear))
        return;
    if (disagree[0] == '1')
        tell(t, CHAIN_DISAGREE,
             CHAIN_WITH(class_word(t, linear, limits->on_track, limits->slow), class));
    else
        tell(t, CHAIN_AGREE, NULL);
}

static void tell_method(const struct telling *t)
{
    char ratio[CHAIN_FIGURE_BYTES], score[CHAIN_FIGURE_BYTES];
    bool has_ratio = chain_figure(t->chain, "cagr_ratio", ratio);
    bool has_score = chain_figure(t->chain, "cagr_score", score);
    enum held_against against = held_against(t->chain);
    struct words_part number;
    const char *class = NULL;

    if ((!has_ratio && !has_score) || against == THE_BASELINE_MET)
        return;
    page_heading(t->page, chain_words(CHAIN_METHOD), NULL);
    if (has_ratio) {
        number = short_number(ratio);
        class = class_word(t, ratio, CAGR_ON_TRACK, CAGR_SLOW);
        tell(t, CHAIN_CAGR, CHAIN_WITH(tell_part(t, &number), class));
    }
    if (has_score) {
        number = short_number(score);
        tell(t, CHAIN_SCORE, CHAIN_WITH(tell_part(t, &number)));
    }
    if (has_ratio && against == THE_PATH)
        tell_agreement(t, class);
    page_end(t->page, 2, NULL);
}

/* ---- trend and outlook ---- */

static const char *verb(const struct telling *t, const char *pace, bool required)
{
    bool is_rank = t->chain->target->indicator->kind == INDICATOR_RANK;
    bool down = pace[0] == '-';

    if (required)
        return tell_word(t, is_rank ? (down ? CHAIN_HAS_BETTER : CHAIN_HAS_WORSE)
                                    : (down ? CHAIN_HAS_DOWN : CHAIN_HAS_UP));
    return tell_word(t, is_rank ? (down ? CHAIN_BETTER : CHAIN_WORSE)
                                : (down ? CHAIN_DOWN : CHAIN_UP));
}

/* "tăng 0,35 điểm phần trăm mỗi tháng"; whether there is anything to tell. */
static bool tell_pace(const struct telling *t, enum chain_saying saying, const char *pace,
                      bool in_percent)
{
    struct words_pace words = words_pace(t->chain->target->indicator, pace, in_percent);

    if (words.size.vi[0] == '\0')
        return false;
    tell(t, saying,
         CHAIN_WITH(verb(t, pace, saying == CHAIN_REQUIRED), tell_part(t, &words.size),
                    language_pick(t->language, words.per)));
    return true;
}

static void tell_trend(const struct telling *t)
{
    char n[CHAIN_FIGURE_BYTES], s[CHAIN_FIGURE_BYTES], p[CHAIN_FIGURE_BYTES];
    char slope[CHAIN_FIGURE_BYTES], compared[WORDS_PART_BYTES + 2];
    struct words_part number;
    int64_t units;

    if (!chain_figure(t->chain, "trend_n", n) || !chain_figure(t->chain, "trend_s", s) ||
        !chain_figure(t->chain, "trend_p", p))
        return;
    units = units_of(p, SHOWN_DECIMALS);
    number = units == 0 ? threshold(1) : short_number(p);
    (void)snprintf(compared, sizeof(compared), "%s %s", units == 0 ? "<" : "=",
                   tell_part(t, &number));
    tell(
        t, CHAIN_TREND,
        CHAIN_WITH(n,
                   tell_word(t, units_of(p, STATISTIC_DECIMALS) > SIGNIFICANT * INT64_C(1000000)
                                    ? CHAIN_UNCLEAR
                                : s[0] == '-' ? CHAIN_FALLING
                                              : CHAIN_RISING),
                   s, compared));
    if (!chain_figure(t->chain, "trend_slope", slope) ||
        !tell_pace(t, CHAIN_SLOPE, slope, false))
        tell(t, CHAIN_LEVEL_PACE, NULL);
}

/* To get there step by step: not where each period has to meet, nor by a share of a level. */
static bool has_time(const struct target *target)
{
    return !target->condition.every_period && target->indicator->kind != INDICATOR_LEVEL;
}

static void tell_outlook(const struct telling *t)
{
    const struct target *target = t->chain->target;
    char figure[CHAIN_FIGURE_BYTES];
    struct words_part value, due = words_day(target->due);
    int32_t day;

    if (chain_figure(t->chain, "pace", figure))
        (void)tell_pace(t, CHAIN_PACE, figure, false);
    if (chain_figure(t->chain, "projected", figure)) {
        value = words_value(target->indicator, figure);
        tell(t, CHAIN_PROJECTED, CHAIN_WITH(tell_part(t, &value), tell_part(t, &due)));
    }
    if (chain_figure(t->chain, "required_pace", figure) && has_time(target))
        (void)tell_pace(t, CHAIN_REQUIRED, figure, target->condition.is == CONDITION_GROWTH);
    if (chain_figure(t->chain, "arrives", figure) && day_read(text_of(figure), &day) == 0) {
        value = words_day(day);
        tell(t, CHAIN_ARRIVES, CHAIN_WITH(tell_part(t, &value)));
    }
}

static void tell_future(const struct telling *t)
{
    static const char *const figures[] = {"trend_n", "pace", "projected", "required_pace",
                                          "arrives"};
    char figure[CHAIN_FIGURE_BYTES];
    size_t i = 0;

    while (i < sizeof(figures) / sizeof(figures[0]) &&
           !chain_figure(t->chain, figures[i], figure))
        i++;
    if (i == sizeof(figures) / sizeof(figures[0]))
        return;
    page_heading(t->page, chain_words(CHAIN_OUTLOOK), NULL);
    tell_trend(t);
    tell_outlook(t);
    page_end(t->page, 2, NULL);
}

/* ---- the verdict ---- */

static const char *status_word(const struct telling *t, const char *name)
{
    int status = STATUS_TARGET_UNSET;

    while (status < STATUS_COUNT && strcmp(status_name((enum status)status), name) != 0)
        status++;
    return status == STATUS_COUNT
               ? name
               : language_pick(t->language, status_words((enum status)status));
}

static void tell_verdict(const struct telling *t)
{
    struct text sentence = views_field(
        t->chain->verdict, 0, t->language == LANGUAGE_EN ? "explain_en" : "explain_vi");
    char status[CHAIN_FIGURE_BYTES], as_of[CHAIN_FIGURE_BYTES];
    char *copy = sentence.at == NULL ? NULL : strndup(sentence.at, sentence.length);
    struct words_part words;
    int32_t day;

    (void)chain_figure(t->chain, "status", status);
    page_heading(t->page, chain_words(CHAIN_VERDICT), CHAIN_WITH(status_word(t, status)));
    if (copy != NULL)
        page_add(t->page, (struct names){"{0}", "{0}"}, CHAIN_WITH(copy));
    if (chain_figure(t->chain, "as_of", as_of) && day_read(text_of(as_of), &day) == 0) {
        words = words_day(day);
        tell(t, CHAIN_AS_OF, CHAIN_WITH(tell_part(t, &words)));
    }
    page_end(t->page, 2, NULL);
    free(copy);
}

/* ---- all of it ---- */

void tell_judged(const struct telling *t)
{
    if (t->chain->has_period) {
        tell_path(t);
        tell_method(t);
        tell_future(t);
    }
    tell_verdict(t);
}
