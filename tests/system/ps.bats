# ccaps-ps against what /proc, the runtimes and getpcaps say.

bats_require_minimum_version 1.5.0
load helpers

setup_file()
{
    skip_unless root
    skip_unless runc
    export BOX OUTSIDE EXECED
    BOX=$(unique ps)
    runc_start "$BOX" >/dev/null
    EXECED=$(runc_exec "$BOX" sleep 601)
}

teardown_file()
{
    [ -z "$BOX" ] || runc_stop "$BOX"
}

setup()
{
    PROGRAM=$CCAPS_PS
    CGROUPS=()
}

teardown()
{
    end_background
    remove_cgroups
}

# make_cgroup PATH: where there is cgroup v2, in that, and else in the hierarchy that the runtimes always use; it is gone
# with the test. Its directory is $CGROUP.
make_cgroup()
{
    local root
    root=$(findmnt -n -o TARGET -t cgroup2 | head -n 1)
    CGROUP=${root:-/sys/fs/cgroup/systemd}/$1
    mkdir -p "$CGROUP"
    CGROUPS+=("$CGROUP")
}

# in_cgroup PATH COMMAND…: in_background, in a cgroup that is made for it
in_cgroup()
{
    make_cgroup "$1"
    in_background "${@:2}"
    echo "$!" >"$CGROUP/cgroup.procs"
}

# with_descriptors COUNT COMMAND…: run it with room for that many, of which the standard three are taken
with_descriptors()
{
    bash -c 'for fd in {3..20}; do eval "exec $fd>&-"; done; ulimit -n "$0"; exec "$@"' "$@"
}

# Processes that were killed leave theirs a moment later.
remove_cgroups()
{
    local i
    for ((i = ${#CGROUPS[@]} - 1; i >= 0; i--)); do
        wait_until rmdir "${CGROUPS[i]}"
    done
    CGROUPS=()
}

@test "every process of the machine has the masks that /proc tells" {
    "$CCAPS_PS" -a -k -nr -o PID,TID,EHEX,PHEX,IHEX,BHEX,AHEX >"$BATS_TEST_TMPDIR/all"
    local pid tid masks now compared=0
    while read -r pid tid masks; do
        now=$(kernel_sets "$pid/task/$tid" 2>/dev/null) && [ -n "${now// /}" ] || continue
        # one that has changed in between is asked again
        [ "$masks" = "$now" ] || masks=$("$CCAPS_PS" -a -k -nr -o EHEX,PHEX,IHEX,BHEX,AHEX "$pid/$tid") || continue
        [ "$masks" = "$now" ] || now=$(kernel_sets "$pid/task/$tid" 2>/dev/null) || continue
        [ "$masks" = "$now" ] || { echo "$pid/$tid: $masks, not $now"; return 1; }
        compared=$((compared + 1))
    done <"$BATS_TEST_TMPDIR/all"
    [ "$compared" -ge 4 ]
}

@test "a container's processes are all listed, those of runc exec too, whoever their parent is" {
    local parent
    parent=$(awk '/^PPid/ { print $2 }' "/proc/$EXECED/status")
    not grep -q "/$BOX\$" "/proc/$parent/cgroup"
    run "$CCAPS_PS" -nr -o PID,CONTAINER,ROLE,COMM --sort=-ROLE "$BOX"
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "$(init_pid "$BOX") runc:$BOX init sleep" ]
    [ "${lines[1]}" = "$EXECED runc:$BOX exec sleep" ]
    [ "${#lines[@]}" -eq 2 ]
}

@test "what is started inside is a child" {
    runc exec -d "$BOX" sh -c 'sleep 602 & wait' 3>&-
    wait_until eval '"$CCAPS_PS" -nr -o ROLE,ARGS "$BOX" | grep -qxF "child sleep\x20602"'
    "$CCAPS_PS" -nr -o ROLE,ARGS "$BOX" | grep -qxF 'exec sh\x20-c\x20sleep\x20602\x20&\x20wait'
    # alone it is, too
    [ "$("$CCAPS_PS" -nr -o ROLE "$("$CCAPS_PS" -nr -o PID,ARGS "$BOX" | awk '$2 == "sleep\\x20602" { print $1 }')")" = child ]
}

@test "each process of a container has the five sets that /proc says" {
    local pid
    for pid in $(init_pid "$BOX") "$EXECED"; do
        [ "$("$CCAPS_PS" -nr -o EHEX,PHEX,IHEX,BHEX,AHEX "$pid")" = "$(kernel_sets "$pid")" ]
    done
}

@test "the process entered with more shows as drift, and no other" {
    run "$CCAPS_PS" -nr -o PID,DRIFT "$BOX" --sort PID
    grep -qxF "$EXECED +net_admin" <<<"$output"
    grep -qxF "$(init_pid "$BOX") -" <<<"$output"
    [ "$(grep -c net_admin <<<"$output")" -eq 1 ]
    [ "$("$CCAPS_PS" --json "$EXECED" | jq -c '.processes[0].drift')" = \
        '{"effective":{"extra":["CAP_NET_ADMIN"]},"permitted":{"extra":["CAP_NET_ADMIN"]},"bounding":{"extra":["CAP_NET_ADMIN"]}}' ]
    [ "$("$CCAPS_PS" --json "$(init_pid "$BOX")" | jq .processes[0].drift)" = null ]
}

@test "what root gets at exec is no drift, by its real or its effective user, but what it has inheritable is" {
    local box as drift procs
    box=$(unique ps)
    runc_start "$box" '.process.noNewPrivileges = false | .process.capabilities |= (.permitted = [] | .effective = [])' >/dev/null
    while read -r as drift; do
        in_background setpriv --bounding-set=-all,+kill "$as" --clear-groups sleep 600
        wait_until grep -q '^sleep' "/proc/$!/comm"
        (($(awk '/^CapPrm/ { print "0x" $2 }' "/proc/$!/status") == 1 << 5))
        for procs in $(find /sys/fs/cgroup -path "*/$box/cgroup.procs"); do
            echo $! >"$procs"
        done
        [ "$("$CCAPS_PS" --json $! | jq -c '.processes[0] | [.container.name, .drift]')" = "[\"$box\",$drift]" ]
    done <<'END'
--ruid=1 null
--euid=1 null
--inh-caps=+kill {"inheritable":{"extra":["CAP_KILL"]}}
END
    [ "$("$CCAPS_PS" --json "$(init_pid "$box")" | jq .processes[0].drift)" = null ]
    runc_stop "$box"
}

@test "a bundle that has changed since cannot stall it" {
    local box
    box=$(unique ps)
    runc_start "$box" >/dev/null
    rm "$BATS_FILE_TMPDIR/bundle-$box/config.json"
    mkfifo "$BATS_FILE_TMPDIR/bundle-$box/config.json"
    run timeout 5 "$CCAPS_PS" -nr -o CONTAINER "$box"
    runc_stop "$box"
    [ "$output" = "runc:$box" ]
}

@test "where no config tells what was declared, nothing is drift" {
    local directory
    directory=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    [ -n "$directory" ] || skip "needs cgroup v2"
    directory=$directory/$(unique ps)
    mkdir "$directory"
    in_background sleep 600
    echo $! >"$directory/cgroup.procs"
    run "$CCAPS_PS" --json $!
    kill $!
    wait $! || true
    wait_until rmdir "$directory" 2>/dev/null
    jq -e --arg name "${directory##*/}" '.processes[0] | .container.runtime == "cgroup" and .container.name == $name and
        .drift == null' <<<"$output"
}

@test "of a container that was started in another's cgroups it is told, not of the other" {
    local inner
    inner=$(unique inner)
    sh -c 'for procs in $(find /sys/fs/cgroup -path "*/$1/cgroup.procs"); do echo $$ >"$procs"; done; shift; exec "$@"' - "$BOX" \
        "$CCAPS_RUN" --rootfs "$(make_rootfs)" --name "$inner" -d -- sleep 600
    run "$CCAPS_PS" -nr -o CONTAINER "$(jq .init_process_pid "/run/ccaps/$inner/state.json")"
    "$CCAPS_RUN" --stop "$inner"
    [ "$output" = "ccaps-run:$inner" ]
}

@test "a container's root is whom its user namespace maps: what exec gives it is no drift" {
    local box=$BOX-userns pid
    chmod a+rx "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_FILE_TMPDIR/.."
    runc_start "$box" '.process.capabilities = {bounding: ["CAP_CHOWN", "CAP_KILL"], permitted: ["CAP_KILL"], effective: ["CAP_KILL"]} |
        .process.noNewPrivileges = false | .linux.namespaces += [{"type": "user"}] |
        .linux.uidMappings = [{"containerID": 0, "hostID": 100000, "size": 65536}] | .linux.gidMappings = .linux.uidMappings' >/dev/null
    runc_exec "$box" sleep 610 >/dev/null
    run "$CCAPS_PS" -n -o PID,UID,PERMITTED,DRIFT "$box"
    pid=$(init_pid "$box")
    runc_stop "$box"
    [ "$(xargs <<<"${lines[0]}")" = "$pid 100000 chown,kill" ]
    [[ ${lines[1]} == *100000*+net_admin* ]]
    [ "${#lines[@]}" -eq 2 ]
}

@test "the default table is that of the contract" {
    run "$CCAPS_PS" --sort=-ROLE "$(init_pid "$BOX")" "$EXECED"
    [[ ${lines[0]} =~ ^" "*PID\ USER\ CONTAINER\ +ROLE\ COMM\ +PERMITTED\ +E\ I\ B\ A\ DRIFT$ ]]
    [[ ${lines[1]} =~ init\ sleep\ kill,net_bind_service,audit_write\ +=\ -\ =\ -\ *$ ]]
    [[ ${lines[2]} =~ exec\ sleep\ kill,net_bind_service,net_admin,audit_write\ =\ -\ =\ -\ \+net_admin$ ]]
}

@test "sets are shown as they differ from the permitted set" {
    local pid
    in_background setpriv --inh-caps +kill --bounding-set -all,+kill,+chown sleep 603
    pid=$!
    wait_until grep -q '^sleep' "/proc/$pid/comm"
    [ "$("$CCAPS_PS" -nr -o PERMITTED,EDIFF,IDIFF,BDIFF,ADIFF "$pid")" = 'chown,kill = =-chown = -' ]
    in_background setpriv --reuid 12345 --clear-groups --inh-caps +kill,+chown --bounding-set -all,+kill,+chown sleep 603
    pid=$!
    wait_until grep -q '^sleep' "/proc/$pid/comm"
    [ "$("$CCAPS_PS" -nr -o USER,PERMITTED,EDIFF,IDIFF,BDIFF,ADIFF "$pid")" = '12345 - - chown,kill chown,kill -' ]
}

@test "by default those that hold nothing are left out, and -a shows them" {
    local pid
    # but for a bounding set
    in_background setpriv --reuid 12345 --clear-groups sleep 604
    pid=$!
    wait_until grep -q '^sleep' "/proc/$pid/comm"
    "$CCAPS_PS" -nr -o PID | not grep -qx "$pid"
    "$CCAPS_PS" -a -nr -o PID | grep -qx "$pid"
}

@test "one of which the kernel does not tell whether it holds any is shown" {
    local status=$BATS_TEST_TMPDIR/status pid
    in_background setpriv --reuid 12345 --clear-groups --bounding-set -all sleep 600
    pid=$!
    wait_until grep -q '^sleep' "/proc/$pid/comm"
    # as before Linux 4.3, which had no ambient set
    grep -v ^CapAmb "/proc/$pid/status" >"$status"
    "$CCAPS_PS" -nr -o PID | not grep -qx "$pid"
    unshare --mount sh -c 'mount --bind "$1" "/proc/$2/status"; shift 2; exec "$@"' - "$status" "$pid" \
        "$CCAPS_PS" -nr -o PID,P,A | grep -qx "$pid - ?"
    # and so is its risk, which may be any
    grep -v ^CapEff "/proc/$pid/status" >"$status"
    [ "$(unshare --mount sh -c 'mount --bind "$1" "/proc/$2/status"; shift 2; exec "$@"' - "$status" "$pid" \
        "$CCAPS_PS" --risk=critical -nr -o PID,RISK "$pid")" = "$pid ?" ]
}

@test "a set that is not told comes before the empty one, and a cgroup that is not told is none of a container" {
    local status=$BATS_TEST_TMPDIR/status pid
    in_background sleep 600
    pid=$!
    grep -v ^CapAmb "/proc/$pid/status" >"$status"
    with_strange_proc()
    {
        unshare --mount sh -c 'mount --bind "$1" "/proc/$2/status"; mount --bind /proc/self/mem "/proc/$2/cgroup"; shift 2; exec "$@"' - \
            "$status" "$pid" "$CCAPS_PS" -nr "$@"
    }
    [ "$(with_strange_proc -o AHEX --sort=AHEX $$ "$pid")" = $'?\n0000000000000000' ]
    [ "$(with_strange_proc -o AHEX --sort=-AHEX $$ "$pid")" = $'0000000000000000\n?' ]
    [ "$(with_strange_proc -o CONTAINER,RUNTIME,ROLE "$pid")" = '? ? ?' ]
}

@test "one that holds inheritable capabilities alone is shown, which pscap misses" {
    local pid
    in_background setpriv --reuid 12345 --clear-groups --inh-caps +chown sleep 605
    pid=$!
    wait_until grep -q '^sleep' "/proc/$pid/comm"
    "$CCAPS_PS" -nr -o PID,I | grep -qx "$pid chown"
}

@test "kernel threads are shown with -k alone" {
    "$CCAPS_PS" -a -nr -o PID | not grep -qx 2
    [ "$("$CCAPS_PS" -k -nr -o PID,COMM | grep -w kthreadd)" = "2 kthreadd" ]
}

@test "a thread with other sets than its leader's is seen, by default and with -T" {
    local pid dropped bounded
    in_background "$CCAPS_BUILD/tests/helpers/threads" >"$BATS_TEST_TMPDIR/threads"
    wait_until test -s "$BATS_TEST_TMPDIR/threads"
    read -r pid dropped bounded <"$BATS_TEST_TMPDIR/threads"
    run "$CCAPS_PS" -nr -o PID,TID,EHEX,PHEX,IHEX,BHEX,AHEX "$pid"
    [ "${#lines[@]}" -eq 3 ]
    for tid in "$pid" "$dropped" "$bounded"; do
        grep -qxF "$pid $tid $(kernel_sets "$pid/task/$tid")" <<<"$output"
    done
    [ "$(kernel_sets "$pid")" != "$(kernel_sets "$pid/task/$dropped")" ]
    "$CCAPS_PS" -nr -o TID | grep -qx "$dropped"
    "$CCAPS_PS" | head -1 | grep -qw TID
    [ "$("$CCAPS_PS" -T -nr -o TID "$pid" | sort -n)" = "$(ls "/proc/$pid/task" | sort -n)" ]
    [ "$("$CCAPS_PS" -nr -o TID,P "$pid/$dropped")" = "$dropped -" ]
}

@test "what is named twice is shown once, a thread beside a container too" {
    local pid dropped bounded same
    coproc THREADS { exec "$CCAPS_BUILD/tests/helpers/threads" 3>&-; }
    read -r pid dropped bounded <&"${THREADS[0]}"
    same=$(ls "/proc/$pid/task" | grep -vx "$dropped" | grep -vx "$bounded" | tail -1)
    run "$CCAPS_PS" -nr -o PID,TID "$pid/$dropped" "$pid" "$pid" "$pid/$same" "$BOX"
    kill "$pid"
    [ "$(grep -c "^$pid $dropped$" <<<"$output")" -eq 1 ]
    [ "$(grep -c "^$pid $same$" <<<"$output")" -eq 1 ]
    [ "$(grep -c "^$pid " <<<"$output")" -eq 3 ]
    grep -q "^$EXECED $EXECED$" <<<"$output"
}

@test "libcap's text is what getpcaps prints" {
    local pid
    for pid in $(init_pid "$BOX") $$ 1; do
        [ "$pid: $("$CCAPS_PS" -n -o TEXT "$pid" | head -1)" = "$(getpcaps "$pid" 2>&1)" ]
    done
}

@test "columns are chosen, added, sorted by, and listed" {
    local column
    run "$CCAPS_PS" -a -o pid,Comm --sort -pid
    [[ ${lines[0]} =~ ^\ *PID\ COMM ]]
    [ "$(awk 'NR > 1 { print $1 }' <<<"$output")" = "$(awk 'NR > 1 { print $1 }' <<<"$output" | sort -rn)" ]
    run "$CCAPS_PS" -o +EHEX,USERNS "$$"
    [[ ${lines[0]} == *DRIFT*EHEX*USERNS* ]]
    [[ ${lines[1]} == *" $(kernel_sets $$ | cut -d' ' -f1) "*"$(readlink /proc/$$/ns/user | tr -dc 0-9)" ]]
    for column in $("$CCAPS_PS" --list-columns | cut -d' ' -f1); do
        "$CCAPS_PS" -o "$column" --sort "$column" $$ >/dev/null
    done
}

@test "what a process calls itself cannot drive the terminal, and is valid in JSON" {
    local pid program=$BATS_TEST_TMPDIR/$'\033[31m\nx\xff'
    cp "$(command -v sleep)" "$program"
    in_background "$program" 606
    pid=$!
    wait_until grep -q 31m "/proc/$pid/comm"
    [ "$("$CCAPS_PS" -n -o COMM "$pid")" = '\x1b[31m\nx\xff' ]
    [ "$("$CCAPS_PS" -nr -o COMM "$pid")" = '\x1b[31m\x0ax\xff' ]
    [[ $(LC_ALL=C "$CCAPS_PS" -n -o COMM "$pid") != *[[:cntrl:]]* ]]
    "$CCAPS_PS" --json "$pid" | jq -e '.processes[0].comm == "\u001b[31m\nx\ufffd"'
}

@test "what is missing has a line of its own, what is there is shown, and the status is 1" {
    run --separate-stderr "$CCAPS_PS" -nr -o PID no-such-box 4194304 $$
    [ "$status" -eq 1 ]
    [ "$output" = $$ ]
    [ "${#stderr_lines[@]}" -eq 2 ]
    [ "${stderr_lines[0]}" = "ccaps-ps: no container 'no-such-box'" ]
    [ "${stderr_lines[1]}" = "ccaps-ps: cannot read process 4194304: No such process" ]
}

@test "a thread's id is no process, and is told how to be named" {
    local pid dropped bounded
    in_background "$CCAPS_BUILD/tests/helpers/threads" >"$BATS_TEST_TMPDIR/threads"
    wait_until test -s "$BATS_TEST_TMPDIR/threads"
    read -r pid dropped bounded <"$BATS_TEST_TMPDIR/threads"
    run --separate-stderr "$CCAPS_PS" -T -nr -o TID "$pid" "$dropped"
    [ "$status" -eq 1 ]
    [ "$(sort -n <<<"$output")" = "$(ls "/proc/$pid/task" | sort -n)" ]
    [ "$stderr" = "ccaps-ps: $dropped is a thread of process $pid: name it $pid/$dropped" ]
}

@test "without /proc there is no list, rather than an empty one" {
    local option
    for option in -a --json; do
        run --separate-stderr unshare -m sh -c 'umount -l /proc && exec "$@"' - "$CCAPS_PS" "$option"
        [ "$status" -eq 1 ]
        [ -z "$output" ]
        [ "$stderr" = "ccaps-ps: cannot list processes: /proc is not mounted here" ]
    done
}

@test "what could not be read for lack of descriptors is told" {
    run --separate-stderr with_descriptors 4 "$CCAPS_PS" -a
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [[ ${stderr_lines[0]} == "ccaps-ps: cannot read process "*": Too many open files" ]]
    run --separate-stderr with_descriptors 5 "$CCAPS_PS" -nr -o PID --pid $$
    [ "$status" -eq 0 ]
    [ "$output" = $$ ]
    run --separate-stderr with_descriptors 4 "$CCAPS_PS" $$
    [ "$status" -eq 1 ]
    [[ $stderr == "ccaps-ps: cannot read "*": Too many open files" ]]
    # with too few to read of its first process whose it is, nothing is said to be its, or to be no drift
    run --separate-stderr with_descriptors 6 "$CCAPS_PS" -nr -o DRIFT "$EXECED"
    [[ $output == "?" || $output == "+net_admin" ]]
    run --separate-stderr with_descriptors 5 "$CCAPS_PS" "$BOX"
    [ "$status" -eq 1 ]
    [ "${#stderr_lines[@]}" -le 14 ]
    # a thread is read by one more than its process
    in_background "$CCAPS_BUILD/tests/helpers/threads" >"$BATS_TEST_TMPDIR/threads"
    wait_until test -s "$BATS_TEST_TMPDIR/threads"
    run --separate-stderr with_descriptors 6 "$CCAPS_PS" -a -nr -o PID
    [ "$status" -eq 1 ]
    grep -qx "$!" <<<"$output"
    [[ $stderr == *"cannot read thread "*": Too many open files"* ]]
}

@test "what /proc hides from a user is not listed, as ps has it, and is an error where it was named" {
    local look='mount -o remount,hidepid=1 /proc && exec setpriv --reuid 12345 --regid 12345 --clear-groups "$@"'
    run --separate-stderr unshare -mpf --mount-proc sh -c "$look" - "$CCAPS_PS" -a -nr -o PID,USER
    [ "$status" -eq 0 ]
    [ "$output" = "1 12345" ]
    [ -z "$stderr" ]
    look="sleep 609 & $look"
    run --separate-stderr unshare -mpf --mount-proc sh -c "$look" - "$CCAPS_PS" -nr -o PID 1 2
    [ "$status" -eq 1 ]
    [ "$output" = 1 ]
    [[ $stderr == *"cannot read "*"2: Operation not permitted"* ]]
}

@test "a runtime's state that is broken is told, and its processes are still found by their cgroup" {
    local box=$BOX-broken pid
    pid=$(runc_start "$box")
    cp "/run/runc/$box/state.json" "$BATS_TEST_TMPDIR/state.json"
    echo '{"id":' >"/run/runc/$box/state.json"
    run --separate-stderr "$CCAPS_PS" -nr -o PID,CONTAINER "$box"
    local named=$status output_named=$output stderr_named=$stderr
    run --separate-stderr "$CCAPS_PS" -a -nr -o PID
    local all=$status stderr_all=$stderr
    local drift
    drift=$("$CCAPS_PS" -nr -o DRIFT "$pid")
    run --separate-stderr "$CCAPS_PS" -nr -o PID "$BOX"
    jq 'del(.config)' "$BATS_TEST_TMPDIR/state.json" >"/run/runc/$box/state.json"
    local undeclared
    undeclared="$("$CCAPS_PS" -n -o DRIFT "$box") $("$CCAPS_PS" --json "$box" | jq '.processes[0].drift')"
    cp "$BATS_TEST_TMPDIR/state.json" "/run/runc/$box/state.json"
    runc_stop "$box"
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [ "$named" -eq 1 ]
    [[ $output_named == "$pid cgroup:"* ]]
    [[ $stderr_named == "ccaps-ps: /run/runc/$box/state.json, line 2, column 1: not JSON: "* ]]
    [ "$all" -eq 1 ]
    [ "$(grep -c "/run/runc/$box/state.json" <<<"$stderr_all")" -eq 1 ]
    [ "$undeclared" = "? null" ]
    [ "$drift" = "?" ]
}

@test "a beginning of an id will do, unless two containers have it" {
    runc_start "$BOX-two" >/dev/null
    [ "$("$CCAPS_PS" -nr -o PID "$BOX-t")" = "$(init_pid "$BOX-two")" ]
    run --separate-stderr "$CCAPS_PS" "${BOX:0:8}"
    [ "$status" -eq 1 ]
    [[ $stderr == *"could be more than one container"*"runc:$BOX"* ]]
    [ "$("$CCAPS_PS" -nr -o PID "runc:$BOX-two")" = "$(init_pid "$BOX-two")" ]
    runc_stop "$BOX-two"
    run "$CCAPS_PS" "$BOX-two"
    [ "$status" -eq 1 ]
}

@test "wrong usage is told in the way of the contract" {
    usage_error --no-such-option
    usage_error -o pid,nosuch
    usage_error -o ''
    usage_error --sort nosuch
    usage_error --pid abc
    usage_error ./file
    usage_error --color=mauve
}

@test "a full disk is an error, a closed pipe is not" {
    run "$CCAPS_PS" -a --sort PID >/dev/null
    run bash -c '"$1" -a >/dev/full' - "$CCAPS_PS"
    [ "$status" -eq 1 ]
    [ "$output" = "ccaps-ps: cannot write the output: No space left on device" ]
    run bash -c '"$1" -a --json >/dev/full' - "$CCAPS_PS"
    [ "$status" -eq 1 ]
    [ "$output" = "ccaps-ps: cannot write the output: No space left on device" ]
    run bash -c '"$1" --help >/dev/full' - "$CCAPS_PS"
    [ "$status" -eq 1 ]
    run bash -c 'set -o pipefail; "$1" -a --json | head -c1' - "$CCAPS_PS"
    [[ $output == "{" ]]
}

@test "the width of a terminal is respected, and -w cuts nothing" {
    skip_unless script
    local columns
    for columns in 80 100 160; do
        run script -qec "stty cols $columns; '$CCAPS_PS' -a --color=never" /dev/null
        [ "${#lines[@]}" -gt 3 ]
        [ "$(tr -d '\r' <<<"$output" | awk '{ if (length($0) > most) most = length($0) } END { print most }')" -le "$columns" ]
    done
    run script -qec "stty cols 80; '$CCAPS_PS' -w -o PID,P 1" /dev/null
    [[ $output == *chown*checkpoint_restore* ]]
}

# cut_comm LOCALE COLUMNS: what a terminal of that width shows in that locale of the name of process $pid
cut_comm()
{
    LC_ALL=$1 script -qec "stty cols $2; '$CCAPS_PS' -o COMM,ROLE $pid" /dev/null | tail -n 1 | tr -d '\r' | sed 's/ *-$//'
}

@test "what is cut to the width of a terminal ends in a mark, so that no cell reads as another" {
    skip_unless script
    local columns=PID,PERMITTED,BDIFF,DRIFT,COMM width pid full row cell i cut=0
    for width in 20 30 40 50 60; do
        while read -r -a row; do
            pid=${row[0]}
            read -r -a full < <("$CCAPS_PS" -n -o "$columns" "$pid/$pid")
            [ "${#row[@]}" -eq "${#full[@]}" ]
            for i in "${!row[@]}"; do
                cell=${row[i]}
                [ "$cell" = "${full[i]}" ] && continue
                cut=$((cut + 1))
                [ "${cell: -1}" = "~" ] || { echo "at $width: $cell for ${full[i]}"; return 1; }
                [[ ${full[i]} == "${cell%\~}"* ]]
            done
        done < <(script -qec "stty cols $width; '$CCAPS_PS' -n --color=never -o $columns 1/1 $EXECED" /dev/null | tr -d '\r')
    done
    [ "$cut" -ge 5 ]
    # a wide character, of which half a one would fit, and what the locale does not have
    local program=$BATS_TEST_TMPDIR/日本語日本語
    cp "$(command -v sleep)" "$program"
    in_background "$program" 606
    pid=$!
    wait_until grep -q 日 "/proc/$pid/comm"
    [ "$(cut_comm C.UTF-8 10)" = 日本~ ]
    [ "$(cut_comm C.UTF-8 11)" = 日本~ ]
    [ "$(cut_comm C 14)" = '\xe6\x97~' ]
}

@test "colour is for terminals, and NO_COLOR counts" {
    skip_unless script
    "$CCAPS_PS" "$BOX" | not grep -q $'\033'
    "$CCAPS_PS" --color=always "$BOX" | grep -q $'\033'
    script -qec "'$CCAPS_PS' $BOX" /dev/null | grep -q $'\033'
    NO_COLOR=1 script -qec "'$CCAPS_PS' $BOX" /dev/null | not grep -q $'\033'
    "$CCAPS_PS" --color=never "$BOX" | not grep -q $'\033'
}

@test "a cgroup's name does not hide who lives in it, and who has ended is in none that was removed" {
    local name pid
    name="$(unique x) (deleted)"
    in_cgroup "$name" sleep 607
    pid=$!
    run "$CCAPS_PS" -n -o PID,CONTAINER --container "$name"
    [ "$status" -eq 0 ]
    [ "$(xargs <<<"$output")" = "$pid cgroup:$name" ]

    in_background sh -c 'sleep 608 & echo $! >"$1"; exec sleep 609' - "$BATS_TEST_TMPDIR/zombie"
    wait_until test -s "$BATS_TEST_TMPDIR/zombie"
    wait_until grep -q '^sleep' "/proc/$!/comm"
    pid=$(cat "$BATS_TEST_TMPDIR/zombie")
    make_cgroup "$(unique gone)"
    echo "$pid" >"$CGROUP/cgroup.procs"
    kill -KILL "$pid"
    wait_until grep -q '^State:.*Z' "/proc/$pid/status"
    [[ $("$CCAPS_PS" -nr -o CONTAINER "$pid") == cgroup:* ]]
    rmdir "$CGROUP"
    unset 'CGROUPS[-1]'
    not grep -q '^cgroup:' <<<"$("$CCAPS_PS" -nr -o CONTAINER "$pid")"
}

@test "cgroups of one last name are told apart by their paths, which --container takes" {
    local one two pid
    one=$(unique one)
    two=$(unique two)
    make_cgroup "$one"
    make_cgroup "$two"
    in_cgroup "$one/$BOX-same" sleep 611
    in_cgroup "$two/$BOX-same" sleep 612
    pid=$!
    run --separate-stderr "$CCAPS_PS" "$BOX-same"
    [ "$status" -eq 1 ]
    [[ $stderr == *"cgroup:/$one/$BOX-same"* ]]
    [[ $stderr == *"cgroup:/$two/$BOX-same"* ]]
    [ "$("$CCAPS_PS" -nr -o PID --container "cgroup:/$two/$BOX-same")" = "$pid" ]
    [ "$("$CCAPS_PS" -nr -o PID --container "/$two/$BOX-same")" = "$pid" ]
}

@test "one that a cgroup alone makes has no first process that is known, and those who need it are told whom to name" {
    local box pid
    box=$(unique alone)
    in_cgroup "$box" sleep 613
    pid=$!
    run --separate-stderr "$CCAPS_PRINT" "cgroup:$box"
    [ "$status" -eq 1 ]
    [ "$stderr" = "ccaps-print: container 'cgroup:$box' is known by its cgroup alone, its first process is not \
(name one of its processes, such as $pid)" ]
    run --separate-stderr "$CCAPS_RUN" --in "$box" -- true
    [ "$status" -eq 125 ]
    [[ $stderr == *"is known by its cgroup alone"*"such as $pid)" ]]
    [ "$("$CCAPS_PS" -nr -o PID "$box")" = "$pid" ]
}

@test "what is escaped is cut to the terminal too, in a locale of single bytes" {
    skip_unless script
    local name=$'x\x01y' lines
    cp "$(command -v sleep)" "$BATS_TEST_TMPDIR/$name"
    in_background "$BATS_TEST_TMPDIR/$name" 600
    wait_until grep -q '^x' "/proc/$!/comm"
    lines=$(LC_ALL=C script -qc "stty cols 30; '$CCAPS_PS' -n -o PID,ARGS,COMM,USER $!" /dev/null)
    [ "$(wc -l <<<"$lines")" -eq 1 ]
}
