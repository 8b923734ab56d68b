#include "consumers/show/plan_diff.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "consumers/ctl/assessment.h"
#include "consumers/ctl/figures.h"
#include "consumers/ctl/plan_read.h"
#include "consumers/ctl/verbs.h"
#include "consumers/show/language.h"
#include "consumers/store/offline.h"
#include "deploy/service/file.h"
#include "deploy/service/service.h"
#include "schemas/instant.h"

#define PROGRAM "tiendoctl plan diff"

enum { PLAN_BYTES_MAX = 64 * 1024 * 1024 };

struct settings {
    struct today_settings today;
    struct language_settings language;
    bool json, assess;
};

static const struct option own_options[] = {
    {.name = "json",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, json),
     .sentence = "as one JSON object"},
    {.name = "assess",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, assess),
     .sentence = "judge the figures of the FILEs by both plans: whose verdict changes"},
    {.name = NULL},
};

/* One of the two plans, and what it says of the figures. */
struct side {
    const char *path;
    struct plan *plan;
    struct assessed *verdicts; /* by target; NULL: there are no figures */
};

struct diff {
    const struct settings *settings;
    struct side before, after;
    struct plan_changes changes;
    struct plan_verdict_change *verdicts;
    size_t verdict_count, targets;
};

/* ---- figures by both plans ---- */

static int judge(const struct settings *settings, struct side *side, const char *const *files,
                 size_t count)
{
    struct offline *offline = offline_new(side->plan);
    int32_t today = instant_day(service_unix_ms(), side->plan->utc_offset_s);
    int status = EX_OSERR;

    if (settings->today.as_of != NULL)
        (void)day_read(text_of(settings->today.as_of), &today); /* checked as an option */
    if (offline != NULL)
        status =
            figures_read(&(struct figures_options){.program = PROGRAM,
                                                   .under = side->path,
                                                   .plan = side->plan,
                                                   .now_unix_ms = figures_now(
                                                       service_unix_ms(), side->plan, today),
                                                   .err = stderr},
                         files, count, offline);
    if ((status == EX_OK || status == EX_DATAERR) &&
        assessment_of_all(side->plan, offline, today, &side->verdicts) != 0)
        status = EX_OSERR;
    offline_free(offline);
    return status;
}

static const struct verdict *verdict_on(const struct side *side, const char *target)
{
    const struct target *found = plan_target(side->plan, text_of(target));

    return found == NULL ? NULL : &side->verdicts[found->index].verdict;
}

static void note_verdict(struct diff *diff, const struct target *target)
{
    const struct verdict *before = verdict_on(&diff->before, target->id);
    const struct verdict *after = verdict_on(&diff->after, target->id);

    diff->targets++;
    if (before != NULL && after != NULL && before->status == after->status &&
        before->why == after->why)
        return;
    diff->verdicts[diff->verdict_count++] =
        (struct plan_verdict_change){.target = target->id,
                                     .name = target->names,
                                     .was_there = before != NULL,
                                     .is_there = after != NULL,
                                     .before = before != NULL ? before->status : STATUS_COUNT,
                                     .after = after != NULL ? after->status : STATUS_COUNT,
                                     .why_before = before != NULL ? before->why : WHY_NONE,
                                     .why_after = after != NULL ? after->why : WHY_NONE};
}

static int compare_verdicts(struct diff *diff)
{
    const struct plan *before = diff->before.plan, *after = diff->after.plan;

    diff->verdicts =
        calloc(before->target_count + after->target_count + 1, sizeof(*diff->verdicts));
    if (diff->verdicts == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < before->target_count; i++)
        note_verdict(diff, &before->targets[i]);
    for (size_t i = 0; i < after->target_count; i++)
        if (plan_target(before, text_of(after->targets[i].id)) == NULL)
            note_verdict(diff, &after->targets[i]);
    return EX_OK;
}

/* EX_DATAERR where lines were refused by either plan, and all others were judged. */
static int judge_both(struct diff *diff, const char *const *files, size_t count)
{
    int before = judge(diff->settings, &diff->before, files, count), after;

    if (diff->before.verdicts == NULL)
        return before;
    after = judge(diff->settings, &diff->after, files, count);
    if (diff->after.verdicts == NULL)
        return after;
    if (compare_verdicts(diff) != EX_OK)
        return EX_OSERR;
    return before != EX_OK ? before : after;
}

/* ---- the files themselves ---- */

static int compare_files(struct diff *diff)
{
    struct text before = file_read(diff->before.path, PLAN_BYTES_MAX);
    struct text after = file_read(diff->after.path, PLAN_BYTES_MAX);
    int status = EX_OK;

    if (before.at == NULL || after.at == NULL) {
        (void)fprintf(stderr, PROGRAM ": %s: %s\n",
                      before.at == NULL ? diff->before.path : diff->after.path,
                      strerrordesc_np(errno));
        status = EX_NOINPUT;
    } else if (plan_changes_find(before, after, &diff->changes) != 0) {
        status = EX_OSERR;
    }
    file_free(before);
    file_free(after);
    return status;
}

static int show(const struct diff *diff)
{
    const struct plan_diff shown = {.changes = &diff->changes,
                                    .has_verdicts = diff->settings->assess,
                                    .verdicts = diff->verdicts,
                                    .verdict_count = diff->verdict_count,
                                    .targets = diff->targets};
    int result =
        diff->settings->json
            ? plan_diff_print_json(&shown, stdout)
            : plan_diff_print(&shown, language_of(diff->settings->language.said), stdout);

    return result == 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int compare(struct diff *diff, const char *const *files, size_t count)
{
    int status = EX_OK, judged = EX_OK;

    diff->before.plan = plan_read_or_say(PROGRAM, diff->before.path, &status);
    if (diff->before.plan == NULL)
        return status;
    diff->after.plan = plan_read_or_say(PROGRAM, diff->after.path, &status);
    if (diff->after.plan == NULL)
        return status;
    status = compare_files(diff);
    if (status == EX_OK && diff->settings->assess)
        judged = judge_both(diff, files, count);
    if (status == EX_OK && (judged == EX_OK || judged == EX_DATAERR))
        status = show(diff);
    return status != EX_OK ? status : judged;
}

static void free_side(struct side *side)
{
    free(side->verdicts);
    plan_free(side->plan);
}

static int run(const struct settings *settings, const char *const *operands, size_t count)
{
    struct diff diff = {
        .settings = settings, .before = {.path = operands[0]}, .after = {.path = operands[1]}};
    int status = compare(&diff, operands + 2, count - 2);

    plan_changes_free(&diff.changes);
    free(diff.verdicts);
    free_side(&diff.before);
    free_side(&diff.after);
    return status;
}

/* What is wrong with the operands; NULL: nothing. */
static const char *fault_of(const struct settings *settings, const char *const *operands,
                            size_t count)
{
    if (count < 2)
        return "which two plan files?";
    for (size_t i = 0; i < count; i++)
        if (strcmp(operands[i], "-") == 0)
            return "files are read twice: '-' cannot be";
    if (count > 2 && !settings->assess)
        return "two plan files, please; or --assess for the figures of more";
    if (count == 2 && settings->assess)
        return "--assess which FILE?";
    return NULL;
}

int verb_plan_diff(int argc, char **argv)
{
    struct settings settings = {0};
    const struct option_group groups[] = {{options_today, &settings.today},
                                          {options_language, &settings.language},
                                          {own_options, &settings},
                                          {NULL, NULL}};
    const struct options_program program = {
        PROGRAM,
        "Says what changed from one plan file to another, a sentence a line; with --assess "
        "also\n"
        "whose verdict changes on the figures of the FILEs (see 'tiendoctl assess').",
        "BEFORE AFTER [FILE…]", groups};
    int status = EX_OK;
    struct service *service = service_start(&program, argc, argv, NULL, &status);
    const char *const *operands = NULL, *fault;
    size_t count = 0;

    if (service == NULL)
        return status;
    operands = service_operands(service, &count);
    fault = fault_of(&settings, operands, count);
    if (fault != NULL) {
        (void)fprintf(stderr, PROGRAM ": %s\n", fault);
        status = EX_USAGE;
    } else {
        status = run(&settings, operands, count);
    }
    return service_end(service, status);
}
