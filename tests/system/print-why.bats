# ccaps-print --why: each reason in a state that was set up for real, and each cure by doing what it says.

bats_require_minimum_version 1.5.0
load helpers

# PRINT is the program where every user can execute it.
setup_file()
{
    export PRINT
    PRINT=$(mktemp -d "/tmp/$(unique why)-XXXX")/ccaps-print
    chmod 755 "$(dirname "$PRINT")"
    cp "$CCAPS_PRINT" "$PRINT"
}

teardown_file()
{
    [ -z "$PRINT" ] || rm -r "$(dirname "$PRINT")"
}

setup()
{
    PROGRAM=$CCAPS_PRINT
    BOX=
    skip_unless root
}

teardown()
{
    end_background
    [ -z "$BOX" ] || runc_stop "$BOX"
}

# why ARG…: the answer, in $output, with the exit status that it must have
why()
{
    run --separate-stderr "$CCAPS_PRINT" "$@"
    echo "$output"
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
}

# line TEXT: it is a whole line of the answer
line()
{
    grep -Fqx -- "$1" <<<"$output"
}

# cure_command WORD: the command in the cure that begins with WORD, up to the end of its clause
cure_command()
{
    grep -o "^To have it: .*" <<<"$output" | grep -o "$1 [^;]*" | sed 's/\.$//' | head -n 1
}

# do_cure COMMAND WITH…: execute what the cure says, its last word, COMMAND, being WITH
do_cure()
{
    local words
    read -ra words <<<"$1"
    [ "${words[-1]}" = COMMAND ]
    "${words[@]:0:${#words[@]}-1}" "${@:2}"
}

# a process that changes its own sets, EXPRESSION in Python of the masks e, p and i, and goes on without executing anything
HOLD='
import ctypes, signal, sys
libc = ctypes.CDLL(None, use_errno=True)
header, data = (ctypes.c_uint * 2)(0x20080522, 0), (ctypes.c_uint * 6)()
assert libc.capget(header, data) == 0
e, p, i = (data[n] | data[n + 3] << 32 for n in range(3))
e, p, i = eval(sys.argv[1])
for n, mask in enumerate((e, p, i)):
    data[n], data[n + 3] = mask & 0xffffffff, mask >> 32
assert libc.capset(header, data) == 0
'
KILL=$((1 << 5))

# hold EXPRESSION [PREFIX…]: start one in the background, and wait until it has done so; HELD is its pid
hold()
{
    local ready=$BATS_TEST_TMPDIR/ready
    in_background sh -c 'exec "$@" >"$0"' "$ready" "${@:2}" python3 -c "$HOLD"'
print("ready", flush=True)
signal.pause()' "$1"
    HELD=$!
    wait_until test -s "$ready"
}

# change_and_ask EXPRESSION [PREFIX…]: the answer of --why=kill, executed by one that has changed its sets
change_and_ask()
{
    run "${@:2}" python3 -c "$HOLD"'
import os
os.execv(sys.argv[2], ["ccaps-print", "--why=kill"])' "$1" "$PRINT"
}

# start_again FILTER: the container of runc, with another config.json
start_again()
{
    runc_stop "$BOX"
    rm -r "$BATS_FILE_TMPDIR/bundle-$BOX"
    runc_start "$BOX" "$1"
}

@test "effective: it is said, and nothing is to be done" {
    why --why=kill
    [ "$output" = "kill is effective." ]
    why --why=CAP_KILL $$
    [ "$output" = "kill is effective." ]
    why --why=5 $$
    [ "$output" = "kill is effective." ]
}

@test "not in the bounding set of a container of runc: runc exec gives it, and its config.json" {
    skip_unless runc
    BOX=$(unique why)
    runc_start "$BOX"
    run ! runc exec "$BOX" hostname other
    why --why=hostname "$BOX"
    line "hostname takes sys_admin."
    line "sys_admin is not effective: it is not in the bounding set, so that nothing that is executed gives it."
    do_cure "$(cure_command 'runc exec')" hostname other
    [ "$(runc exec "$BOX" hostname)" = other ]

    grep -F '"CAP_SYS_ADMIN" in the bounding, permitted and effective lists of process.capabilities' <<<"$output"
    start_again '.process.capabilities |= with_entries(
        if .key | IN("bounding", "permitted", "effective") then .value += ["CAP_SYS_ADMIN"] else . end)'
    runc exec "$BOX" hostname third
    why --why=hostname "$BOX"
    line "sys_admin is effective."
}

@test "not in the bounding set of a container of ccaps-run: ccaps-run --in gives it, and --cap-add" {
    local name root
    name=$(unique why)
    root=$(make_rootfs)
    "$CCAPS_RUN" --rootfs "$root" --name "$name" -d -- sleep 600
    why --why=sethostname "$name"
    line "sys_admin is not effective: it is not in the bounding set, so that nothing that is executed gives it."
    PATH=$(dirname "$CCAPS_RUN"):$PATH do_cure "$(cure_command 'ccaps-run --in')" hostname other
    "$CCAPS_RUN" --stop "$name"

    [ "$(cure_command 'ccaps-run --cap-add')" = "ccaps-run --cap-add sys_admin" ]
    run ! "$CCAPS_RUN" --rootfs "$root" -- hostname other
    "$CCAPS_RUN" --cap-add sys_admin --rootfs "$root" -- hostname other
}

@test "not in the bounding set outside containers: who has it there gives it to what it starts" {
    in_background setpriv --bounding-set=-kill sleep 600
    local pid=$!
    wait_until grep -q sleep "/proc/$pid/comm"
    why --why=kill "$pid"
    line "kill is not effective: it is not in the bounding set, so that nothing that is executed gives it."
    grep "^To have it: start it from a process that has it in its bounding set" <<<"$output"
    in_background sleep 600
    wait_until grep -q sleep "/proc/$!/comm"
    why --why=kill "$!"
    line "kill is effective."
}

@test "inheritable, but not in the bounding set: a file with it in its inheritable set gives it" {
    local dir
    dir=$(mktemp -d)
    chmod 755 "$dir"
    cp "$CCAPS_PRINT" "$dir/print"
    local as=(capsh --inh=cap_kill --drop=cap_kill --uid=1000 -- -c)
    run "${as[@]}" "$dir/print --why=kill"
    [[ ${lines[0]} == *", but for a file with it in its inheritable set." ]]
    setcap cap_kill=ei "$dir/print"
    run "${as[@]}" "$dir/print --why=kill"
    rm -r "$dir"
    [ "${lines[0]}" = "kill is effective." ]
}

@test "permitted, not raised: the process raises it itself, or, as root, executes a program" {
    hold "e & ~$KILL, p, i"
    why --why=kill "$HELD"
    line "kill is not effective: it is permitted, but not raised."
    line "To have it: it raises it itself, by cap_set_proc(3) or capset(2), or executes a program: any will do."
    run python3 -c "$HOLD"'
data[0] |= 1 << 5
assert libc.capset(header, data) == 0
print(open("/proc/self/status").read())' "e & ~$KILL, p, i"
    (($(awk '$1 == "CapEff:" { print "0x" $2 }' <<<"$output") & KILL))
    change_and_ask "e & ~$KILL, p, i"
    [ "${lines[0]}" = "kill is effective." ]
}

@test "given up by root: executing a program gives it back" {
    hold "e & ~$KILL, p & ~$KILL, i"
    why --why=kill "$HELD"
    line "kill is not effective: it was given up: root has it after executing a program, and this one dropped it since."
    line "To have it: it executes a program: any will do."
    line "Assumed: its securebits are 0: the kernel tells no one those of another process."
    change_and_ask "e & ~$KILL, p & ~$KILL, i"
    [ "${lines[0]}" = "kill is effective." ]
}

@test "real root whose effective user is another: executing a program makes it permitted, no more" {
    local change='libc.setresuid(0, 1000, 1000) or'
    hold "$change (0, 0, 0)"
    why --why=kill "$HELD"
    line "kill is not effective: it is not permitted: its real user is root, who has it permitted after executing a program; but its effective user is not, and so it is not raised."
    line "To have it: it executes a program: any will do, if it raises it itself, by cap_set_proc(3) or capset(2)."
    line "Assumed: its securebits are 0: the kernel tells no one those of another process."
    run "$CCAPS_PRINT" --exec="$(type -P true)" "$HELD"
    [[ ${lines[0]} == *gains* ]]
    change_and_ask "$change (0, 0, 0)"
    [ "${lines[0]}" = "kill is not effective: it is permitted, but not raised." ]
    change_and_ask "$change (p, p, i)"
    [ "${lines[0]}" = "kill is not effective: it is permitted, but not raised." ]
}

@test "given up by root with no_new_privs: it stays with one who keeps it, or comes back without no_new_privs" {
    hold "e & ~$KILL, p & ~$KILL, i" setpriv --no-new-privs
    why --why=kill "$HELD"
    line "kill is not effective: it is not permitted, and with no_new_privs nothing that is executed gives it."
    line "To have it: start it with it still in the permitted set; or without no_new_privs."
    change_and_ask "e & ~$KILL, p & ~$KILL, i" setpriv --no-new-privs
    [[ ${lines[0]} == "kill is not effective:"* ]]
    change_and_ask "e, p, i" setpriv --no-new-privs
    [ "${lines[0]}" = "kill is effective." ]
    change_and_ask "e & ~$KILL, p & ~$KILL, i"
    [ "${lines[0]}" = "kill is effective." ]
}

@test "what root has inheritable comes from beyond the bounding set too, but not with no_new_privs" {
    local lost="e & ~$KILL, p & ~$KILL, i | $KILL" cut=(setpriv --inh-caps=+kill setpriv --bounding-set=-kill)
    hold "$lost" "${cut[@]}" --no-new-privs
    why --why=kill "$HELD"
    line "kill is not effective: it is not permitted, and with no_new_privs nothing that is executed gives it."
    change_and_ask "$lost" "${cut[@]}" --no-new-privs
    [[ ${lines[0]} == "kill is not effective:"* ]]
    change_and_ask "$lost" "${cut[@]}"
    [ "${lines[0]}" = "kill is effective." ]
}

@test "a user other than root: the ambient set keeps it, and capabilities of the program's file give it" {
    in_background setpriv --reuid=1000 --clear-groups sleep 600
    local pid=$! dir victim ambient setcap
    wait_until grep -q sleep "/proc/$pid/comm"
    why --why=kill "$pid"
    ambient=$(cure_command ccaps-run)
    setcap=$(cure_command setcap)
    line "kill is not effective: it is not permitted: user 1000 is not root, and keeps at setuid(2) and execve(2) only what is ambient."

    in_background sleep 600
    victim=$!
    local as=(setpriv --reuid=1000 --clear-groups)
    run ! "${as[@]}" "$(type -P kill)" -0 "$victim"
    PATH=$(dirname "$CCAPS_RUN"):$PATH do_cure "${ambient/USER/1000}" "$(type -P kill)" -0 "$victim"

    dir=$(mktemp -d)
    chmod 755 "$dir"
    cp "$(type -P kill)" "$dir/kill"
    ${setcap/FILE/$dir/kill}
    "${as[@]}" "$dir/kill" -0 "$victim"
    run ! "${as[@]}" setpriv --no-new-privs "$dir/kill" -0 "$victim"
    rm -r "$dir"
}

@test "a user other than root: the cure holds for what no profile has, and with no_new_privs" {
    local cap as=(setpriv --reuid=1000 --clear-groups) cure
    for cap in net_raw sys_admin; do
        run "${as[@]}" "$PRINT" --why=$cap
        cure=$(cure_command 'ccaps-run --host')
        PATH=$(dirname "$CCAPS_RUN"):$PATH do_cure "${cure/USER/1000}" "$PRINT" --has-e=$cap --is-uid=1000
    done
    # without no_new_privs it would have it no more than with it
    run "${as[@]}" --no-new-privs "$PRINT" --why=net_raw
    [[ ${lines[0]} == "net_raw is not effective: it is not permitted, and with no_new_privs"* ]]
    [[ $output != *"or without no_new_privs"* ]]
    cure=$(cure_command 'ccaps-run --host')
    PATH=$(dirname "$CCAPS_RUN"):$PATH do_cure "${cure/USER/1000}" setpriv --no-new-privs "$PRINT" --has-e=net_raw
}

@test "securebits noroot: what the cure starts has it" {
    local cure as=(setpriv --securebits=+noroot)
    run "${as[@]}" "$PRINT" --why=net_raw
    cure=$(cure_command 'ccaps-run --host')
    PATH=$(dirname "$CCAPS_RUN"):$PATH do_cure "${cure/USER/0}" "$PRINT" --has-e=net_raw
}

@test "outside containers, another user whose bounding set lacks it has it from who has both" {
    local cure
    run setpriv --bounding-set=-net_raw --reuid=1000 --clear-groups "$PRINT" --why=net_raw
    [[ ${lines[0]} == *"it is not in the bounding set"* ]]
    cure=$(cure_command 'ccaps-run --host')
    PATH=$(dirname "$CCAPS_RUN"):$PATH do_cure "${cure/USER/1000}" "$PRINT" --has-e=net_raw
    # it is told where the caller could not start it so
    in_background setpriv --bounding-set=-net_raw --reuid=1000 --clear-groups sleep 600
    wait_until grep -q sleep "/proc/$!/comm"
    run setpriv --bounding-set=-net_raw "$PRINT" --why=net_raw "$!"
    line "But the caller's own bounding set lacks net_raw too: what is started from here cannot have it."
}

@test "not in the bounding set of a container of runc whose user is not root: the five lists, or root" {
    skip_unless runc
    BOX=$(unique why)
    runc_start "$BOX" '.process.user.uid = 1000'
    why --why=sys_admin "$BOX"
    line "sys_admin is not effective: it is not in the bounding set, so that nothing that is executed gives it."
    not runc exec --cap CAP_SYS_ADMIN "$BOX" hostname other
    do_cure "$(cure_command 'runc exec')" hostname other
    [ "$(runc exec "$BOX" hostname)" = other ]

    grep -F '"CAP_SYS_ADMIN" in all five lists of process.capabilities in config.json' <<<"$output"
    start_again '.process.user.uid = 1000 | .process.capabilities |= with_entries(.value += ["CAP_SYS_ADMIN"]) |
        .process.capabilities.inheritable += ["CAP_SYS_ADMIN"]'
    runc exec "$BOX" hostname third
    why --why=sys_admin "$BOX"
    line "sys_admin is effective."
}

@test "not in the bounding set of a container of ccaps-run whose user is not root: inheritable and ambient, there and anew" {
    local name root ambient
    name=$(unique why)
    root=$(make_rootfs)
    "$CCAPS_RUN" --rootfs "$root" --user 1000 --name "$name" -d -- sleep 600
    run "$CCAPS_PRINT" --why=sys_admin "$name"
    line "sys_admin is not effective: it is not in the bounding set, so that nothing that is executed gives it."
    not "$CCAPS_RUN" --in "$name" --cap-add sys_admin -- hostname other
    ambient=$(cure_command 'ccaps-run --user')
    PATH=$(dirname "$CCAPS_RUN"):$PATH do_cure "$(cure_command 'ccaps-run --in')" hostname other
    [ "$("$CCAPS_RUN" --in "$name" -- hostname)" = other ]
    "$CCAPS_RUN" --stop "$name"
    PATH=$(dirname "$CCAPS_RUN"):$PATH ${ambient/USER/1000} --rootfs "$root" -- hostname other
}

@test "root with no_new_privs in a container of runc whose bounding set alone has it: one more process, the lists, or without" {
    skip_unless runc
    local lists='.process.capabilities |= with_entries(if .key == "bounding" then . else .value -= ["CAP_KILL"] end)'
    BOX=$(unique why)
    runc_start "$BOX" "$lists"
    why --why=kill "$BOX"
    line "kill is not effective: it is not permitted, and with no_new_privs nothing that is executed gives it."
    [[ $output == *"; or without no_new_privs."* ]]
    local held='grep -q "^CapEff:.*[2367abef].$" /proc/self/status'
    not runc exec "$BOX" sh -c "$held"
    do_cure "$(cure_command 'runc exec')" sh -c "$held"
    start_again "$lists | .process.noNewPrivileges = false"
    why --why=kill "$BOX"
    line "kill is effective."
}

@test "a user other than root in a container of runc: the five lists of its config.json keep it" {
    skip_unless runc
    BOX=$(unique why)
    runc_start "$BOX" '.process.user.uid = 1000'
    why --why=kill "$BOX"
    grep "^kill is not effective: it is not permitted" <<<"$output"
    grep -F '"CAP_KILL" in all five lists of process.capabilities in config.json' <<<"$output"
    start_again '.process.user.uid = 1000 | .process.capabilities |= with_entries(.value = ["CAP_KILL"]) |
        .process.capabilities.inheritable = ["CAP_KILL"] | .process.capabilities.ambient = ["CAP_KILL"]'
    why --why=kill "$BOX"
    line "kill is effective."
}

@test "a user other than root in a container of ccaps-run: inheritable and ambient keep it" {
    local root
    root=$(make_rootfs)
    cp "$CCAPS_PRINT_STATIC" "$root/print"
    local name ambient
    name=$(unique why)
    "$CCAPS_RUN" --rootfs "$root" --user 1000 --name "$name" -d -- sleep 600
    why --why=kill "$name"
    "$CCAPS_RUN" --stop "$name"
    [[ $output == "kill is not effective: it is not permitted: user 1000 is not root"* ]]
    ambient=$(cure_command ccaps-run)
    PATH=$(dirname "$CCAPS_RUN"):$PATH ${ambient/USER/1000} --rootfs "$root" -- /print --has-e=kill
}

@test "securebits noroot: root keeps what is ambient, and capabilities of files give it" {
    local dir as=(setpriv --securebits=+noroot)
    run "${as[@]}" "$CCAPS_PRINT" --why=kill
    [ "${lines[0]}" = "kill is not effective: it is not permitted: with securebits noroot, executing a program gives root nothing." ]
    run "${as[@]}" --euid=1 --clear-groups "$CCAPS_PRINT" --why=kill
    [ "${lines[0]}" = "kill is not effective: it is not permitted: with securebits noroot, executing a program gives root nothing." ]
    run "${as[@]}" --inh-caps=+kill --ambient-caps=+kill "$CCAPS_PRINT" --why=kill
    [ "${lines[0]}" = "kill is effective." ]
    dir=$(mktemp -d)
    cp "$CCAPS_PRINT" "$dir/print"
    setcap cap_kill=ep "$dir/print"
    run "${as[@]}" "$dir/print" --why=kill
    rm -r "$dir"
    [ "${lines[0]}" = "kill is effective." ]
}

@test "a capability that the kernel does not have: a newer kernel" {
    local last
    last=$(cat /proc/sys/kernel/cap_last_cap)
    why --why=$((last + 1))
    line "$((last + 1)) is not effective: the running kernel does not have it."
    line "To have it: a newer kernel."
}

@test "effective over a user namespace of its own: which namespaces that owns decides" {
    run unshare --user --map-root-user hostname other
    [ "$status" -ne 0 ]
    run unshare --user --map-root-user "$CCAPS_PRINT" --why=hostname
    line "sys_admin is effective."
    grep "^But its user namespace is not the initial one: .* Namespaces that it owns: none; that it does not: .*uts" <<<"$output"
    unshare --user --map-root-user --uts hostname other
    run unshare --user --map-root-user --uts "$CCAPS_PRINT" --why=hostname
    grep "Namespaces that it owns: uts; that it does not: mnt, ipc" <<<"$output"
    # seen from outside
    in_background unshare --user --map-root-user --uts --net sleep 600
    wait_until grep -q sleep "/proc/$!/comm"
    why --why=hostname "$!"
    grep "Namespaces that it owns: uts, net; that it does not: mnt, ipc" <<<"$output"
    why --why=hostname $$
    [ "$(wc -l <<<"$output")" -eq 2 ]
}

@test "a seccomp filter may be the reason in the place of a capability" {
    skip_unless runc
    BOX=$(unique why)
    runc_start "$BOX" '.process.capabilities |= with_entries(.value += ["CAP_SYS_ADMIN"]) | .linux.seccomp = {
        "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["sethostname"], "action": "SCMP_ACT_ERRNO"}]}'
    run ! runc exec "$BOX" hostname other
    why --why=hostname "$BOX"
    line "sys_admin is effective."
    line "But a seccomp filter is in force: it may refuse a system call whatever the capabilities are."
}

@test "who lacks it cannot start what has it, and is told so" {
    skip_unless runc
    BOX=$(unique why)
    runc_start "$BOX"
    local as=(setpriv --bounding-set=-sys_admin)
    run "${as[@]}" "$CCAPS_PRINT" --why=sys_admin "$BOX"
    line "But the caller's own bounding set lacks sys_admin too: what is started from here cannot have it."
    run ! "${as[@]}" runc exec --cap CAP_SYS_ADMIN "$BOX" hostname other
    why --why=sys_admin "$BOX"
    [[ $output != *"caller's own"* ]]
}

@test "asked inside a container, the cure is the knob of the runtime whose marks are there" {
    skip_unless runc
    BOX=$(unique why)
    runc_start "$BOX" '.root.readonly = false'
    local root
    root=$(make_rootfs)
    cp "$CCAPS_PRINT_STATIC" "$root/print"
    rm -rf "$root/.dockerenv" "$root/run/.containerenv" "$root/var/run"
    run runc exec "$BOX" /print --why=hostname
    line "sys_admin is not effective: it is not in the bounding set, so that nothing that is executed gives it."
    grep -F -- "--cap-add sys_admin of docker, podman and ccaps-run, securityContext.capabilities.add of Kubernetes" <<<"$output"
    touch "$root/.dockerenv"
    run runc exec "$BOX" /print --why=hostname
    line "To have it: start the container with it: docker run --cap-add sys_admin."
    mkdir -p "$root/run" "$root/var"
    touch "$root/run/.containerenv"
    run runc exec "$BOX" /print --why=hostname
    line "To have it: start the container with it: podman run --cap-add sys_admin."
    ln -s /run "$root/var/run"
    mkdir -p "$root/run/secrets/kubernetes.io"
    run runc exec "$BOX" /print --why=hostname
    grep "^To have it: start the container with it: sys_admin, in capitals, in securityContext.capabilities.add" <<<"$output"
    rm -rf "$root/.dockerenv" "$root/run/.containerenv" "$root/var/run" "$root/run/secrets"
}

@test "without /proc it answers by system calls, and says what it cannot know" {
    local root
    root=$(make_rootfs)
    cp "$CCAPS_PRINT_STATIC" "$root/print"
    run setpriv --bounding-set=-sys_admin chroot "$root" /print --why=hostname
    [ "$status" -eq 0 ]
    line "sys_admin is not effective: it is not in the bounding set, so that nothing that is executed gives it."
    line "Whether a seccomp filter is in force is not known: /proc tells it, which is not there."
    line "Whether its user namespace is the initial one is not known: /proc/PID/ns tells it."
}

@test "an operation that may take several names each, and several targets stand under their names" {
    why --why=ptrace $$
    line "ptrace may take sys_ptrace, sys_admin or checkpoint_restore."
    line "sys_ptrace is effective."
    run "$CCAPS_PRINT" --why=kill $$ $$
    [ "$(grep -c "^$$ (.*):$" <<<"$output")" -eq 2 ]
    in_background sleep 600
    run --separate-stderr "$CCAPS_PRINT" --why=kill "$!" 999999999
    [ "$status" -eq 1 ]
    [[ $output == *"kill is effective."* ]]
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
}

@test "what is no capability and no operation, and what does not fit, are usage errors" {
    usage_error --why=
    usage_error --why
    usage_error --why=sys_admn
    [[ $stderr == *"did you mean sys_admin?"* ]]
    usage_error --why=paint-the-wall
    [[ $stderr == *"--suggest"* ]]
    usage_error --why=64
    [ "${stderr_lines[0]}" = "ccaps-print: '64' is the number of no capability: they go from 0 to 63" ]
    usage_error --why=all
    [ "${stderr_lines[0]}" = "ccaps-print: 'all' is not one capability" ]
    usage_error --why=kill --why=chown
    usage_error --why=kill --json
    usage_error --why=kill --exec=/bin/sh
    usage_error --why=kill --has-p=kill
    usage_error --why=kill --decode=0
    usage_error --why=kill ./file
}
