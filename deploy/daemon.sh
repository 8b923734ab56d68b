# shellcheck shell=bash
# daemon - a process in the background, known by its pid file.  Sourced by deploy/kafka/broker,
# deploy/redis/server and deploy/quickstart; how a pid is proved to be ours is its secret.
#
# A pid file holds "PID START": START is the process's start time in clock ticks since boot, so a
# number that some other process has been given since is never taken for ours, nor signalled.

daemon_start_time() { # PID -> its start time; fails when there is no such process, or a zombie
    local stat rest
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    rest=${stat##*) } # the name, in brackets, may hold anything
    set -- $rest
    [ "$1" != Z ] && [ "$1" != X ] && echo "${20}"
}

# PIDFILE -> the pid on standard output, while that process runs.
daemon_pid() {
    local pid start
    { read -r pid start <"$1"; } 2>/dev/null || return 1
    [ -n "$start" ] && [ "$(daemon_start_time "$pid")" = "$start" ] && echo "$pid"
}

daemon_running() { daemon_pid "$1" >/dev/null; }

# PIDFILE LOG COMMAND...: starts it detached from the terminal, its output added to LOG.  When this
# returns the pid file is written; descriptor 9 (our callers' lock) is not handed on.
daemon_start() {
    local pidfile=$1 log=$2 pid
    shift 2
    setsid "$@" </dev/null >>"$log" 2>&1 9>&- &
    pid=$!
    disown "$pid"
    printf '%s %s\n' "$pid" "$(daemon_start_time "$pid")" >"$pidfile"
}

# PIDFILE SECONDS: asks it to stop (SIGTERM), waits, and after SECONDS kills it.  Not running is
# fine.  Fails when it had to be killed.
daemon_stop() {
    local pidfile=$1 deadline=$((SECONDS + $2)) pid killed=0
    if pid=$(daemon_pid "$pidfile"); then
        kill -TERM "$pid" 2>/dev/null
        while daemon_running "$pidfile"; do
            if [ $SECONDS -ge $deadline ]; then
                kill -KILL "$pid" 2>/dev/null
                killed=1
            fi
            sleep 0.05
        done
    fi
    rm -f "$pidfile"
    return $killed
}
