#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "consumers/ctl/topic_read.h"
#include "consumers/ctl/verbs.h"
#include "consumers/show/rejection_view.h"
#include "deploy/service/service.h"

#define PROGRAM "tiendoctl rejections"

struct settings {
    struct kafka_settings kafka;
    struct language_settings language;
    struct option_list agencies;
    bool follow, json;
    int64_t last;
};

static const struct option own_options[] = {
    {.name = "agency",
     .kind = OPTION_LIST,
     .offset = offsetof(struct settings, agencies),
     .metavar = "AGENCY",
     .sentence = "only of this agency (all there are, where not said)"},
    {.name = "last",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct settings, last),
     .fallback = "1000",
     .metavar = "N",
     .sentence = "the newest N",
     .min = 1,
     .max = 1000000},
    {.name = "follow",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, follow),
     .sentence = "go on with what comes in"},
    {.name = "json",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, json),
     .sentence = "one JSON object a line, with the original bytes"},
    {.name = NULL},
};

/* The topics of the agencies asked for, to free() one by one and as a whole; NULL out of memory. */
static char **topics_of(const struct option_list *agencies)
{
    char **topics = calloc(agencies->count + 1, sizeof(*topics));

    for (size_t i = 0; topics != NULL && i < agencies->count; i++)
        if (asprintf(&topics[i], REJECTIONS_PREFIX "%s", agencies->items[i]) < 0) {
            topics[i] = NULL;
            break;
        }
    return topics;
}

static void free_topics(char **topics)
{
    for (size_t i = 0; topics != NULL && topics[i] != NULL; i++)
        free(topics[i]);
    free(topics);
}

static struct subscriber *subscribe(const struct settings *settings, char **topics,
                                    const struct log *log)
{
    const struct subscriber_options options = {
        .kafka = &settings->kafka,
        .log = log,
        .topics = (const char *const *)topics,
        .topic_count = settings->agencies.count,
        .prefix = settings->agencies.count == 0 ? REJECTIONS_PREFIX : NULL,
        .start = SUBSCRIBER_FROM_TAIL, /* of each partition: enough for the newest of all */
        .tail = settings->last,
    };

    return subscriber_open(&options);
}

static int collect(void *ctx, const struct subscriber_record *record)
{
    struct rejections *rejections = ctx;

    return rejections_add(rejections, record) == REJECTIONS_NO_MEMORY ? EX_OSERR : EX_OK;
}

static int print_all(const struct settings *settings, struct rejections *rejections)
{
    struct reader reader = reader_of(STDOUT_FILENO, settings->language.said);
    int result = 0;

    rejections_settle(rejections, (size_t)settings->last);
    result = settings->json ? rejections_print_json(rejections, stdout)
                            : rejections_print(rejections, &reader, stdout);
    return result != 0 || fflush(stdout) != 0 ? EX_IOERR : EX_OK;
}

struct following {
    const struct settings *settings;
    struct rejections *rejections;
};

static int print_new(void *ctx, const struct subscriber_record *record)
{
    const struct following *following = ctx;
    const struct settings *settings = following->settings;
    struct rejections *rejections = following->rejections;
    int result = 0;

    switch (rejections_add(rejections, record)) {
    case REJECTIONS_KNOWN:
        return EX_OK;
    case REJECTIONS_NO_MEMORY:
        return EX_OSERR;
    case REJECTIONS_NEW:
        break;
    }
    result =
        settings->json
            ? rejections_print_last_json(rejections, stdout)
            : rejections_print_last(rejections, language_of(settings->language.said), stdout);
    rejections_forget(rejections);
    return result != 0 || fflush(stdout) != 0 ? EX_IOERR : EX_OK;
}

static int follow(const struct settings *settings, struct subscriber *subscriber,
                  struct rejections *rejections)
{
    struct following following = {settings, rejections};

    rejections_forget(rejections);
    return topic_read_on(subscriber, print_new, &following);
}

static int run(const struct settings *settings, const struct log *log)
{
    char **topics = topics_of(&settings->agencies);
    struct rejections *rejections = rejections_new();
    struct subscriber *subscriber = NULL;
    int status = EX_OSERR;

    if (topics != NULL && rejections != NULL) {
        subscriber = subscribe(settings, topics, log);
        status = topic_read_all(PROGRAM, subscriber, collect, rejections);
    }
    if (status == EX_OK)
        status = print_all(settings, rejections);
    if (status == EX_OK && settings->follow)
        status = follow(settings, subscriber, rejections);
    subscriber_close(subscriber);
    rejections_free(rejections);
    free_topics(topics);
    return status;
}

int verb_rejections(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {{options_kafka, &settings.kafka},
                                          {options_language, &settings.language},
                                          {own_options, &settings},
                                          {NULL, NULL}};
    const struct options_program program = {
        PROGRAM, "Shows the measurements that were refused, and why; each once, oldest first.",
        NULL, groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);

    if (service == NULL)
        return status;
    return service_end(service, run(&settings, service_log(service)));
}
