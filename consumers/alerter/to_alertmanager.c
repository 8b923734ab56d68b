#include "consumers/alerter/to_alertmanager.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/alerter/refresh.h"
#include "consumers/alerter/standing.h"
#include "consumers/alerter/to_alertmanager_credentials.h"
#include "deploy/service/service.h"

enum {
    POST_MOST = 64,    /* alerts in one post: some 200 KB */
    CONNECT_MS = 5000, /* one that takes longer is away */
    POST_MS = 10000,   /* the whole of a post */
    SAID_BYTES = 256,  /* kept of an answer's body */
    TROUBLE_BYTES = 512,
    HTTP_OK_LEAST = 200,
    HTTP_OK_MOST = 299,
    HTTP_BAD_REQUEST = 400,
    HTTP_TOO_LARGE = 413,
    HTTP_UNPROCESSABLE = 422,
};

struct to_alertmanager {
    struct to_alertmanager_options options;
    struct standing *standing;
    struct curl_slist *headers;
    CURLM *multi;
    CURL *easy;
    size_t given;

    /* the batch, while it is settled */
    bool gathered, failed;
    size_t count, at; /* alerts to post; those before `at` are settled */
    size_t posted;    /* of them, in the post that is under way; 0: none is */
    size_t most;      /* in one post: 1 after one was refused */
    char *body;       /* of that post */

    char said[SAID_BYTES]; /* by its answer */
    size_t said_length;
    char trouble[TROUBLE_BYTES]; /* of the last post; "": none */
};

static struct standing_time now(void)
{
    return (struct standing_time){.unix_ms = service_unix_ms(), .mono_ms = service_mono_ms()};
}

/* ---- one post ---- */

static size_t take_answer(char *bytes, size_t size, size_t count, void *ctx)
{
    struct to_alertmanager *to = ctx;
    size_t length = size * count, room = SAID_BYTES - 1 - to->said_length;

    if (length < room)
        room = length;
    memcpy(to->said + to->said_length, bytes, room);
    to->said_length += room;
    to->said[to->said_length] = '\0';
    return length;
}

static void tell_trouble(struct to_alertmanager *to, const char *error)
{
    bool new = to->trouble[0] == '\0';

    to->failed = true;
    (void)snprintf(to->trouble, sizeof(to->trouble), "%s: %s", to->options.url, error);
    if (new)
        log_warning(to->options.log, log_event("alertmanager_away"),
                    log_text("url", to->options.url), log_text("error", error));
}

static void tell_well(struct to_alertmanager *to)
{
    if (to->trouble[0] != '\0')
        log_info(to->options.log, log_event("alertmanager_back"),
                 log_text("url", to->options.url));
    to->trouble[0] = '\0';
}

static void begin_post(struct to_alertmanager *to)
{
    size_t left = to->count - to->at, count = left < to->most ? left : to->most;

    to->said_length = 0;
    to->said[0] = '\0';
    to->body = standing_body(to->standing, to->at, count, service_unix_ms());
    if (to->body == NULL ||
        curl_easy_setopt(to->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(to->body)) !=
            CURLE_OK ||
        curl_easy_setopt(to->easy, CURLOPT_POSTFIELDS, to->body) != CURLE_OK ||
        curl_multi_add_handle(to->multi, to->easy) != CURLM_OK) {
        free(to->body);
        to->body = NULL;
        tell_trouble(to, "out of memory");
        return;
    }
    to->posted = count;
}

static void end_post(struct to_alertmanager *to)
{
    (void)curl_multi_remove_handle(to->multi, to->easy);
    free(to->body);
    to->body = NULL;
    to->posted = 0;
}

static void pass_over(struct to_alertmanager *to, long status)
{
    if (!standing_refused(to->standing, to->at, now()))
        return;
    metrics_row_add(to->options.refused, 1);
    log_warning(to->options.log, log_event("alert_refused"), log_text("url", to->options.url),
                log_text("alert", standing_name(to->standing, to->at)),
                log_number("status", status), log_text("answer", to->said));
}

static void take_status(struct to_alertmanager *to, long status, size_t posted)
{
    char error[64];
    bool disliked =
        status == HTTP_BAD_REQUEST || status == HTTP_TOO_LARGE || status == HTTP_UNPROCESSABLE;

    if (status >= HTTP_OK_LEAST && status <= HTTP_OK_MOST) {
        standing_taken(to->standing, to->at, posted, now());
        to->at += posted;
    } else if (disliked && posted > 1) {
        to->most = 1; /* which of them? */
    } else if (disliked) {
        pass_over(to, status);
        to->at++;
    } else {
        (void)snprintf(error, sizeof(error), "HTTP %ld", status);
        tell_trouble(to, error);
    }
}

static void take_result(struct to_alertmanager *to, CURLcode result)
{
    size_t posted = to->posted;
    long status = 0;

    (void)curl_easy_getinfo(to->easy, CURLINFO_RESPONSE_CODE, &status);
    end_post(to);
    if (result != CURLE_OK)
        tell_trouble(to, curl_easy_strerror(result));
    else
        take_status(to, status, posted);
}

/* Does what can be done now; true while the post is under way. */
static bool advance_post(struct to_alertmanager *to)
{
    int running = 0, left = 0;
    const CURLMsg *message = NULL;

    if (curl_multi_perform(to->multi, &running) != CURLM_OK) {
        end_post(to);
        tell_trouble(to, "out of memory");
        return false;
    }
    while ((message = curl_multi_info_read(to->multi, &left)) != NULL)
        if (message->msg == CURLMSG_DONE) {
            take_result(to, message->data.result);
            return false;
        }
    return true;
}

/* ---- a batch ---- */

static void begin(void *ctx)
{
    struct to_alertmanager *to = ctx;

    to->given = to->count = to->at = 0;
    to->gathered = to->failed = false;
    to->most = POST_MOST;
}

static bool give(void *ctx, const struct alert *alert)
{
    struct to_alertmanager *to = ctx;

    if (standing_take(to->standing, alert, now()) != 0)
        return false;
    to->given++;
    return true;
}

static bool end_batch(struct to_alertmanager *to)
{
    if (!to->failed)
        tell_well(to);
    standing_settle(to->standing, now());
    return true;
}

static bool settled(void *ctx, int64_t timeout_ms)
{
    struct to_alertmanager *to = ctx;
    int64_t until_mono_ms = service_mono_ms() + timeout_ms, left_ms = timeout_ms;

    if (!to->gathered)
        to->count = standing_gather(to->standing, now());
    to->gathered = true;
    while (!to->failed && to->at < to->count) {
        if (to->posted == 0)
            begin_post(to);
        if (to->posted == 0 || !advance_post(to))
            continue;
        left_ms = until_mono_ms - service_mono_ms();
        if (left_ms <= 0)
            return false;
        (void)curl_multi_poll(to->multi, NULL, 0, (int)left_ms, NULL);
    }
    return end_batch(to);
}

static void outcome(const void *ctx, struct destination_outcome *outcome)
{
    const struct to_alertmanager *to = ctx;

    *outcome = (struct destination_outcome){
        .given = to->given, .acknowledged = to->failed ? 0 : to->given, .failed = to->failed};
}

static const char *trouble(const void *ctx)
{
    const struct to_alertmanager *to = ctx;

    return to->trouble[0] == '\0' ? NULL : to->trouble;
}

/* ---- what it forgets ---- */

static void forget(void *ctx)
{
    struct to_alertmanager *to = ctx;

    standing_forget(to->standing);
}

static bool recall(void *ctx, const struct alert *alert)
{
    struct to_alertmanager *to = ctx;

    return standing_recall(to->standing, alert, now()) == 0;
}

static bool compare(void *ctx, const struct views *alerts, const struct views *targets)
{
    struct to_alertmanager *to = ctx;

    return refresh_compare(to->standing, to->options.plan, alerts, targets, now());
}

static void refresh(void *ctx, struct redis *redis)
{
    struct to_alertmanager *to = ctx;

    refresh_words(to->standing, to->options.plan, redis, now());
}

static bool is_due(void *ctx)
{
    const struct to_alertmanager *to = ctx;

    return standing_is_due(to->standing, now());
}

struct destination to_alertmanager_destination(struct to_alertmanager *to)
{
    static const struct destination_memory memory = {.forget = forget,
                                                     .recall = recall,
                                                     .compare = compare,
                                                     .refresh = refresh,
                                                     .is_due = is_due};
    static const struct destination_kind kind = {.begin = begin,
                                                 .give = give,
                                                 .settled = settled,
                                                 .outcome = outcome,
                                                 .trouble = trouble,
                                                 .memory = &memory};

    return (struct destination){&kind, to, to->options.url};
}

/* ---- opening ---- */

static int set_headers(struct to_alertmanager *to)
{
    static const char *const headers[] = {"Content-Type: application/json", "Expect:"};

    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        struct curl_slist *more = curl_slist_append(to->headers, headers[i]);

        if (more == NULL)
            return -1;
        to->headers = more;
    }
    return curl_easy_setopt(to->easy, CURLOPT_HTTPHEADER, to->headers) == CURLE_OK ? 0 : -1;
}

static int set_endpoint(struct to_alertmanager *to)
{
    char *endpoint = NULL;
    int result = -1;

    if (asprintf(&endpoint, "%s/api/v2/alerts", to->options.url) < 0)
        return -1;
    if (curl_easy_setopt(to->easy, CURLOPT_URL, endpoint) == CURLE_OK)
        result = 0;
    free(endpoint);
    return result;
}

static int set_numbers(struct to_alertmanager *to)
{
    static const struct {
        CURLoption option;
        long value;
    } numbers[] = {{CURLOPT_NOSIGNAL, 1},
                   {CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS},
                   {CURLOPT_TIMEOUT_MS, POST_MS},
                   {CURLOPT_FOLLOWLOCATION, 0}};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (curl_easy_setopt(to->easy, numbers[i].option, numbers[i].value) != CURLE_OK)
            return -1;
    return 0;
}

/* 0, or -1: out of memory. */
static int set_easy(struct to_alertmanager *to)
{
    CURL *easy = to->easy;

    if (set_endpoint(to) != 0 || set_headers(to) != 0 || set_numbers(to) != 0 ||
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "*") != CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_USERAGENT, "tiendo-alerter/" TIENDO_VERSION) !=
            CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer) != CURLE_OK)
        return -1;
    return curl_easy_setopt(easy, CURLOPT_WRITEDATA, to) == CURLE_OK ? 0 : -1;
}

struct to_alertmanager *to_alertmanager_open(const struct to_alertmanager_options *options)
{
    struct to_alertmanager *to = calloc(1, sizeof(*to));

    if (to == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(to);
        log_error(options->log, log_event("out_of_memory"));
        return NULL;
    }
    to->options = *options;
    to->standing = standing_new(options->plan);
    to->multi = curl_multi_init();
    to->easy = curl_easy_init();
    if (to->standing == NULL || to->multi == NULL || to->easy == NULL || set_easy(to) != 0) {
        log_error(options->log, log_event("out_of_memory"));
        to_alertmanager_close(to);
        return NULL;
    }
    if (to_alertmanager_credentials(to->easy, options->credentials_file, options->log) != 0 ||
        to_alertmanager_authority(to->easy, options->ca_file, options->log) != 0) {
        to_alertmanager_close(to);
        return NULL;
    }
    return to;
}

void to_alertmanager_close(struct to_alertmanager *to)
{
    if (to == NULL)
        return;
    if (to->posted > 0)
        end_post(to);
    curl_easy_cleanup(to->easy);
    if (to->multi != NULL)
        (void)curl_multi_cleanup(to->multi);
    curl_slist_free_all(to->headers);
    standing_free(to->standing);
    free(to);
    curl_global_cleanup(); /* counted */
}
