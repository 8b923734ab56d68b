#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/redis_open.h"
#include "consumers/ctl/verbs.h"
#include "consumers/judge/alert_words.h"
#include "consumers/show/alert_view.h"
#include "consumers/show/language.h"
#include "consumers/store/redis.h"
#include "consumers/store/verdicts.h"
#include "consumers/store/views.h"
#include "deploy/service/publisher.h"
#include "deploy/service/service.h"

#define PROGRAM "tiendoctl alerts ack"

enum { ANSWER_MS = 30000 };

struct settings {
    struct plan_settings plan;
    struct redis_settings redis;
    struct kafka_settings kafka;
    struct language_settings language;
    const char *by, *note;
    bool json;
};

static const char *text_fault(const char *value, size_t most)
{
    if (value[0] == '\0')
        return "is empty";
    if (strlen(value) > most)
        return "is too long";
    for (const char *at = value; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            return "holds a control character";
    return NULL;
}

static const char *by_fault(const char *value)
{
    return text_fault(value, VERDICTS_BY_BYTES - 1);
}

static const char *note_fault(const char *value)
{
    return text_fault(value, VERDICTS_NOTE_BYTES - 1);
}

static const struct option own_options[] = {
    {.name = "by",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, by),
     .metavar = "NAME",
     .sentence = "who acknowledges it",
     .fault = by_fault},
    {.name = "note",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, note),
     .metavar = "TEXT",
     .sentence = "what is being done about it",
     .fault = note_fault},
    {.name = "json",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, json),
     .sentence = "print the event as it went to Kafka"},
    {.name = NULL},
};

/* ---- which alert ---- */

/* As `tiendoctl alerts` prints it; the subject alone; or as events are named: the plan before it, and
 * what it was raised for (and the transition's number) behind it. */
static bool names_alert(const struct plan *plan, const struct views *views, size_t i,
                        const char *said)
{
    char id[ALERT_ID_BYTES];
    size_t length = alert_list_id(views, i, id), before = strlen(plan->id);
    struct text raised_for = views_field(views, i, "raised_for");

    if (strcmp(said, id) == 0 || strcmp(said, views_subject(views, i)) == 0)
        return true;
    if (strncmp(said, plan->id, before) != 0 || said[before] != '/')
        return false;
    said += before + 1;
    if (strncmp(said, id, length) != 0 || said[length] != '/')
        return false;
    said += length + 1;
    return raised_for.length > 0 && strncmp(said, raised_for.at, raised_for.length) == 0 &&
           (said[raised_for.length] == '\0' || said[raised_for.length] == '/');
}

static void say_candidates(const struct views *views, const size_t *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char id[ALERT_ID_BYTES];

        (void)alert_list_id(views, places[i], id);
        (void)fprintf(stderr, "  %s\n", id);
    }
}

/* Whether it is one of ours, though it does not fire. */
static bool is_closed(const struct plan *plan, const struct views *views, const char *said)
{
    for (size_t i = 0; i < views_count(views); i++)
        if (names_alert(plan, views, i, said))
            return true;
    return false;
}

static int find(const struct plan *plan, const struct views *views, const char *said,
                size_t *place)
{
    const struct alert_wanted any = {NULL, NULL};
    size_t count = 0, found = 0;
    size_t *places = alert_list_open(views, &any, &count);
    int status = EX_OK;

    for (size_t i = 0; places != NULL && i < count; i++)
        if (names_alert(plan, views, places[i], said))
            places[found++] = places[i];
    if (places == NULL) {
        status = EX_OSERR;
    } else if (found == 0) {
        (void)fprintf(stderr, PROGRAM ": %s: %s\n", said,
                      is_closed(plan, views, said) ? "is not open (any more)"
                                                   : "there is no such alert");
        status = EX_DATAERR;
    } else if (found > 1) {
        (void)fprintf(stderr, PROGRAM ": %s: could be any of these:\n", said);
        say_candidates(views, places, found);
        status = EX_DATAERR;
    } else {
        *place = places[0];
    }
    free(places);
    return status;
}

static int refuse_again(const struct views *views, size_t i)
{
    struct text by = views_field(views, i, "acknowledged_by");

    if (by.length == 0)
        return EX_OK;
    (void)fprintf(stderr, PROGRAM ": %s/%s: is acknowledged already, by %.*s\n",
                  views_subject(views, i), views_kind(views, i), (int)by.length, by.at);
    return EX_DATAERR;
}

/* ---- the event ---- */

static void write_words(const struct settings *settings, const struct views *views, size_t i,
                        struct words *words)
{
    const struct alert_acknowledged_words act = {
        .kind = alarm_kind_of(text_of(views_kind(views, i))),
        .severity = alarm_severity_of(views_field(views, i, "severity")),
        .by = settings->by,
        .note = settings->note,
        .stands_vi = views_field(views, i, "explain_vi"),
        .stands_en = views_field(views, i, "explain_en"),
    };

    alert_words_acknowledged(&act, words);
}

/* It points into all of them. */
static void write_act(const struct settings *settings, const struct plan *plan,
                      const struct views *views, size_t i, struct alert *act)
{
    static const enum alert_field same[] = {ALERT_SEVERITY, ALERT_RAISED_FOR, ALERT_SINCE,
                                            ALERT_PERIOD, ALERT_VALUE};

    *act = (struct alert){.plan = text_of(plan->id),
                          .plan_version = plan->version,
                          .sequence = alert_list_number(views, i, "sequence"),
                          .count = alert_list_number(views, i, "count"),
                          .at_unix_ms = service_unix_ms()};
    for (size_t field = 0; field < sizeof(same) / sizeof(same[0]); field++)
        act->fields[same[field]] = views_field(views, i, alert_field_name(same[field]));
    act->fields[ALERT_SUBJECT] = text_of(views_subject(views, i));
    act->fields[ALERT_KIND] = text_of(views_kind(views, i));
    act->fields[ALERT_TRANSITION] = text_of("acknowledged");
    act->fields[ALERT_BY] = text_of(settings->by);
    act->fields[ALERT_COMMENT] = text_of(settings->note);
}

struct answer {
    bool answered, taken;
};

static void take_answer(void *ctx, void *token, const char *error)
{
    struct answer *answer = ctx;

    (void)token;
    answer->answered = true;
    answer->taken = error == NULL;
    if (error != NULL)
        (void)fprintf(stderr, PROGRAM ": Kafka did not take it: %s\n", error);
}

static int publish(struct publisher *publisher, const struct alert *act,
                   const struct answer *answer)
{
    static const char type[] = "application/cloudevents+json; charset=UTF-8";
    const struct kafka_header header = {text_of("content-type"), text_of(type)};
    size_t length = 0;
    char *key = alert_key(act), *event = alert_write(act, &length);
    int status = EX_UNAVAILABLE;

    if (event == NULL) {
        (void)fputs(PROGRAM ": a name or note is no UTF-8\n", stderr);
        status = EX_DATAERR;
    } else if (key != NULL &&
               publisher_send(publisher,
                              &(struct publisher_record){.topic = ALERT_TOPIC,
                                                         .partition = PUBLISHER_ANY_PARTITION,
                                                         .key = text_of(key),
                                                         .value = {event, length},
                                                         .headers = &header,
                                                         .header_count = 1,
                                                         .timestamp_unix_ms = PUBLISHER_NOW}) ==
                   PUBLISHER_OK) {
        if (publisher_flush(publisher, ANSWER_MS) == 0 && answer->taken)
            status = EX_OK;
        else if (!answer->answered)
            (void)fputs(PROGRAM ": Kafka did not answer\n", stderr);
    }
    free(key);
    free(event);
    return status;
}

static int send_act(const struct settings *settings, const struct log *log,
                    const struct alert *act)
{
    struct answer answer = {false, false};
    struct publisher *publisher = publisher_open(&(struct publisher_options){
        .kafka = &settings->kafka, .log = log, .delivered = take_answer, .ctx = &answer});
    int status = publisher == NULL ? EX_UNAVAILABLE : publish(publisher, act, &answer);

    publisher_close(publisher);
    return status;
}

static int show(const struct settings *settings, const struct plan *plan,
                const struct alert *act)
{
    struct reader reader = reader_of(STDOUT_FILENO, settings->language.said);
    int result = settings->json ? alert_print_transition_json(act, stdout)
                                : alert_print_transition(plan, act, &reader, stdout);

    return result == 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

/* ---- the verb ---- */

static int acknowledge(const struct settings *settings, const struct plan *plan,
                       const struct views *views, const struct log *log, const char *said)
{
    size_t place = 0;
    struct alert act;
    struct words words;
    int status = find(plan, views, said, &place);

    if (status == EX_OK)
        status = refuse_again(views, place);
    if (status != EX_OK)
        return status;
    write_act(settings, plan, views, place, &act);
    write_words(settings, views, place, &words);
    act.fields[ALERT_EXPLAIN_VI] = text_of(words.vi);
    act.fields[ALERT_EXPLAIN_EN] = text_of(words.en);
    status = send_act(settings, log, &act);
    return status == EX_OK ? show(settings, plan, &act) : status;
}

static int run(const struct settings *settings, const struct log *log, const char *said)
{
    int status = EX_OK;
    struct plan *plan = plan_read_or_say(PROGRAM, settings->plan.plan, &status);
    struct redis *redis =
        plan == NULL ? NULL : redis_open_or_say(PROGRAM, &settings->redis, &status);
    struct views *views = redis == NULL ? NULL : views_alerts(redis, plan);

    if (redis != NULL && views == NULL) {
        (void)fputs(PROGRAM ": Redis does not answer what was asked\n", stderr);
        status = EX_UNAVAILABLE;
    }
    if (views != NULL)
        status = acknowledge(settings, plan, views, log, said);
    views_free(views);
    redis_close(redis);
    plan_free(plan);
    return status;
}

int verb_alerts_ack(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {
        {options_plan, &settings.plan},   {options_redis, &settings.redis},
        {options_kafka, &settings.kafka}, {options_language, &settings.language},
        {own_options, &settings},         {NULL, NULL}};
    const struct options_program program = {
        PROGRAM,
        "Acknowledges an alert that is open: it stays so, and quiet until it changes.  ID is "
        "as\n"
        "'tiendoctl alerts' prints it, such as 2030.5.6/off_target.",
        "ID", groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);
    const char *const *operands = NULL;
    size_t count = 0;

    if (service == NULL)
        return status;
    operands = service_operands(service, &count);
    status = EX_USAGE;
    if (count != 1)
        (void)fputs(PROGRAM ": which ID? (one of 'tiendoctl alerts')\n", stderr);
    else if (settings.by == NULL)
        (void)fputs(PROGRAM ": --by NAME: who acknowledges it?\n", stderr);
    else
        status = run(&settings, service_log(service), operands[0]);
    return service_end(service, status);
}
