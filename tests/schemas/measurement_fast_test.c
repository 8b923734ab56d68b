/*
 * The fast reader: what it takes, what it leaves to the general one, and that the two never
 * disagree, on the examples and on random edits of them.
 *
 *   schemas_measurement_fast_test [SEED]     other edits than those of every day
 */
#include <dirent.h>

#include "tests/fuzz/agreement.h"
#include "tests/schemas/example.h"

#define ENVELOPE                                                                               \
    "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/agencies/khcn/x\",\"type\":"           \
    "\"vn.gov.tiendo.measurement.v1\",\"time\":\"2026-10-05T08:00:00Z\""
#define EVENT(data) "{" ENVELOPE ",\"data\":{" data "}}"

enum { EXAMPLES_MAX = 256, ROUNDS = 400000, EDITED_BYTES = 4096 };

struct examples {
    struct example items[EXAMPLES_MAX];
    size_t count;
    uint64_t seed;
};

/* ---- the examples ---- */

static void open_folder(struct examples *examples, const char *folder)
{
    struct dirent **files = NULL;
    int count = scandir(folder, &files, NULL, alphasort);
    char path[512];

    assert_true(count > 2);
    for (int i = 0; i < count; i++) {
        if (files[i]->d_name[0] != '.') {
            assert_true(examples->count < EXAMPLES_MAX);
            (void)snprintf(path, sizeof(path), "%s/%s", folder, files[i]->d_name);
            open_example(&examples->items[examples->count++], path);
        }
        free(files[i]);
    }
    free(files);
}

static void open_examples(struct examples *examples)
{
    open_folder(examples, TIENDO_ROOT "/schemas/examples/accepted");
    open_folder(examples, TIENDO_ROOT "/schemas/examples/refused");
}

static void close_examples(struct examples *examples)
{
    for (size_t i = 0; i < examples->count; i++)
        close_example(&examples->items[i]);
}

static void fast_agrees_on_every_example(void **state)
{
    const struct examples *examples = *state;
    size_t accepted = 0, fast = 0;

    for (size_t i = 0; i < examples->count; i++) {
        const struct example *example = &examples->items[i];
        struct agreement agreement = readers_agree(&example->record);

        if (agreement.differs != NULL)
            fail_msg("%.*s: %s", (int)example->record.value.length, example->record.value.at,
                     agreement.differs);
        if (member(example, "reason").at == NULL) {
            accepted++;
            fast += agreement.fast;
        }
    }
    assert_true(fast * 10 >= accepted * 9); /* they are of the common shape */
}

/* ---- its shape ---- */

static struct agreement agreement_on(const char *text)
{
    struct record record = {.value = text_of(text), .timestamp_unix_ms = -1};
    struct agreement agreement = readers_agree(&record);

    if (agreement.differs != NULL)
        fail_msg("%s: %s", text, agreement.differs);
    return agreement;
}

static void fast_takes_the_common_shape(void **state)
{
    static const char *const texts[] = {
        EVENT("\"indicator\":\"a\",\"numerator\":1,\"denominator\":-2.50e+3"),
        EVENT("\"comment\":\"Số liệu chốt \x7f\",\"level\":null,\"obs_value\":true"),
        EVENT(""),
        " \t\r\n{ \"data\" : { \"revision\" : 1 , \"comment\" : \"\" } , " ENVELOPE " } \n",
        "{" ENVELOPE ",\"x\":1,\"y\":\"a\",\"z\":null,\"\":false,\"subject\":null,"
        "\"data_base64\":null,\"dataschema\":\"a\",\"data\":{}}",
    };
    (void)state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (!agreement_on(texts[i]).fast)
            fail_msg("%s: declined", texts[i]);
}

static void fast_declines_what_is_unusual_or_wrong(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "null",
        "[]",
        "{}",
        "{" ENVELOPE "}",
        "{" ENVELOPE ",\"data\":null}",
        "{" ENVELOPE ",\"data\":[]}",
        "{" ENVELOPE ",\"data\":{},\"data\":{}}",
        "{" ENVELOPE ",\"data\":{},\"id\":\"1\"}",
        "{" ENVELOPE ",\"data\":{},\"id\":null}",
        "{" ENVELOPE ",\"data\":{},\"x\":1,\"x\":1}",
        "{" ENVELOPE ",\"data\":{},\"x\":{}}",
        "{" ENVELOPE ",\"data\":{},\"x\":[]}",
        "{" ENVELOPE ",\"data\":{},\"data_base64\":\"\"}",
        "{" ENVELOPE ",\"data\":{},\"subject\":1}",
        "{" ENVELOPE ",\"data\":{},\"datacontenttype\":\"text/plain\"}",
        "{" ENVELOPE ",\"data\":{},}",
        "{" ENVELOPE ",\"data\":{}} x",
        "{" ENVELOPE ",\"data\":{}",
        EVENT("\"a\":1"),
        EVENT("\"level\":\"\\u0061\""),
        EVENT("\"lev\\u0065l\":\"a\""),
        EVENT("\"level\":{}"),
        EVENT("\"level\":1,\"level\":1"),
        EVENT("\"level\":01"),
        EVENT("\"level\":1a"),
        EVENT("\"level\":1."),
        EVENT("\"level\":.5"),
        EVENT("\"level\":+1"),
        EVENT("\"level\":-"),
        EVENT("\"level\":1e"),
        EVENT("\"level\":nul"),
        EVENT("\"level\":nulll"),
        EVENT("\"level\":\"\n\""),
        EVENT("\"level\":\"\xed\xa0\x80\""),
        EVENT("\"level\":\"\xc3"),
        "\xef\xbb\xbf" EVENT(""),
    };
    (void)state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (agreement_on(texts[i]).fast)
            fail_msg("%s: accepted", texts[i]);
}

static void fast_reads_no_byte_behind_the_record(void **state)
{
    static const char text[] = EVENT("\"comment\":\"ế\",\"level\":null,\"obs_value\":-1.5e+3");
    (void)state;

    for (size_t length = 0; length < sizeof(text); length++) {
        char *cut = malloc(length + 1); /* of that size alone: ASan stands behind it */
        struct record record = {.timestamp_unix_ms = -1};
        struct agreement agreement;

        assert_non_null(cut);
        cut = realloc(cut, length > 0 ? length : 1);
        assert_non_null(cut);
        memcpy(cut, text, length);
        record.value = (struct text){cut, length};
        agreement = readers_agree(&record);
        assert_null(agreement.differs);
        assert_int_equal(agreement.fast, length == sizeof(text) - 1);
        free(cut);
    }
}

/* ---- random edits ---- */

struct edited {
    uint64_t random;
    char bytes[EDITED_BYTES];
    size_t length;
    struct record_header headers[HEADERS_MAX];
};

static size_t below(struct edited *edited, size_t limit) /* xorshift64* */
{
    edited->random ^= edited->random >> 12;
    edited->random ^= edited->random << 25;
    edited->random ^= edited->random >> 27;
    return limit == 0 ? 0 : (size_t)((edited->random * 0x2545F4914F6CDD1Du) >> 33) % limit;
}

/* Puts `bytes` in the place of `cut` bytes at `at`. */
static void put(struct edited *edited, size_t at, size_t cut, struct text bytes)
{
    if (cut > edited->length - at)
        cut = edited->length - at;
    if (edited->length - cut + bytes.length > EDITED_BYTES)
        return;
    memmove(edited->bytes + at + bytes.length, edited->bytes + at + cut,
            edited->length - at - cut);
    memcpy(edited->bytes + at, bytes.at, bytes.length);
    edited->length += bytes.length - cut;
}

static void edit(struct edited *edited)
{
    static const char bytes[] = "\"\\{}[]:,0123456789.eE+- \t\r\n\0\x1f\x7f\x80\xa0\xbf\xc2\xc3"
                                "\xe1\xed\xf0\xf4\xff/aZ_";
    static const struct text tokens[] = {
        TEXT("null"),       TEXT("true"),      TEXT("false"),    TEXT("{}"),
        TEXT("[]"),         TEXT("\"\""),      TEXT("\\u0041"),  TEXT("\\n"),
        TEXT("1e5"),        TEXT("-0"),        TEXT("01"),       TEXT("\"data\":{},"),
        TEXT("\"x\":1,"),   TEXT("\"id\":1,"), TEXT("ế"),        TEXT("😀"),
        TEXT("\"level\":"), TEXT("00:60Z"),    TEXT(".25+07:0"), TEXT("\"level\":0,"),
    };
    size_t at = below(edited, edited->length);
    char copied[8];

    switch (below(edited, 6)) {
    case 0:
        edited->bytes[at] = (char)(edited->bytes[at] ^ (1 << below(edited, 8)));
        break;
    case 1:
        edited->bytes[at] = bytes[below(edited, sizeof(bytes) - 1)];
        break;
    case 2:
        put(edited, at, 1 + below(edited, 8), (struct text){bytes, 0});
        break;
    case 3:
        put(edited, at, below(edited, 4),
            tokens[below(edited, sizeof(tokens) / sizeof(tokens[0]))]);
        break;
    case 4:
        put(edited, at, 0, (struct text){&bytes[below(edited, sizeof(bytes) - 1)], 1});
        break;
    default:
        if (edited->length - at < sizeof(copied))
            return;
        memcpy(copied, edited->bytes + at, sizeof(copied));
        put(edited, below(edited, edited->length), 0, (struct text){copied, sizeof(copied)});
    }
}

static void edit_headers(struct edited *edited, struct record *record)
{
    static const struct text values[] = {
        TEXT("application/cloudevents+json"),
        TEXT("application/cloudevents+json; a=b"),
        TEXT("application/json"),
        TEXT("application/cloudevents+jsonx"),
        TEXT("content-type"),
        TEXT("1.0"),
        TEXT("ce_id"),
        {NULL, 0},
    };
    enum { VALUES = sizeof(values) / sizeof(values[0]) };
    size_t at = below(edited, record->header_count);

    memcpy(edited->headers, record->headers, record->header_count * sizeof(*record->headers));
    record->headers = edited->headers;
    if (record->header_count == 0 || below(edited, 8) != 0)
        return;
    if (below(edited, 2) == 0)
        edited->headers[at].value = values[below(edited, VALUES)];
    else
        edited->headers[at].name = values[below(edited, VALUES - 1)];
}

static void fast_agrees_on_random_edits(void **state)
{
    const struct examples *examples = *state;
    struct edited edited = {.random = 2 * examples->seed + 1};
    size_t fast = 0;

    for (int round = 0; round < ROUNDS; round++) {
        const struct example *example = &examples->items[below(&edited, examples->count)];
        struct record record = example->record;
        struct agreement agreement;

        if (record.value.length == 0 || record.value.length > EDITED_BYTES / 2)
            continue;
        edited.length = record.value.length;
        memcpy(edited.bytes, record.value.at, record.value.length);
        for (size_t edits = below(&edited, 4); edits > 0 && edited.length > 0; edits--)
            edit(&edited);
        record.value = (struct text){edited.bytes, edited.length};
        edit_headers(&edited, &record);
        agreement = readers_agree(&record);
        fast += agreement.fast;
        if (agreement.differs != NULL)
            fail_msg("seed %llu, round %d: %s: %.*s", (unsigned long long)examples->seed, round,
                     agreement.differs, (int)edited.length, edited.bytes);
    }
    assert_true(fast > ROUNDS / 8); /* there was something to hold it against */
}

int main(int argc, char **argv)
{
    static struct examples examples;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(fast_agrees_on_every_example, &examples),
        cmocka_unit_test(fast_takes_the_common_shape),
        cmocka_unit_test(fast_declines_what_is_unusual_or_wrong),
        cmocka_unit_test(fast_reads_no_byte_behind_the_record),
        cmocka_unit_test_prestate(fast_agrees_on_random_edits, &examples),
    };

    examples.seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    open_examples(&examples);
    int failed = cmocka_run_group_tests_name("measurement_fast", tests, NULL, NULL);
    close_examples(&examples);
    return failed;
}
