#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "deploy/service/options.h"
#include "deploy/service/options_value.h"
#include "schemas/period.h"

enum { PORT_MAX = 65535, PORT_DIGITS_MAX = 5, URL_BYTES_MAX = 200 };

/* HOST:PORT, [v6]:PORT; the port is within least..65535. */
static bool is_address(const char *text, size_t length, unsigned least)
{
    const char *colon = memrchr(text, ':', length);
    size_t digits = colon == NULL ? 0 : (size_t)(text + length - colon) - 1;
    unsigned port = 0;

    if (digits == 0 || digits > PORT_DIGITS_MAX || colon == text)
        return false;
    for (const char *at = colon + 1; at < text + length; at++) {
        if (*at < '0' || *at > '9')
            return false;
        port = port * 10 + (unsigned)(*at - '0');
    }
    if (text[0] != '[' && memchr(text, ':', (size_t)(colon - text)) != NULL)
        return false; /* an IPv6 address wants its brackets */
    return port >= least && port <= PORT_MAX && memchr(text, ' ', length) == NULL;
}

static const char *addresses_fault(const char *value)
{
    while (true) {
        size_t length = strcspn(value, ",");

        if (!is_address(value, length, 1))
            return "is not HOST:PORT, or several separated by commas";
        if (value[length] == '\0')
            return NULL;
        value += length + 1;
    }
}

static const char *listen_fault(const char *value)
{
    return is_address(value, strlen(value), 0) ? NULL : "is not HOST:PORT";
}

static const char *redis_fault(const char *value)
{
    if (strncmp(value, "unix:/", 6) == 0 || is_address(value, strlen(value), 1))
        return NULL;
    return "is neither unix:/PATH nor HOST:PORT";
}

/* http[s]://HOST[:PORT][/PATH]: with nothing in it that is secret, or that a POST could not use. */
static bool is_url(const char *text, size_t length)
{
    size_t scheme = strncmp(text, "https://", 8) == 0 ? 8 : 7, host = 0;

    if (length > URL_BYTES_MAX || length <= scheme || text[length - 1] == '/' ||
        strncmp(text, "http", 4) != 0 || strncmp(text + scheme - 3, "://", 3) != 0)
        return false;
    for (size_t i = 0; i < length; i++)
        if (text[i] <= ' ' || text[i] > '~' || strchr("@?#\"\\<>", text[i]) != NULL)
            return false;
    while (scheme + host < length && text[scheme + host] != '/')
        host++;
    return memrchr(text + scheme, ':', host) == NULL || text[scheme + host - 1] == ']'
               ? host > 0
               : is_address(text + scheme, host, 1);
}

/* Whether the first `length` bytes of `at` are an item of the list before it, too. */
static bool is_repeated(const char *list, const char *at, size_t length)
{
    for (const char *item = list; item < at; item += strcspn(item, ",") + 1)
        if (strcspn(item, ",") == length && strncmp(item, at, length) == 0)
            return true;
    return false;
}

static const char *urls_fault(const char *value)
{
    for (const char *at = value;; at++) {
        size_t length = strcspn(at, ",");

        if (!is_url(at, length))
            return "is not http://HOST:PORT or https://…, or several separated by commas; "
                   "without a user, a query or a closing slash";
        if (is_repeated(value, at, length))
            return "names one twice";
        at += length;
        if (*at == '\0')
            return NULL;
    }
}

static const char *property_fault(const char *value)
{
    const char *equals = strchr(value, '=');

    return equals == NULL || equals == value ? "is not property=value" : NULL;
}

static const char *level_fault(const char *value)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};

    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
        if (strcmp(value, levels[i]) == 0)
            return NULL;
    return "is none of debug, info, warning, error";
}

static const char *date_fault(const char *value)
{
    int32_t day = 0;

    return day_read(text_of(value), &day) == 0 ? NULL : "is not a date like 2026-10-05";
}

const struct option options_always[] = {
    {.name = "config",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct always_settings, config),
     .metavar = "FILE",
     .sentence = "read options from FILE: name = value lines, # comments"},
    {.name = "help",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct always_settings, help),
     .sentence = "print this and exit"},
    {.name = "version",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct always_settings, version),
     .sentence = "print the version and exit"},
    {.name = NULL},
};

const struct option options_plan[] = {
    {.name = "plan",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct plan_settings, plan),
     .metavar = "FILE",
     .sentence = "the plan: agencies, indicators, targets"},
    {.name = NULL},
};

const struct option options_kafka[] = {
    {.name = "brokers",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct kafka_settings, brokers),
     .fallback = "127.0.0.1:9092",
     .metavar = "HOST:PORT,…",
     .sentence = "some brokers of the Kafka cluster",
     .fault = addresses_fault},
    {.name = "X",
     .kind = OPTION_LIST,
     .offset = offsetof(struct kafka_settings, properties),
     .metavar = "PROPERTY=VALUE",
     .sentence = "a librdkafka property",
     .fault = property_fault,
     .file_prefix = "kafka."},
    {.name = NULL},
};

const struct option options_redis[] = {
    {.name = "redis",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct redis_settings, redis),
     .fallback = "127.0.0.1:6379",
     .metavar = "ADDRESS",
     .sentence = "Redis: HOST:PORT or unix:/PATH",
     .fault = redis_fault},
    {.name = "redis-user",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct redis_settings, redis_user),
     .metavar = "NAME",
     .sentence = "the Redis user to be"},
    {.name = "redis-password-file",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct redis_settings, redis_password_file),
     .metavar = "FILE",
     .sentence = "its password is the first line of FILE"},
    {.name = NULL},
};

const struct option options_alertmanager[] = {
    {.name = "alertmanager",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct alertmanager_settings, alertmanager),
     .metavar = "URL,…",
     .sentence = "each Alertmanager that alerts are posted to: http[s]://HOST:PORT",
     .fault = urls_fault},
    {.name = "alertmanager-credentials-file",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct alertmanager_settings, alertmanager_credentials_file),
     .metavar = "FILE",
     .sentence =
         "its first line is \"Basic USER:PASSWORD\" or \"Bearer TOKEN\", for all of them"},
    {.name = "alertmanager-ca-file",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct alertmanager_settings, alertmanager_ca_file),
     .metavar = "FILE",
     .sentence = "who signs https certificates (PEM), instead of the system's authorities"},
    {.name = NULL},
};

const struct option options_daemon[] = {
    {.name = "listen",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct daemon_settings, listen),
     .metavar = "HOST:PORT",
     .sentence = "serve /metrics and /healthz there",
     .fault = listen_fault},
    {.name = "log-level",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct daemon_settings, log_level),
     .fallback = "info",
     .metavar = "LEVEL",
     .sentence = "the least to log: debug, info, warning or error",
     .fault = level_fault},
    {.name = NULL},
};

const struct option options_today[] = {
    {.name = "as-of",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct today_settings, as_of),
     .metavar = "DATE",
     .sentence = "judge as if today were DATE, such as 2026-10-05",
     .fault = date_fault},
    {.name = NULL},
};

bool options_is_secret(const struct option *option, const char *value)
{
    static const char *const beginnings[] = {
        "sasl.password=", "ssl.key.password=",      "ssl.key.pem=",
        "ssl_key=",       "ssl.keystore.password=", "sasl.oauthbearer.client.secret="};

    if (option != &options_kafka[1])
        return false;
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
        if (strncmp(value, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}
