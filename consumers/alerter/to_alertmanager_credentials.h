/*
 * to_alertmanager_credentials - as whom alerts are posted, from a file: its first line is
 * "Basic USER:PASSWORD" or "Bearer TOKEN".  What it says is never repeated, not even where it is
 * wrong.
 */
#ifndef TIENDO_CONSUMERS_ALERTER_TO_ALERTMANAGER_CREDENTIALS_H
#define TIENDO_CONSUMERS_ALERTER_TO_ALERTMANAGER_CREDENTIALS_H

#include <curl/curl.h>

#include "deploy/service/log.h"

/* Sets them for all transfers of the handle; a path of NULL sets none.  0, or -1, the reason logged. */
int to_alertmanager_credentials(CURL *easy, const char *path, const struct log *log);

/* The same of who signs the certificates of https; NULL: who the system trusts. */
int to_alertmanager_authority(CURL *easy, const char *path, const struct log *log);

#endif
