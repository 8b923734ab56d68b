#!/bin/bash
# tests/layers.sh accepts this tree, and refuses a copy of it with any one rule broken.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
failed=0

fresh_copy() {
    rm -rf "${copy:?}"/*
    (cd "$root" && tar -cf - CMakeLists.txt README.md schemas deploy collector consumers tests/layers.sh) |
        tar -xf - -C "$copy"
}

accepts() {
    fresh_copy
    "$copy/tests/layers.sh" || { echo "the tree itself is refused" && failed=1; }
}

refuses() { # WHAT FILE LINE [NAMED]: refused, naming the file, once FILE holds LINE
    local said
    fresh_copy
    mkdir -p "$(dirname "$copy/$2")"
    printf '%s\n' "$3" >>"$copy/$2"
    if said=$("$copy/tests/layers.sh" "$copy" 2>&1); then
        echo "accepted: $1" && failed=1
    elif [[ $said != *"${4:-$2}:"* ]]; then
        echo "refused, but without naming ${4:-$2}: $said" && failed=1
    fi
}

accepts
refuses "schemas on a service" schemas/decimal.c '#include "deploy/service/log.h"'
refuses "schemas on consumers" schemas/plan.h '#include "consumers/judge/series.h"'
refuses "service on consumers" deploy/service/kafka.c '#include "consumers/store/keys.h"'
refuses "collector on consumers" collector/main.c '#include "consumers/feed.h"'
refuses "consumers on collector" consumers/aggregator/main.c '#include "collector/due.h"'
refuses "judge on the store" consumers/judge/series.c '#include "consumers/store/redis.h"'
refuses "judge on a service: it is pure" consumers/judge/series.c '#include "deploy/service/log.h"'
refuses "the store on the feed" consumers/store/redis.c '#include "consumers/feed.h"'
refuses "the feed on a program" consumers/feed.c '#include "consumers/aggregator/batch.h"'
refuses "show on a program" consumers/show/table.c '#include "consumers/ctl/targets.h"'
refuses "a program on another" consumers/alerter/main.c '#include "consumers/aggregator/batch.h"'
refuses "an include not from the root" schemas/decimal.c '#include "period.h"'
refuses "its own header not first" schemas/order.c $'#include "schemas/decimal.h"\n#include "schemas/order.h"'
refuses "Kafka away from home" collector/main.c '#include <librdkafka/rdkafka.h>'
refuses "Redis away from home" consumers/alerter/round.c '#include <hiredis/hiredis.h>'
refuses "SQLite away from home" collector/main.c '#include <sqlite3.h>'
refuses "curl away from home" consumers/alerter/main.c '#include <curl/curl.h>'
refuses "JSON away from home" consumers/aggregator/batch.c '#include <jansson.h>'
refuses "HTTP away from home" deploy/service/metrics.c '#include <microhttpd.h>'
refuses "GMP away from home" schemas/decimal.c '#include <gmp.h>'
refuses "a C file in no layer" consumers/loose.c 'int x;'
refuses "an eighth entry" docs/page.md 'text' docs

[ $failed -eq 0 ] && echo "layers.sh keeps its rules"
exit $failed
