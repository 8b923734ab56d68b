/*
 * kafka_header - a header of a Kafka record, as publisher takes and subscriber gives it.
 */
#ifndef TIENDO_DEPLOY_SERVICE_KAFKA_HEADER_H
#define TIENDO_DEPLOY_SERVICE_KAFKA_HEADER_H

#include "schemas/text.h"

struct kafka_header {
    struct text name, value; /* value absent: a null header */
};

#endif
