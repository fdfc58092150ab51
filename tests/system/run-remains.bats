# What is left of a container of ccaps-run when its start or its launcher was cut off: all of it can be seen and removed,
# and nothing that it did not make is touched.

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

in_box()
{
    in_root --name "$BOX" "$@"
}

# The directory of our own cgroup in the hierarchy where processes are killed: v2's.
own_cgroup()
{
    echo "$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)$(sed -n 's/^0:://p' /proc/self/cgroup | sed 's,^/$,,')"
}

@test "a cgroup of that name that others made is left alone, with what is in it" {
    local cgroup pid
    cgroup=$(own_cgroup)/ccaps-$BOX
    mkdir "$cgroup"
    in_background sleep 600
    pid=$!
    echo "$pid" >"$cgroup/cgroup.procs"
    run -125 in_box -- true
    [[ $output == *"cannot make the cgroup $cgroup"* ]]
    kill -0 "$pid"
    kill "$pid"
    wait "$pid" || true
    wait_until rmdir "$cgroup"
    in_box -- true
    nothing_is_left "$BOX"
}

@test "a start that is killed at any moment is listed, and can be stopped" {
    skip_unless strace
    local call listed=0
    # of the launcher alone: what it calls between the first and the last of its steps
    for call in mkdir renameat clone3 pidfd_send_signal; do
        strace -qq -o /dev/null -e trace=$call -e inject=$call:signal=SIGKILL:when=2+ "$CCAPS_RUN" --rootfs "$ROOT" --name "$BOX" -- true || true
        if [ -e "/run/ccaps/$BOX/state.json" ]; then
            "$CCAPS_RUN" --list | grep -qE "^$BOX +- (creating|ended) "
            listed=$((listed + 1))
        fi
        "$CCAPS_RUN" --stop "$BOX" || [ ! -e "/run/ccaps/$BOX/state.json" ]
        in_box -- true
        nothing_is_left "$BOX"
    done
    [ "$listed" -gt 0 ]
}

@test "a limit of file size fails the start, and leaves nothing" {
    run -125 bash -c 'ulimit -f 0; exec "$1" --rootfs "$2" --name "$3" -- true' - "$CCAPS_RUN" "$ROOT" "$BOX"
    [[ $output == *"state.json: File too large" ]]
    nothing_is_left "$BOX"
}

@test "arguments that are not UTF-8 keep no container from being listed and stopped" {
    in_box -d -- sh -c 'sleep 600' $'x\xff\e[1m'
    "$CCAPS_RUN" --list | grep -q "^$BOX .* running .*sh -c sleep 600 x"
    run -125 in_box -- true
    [[ $output == *"there is a container '$BOX' already"* ]]
    "$CCAPS_RUN" --stop "$BOX"
    nothing_is_left "$BOX"
}

@test "a state that cannot be read is told, and never taken for none" {
    in_box -d -- sleep 600
    cp "/run/ccaps/$BOX/state.json" "$BATS_TEST_TMPDIR"
    echo '{' >"/run/ccaps/$BOX/state.json"
    run -1 --separate-stderr "$CCAPS_RUN" --list
    [[ $stderr == "ccaps-run: "*"/$BOX/state.json, line 2"*"not JSON"* ]]
    run -125 in_box -- true
    [[ $output == *"not JSON"*"remove /run/ccaps/$BOX once nothing of it runs"* ]]
    run -1 "$CCAPS_RUN" --stop "$BOX"
    cp "$BATS_TEST_TMPDIR/state.json" "/run/ccaps/$BOX"
    "$CCAPS_RUN" --stop "$BOX"
    nothing_is_left "$BOX"
}

@test "a launcher that is stopped does not stop --stop" {
    local launcher
    in_background "$CCAPS_RUN" --rootfs "$ROOT" --name "$BOX" -- sleep 600
    launcher=$!
    wait_until eval '"$CCAPS_RUN" --list | grep -q "^$BOX .* running"'
    kill -STOP "$launcher"
    run -1 timeout 20 "$CCAPS_RUN" --stop "$BOX"
    [ "$output" = "ccaps-run: the ccaps-run of '$BOX' has not come to its end (go on with it, or end it)" ]
    kill -CONT "$launcher"
    wait_until nothing_is_left "$BOX"
}

@test "a container whose name could not be printed does not go on" {
    run -125 --separate-stderr bash -c '"$1" --rootfs "$2" --name "$3" -d -- sleep 600 >/dev/full' - "$CCAPS_RUN" "$ROOT" "$BOX"
    [ "$stderr" = "ccaps-run: cannot write the output: No space left on device" ]
    nothing_is_left "$BOX"
    run -125 bash -c '"$1" --rootfs "$2" --name "$3" -d -- sleep 600 >&-' - "$CCAPS_RUN" "$ROOT" "$BOX"
    nothing_is_left "$BOX"
}

@test "a start that takes long can be ended, and leaves nothing" {
    skip_unless strace
    local tracer launcher
    in_background strace -f -qq -o /dev/null -e trace=pivot_root -e inject=pivot_root:signal=SIGSTOP \
        "$CCAPS_RUN" --rootfs "$ROOT" --name "$BOX" -- true
    tracer=$!
    wait_until test -e "/run/ccaps/$BOX/state.json"
    wait_until pgrep -P "$tracer" -x ccaps-run
    launcher=$(pgrep -P "$tracer" -x ccaps-run)
    kill -TERM "$launcher"
    SECONDS=0
    status=0
    wait "$tracer" || status=$?
    [ "$status" -eq 125 ]
    [ "$SECONDS" -lt 10 ]
    nothing_is_left "$BOX"
}

@test "a container of another pid namespace is not taken for one that has ended" {
    in_box -d -- sleep 600
    run -125 unshare --pid --fork --mount-proc "$CCAPS_RUN" --rootfs "$ROOT" --name "$BOX" -- true
    [[ $output == "ccaps-run: whether the container '$BOX' runs cannot be told here (look from the pid namespace"* ]]
    run -1 unshare --pid --fork --mount-proc "$CCAPS_RUN" --stop "$BOX"
    unshare --pid --fork --mount-proc "$CCAPS_RUN" --list | grep -q "^$BOX .* ? "
    run -125 unshare --mount --pid --fork --mount-proc sh -c 'umount -l /sys/fs/cgroup; exec "$@"' - "$CCAPS_RUN" --rootfs "$ROOT" --name "$BOX" -- true
    "$CCAPS_RUN" --list | grep -q "^$BOX .* running "
}

@test "a name that is made up is nobody's" {
    local name
    name=$(unshare --pid --fork --mount-proc sh -c '"$1" --rootfs "$2" -d -- sleep 600; "$1" --rootfs "$2" -- hostname' - "$CCAPS_RUN" "$ROOT" | sort -u | wc -l)
    [ "$name" -eq 2 ]
}

@test "a container whose pid namespace is gone has ended everywhere" {
    unshare --pid --fork --mount-proc sh -c '"$1" --rootfs "$2" --name "$3" -d -- sleep 600' - "$CCAPS_RUN" "$ROOT" "$BOX"
    wait_until eval '"$CCAPS_RUN" --list | grep -q "^$BOX .* ended "'
    "$CCAPS_RUN" --stop "$BOX"
    nothing_is_left "$BOX"
}

@test "one that is just being created is stopped when it is there" {
    skip_unless strace
    in_background strace -f -qq -o /dev/null -e trace=pivot_root -e inject=pivot_root:delay_enter=1000000 \
        "$CCAPS_RUN" --rootfs "$ROOT" --name "$BOX" -d -- sleep 600
    wait_until test -e "/run/ccaps/$BOX/state.json"
    "$CCAPS_RUN" --list | grep -q "^$BOX .* creating "
    "$CCAPS_RUN" --stop "$BOX"
    nothing_is_left "$BOX"
}

@test "a directory without a state is removed too" {
    mkdir -p "/run/ccaps/$BOX"
    "$CCAPS_RUN" --stop "$BOX"
    [ ! -e "/run/ccaps/$BOX" ]
    run -1 "$CCAPS_RUN" --stop "$BOX"
}
