#include <stdio.h>
#include <string.h>

#include "schemas/decimal.h"
#include "schemas/plan_own.h"
#include "schemas/plan_reader.h"
#include "schemas/plan_words.h"

/* The readers of single values: strings, days, numbers, words. */

const struct plan_id_rule plan_rule_plan_id = {"a plan's id", "a-z", "-", 100};
const struct plan_id_rule plan_rule_agency_id = {"an agency's id", "a-z", "-", 60};
const struct plan_id_rule plan_rule_area_id = {"an area's id", "A-Za-z", "-", 40};
const struct plan_id_rule plan_rule_group_id = {"a group's id", "a-z", "-", 60};
const struct plan_id_rule plan_rule_dotted_id = {"an id", "a-z", ".-", 60};
const struct plan_id_rule plan_rule_level_code = {"a level's code", "a-z", "_-", 40};
const struct plan_id_rule plan_rule_unit = {"a unit", "A-Z", "_", 40};

enum { LINE_CHARACTERS_MAX = 4000, SHOWN_BYTES = 80 };

static const int64_t units_max = INT64_C(1)
                                 << 52; /* what an event may carry: design section 2 */

static bool expect_string(struct plan_reader *reader, const struct plan_node *node)
{
    return plan_expect(reader, node, json_is_string(node->value), "a string");
}

static struct text string_of(const struct plan_node *node)
{
    return (struct text){json_string_value(node->value), json_string_length(node->value)};
}

/* How much of a value a sentence shows, as a printf precision. */
static int shown(struct text value)
{
    size_t length = value.length;

    if (length > SHOWN_BYTES) { /* at a character's end */
        length = SHOWN_BYTES;
        while (length > 0 && ((unsigned char)value.at[length] & 0xC0) == 0x80)
            length--;
    }
    return (int)length;
}

static void keep_string(struct plan_reader *reader, struct text string, const char **into)
{
    const char *copy = arena_copy(&reader->plan->own->arena, string);

    if (copy == NULL)
        reader->no_memory = true;
    else
        *into = copy;
}

static bool is_letter(const struct plan_id_rule *rule, char c)
{
    return (c >= 'a' && c <= 'z' && strstr(rule->letters, "a-z") != NULL) ||
           (c >= 'A' && c <= 'Z' && strstr(rule->letters, "A-Z") != NULL) ||
           (c >= '0' && c <= '9');
}

static bool obeys(struct text id, const struct plan_id_rule *rule)
{
    bool after_letter = false;

    for (size_t i = 0; i < id.length; i++) {
        bool letter = is_letter(rule, id.at[i]);
        bool separator = id.at[i] != '\0' && strchr(rule->separators, id.at[i]) != NULL;

        if (!letter && !(separator && after_letter))
            return false;
        after_letter = letter;
    }
    return after_letter && id.length <= rule->max;
}

void plan_read_id(struct plan_reader *reader, const struct plan_node *node, const void *rule,
                  void *into)
{
    const struct plan_id_rule *id_rule = rule;
    struct text id = string_of(node);

    if (!expect_string(reader, node))
        return;
    if (!obeys(id, id_rule)) {
        plan_fault(
            reader, node,
            "'%.*s' is not %s: 1 to %zu characters of %s and 0-9, with single '%s' only in "
            "between",
            shown(id), id.at, id_rule->what, id_rule->max, id_rule->letters,
            id_rule->separators);
        return;
    }
    keep_string(reader, id, into);
}

static size_t count_characters(struct text text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return count;
}

static bool has_control(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.at[i] < 0x20 || text.at[i] == 0x7F)
            return true;
    return false;
}

/* No-break spaces are what pasting from a document leaves at the ends. */
static bool has_blank_ends(struct text text)
{
    static const char no_break_space[] = "\xC2\xA0";

    return text.at[0] == ' ' || text.at[text.length - 1] == ' ' ||
           text_begins(text, no_break_space) ||
           (text.length >= 2 && memcmp(text.at + text.length - 2, no_break_space, 2) == 0);
}

void plan_read_line(struct plan_reader *reader, const struct plan_node *node, const void *rule,
                    void *into)
{
    struct text line = string_of(node);
    size_t characters = count_characters(line);
    (void)rule;

    if (!expect_string(reader, node))
        return;
    if (characters == 0 || characters > LINE_CHARACTERS_MAX)
        plan_fault(reader, node, "the text has %zu characters; it must have 1 to %d",
                   characters, LINE_CHARACTERS_MAX);
    else if (has_control(line))
        plan_fault(reader, node, "'%.*s' has a line break or another control character",
                   shown(line), line.at);
    else if (has_blank_ends(line))
        plan_fault(reader, node, "'%.*s' begins or ends with a space", shown(line), line.at);
    else
        keep_string(reader, line, into);
}

void plan_read_names(struct plan_reader *reader, const struct plan_node *node, const void *rule,
                     void *into)
{
    static const struct plan_member items[] = {
        {"vi", true, plan_read_line, offsetof(struct names, vi), NULL},
        {"en", true, plan_read_line, offsetof(struct names, en), NULL},
    };
    static const struct plan_members members = {"a text in Vietnamese and English", items, 2};
    (void)rule;

    (void)plan_read_object(reader, node, &members, into);
}

void plan_read_day(struct plan_reader *reader, const struct plan_node *node, const void *rule,
                   void *into)
{
    struct text text = string_of(node);
    (void)rule;

    if (expect_string(reader, node) && day_read(text, into) != 0)
        plan_fault(reader, node, "'%.*s' is no day of the calendar, as 2030-12-31 is",
                   shown(text), text.at);
}

void plan_read_period(struct plan_reader *reader, const struct plan_node *node,
                      const void *rule, void *into)
{
    struct text text = string_of(node);
    (void)rule;

    if (expect_string(reader, node) && period_read(text, into) != 0)
        plan_fault(reader, node,
                   "'%.*s' is no period, as 2026, 2026-S1, 2026-Q3, 2026-10 and 2026-10-05 are",
                   shown(text), text.at);
}

void plan_read_bool(struct plan_reader *reader, const struct plan_node *node, const void *rule,
                    void *into)
{
    (void)rule;

    if (plan_expect(reader, node, json_is_boolean(node->value), "true or false"))
        *(bool *)into = json_is_true(node->value);
}

void plan_read_number(struct plan_reader *reader, const struct plan_node *node,
                      const void *rule, void *into)
{
    struct text number = json_exact_number(reader->document, node->value);
    (void)rule;

    if (plan_expect(reader, node, number.at != NULL, "a number"))
        *(struct text *)into = number;
}

void plan_read_int(struct plan_reader *reader, const struct plan_node *node, const void *rule,
                   void *into)
{
    const struct plan_span *span = rule;
    struct text number = {NULL, 0};
    int64_t value = 0;

    plan_read_number(reader, node, NULL, &number);
    if (number.at == NULL)
        return;
    if (decimal_read(number, 0, &value) != DECIMAL_OK || value < span->min || value > span->max)
        plan_fault(reader, node, "%.*s is not a whole number from %d to %d", shown(number),
                   number.at, span->min, span->max);
    else
        *(int *)into = (int)value;
}

/* "A, S, Q, M, D" */
static const char *list_words(struct plan_reader *reader, const struct words *words)
{
    size_t bytes = 1, length = 0;
    char *list;

    for (size_t i = 0; i < words->count; i++)
        bytes += strlen(words->items[i].name) + 2;
    list = plan_take_scratch(reader, bytes, 1);
    for (size_t i = 0; list != NULL && i < words->count; i++)
        length += (size_t)snprintf(list + length, bytes - length, "%s%s", i > 0 ? ", " : "",
                                   words->items[i].name);
    return list != NULL ? list : "";
}

void plan_read_word(struct plan_reader *reader, const struct plan_node *node, const void *rule,
                    void *into)
{
    const struct words *words = rule;
    struct text word = string_of(node);

    if (!expect_string(reader, node))
        return;
    for (size_t i = 0; i < words->count; i++) {
        if (text_is(word, words->items[i].name)) {
            *(int *)into = words->items[i].value;
            return;
        }
    }
    plan_fault(reader, node, "'%.*s' is not %s: %s", shown(word), word.at, words->what,
               list_words(reader, words));
}

void plan_read_later(struct plan_reader *reader, const struct plan_node *node, const void *rule,
                     void *into)
{
    (void)reader;
    (void)node;
    (void)rule;
    (void)into;
}

bool plan_scale(struct plan_reader *reader, const struct plan_node *node, struct text number,
                int decimals, int64_t *units)
{
    char most[DECIMAL_TEXT_BYTES];
    int64_t value = 0;
    enum decimal_fault fault = decimal_read(number, decimals, &value);

    if (fault == DECIMAL_INEXACT) {
        plan_fault(reader, node, "%.*s is more precise than the %d decimals kept here",
                   shown(number), number.at, decimals);
        return false;
    }
    if (fault != DECIMAL_OK || value > units_max || value < -units_max) {
        decimal_write(units_max, decimals, most);
        plan_fault(reader, node, "%.*s is too large: with %d decimals, the most is %s",
                   shown(number), number.at, decimals, most);
        return false;
    }
    *units = value;
    return true;
}
