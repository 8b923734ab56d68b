#!/bin/bash
# Holds the tree to its architecture (README, "the tree"):
#
#   tests/layers.sh [ROOT]
#
# - includes point only up the list of folders below; programs never include each other, nor do
#   collector and consumers;
# - "…" includes are written from the root, and a .c file includes its own header first;
# - each library is included from its home alone;
# - the top level holds exactly its seven entries.
#
# Prints every breach as FILE:LINE: reason, and exits 1; 0 when there is none.
set -euo pipefail
export LC_ALL=C

cd "${1:-$(dirname "$(readlink -f "$0")")/..}"

breaches() {
    find schemas deploy collector consumers -name '*.[ch]' -type f -print0 |
        sort -z | xargs -0 awk "$rules"
    top_level
}

top_level() { # dot-files and build directories aside
    { diff <(printf '%s\n' CMakeLists.txt README.md collector consumers deploy schemas tests) \
        <(find . -mindepth 1 -maxdepth 1 ! -name '.*' ! -name 'build*' -printf '%f\n' | sort) || true; } |
        sed -n 's|^< \(.*\)|\1: missing from the top level|p
                s|^> \(.*\)|\1: does not belong at the top level|p'
}

# shellcheck disable=SC2016 # it is awk's to expand
rules='
# What a folder may include, besides itself: those on its line.
function folder_rules() {
    may["schemas"]        = ""
    may["deploy/service"] = "schemas"
    may["collector"]      = "schemas deploy/service"
    may["consumers/judge"] = "schemas"
    may["consumers/store"] = may["consumers/judge"] " deploy/service consumers/judge"
    may["consumers/feed"]  = may["consumers/store"] " consumers/store"
    may["consumers/show"]  = may["consumers/feed"] " consumers/feed"
    may["consumers/plan_file"] = "schemas deploy/service"
    may["consumers/strange"]   = "schemas deploy/service"
    may["consumers/redis_await"] = may["consumers/store"] " consumers/store"
    programs = "aggregator alerter dashboard ctl"
    split(programs, list, " ")
    for (i in list)
        may["consumers/" list[i]] = \
            may["consumers/show"] " consumers/show consumers/plan_file" \
            " consumers/redis_await consumers/strange"
}

# Where a library may be included from: a pattern over paths without .c or .h.
function library_rules() {
    home["librdkafka"]   = "^(deploy/service/(kafka|kafka_header|publisher|subscriber)|consumers/feed|consumers/ctl/(topics|access))(_[a-z_]+)?$"
    home["hiredis"]      = "^consumers/store/"
    home["sqlite3"]      = "^collector/spool(_[a-z_]+)?$"
    home["curl"]         = "^consumers/alerter/to_alertmanager(_[a-z_]+)?$"
    home["jansson"]      = "^schemas/|_json$"
    home["microhttpd"]   = "^deploy/service/http(_[a-z_]+)?$"
    home["gmp"]          = "^consumers/judge/"
}

function layer_of(path,  name) {
    for (name in may)
        if (path ~ "^" name "(/|[.][ch]$|_[a-z_]+[.][ch]$)")
            return name
    return ""
}

function breach(reason) {
    printf "%s:%d: %s\n", FILENAME, FNR, reason
}

function check_own(target,  layer, own) {
    own = layer_of(FILENAME)
    layer = layer_of(target)
    if (layer == "")
        breach("\"" target "\" is not written from the root, or lies in no layer")
    else if (layer != own && index(" " may[own] " ", " " layer " ") == 0)
        breach(own " may not include " layer " (\"" target "\")")
    if (seen++ == 0)
        first = target
    if (target == header && first != header)
        breach("its own header (\"" header "\") comes first")
}

function check_library(target,  name, stem) {
    stem = FILENAME
    sub(/\.[ch]$/, "", stem)
    for (name in home)
        if (target ~ "^" name "[./]" && stem !~ home[name])
            breach("<" target "> is not at home here")
}

BEGIN {
    folder_rules()
    library_rules()
}

FNR == 1 {
    seen = 0
    header = FILENAME
    sub(/\.c$/, ".h", header)
    if (header == FILENAME) # a header itself
        header = ""
    if (layer_of(FILENAME) == "")
        breach("lies in no layer")
}

/^[ \t]*#[ \t]*include[ \t]*"/ { split($0, part, "\""); check_own(part[2]) }
/^[ \t]*#[ \t]*include[ \t]*</ { split($0, part, /[<>]/); check_library(part[2]) }
'

found=$(breaches)
if [ -n "$found" ]; then
    printf '%s\n' "$found" >&2
    exit 1
fi
