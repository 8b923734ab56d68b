#include "consumers/ctl/figures.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "consumers/ctl/figures_peek_json.h"
#include "consumers/store/offline.h"
#include "deploy/service/source_file.h"
#include "schemas/check.h"
#include "schemas/cloudevent.h"
#include "schemas/instant.h"
#include "schemas/reading.h"
#include "schemas/refusal.h"

int64_t figures_now(int64_t unix_ms, const struct plan *plan, int32_t today)
{
    int64_t end = instant_of_day(today + 1, plan->utc_offset_s) - 1;

    return unix_ms > end ? unix_ms : end;
}

struct figures {
    const struct figures_options *options;
    struct offline *offline;
    const char *file;
    const struct agency *named_after; /* that the file is; NULL: none */
    int64_t line, now_unix_ms;
    bool refused;
};

static void say_refused(struct figures *f, const struct refusal *refusal)
{
    const char *open = refusal->pointer[0] == '\0' ? "" : " (";
    const char *close = refusal->pointer[0] == '\0' ? "" : ")";

    f->refused = true;
    if (f->options->under != NULL)
        (void)fprintf(f->options->err, "%s: ", f->options->under);
    (void)fprintf(f->options->err, "%s:%" PRId64 ": %s%s%s%s: %s / %s\n", f->file, f->line,
                  reason_name(refusal->reason), open, refusal->pointer, close,
                  refusal->detail_vi, refusal->detail_en);
}

/* ---- a line ---- */

static int32_t known_from(const struct figures *f, const struct observation *observation,
                          bool has_time)
{
    if (!has_time)
        return period_last_day(observation->period) + 1;
    return instant_day(observation->time_unix_ms, f->options->plan->utc_offset_s);
}

/* An event in structured mode.  EX_OK also where it was refused. */
static int take_event(struct figures *f, struct text bytes, const struct agency *agency,
                      bool has_time)
{
    const struct record record = {.value = bytes, .timestamp_unix_ms = -1};
    struct measurement measurement;
    struct observation observation;
    struct cloudevent event;
    struct refusal refusal;
    int status = EX_OK;

    if (cloudevent_read(&event, &record, &measurement, &refusal) != 0) {
        if (refusal.reason == REASON_NONE)
            return EX_OSERR;
        say_refused(f, &refusal);
        return EX_OK;
    }
    if (check_measurement(f->options->plan, agency, -1, &measurement, &observation, &refusal) !=
        0)
        say_refused(f, &refusal);
    else if (offline_put(f->offline, &observation, known_from(f, &observation, has_time)) != 0)
        status = EX_OSERR;
    cloudevent_free(&event);
    return status;
}

static const struct agency *first_reporter(const struct indicator *indicator)
{
    return plan_in_office(indicator->reporters.items[0]);
}

static const struct agency *sender_of(const struct figures *f, const struct figures_peek *peek)
{
    if (f->options->agency != NULL)
        return f->options->agency;
    if (f->named_after != NULL)
        return f->named_after;
    if (peek->agency != NULL)
        return peek->agency;
    if (peek->indicator != NULL)
        return first_reporter(peek->indicator);
    return &f->options->plan->agencies[0]; /* it will be refused, whoever sends it */
}

static int take_reading(struct figures *f, struct text line, const struct figures_peek *peek)
{
    const struct reading_sender sender = {.plan = f->options->plan,
                                          .agency = sender_of(f, peek)};
    struct reading_event event = {.bytes = NULL};
    struct refusal refusal;
    int status = EX_OK;

    if (reading_to_event(&sender, f->now_unix_ms, line, &event, &refusal) == 0)
        status = take_event(f, (struct text){event.bytes, event.length}, sender.agency,
                            peek->has_time);
    else if (refusal.reason == REASON_NONE)
        status = EX_OSERR;
    else
        say_refused(f, &refusal);
    free(event.bytes);
    f->now_unix_ms++;
    return status;
}

static int take_line(struct figures *f, struct text line)
{
    struct figures_peek peek = figures_peek(f->options->plan, line);

    if (peek.is_event)
        return take_event(f, line, sender_of(f, &peek), true);
    return take_reading(f, line, &peek);
}

/* ---- a file ---- */

/* "/data/khcn.ndjson" is khcn's. */
static const struct agency *agency_of_file(const struct plan *plan, const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash == NULL ? file : slash + 1;

    return plan_agency(plan, (struct text){name, strcspn(name, ".")});
}

/* A spreadsheet: so it is called, or its first line is a row and no object. */
static bool is_csv(const char *file, struct text first)
{
    size_t length = strlen(file), skipped = 0;

    if (length >= strlen(".csv") && strcasecmp(file + length - strlen(".csv"), ".csv") == 0)
        return true;
    while (skipped < first.length && strchr(" \t", first.at[skipped]) != NULL)
        skipped++;
    return skipped < first.length && first.at[skipped] != '{' && first.at[skipped] != '[' &&
           (memchr(first.at, ',', first.length) != NULL ||
            memchr(first.at, ';', first.length) != NULL ||
            memchr(first.at, '\t', first.length) != NULL);
}

static void say_csv(struct figures *f)
{
    f->refused = true;
    (void)fprintf(f->options->err,
                  "%s: %s is CSV; what is read here is NDJSON, a JSON object a line "
                  "(tiendo-collector takes CSV)\n",
                  f->options->program, f->file);
}

static int take_file(struct figures *f, struct source_file *source)
{
    struct source_line line;
    struct refusal refusal;
    bool is_first = true;
    int status = EX_OK;

    while (status == EX_OK) {
        enum source_result result = source_file_next(source, &line);

        if (result == SOURCE_END)
            break;
        if (result == SOURCE_BROKEN) {
            (void)fprintf(f->options->err, "%s: %s: %s\n", f->options->program, f->file,
                          strerrordesc_np(errno));
            return EX_NOINPUT;
        }
        if (result == SOURCE_LINE && is_first && is_csv(f->file, line.text)) {
            say_csv(f);
            break;
        }
        is_first = false;
        f->line = line.number;
        if (result == SOURCE_LINE) {
            status = take_line(f, line.text);
        } else {
            refusal_say_too_large(&refusal, line.bytes, SOURCE_LINE_BYTES_MAX);
            say_refused(f, &refusal);
        }
    }
    return status;
}

static int read_file(struct figures *f, const char *path)
{
    struct source_file *source = source_file_open(path);
    int status;

    f->file = path;
    f->named_after = agency_of_file(f->options->plan, path);
    if (source == NULL) {
        (void)fprintf(f->options->err, "%s: %s: %s\n", f->options->program, path,
                      strerrordesc_np(errno));
        return EX_NOINPUT;
    }
    status = take_file(f, source);
    source_file_close(source);
    return status;
}

int figures_read(const struct figures_options *options, const char *const *files, size_t count,
                 struct offline *offline)
{
    struct figures figures = {
        .options = options, .offline = offline, .now_unix_ms = options->now_unix_ms};

    for (size_t i = 0; i < count; i++) {
        int status = read_file(&figures, files[i]);

        if (status == EX_OSERR)
            (void)fprintf(options->err, "%s: out of memory\n", options->program);
        if (status != EX_OK)
            return status;
    }
    return figures.refused ? EX_DATAERR : EX_OK;
}
