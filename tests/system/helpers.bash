# What the system tests share. bats loads it with `load helpers`; each test file runs alone and beside others.
#
#   CCAPS_BUILD          the build directory (default: build/ of the checkout); CCAPS_PRINT, CCAPS_PRINT_STATIC, CCAPS_PS,
#                        CCAPS_RUN, CCAPS_TOP: the programs in it
#   skip_unless WHAT     skip loudly unless `root`, or a command of that name, is there
#   unique WORD          a name that no other test run has
#   make_rootfs          a root file system with busybox for every applet; prints its path; in the file's temporary directory
#   runc_start NAME [F]  start a container of that root with runc, config.json as `runc spec` writes it, changed by jq filter F;
#                        it runs `sleep 600`; prints the pid of its init
#   runc_exec NAME CMD…  start a program in it by `runc exec`, with net_admin besides; prints its pid
#   runc_stop NAME       end and delete it; without complaint where it is gone
#   init_pid NAME        pid of a runc container's init
#   kernel_sets PID      and what else is in ../lib/roots.sh
#   in_background CMD…   start a program and go on; $! is its pid. It ends with the test, with all that it started, even where
#                        the test fails: teardown, below, sees to it. A file with a teardown of its own calls end_background
#   wait_until COMMAND…  try until it succeeds, 10 seconds at most
#   not COMMAND…         it fails; bats passes over `! COMMAND` (as the shell does: set -e), and over all but the last of
#                        COMMAND && COMMAND
#   usage_error ARG…     run what `$PROGRAM` names and check that it is a usage error by the contract

# Not the locale of whoever runs the tests: what is shown of UTF-8 depends on it.
export LC_ALL=C.UTF-8
. "$BATS_TEST_DIRNAME/../lib/roots.sh"
CCAPS_BUILD=${CCAPS_BUILD:-$BATS_TEST_DIRNAME/../../build}
CCAPS_BUILD=$(realpath "$CCAPS_BUILD")
CCAPS_PRINT=$CCAPS_BUILD/tools/print/ccaps-print
CCAPS_PRINT_STATIC=$CCAPS_BUILD/tools/print/ccaps-print.static
CCAPS_PS=$CCAPS_BUILD/tools/ps/ccaps-ps
CCAPS_RUN=$CCAPS_BUILD/tools/run/ccaps-run
CCAPS_TOP=$CCAPS_BUILD/tools/top/ccaps-top
BACKGROUND=()

skip_unless()
{
    case $1 in
    root) [ "$(id -u)" = 0 ] || skip "needs root" ;;
    *) command -v "$1" >/dev/null || skip "needs $1, which is not installed" ;;
    esac
}

not()
{
    ! "$@" || { echo "this was not to succeed: $*"; return 1; }
}

unique()
{
    echo "ccaps-$1-$$-$RANDOM"
}

make_rootfs()
{
    local root=$BATS_FILE_TMPDIR/rootfs
    [ -d "$root" ] || make_busybox_root "$root"
    echo "$root"
}

init_pid()
{
    jq .init_process_pid "/run/runc/$1/state.json"
}

runc_start()
{
    local name=$1 bundle=$BATS_FILE_TMPDIR/bundle-$1
    make_bundle "$bundle" "$(make_rootfs)" "${2:-.}"
    # the container keeps what it is given: an open pipe of bats would keep bats waiting
    runc run -d --bundle "$bundle" "$name" </dev/null >"$bundle/log" 2>&1 3>&- || { cat "$bundle/log" >&2; return 1; }
    wait_until_executed "$(init_pid "$name")"
    init_pid "$name"
}

runc_exec()
{
    local pid_file=$BATS_FILE_TMPDIR/exec-$1.pid
    runc exec -d --cap CAP_NET_ADMIN --pid-file "$pid_file" "$@" </dev/null >/dev/null 2>&1 3>&-
    wait_until_executed "$(cat "$pid_file")"
    cat "$pid_file"
}

# runc comes back while a process is still runc itself, with threads.
wait_until_executed()
{
    wait_until not grep -qs '^runc:' "/proc/$1/comm" >/dev/null
}

runc_stop()
{
    runc delete --force "$1" >/dev/null 2>&1 || true
}

# A session of its own makes it, and what it starts, one group to kill. setsid(1) becomes the program: no other pid.
# Descriptor 3 is the one that bats waits for.
in_background()
{
    setsid -- "$@" </dev/null 3>&- &
    BACKGROUND+=("$!")
}

end_background()
{
    local pid
    for pid in "${BACKGROUND[@]}"; do
        kill -KILL -- "-$pid" || kill -KILL "$pid" || true
        wait "$pid" || true
    done 2>/dev/null
    BACKGROUND=()
}

teardown()
{
    end_background
}

wait_until()
{
    local tries
    for tries in $(seq 100); do
        if "$@"; then
            return 0
        fi
        sleep 0.1
    done
    echo "not within 10 seconds: $*" >&2
    return 1
}

usage_error()
{
    local name
    name=$(basename "$PROGRAM")
    run --separate-stderr "$PROGRAM" "$@"
    [ "$status" -eq 2 ] || { echo "status $status, not 2: $*"; return 1; }
    [ -z "$output" ] || { echo "on standard output: $output"; return 1; }
    [ "${#stderr_lines[@]}" -eq 2 ] || { echo "not two lines: $stderr"; return 1; }
    [[ ${stderr_lines[0]} == "$name: "* ]] && [ "${stderr_lines[1]}" = "Try '$name --help'" ] || { echo "$stderr"; return 1; }
}
