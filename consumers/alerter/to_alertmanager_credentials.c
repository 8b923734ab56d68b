#include "consumers/alerter/to_alertmanager_credentials.h"

#include <errno.h>
#include <string.h>

#include "deploy/service/file.h"

enum { FILE_BYTES_MAX = 65536, LINE_BYTES_MAX = 8192, CA_BYTES_MAX = 4194304 };

/* Whether the line begins so, and with what after it. */
static const char *after(const char *line, const char *scheme)
{
    size_t length = strlen(scheme);

    return strncmp(line, scheme, length) == 0 && line[length] != '\0' ? line + length : NULL;
}

/* A reason why not, or NULL. */
static const char *set_line(CURL *easy, const char *line)
{
    const char *user = after(line, "Basic "), *token = after(line, "Bearer ");
    CURLcode result = CURLE_OK;
    unsigned long scheme = user != NULL ? CURLAUTH_BASIC : CURLAUTH_BEARER;

    if ((user == NULL || strchr(user, ':') == NULL) && token == NULL)
        return "its first line is neither \"Basic USER:PASSWORD\" nor \"Bearer TOKEN\"";
    if (user != NULL)
        result = curl_easy_setopt(easy, CURLOPT_USERPWD, user);
    else
        result = curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, token);
    if (result == CURLE_OK)
        result = curl_easy_setopt(easy, CURLOPT_HTTPAUTH, scheme);
    return result == CURLE_OK ? NULL : "out of memory";
}

int to_alertmanager_credentials(CURL *easy, const char *path, const struct log *log)
{
    char line[LINE_BYTES_MAX] = "", reason[128];
    const char *wrong = NULL;
    struct text bytes;

    if (path == NULL)
        return 0;
    bytes = file_read(path, FILE_BYTES_MAX);
    if (bytes.at == NULL) {
        wrong = strerror_r(errno, reason, sizeof(reason));
    } else {
        size_t length = 0;

        while (length < bytes.length && strchr("\r\n", bytes.at[length]) == NULL)
            length++;
        if (length < sizeof(line))
            memcpy(line, bytes.at, length);
        wrong = set_line(easy, line);
    }
    file_free(bytes);
    explicit_bzero(line, sizeof(line));
    if (wrong == NULL)
        return 0;
    log_error(log, log_event("credentials_unread"), log_text("file", path),
              log_text("error", wrong));
    return -1;
}

/* libcurl reads the file at each connection, so that it may be replaced; that it is there is for now. */
int to_alertmanager_authority(CURL *easy, const char *path, const struct log *log)
{
    const char *wrong = NULL;
    struct text bytes;
    char reason[128];

    if (path == NULL)
        return 0;
    bytes = file_read(path, CA_BYTES_MAX);
    if (bytes.at == NULL)
        wrong = strerror_r(errno, reason, sizeof(reason));
    else if (memmem(bytes.at, bytes.length, "-----BEGIN ", 11) == NULL)
        wrong = "it holds no certificate in PEM";
    else if (curl_easy_setopt(easy, CURLOPT_CAINFO, path) != CURLE_OK)
        wrong = "out of memory";
    file_free(bytes);
    if (wrong == NULL)
        return 0;
    log_error(log, log_event("ca_unread"), log_text("file", path), log_text("error", wrong));
    return -1;
}
