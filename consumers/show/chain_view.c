#include "consumers/show/chain_view.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/show/cells_said.h"
#include "consumers/show/chain_view_own.h"
#include "consumers/show/revision_view.h"

enum { CELLS_MOST = 12, PARTS_MOST = 36, NUMBER_BYTES = 24 };

/* ---- figures ---- */

void chain_field(const struct views *views, size_t i, const char *name,
                 char out[CHAIN_FIGURE_BYTES])
{
    struct text value = views_field(views, i, name);

    out[0] = '\0';
    if (value.length > 0 && value.length < CHAIN_FIGURE_BYTES)
        (void)snprintf(out, CHAIN_FIGURE_BYTES, "%.*s", (int)value.length, value.at);
}

bool chain_figure(const struct chain *chain, const char *name, char out[CHAIN_FIGURE_BYTES])
{
    chain_field(chain->verdict, 0, name, out);
    return out[0] != '\0';
}

bool chain_flag(const struct chain *chain, const char *name)
{
    return text_is(views_field(chain->verdict, 0, name), "1");
}

struct words_part chain_number(const char *figure)
{
    return words_around((struct names){"", ""}, figure, (struct names){"", ""});
}

const struct baseline *chain_given_baseline(const struct target *target)
{
    if (target->baseline.given)
        return &target->baseline;
    return target->indicator->baseline.given ? &target->indicator->baseline : NULL;
}

static void write_count(size_t count, char out[NUMBER_BYTES])
{
    (void)snprintf(out, NUMBER_BYTES, "%zu", count);
}

/* ---- the target ---- */

static void tell_lead(const struct telling *t)
{
    const struct agencies *lead = &t->chain->target->lead;
    char names[1024] = "";
    size_t length = 0;

    for (size_t i = 0; i < lead->count; i++) {
        const struct agency *agency = plan_in_office(lead->items[i]);
        const char *name = language_pick(t->language, agency->names);

        if (strstr(names, name) == NULL && length + strlen(name) + 3 < sizeof(names))
            length += (size_t)snprintf(names + length, sizeof(names) - length, "%s%s",
                                       length == 0 ? "" : ", ", name);
    }
    tell(t, CHAIN_LEAD, CHAIN_WITH(names));
}

static void tell_target(const struct telling *t)
{
    const struct target *target = t->chain->target;
    const struct indicator *indicator = target->indicator;
    struct words_part demand = words_demand(target), due = words_day(target->due);

    page_heading(
        t->page, chain_words(CHAIN_TARGET),
        CHAIN_WITH(target->row, target->id, language_pick(t->language, target->names)));
    tell(t,
         target->condition.is == CONDITION_BY_SCHEME ? CHAIN_TO_REACH_BY_SCHEME
                                                     : CHAIN_TO_REACH,
         CHAIN_WITH(tell_part(t, &demand), tell_part(t, &due)));
    tell(t, CHAIN_PRINTED, CHAIN_WITH(target->printed));
    tell_lead(t);
    page_end(t->page, 0, NULL);
    tell(t, CHAIN_INDICATOR,
         CHAIN_WITH(language_pick(t->language, indicator->names), indicator->id));
    page_end(t->page, 0, NULL);
    if (target->interpretation.vi != NULL)
        tell(t, CHAIN_INTERPRETATION,
             CHAIN_WITH(language_pick(t->language, target->interpretation)));
    page_end(t->page, 0, NULL);
}

static void tell_reservations(const struct telling *t)
{
    if (t->chain->catching_up)
        tell(t, CHAIN_CATCHING_UP, NULL);
    else if (t->chain->dirty)
        tell(t, CHAIN_DIRTY, NULL);
    page_end(t->page, 0, NULL);
}

/* ---- cells ---- */

/* Two figures that belong together. */
static void write_two(const struct telling *t, enum chain_saying saying, const char *first,
                      const char *second, struct words_part *out)
{
    struct names pattern = chain_words(saying);
    const char *text = language_pick(t->language, pattern);
    const char *one = strstr(text, "{0}"), *two = strstr(text, "{1}");
    char *said = t->language == LANGUAGE_EN ? out->en : out->vi;

    (void)snprintf(said, WORDS_PART_BYTES, "%.*s%s%.*s%s%s", (int)(one - text), text, first,
                   (int)(two - one - 3), one + 3, second, two + 3);
}

/* What the parts say, in one language: the other stays empty. */
static struct words_part say_figures(const struct telling *t, const char *const figures[2],
                                     const char *value)
{
    const struct indicator *indicator = t->chain->target->indicator;
    struct words_part first = {"", ""}, second = {"", ""}, out = {"", ""};

    switch (indicator->kind) {
    case INDICATOR_RATIO:
        first = chain_number(figures[0]);
        second = chain_number(figures[1]);
        write_two(t, CHAIN_PARTS, tell_part(t, &first), tell_part(t, &second), &out);
        return out;
    case INDICATOR_RANK:
    case INDICATOR_COMPARED:
        first = words_value(indicator, value);
        second = indicator->kind == INDICATOR_RANK ? chain_number(figures[0])
                                                   : words_value(indicator, figures[0]);
        if (figures[0][0] == '\0')
            return first;
        write_two(t, indicator->kind == INDICATOR_RANK ? CHAIN_OF : CHAIN_NATION,
                  tell_part(t, &first), tell_part(t, &second), &out);
        return out;
    case INDICATOR_COUNT:
    case INDICATOR_NUMBER:
    case INDICATOR_LEVEL:
        break;
    }
    return words_value(indicator, value);
}

static const char *cell_text(const struct cell_said *cell, enum cell_text which)
{
    return cell->texts[which] == NULL ? "" : cell->texts[which];
}

static struct words_part say_cell(const struct telling *t, const struct cell_said *cell)
{
    bool is_level = t->chain->target->indicator->kind == INDICATOR_LEVEL;
    const char *figures[2] = {cell_text(cell, CELL_NUMERATOR),
                              cell_text(cell, CELL_DENOMINATOR)};

    if (t->chain->target->indicator->kind == INDICATOR_RANK)
        figures[0] = cell_text(cell, CELL_RANK_OF);
    if (t->chain->target->indicator->kind == INDICATOR_COMPARED)
        figures[0] = cell_text(cell, CELL_BENCHMARK);
    return say_figures(t, figures, cell_text(cell, is_level ? CELL_LEVEL : CELL_OBS_VALUE));
}

static void tell_cell(const struct telling *t, const struct cell_said *cell)
{
    struct words_part says = say_cell(t, cell);
    char status[2] = {cell->standing.obs_status, '\0'}, revision[REVISION_WORD_BYTES];

    revision_write(cell->standing.revision, revision);
    tell(t, CHAIN_CELL, CHAIN_WITH(cell_text(cell, CELL_SOURCE)));
    if (strcmp(cell_text(cell, CELL_AREA), t->chain->plan->areas[0].id) != 0)
        tell(t, CHAIN_CELL_AREA, CHAIN_WITH(cell_text(cell, CELL_AREA)));
    if (obs_status_withdraws(cell->standing.obs_status))
        tell(t, CHAIN_CELL_WITHDRAWN, CHAIN_WITH(status));
    else
        tell(t, CHAIN_CELL_SAYS, CHAIN_WITH(tell_part(t, &says), status));
    tell(t, CHAIN_CELL_ORIGIN, CHAIN_WITH(revision, cell_text(cell, CELL_ORIGIN)));
    if (!cell->counts)
        tell(t, CHAIN_CELL_LEFT_OUT, NULL);
    if (cell->texts[CELL_COMMENT] != NULL)
        tell(t, CHAIN_COMMENT, CHAIN_WITH(cell->texts[CELL_COMMENT]));
    page_end(t->page, 2, "•");
}

static void tell_rest(const struct telling *t, enum chain_saying saying, size_t count)
{
    char number[NUMBER_BYTES];

    if (count == 0)
        return;
    write_count(count, number);
    tell(t, saying, CHAIN_WITH(number));
    page_end(t->page, 2, "•");
}

static int tell_cells(const struct telling *t)
{
    const struct chain *chain = t->chain;
    struct words_part period = words_period(chain->period);
    struct cells_said *cells =
        cells_said_read(chain->plan, chain->target->indicator, chain->cells);

    if (cells == NULL)
        return -1;
    page_heading(t->page, chain_words(CHAIN_CELLS), CHAIN_WITH(tell_part(t, &period)));
    for (size_t i = 0; i < cells->count && i < CELLS_MOST; i++)
        tell_cell(t, &cells->items[i]);
    if (cells->count > CELLS_MOST)
        tell_rest(t, CHAIN_MORE, cells->count - CELLS_MOST);
    if (cells->count == 0)
        tell(t, CHAIN_NO_CELLS, NULL);
    page_end(t->page, 2, "•");
    tell_rest(t, CHAIN_BROKEN_CELLS, cells->broken);
    cells_said_free(cells);
    return 0;
}

/* ---- totals ---- */

/* The figures of a hash that has a total's fields; false where there is no value. */
static bool say_hash(const struct telling *t, const struct views *views, size_t i,
                     struct words_part *out)
{
    const struct indicator *indicator = t->chain->target->indicator;
    char first[CHAIN_FIGURE_BYTES], second[CHAIN_FIGURE_BYTES], value[CHAIN_FIGURE_BYTES];
    struct words_part parts, whole;

    chain_field(views, i,
                indicator->kind == INDICATOR_RATIO  ? "numerator"
                : indicator->kind == INDICATOR_RANK ? "rank_of"
                                                    : "benchmark",
                first);
    chain_field(views, i, "denominator", second);
    chain_field(views, i, "value", value);
    parts = say_figures(t, (const char *const[]){first, second}, value);
    *out = parts;
    if (indicator->kind != INDICATOR_RATIO || first[0] == '\0')
        return value[0] != '\0';
    if (value[0] == '\0')
        return true; /* nothing over nothing */
    whole = words_value(indicator, value);
    write_two(t, CHAIN_TOTAL, tell_part(t, &parts), tell_part(t, &whole), out);
    return true;
}

static void tell_part_of_value(const struct telling *t, size_t i)
{
    const struct chain_part *part = &t->chain->parts[i];
    struct words_part period = words_period(part->period), says;
    bool there = say_hash(t, t->chain->totals, i, &says);

    tell(t, part->subtracted ? CHAIN_SUBTRACTED : CHAIN_ADDED,
         CHAIN_WITH(tell_part(t, &period),
                    there ? tell_part(t, &says) : tell_word(t, CHAIN_TOTAL_GONE)));
    page_end(t->page, 2, "•");
}

/* Whether not all communes are in each figure that the value is made of. */
static bool lacks_communes(const struct chain *chain)
{
    char coverage[CHAIN_FIGURE_BYTES];

    return chain->target->indicator->kind == INDICATOR_RATIO &&
           chain_figure(chain, "coverage", coverage) && coverage[0] == '0';
}

static void tell_parts(const struct telling *t)
{
    const struct chain *chain = t->chain;
    struct words_part period = words_period(chain->period);
    char number[NUMBER_BYTES];

    if (chain->window > 1) {
        write_count(chain->window, number);
        tell(t, CHAIN_SUM_OF_WINDOW, CHAIN_WITH(number, tell_part(t, &period)));
    }
    if (chain->target->indicator->reported_as == REPORTED_YEAR_TO_DATE) {
        tell(t, CHAIN_TO_DATE, NULL);
        if (lacks_communes(chain))
            tell(t, CHAIN_TO_DATE_COMMUNES, NULL);
    }
    page_end(t->page, 2, NULL);
    for (size_t i = 0; i < chain->part_count && i < PARTS_MOST; i++)
        tell_part_of_value(t, i);
    if (chain->part_count > PARTS_MOST)
        tell_rest(t, CHAIN_MORE, chain->part_count - PARTS_MOST);
}

static void tell_value(const struct telling *t)
{
    const struct chain *chain = t->chain;
    struct words_part period = words_period(chain->period), says;
    char coverage[CHAIN_FIGURE_BYTES];

    page_heading(t->page, chain_words(CHAIN_VALUE), NULL);
    if (chain->part_count > 1 || chain->window > 1)
        tell_parts(t);
    if (say_hash(t, chain->verdict, 0, &says))
        tell(t, CHAIN_JUDGED, CHAIN_WITH(tell_part(t, &period), tell_part(t, &says)));
    chain_field(chain->totals, chain->part_count - 1, "coverage", coverage);
    if (coverage[0] != '\0')
        tell(t, CHAIN_COMMUNES, CHAIN_WITH(coverage));
    if (chain_flag(chain, "disputed"))
        tell(t, CHAIN_DISPUTED, NULL);
    if (chain_flag(chain, "provisional"))
        tell(t, CHAIN_PROVISIONAL, NULL);
    page_end(t->page, 2, NULL);
}

/* ---- baseline ---- */

/* The plan has it in one language: it is quoted, and what it quotes itself gets inner marks, whose
 * last byte is four less. */
static void tell_source(const struct telling *t, const char *source)
{
    char *inner = strdup(source);

    if (inner == NULL)
        return;
    for (char *at = inner; (at = strstr(at, "\xE2\x80")) != NULL; at += 3)
        if (memcmp(at, "“", 3) == 0 || memcmp(at, "”", 3) == 0)
            at[2] = (char)(at[2] - 4);
    tell(t, CHAIN_BASELINE_SOURCE, CHAIN_WITH(inner));
    free(inner);
}

static void tell_where_from(const struct telling *t)
{
    const struct baseline *given = chain_given_baseline(t->chain->target);

    if (chain_flag(t->chain, "baseline_observed"))
        tell(t, CHAIN_BASELINE_OBSERVED, NULL);
    else if (given != NULL && given->has_value && given->source != NULL)
        tell_source(t, given->source);
    else if (given != NULL && !given->has_value)
        tell(t, CHAIN_BASELINE_PERIOD, NULL);
    if (chain_flag(t->chain, "baseline_adjusted"))
        tell(t, CHAIN_BASELINE_ADJUSTED, NULL);
}

static void tell_baseline(const struct telling *t)
{
    char value[CHAIN_FIGURE_BYTES], text[CHAIN_FIGURE_BYTES];
    struct words_part words, when;
    struct period period;

    page_heading(t->page, chain_words(CHAIN_BASELINE), NULL);
    if (!chain_figure(t->chain, "baseline_value", value) ||
        !chain_figure(t->chain, "baseline_period", text) ||
        period_read(text_of(text), &period) != 0) {
        tell(t, CHAIN_NO_BASELINE, NULL);
    } else {
        words = words_value(t->chain->target->indicator, value);
        when = words_period(period);
        tell(t, CHAIN_BASELINE_IS, CHAIN_WITH(tell_part(t, &when), tell_part(t, &words)));
        tell_where_from(t);
    }
    page_end(t->page, 2, NULL);
}

/* ---- all of it ---- */

static int tell_chain(const struct telling *t)
{
    const struct chain *chain = t->chain;
    struct text name, value;
    int result = 0;

    tell_target(t);
    tell_reservations(t);
    if (!views_each(chain->verdict, 0, 0, &name, &value)) {
        tell(t, CHAIN_NOT_JUDGED, NULL);
        page_end(t->page, 0, NULL);
        return 0;
    }
    if (chain->has_period) {
        result = tell_cells(t);
        tell_value(t);
        tell_baseline(t);
    }
    tell_judged(t);
    tell_alerts(t);
    return result;
}

int chain_print(const struct chain *chain, enum language language,
                const struct terminal *terminal, FILE *out)
{
    struct page *page = page_open(out, terminal, language);
    const struct telling telling = {chain, page, language};
    int result = page == NULL ? -1 : tell_chain(&telling);

    return page_close(page) == 0 ? result : -1;
}
