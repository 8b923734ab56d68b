#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/topics_admin.h"
#include "consumers/ctl/topics_wanted.h"
#include "consumers/ctl/verbs.h"
#include "deploy/service/service.h"

#define PROGRAM "tiendoctl topics create"

struct settings {
    struct plan_settings plan;
    struct kafka_settings kafka;
    int64_t partitions, replication;
};

static const struct option own_options[] = {
    {.name = "partitions",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct settings, partitions),
     .metavar = "N",
     .sentence = "partitions of each agency's measurements (3 where not said)",
     .min = 1,
     .max = 1000},
    {.name = "replication-factor",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct settings, replication),
     .fallback = "-1",
     .metavar = "N",
     .sentence = "copies of each topic; -1: as many as the cluster's default says",
     .min = -1,
     .max = 100},
    {.name = NULL},
};

struct comparison {
    const char *topic;
    size_t differences;
};

static void print_difference(void *ctx, const struct topic_setting *wanted, const char *is)
{
    struct comparison *comparison = ctx;

    (void)printf("%s: differs: %s is %s, not %s\n", comparison->topic, wanted->name, is,
                 wanted->value);
    comparison->differences++;
}

/* EX_OK, EX_CONFIG where it is otherwise than it must be, EX_UNAVAILABLE with `fault`. */
static int compare(struct topics_admin *admin, const struct topic_wanted *topic, int partitions,
                   char fault[TOPICS_FAULT_BYTES])
{
    struct comparison comparison = {topic->name, 0};

    if (topics_admin_compare(admin, topic, print_difference, &comparison, fault) != 0)
        return EX_UNAVAILABLE;
    if (topic->partitions_matter && partitions != topic->partitions) {
        (void)printf("%s: differs: has %d partitions, not %d\n", topic->name, partitions,
                     topic->partitions);
        comparison.differences++;
    }
    if (comparison.differences > 0)
        return EX_CONFIG;
    (void)printf("%s: is there (partitions: %d)\n", topic->name, partitions);
    return EX_OK;
}

static int create(struct topics_admin *admin, const struct topic_wanted *topic, int replication,
                  char fault[TOPICS_FAULT_BYTES])
{
    int result = topics_admin_create(admin, topic, replication, fault);

    if (result < 0)
        return EX_UNAVAILABLE;
    if (result > 0)
        return compare(admin, topic, topic->partitions, fault);
    (void)printf("%s: created (partitions: %d)\n", topic->name, topic->partitions);
    return EX_OK;
}

static int create_all(struct topics_admin *admin, const struct topics_wanted *wanted,
                      int replication, char fault[TOPICS_FAULT_BYTES])
{
    int *partitions = calloc(wanted->count, sizeof(*partitions));
    int status = EX_OK;

    if (partitions == NULL)
        return EX_OSERR;
    if (topics_admin_partitions(admin, wanted, partitions, fault) != 0)
        status = EX_UNAVAILABLE;
    for (size_t i = 0; i < wanted->count && status != EX_UNAVAILABLE; i++) {
        int of_this = partitions[i] == 0
                          ? create(admin, &wanted->items[i], replication, fault)
                          : compare(admin, &wanted->items[i], partitions[i], fault);

        if (of_this != EX_OK)
            status = of_this;
    }
    if (status != EX_UNAVAILABLE && topics_admin_wait(admin, wanted, fault) != 0)
        status = EX_UNAVAILABLE;
    if (status == EX_CONFIG)
        (void)fputs(PROGRAM
                    ": what differs was left as it is: change it with Kafka's own tools\n",
                    stderr);
    free(partitions);
    return status;
}

static int run(const struct settings *settings, const struct plan *plan, const struct log *log)
{
    struct topics_wanted wanted = {NULL, 0};
    char fault[TOPICS_FAULT_BYTES] = "";
    int status = EX_OSERR;
    struct topics_admin *admin = NULL;

    if (topics_wanted_of(plan, (int)settings->partitions, &wanted) == 0)
        admin = topics_admin_open(&settings->kafka, log, &status, fault);
    if (admin != NULL)
        status = create_all(admin, &wanted, (int)settings->replication, fault);
    if (fault[0] != '\0')
        (void)fprintf(stderr, PROGRAM ": %s\n", fault);
    topics_admin_close(admin);
    topics_wanted_free(&wanted);
    return status;
}

int verb_topics_create(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {{options_plan, &settings.plan},
                                          {options_kafka, &settings.kafka},
                                          {own_options, &settings},
                                          {NULL, NULL}};
    const struct options_program program = {
        PROGRAM,
        "Creates the topics of a plan's agencies, the alerts' and the plans'; those that are "
        "there\n"
        "are compared and left alone (exit code 78 where one is otherwise than it must be).",
        NULL, groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);
    struct plan *plan = NULL;

    if (service == NULL)
        return status;
    plan = plan_read_or_say(PROGRAM, settings.plan.plan, &status);
    if (plan != NULL)
        status = run(&settings, plan, service_log(service));
    plan_free(plan);
    return service_end(service, status);
}
