# What ccaps-print --diff tells, against setpriv, runc, setcap, /proc and comm(1).

bats_require_minimum_version 1.5.0
load helpers

setup()
{
    PROGRAM=$CCAPS_PRINT
}

# differs EXPECTED A B: --diff prints just that
differs()
{
    run --separate-stderr "$CCAPS_PRINT" --diff "$2" "$3"
    [ "$status" -eq 1 ] || { echo "status $status: $stderr"; return 1; }
    [ -z "$stderr" ] || { echo "$stderr"; return 1; }
    diff <(echo "$1") <(echo "$output")
}

# same_as A B: --diff prints nothing, with status 0
same_as()
{
    run "$CCAPS_PRINT" --diff "$1" "$2"
    [ "$status" -eq 0 ] || { echo "status $status: $output"; return 1; }
    [ -z "$output" ]
}

# A process with what setpriv's arguments give it; its pid is in $PID.
process()
{
    in_background setpriv "$@" sleep 600
    PID=$!
    wait_until grep -q '^sleep' "/proc/$PID/comm"
}

@test "of two processes each set that differs has a line, and the ids and no_new_privs" {
    skip_unless root
    local a b
    process --bounding-set -all,+kill,+chown,+setuid
    a=$PID
    process --bounding-set -all,+kill,+net_raw
    b=$PID
    differs 'effective: +net_raw -chown,setuid
permitted: +net_raw -chown,setuid
bounding: +net_raw -chown,setuid' "$a" "$b"
    differs 'effective: +chown,setuid -net_raw
permitted: +chown,setuid -net_raw
bounding: +chown,setuid -net_raw' "$b" "$a"
    same_as "$a" "$a"
    process --inh-caps +kill,+net_raw --ambient-caps +kill --reuid 12345 --regid 12346 --clear-groups --no-new-privs --bounding-set -all,+kill,+net_raw
    differs 'effective: -net_raw
permitted: -net_raw
inheritable: +kill,net_raw
ambient: +kill
uid: 0 -> 12345
gid: 0 -> 12346
no_new_privs: no -> yes' "$b" "$PID"
    same_as "$PID" "$PID/$PID"
}

@test "ids that are not all the same are told as real, effective and saved" {
    skip_unless root
    local a
    process --bounding-set -all
    a=$PID
    process --ruid 1 --clear-groups --bounding-set -all
    [ "$(awk '/^Uid/ { print $2, $3, $4 }' "/proc/$PID/status")" = '1 0 0' ]
    differs 'uid: 0 -> 1,0,0' "$a" "$PID"
    process --bounding-set -all,+setuid
    in_background setpriv --bounding-set -all,+setuid python3 -c 'import os, time; os.setresuid(0, 0, 1); time.sleep(600)'
    wait_until grep -q '^Uid:.0.0.1' "/proc/$!/status"
    differs 'uid: 0 -> 0,0,1' "$PID" "$!"
}

# The sets of /proc of $1 that those of $2 do not have in common, as lines "bounding: +…", by capsh's names and comm(1).
expected()
{
    local key name a b added removed
    while read -r key name; do
        for side in "$1" "$2"; do
            capsh --decode="$(awk -v key="$key:" '$1 == key { print $2 }' "/proc/$side/status")" | cut -d= -f2 | sed 's/cap_//g' |
                tr , '\n' | sort
            echo =
        done >"$BATS_TEST_TMPDIR/both"
        a=$(sed '/^=/,$d' "$BATS_TEST_TMPDIR/both")
        b=$(sed '1,/^=/d; /^=/d' "$BATS_TEST_TMPDIR/both")
        added=$(comm -13 <(echo "$a") <(echo "$b") | grep . | paste -sd,)
        removed=$(comm -23 <(echo "$a") <(echo "$b") | grep . | paste -sd,)
        [ -z "$added$removed" ] || echo "$name:${added:+ +$added}${removed:+ -$removed}"
    done <<<'CapEff effective
CapPrm permitted
CapInh inheritable
CapBnd bounding
CapAmb ambient'
}

# The names of a line in the alphabet's order, as comm(1) wants them, rather than the kernel's.
alphabetical()
{
    local name added removed word
    while read -r name added removed; do
        echo -n "$name"
        for word in $added $removed; do
            echo -n " ${word:0:1}$(tr , '\n' <<<"${word:1}" | sort | paste -sd,)"
        done
        echo
    done
}

@test "random sets differ as /proc and comm(1) say" {
    skip_unless root
    local all=(chown dac_override fowner kill setgid setuid net_raw net_admin sys_chroot sys_admin bpf) cap i pids=()
    echo "# seed $((RANDOM = ${CCAPS_SEED:-$RANDOM})) of bash's RANDOM" >&3
    for i in 1 2 3 4 5 6; do
        local bounding=-all inheritable=-all ambient=-all
        for cap in "${all[@]}"; do
            ((RANDOM % 2)) && bounding+=,+$cap
            ((RANDOM % 2)) && inheritable+=,+$cap && ((RANDOM % 2)) && ambient+=,+$cap
        done
        process --inh-caps "$inheritable" --ambient-caps "$ambient" setpriv --bounding-set "$bounding"
        pids+=("$PID")
    done
    for i in 1 2 3 4 5; do
        diff <(expected "${pids[0]}" "${pids[i]}") <("$CCAPS_PRINT" --diff "${pids[0]}" "${pids[i]}" | alphabetical)
    done
}

@test "a container, its config and runc's profile are compared, and what exec added is told" {
    skip_unless root
    skip_unless runc
    local box config pid
    box=$(unique diff)
    runc_start "$box" '.process.capabilities.ambient = []' >/dev/null
    config=$BATS_FILE_TMPDIR/bundle-$box/config.json
    # what the container has beyond what was declared and the other way round: nothing
    same_as "$box" "config:$config"
    same_as "profile:runc" "$box"
    run -0 "$CCAPS_PRINT" --diff --container "$box" --pid "$(init_pid "$box")"
    pid=$(runc_exec "$box" sleep 601)
    run "$CCAPS_PRINT" --diff "$box" "$pid"
    runc_stop "$box"
    [ "$status" -eq 1 ]
    [ "$output" = 'effective: +net_admin
permitted: +net_admin
bounding: +net_admin' ]
}

@test "of config.json the user and no_new_privs count too, and what only a launcher minds does not" {
    skip_unless root
    skip_unless runc
    local config=$BATS_TEST_TMPDIR/config.json
    process --reuid 12345 --regid 12346 --clear-groups --bounding-set -all,+kill
    (cd "$BATS_TEST_TMPDIR" && runc spec)
    # a filter, hooks and a user namespace: what Docker writes
    jq '.process.capabilities = {bounding: ["CAP_KILL", "CAP_CHOWN"]} | .process.user = {uid: 1000, gid: 12346} |
        .hooks = {prestart: [{path: "/bin/true"}]} | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW"} |
        .linux.uidMappings = [{containerID: 0, hostID: 0, size: 1}]' "$config" >"$BATS_TEST_TMPDIR/other.json"
    differs 'bounding: +chown
uid: 12345 -> 1000
no_new_privs: no -> yes' "$PID" "config:$BATS_TEST_TMPDIR/other.json"
}

@test "a profile is what runc, Docker and podman start with" {
    local spec=$BATS_TEST_TMPDIR
    (cd "$spec" && runc spec 2>/dev/null) || skip "needs runc"
    jq '.process.capabilities.ambient = []' "$spec/config.json" >"$spec/new.json"
    same_as profile:runc "config:$spec/new.json"
    differs 'effective: +net_raw,mknod,audit_write
permitted: +net_raw,mknod,audit_write
bounding: +net_raw,mknod,audit_write' profile:podman profile:docker
    same_as profile:none profile:none
    run -1 "$CCAPS_PRINT" --diff profile:none profile:all
    [ "$(grep ^bounding <<<"$output")" = "bounding: +$(capsh --decode="$("$CCAPS_PRINT" --encode=all)" | cut -d= -f2 | sed 's/cap_//g')" ]
}

@test "files are compared in the three sets that they have" {
    skip_unless root
    skip_unless setcap
    local a=$BATS_TEST_TMPDIR/a b=$BATS_TEST_TMPDIR/b
    echo >"$a"
    echo >"$b"
    same_as "$a" "$b"
    setcap cap_kill,cap_chown=ep "$a"
    setcap 'cap_kill=ip cap_net_raw=i' "$b"
    differs 'effective: -chown,kill
permitted: -chown
inheritable: +kill,net_raw' "$a" "$b"
    # no file has a bounding or an ambient set, or a user: a process may have them as it likes
    process --bounding-set -all,+kill,+chown
    same_as "$a" "$PID"
    run "$CCAPS_PRINT" --diff --file "$a" --pid "$PID"
    [ "$status" -eq 0 ]
}

@test "JSON tells the same" {
    skip_unless root
    local a
    process --bounding-set -all,+kill,+chown
    a=$PID
    process --bounding-set -all,+kill,+net_raw --inh-caps +kill --reuid 12345 --clear-groups --no-new-privs
    run -1 "$CCAPS_PRINT" --json --diff "$a" "$PID"
    jq -e --arg a "$a" --arg b "$PID" '. == {schema: 1, diff: {a: $a, b: $b, equal: false, capabilities: {
        effective: {added: [], removed: ["CAP_CHOWN", "CAP_KILL"]}, permitted: {added: [], removed: ["CAP_CHOWN", "CAP_KILL"]},
        inheritable: {added: ["CAP_KILL"], removed: []}, bounding: {added: ["CAP_NET_RAW"], removed: ["CAP_CHOWN"]}},
        uid: {a: {real: 0, effective: 0, saved: 0}, b: {real: 12345, effective: 12345, saved: 12345}},
        no_new_privs: {a: false, b: true}}}' <<<"$output"
    run -0 "$CCAPS_PRINT" --json --diff "$a" "$a"
    jq -e '.diff | .equal == true and .capabilities == {}' <<<"$output"
}

# A /proc in which the status of one process lacks a set: what a kernel before 4.3 shows.
@test "a set that is not known is neither the same nor different" {
    skip_unless root
    local pid old=$BATS_TEST_TMPDIR/status
    process --bounding-set -all,+kill
    pid=$PID
    grep -v ^CapAmb "/proc/$pid/status" >"$old"
    in_old_kernel()
    {
        unshare --mount sh -c 'mount --bind "$1" "/proc/$2/status"; mount --bind "$1" "/proc/$2/task/$2/status"; shift 2; exec "$@"' - \
            "$old" "$pid" "$CCAPS_PRINT" "$@"
    }
    run -1 in_old_kernel --diff "$pid" profile:none
    [ "$output" = 'effective: -kill
permitted: -kill
bounding: -kill
ambient: ?' ]
    run -1 in_old_kernel --diff "$pid" "$pid"
    [ "$output" = 'ambient: ?' ]
    run -1 in_old_kernel --json --diff "$pid" "$pid"
    jq -e '.diff | .equal == null and .capabilities == {ambient: null}' <<<"$output"
}

@test "each that cannot be read has its line, and nothing is compared" {
    run --separate-stderr "$CCAPS_PRINT" --diff 4194304 config:/no/such/file
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [ "${stderr_lines[*]}" = "ccaps-print: cannot read process 4194304: No such process ccaps-print: cannot read /no/such/file: No such file or directory" ]
    echo '{}' >"$BATS_TEST_TMPDIR/empty.json"
    run "$CCAPS_PRINT" --diff $$ "config:$BATS_TEST_TMPDIR/empty.json"
    [ "$status" -eq 1 ]
    [ "$output" = "ccaps-print: $BATS_TEST_TMPDIR/empty.json: process: missing, or not an object" ]
    echo '{"process": {"capabilities": {"bounding": ["CAP_KIL"]}}}' >"$BATS_TEST_TMPDIR/wrong.json"
    run "$CCAPS_PRINT" --diff $$ "config:$BATS_TEST_TMPDIR/wrong.json"
    [ "$status" -eq 1 ]
    [[ $output == "ccaps-print: $BATS_TEST_TMPDIR/wrong.json: "*CAP_KIL*"(did you mean kill?)" ]]
}

@test "wrong comparisons are told in the way of the contract" {
    usage_error --diff
    usage_error --diff 1
    usage_error --diff 1 1 1
    usage_error --diff=1 1
    usage_error --diff 1 profile:dokcer
    [ "${stderr_lines[0]}" = "ccaps-print: unknown profile 'dokcer' (known: none, runc, docker, podman, all)" ]
    usage_error --diff profile: 1
    usage_error --diff --pid 1 1 # which of them is A?
    usage_error --diff --hex 1 1
    usage_error --diff --has-p=kill 1 1
    usage_error --diff --decode=1 1 1
    usage_error --diff '' 1
}

@test "a comparison that cannot be written is an error" {
    run bash -c '"$1" --diff profile:none profile:runc >/dev/full' - "$CCAPS_PRINT"
    [ "$status" -eq 1 ]
    [ "$output" = "ccaps-print: cannot write the output: No space left on device" ]
}
