# ccaps-print --exec against the kernel: what is predicted of a process that waits is what it has when it has executed the
# file.

bats_require_minimum_version 1.5.0
load helpers

setup_file()
{
    export OPEN LATER ERRNOS
    OPEN=$(mktemp -d "/tmp/$(unique exec)-XXXX")
    chmod 755 "$OPEN"
    LATER=$OPEN/later
    cp "$CCAPS_BUILD/tests/helpers/exec_later" "$LATER"
    cp "$CCAPS_PRINT" "$OPEN/ccaps-print"
    ERRNOS=$(python3 -c 'import errno; print(*(f"{name}={number}" for number, name in errno.errorcode.items()))')
    [ "$(id -u)" != 0 ] || make_files
}

teardown_file()
{
    [ -z "$OPEN" ] || rm -rf "$OPEN"
}

setup()
{
    PROGRAM=$CCAPS_PRINT
    BOX=
    EXECUTED=0
}

teardown()
{
    end_background
    [ -z "$BOX" ] || runc_stop "$BOX"
    # what is left of one of ccaps-run, which was killed
    [ -z "$BOX" ] || "$CCAPS_RUN" --stop "$BOX" 2>/dev/null || true
}

# make_file NAME OWNER MODE [SETCAP-ARGUMENT…]
make_file()
{
    local path=$OPEN/$1
    cp "$LATER" "$path"
    chown "$2" "$path"
    chmod "$3" "$path"
    shift 3
    [ "$#" -eq 0 ] || setcap "$@" "$path"
}

# make_script NAME INTERPRETER [MODE]
make_script()
{
    printf '#!%s\n' "$2" >"$OPEN/$1"
    chmod "${3:-755}" "$OPEN/$1"
}

make_files()
{
    make_file plain 0:0 755
    make_file v2 0:0 755 cap_kill,cap_net_raw=ep
    make_file v2-quiet 0:0 755 cap_kill,cap_chown=p
    make_file v2-inheritable 0:0 755 cap_kill=ei
    make_file v3 0:0 755 -n 1000 cap_kill=ep
    make_file v3-other 0:0 755 -n 54321 cap_kill=ep
    make_file suid-root 0:0 4755
    make_file suid-user 1001:1001 4755
    make_file sgid 0:1001 2755
    make_file sgid-no-exec 0:1003 2745
    make_file suid-sgid 1001:1001 6755
    make_file suid-root-v2 0:0 4755 cap_kill=ep
    make_file suid-user-v2 1001:1001 4755 cap_kill=ep
    make_file unreadable 0:0 4711
    make_file closed 0:0 700
    make_file not-executable 0:0 644
    make_file group-only 0:1001 750
    make_script script "$OPEN/v2"
    make_script script-suid "$OPEN/plain" 4755
    make_script script-of-suid "  $OPEN/suid-root -x"
    make_script script-2 "$OPEN/script"
    make_script script-3 "$OPEN/script-2"
    make_script script-4 "$OPEN/script-3"
    make_script script-5 "$OPEN/script-4"
    make_script script-6 "$OPEN/script-5"
    make_script script-lost "$OPEN/nothing"
    printf '#!' >"$OPEN/script-empty"
    printf '#! \n' >"$OPEN/script-blank"
    printf 'words' >"$OPEN/text"
    chmod 755 "$OPEN"/script-{empty,blank} "$OPEN/text"
    mkdir -m 700 "$OPEN/locked"
    cp "$LATER" "$OPEN/locked/plain"
    mkdir -p "$OPEN/open/deep" "$OPEN/half/open"
    ln -s "$OPEN/locked/plain" "$OPEN/link-into-locked"
    ln -s "$OPEN" "$OPEN/locked/out"
    ln -s ../locked/../plain "$OPEN/open/link-through-locked"
    ln -s .././open/deep/../../plain "$OPEN/open/link-around"
    ln -s open "$OPEN/open-by-link"
    cp "$LATER" "$OPEN/half/open/plain"
    chmod 700 "$OPEN/half"
}

# later FILE [PREFIX…]: start a process that will execute FILE; its pid is in $PID
later()
{
    begin "$@"
    wait_until all_wait "$PID"
}

# The same, not waited for.
begin()
{
    local file=$1
    shift
    in_background "$@" "$LATER" "$file"
    PID=$!
}

# files_in_proc NAME PID…: fills `files` with that file of each.
files_in_proc()
{
    files=("${@:2}")
    files=("${files[@]/#//proc/}")
    files=("${files[@]/%//$1}")
}

# all_wait PID…: each has become exec_later, and catches the signal.
all_wait()
{
    local files
    files_in_proc status "$@"
    [ "$(grep -csE '^Name:.later$|^SigCgt:.*[2367abef]..$' "${files[@]}" /dev/null | grep -c ':2$')" -eq "$#" ]
}

# have_executed PID…: each has executed its file, or has ended because it could not.
have_executed()
{
    local files
    files_in_proc environ "$@"
    [ -z "$(grep -Lzs '^EXECUTED=1$' "${files[@]}")" ]
}

# What the kernel says of each process, as a prediction has it, a line each; "fails" of one that could not execute its file.
# Names are those of libcap.
kernel_states()
{
    local files
    files_in_proc status "$@"
    grep -sE '^(Cap...|Uid|Gid):' "${files[@]}" /dev/null |
        jq -nRcS --arg names "$(capsh --decode=ffffffffffffffff)" --args '
            ($names | sub(".*="; "") | ascii_upcase | split(",")) as $names
            | def set: [explode | reverse | to_entries[] | (.key * 4) as $bit | .value
                | (if . >= 97 then . - 87 else . - 48 end) as $digit
                | range(4) | select(($digit / pow(2; .) | floor) % 2 == 1) | $names[$bit + .]];
            reduce (inputs | [scan("[^/:\t]+")]) as $line ({}; .[$line[1]][$line[3]] = $line[4:])
            | .[$ARGS.positional[]]
            | if . == null then "fails" else
                {capabilities: {effective: .CapEff[0] | set, permitted: .CapPrm[0] | set, inheritable: .CapInh[0] | set,
                    bounding: .CapBnd[0] | set, ambient: .CapAmb[0] | set}, uid: .Uid[1] | tonumber, gid: .Gid[1] | tonumber}
              end' "$@"
}

# predictions FILE TARGET…: the same as it is predicted
predictions()
{
    { "$CCAPS_PRINT" --json --exec="$@" 2>"$BATS_TEST_TMPDIR/errors" || true; } |
        jq -cS '.targets[].exec | if . and .error == null then {capabilities, uid, gid} else "fails" end'
}

# agree FILE PID…: predict of each, let it go, compare
agree()
{
    local file=$1 predicted real
    shift
    predicted=$(predictions "$file" "$@")
    kill -USR1 "$@"
    wait_until have_executed "$@"
    real=$(kernel_states "$@")
    EXECUTED=$((EXECUTED + $(grep -c capabilities <<<"$real")))
    [ "$predicted" = "$real" ] || {
        cat "$BATS_TEST_TMPDIR/errors"
        echo "$file, predicted and of the kernel:"
        diff <(cat -n <<<"$predicted") <(cat -n <<<"$real")
        return 1
    }
}

# agrees FILE: of $PID, which succeeds
agrees()
{
    agree "$1" "$PID" || return 1
    [ -e "/proc/$PID" ] || { echo "$1: not executed"; return 1; }
}

# refuses FILE ERRNO TEXT: it is predicted to fail, with TEXT, and does with ERRNO
refuses()
{
    local status_of=0
    run --separate-stderr "$CCAPS_PRINT" --exec="$1" "$PID"
    [ "$status" -eq 1 ]
    [[ $output$stderr == *"$3"* ]] || { echo "$output$stderr"; return 1; }
    kill -USR1 "$PID"
    wait "$PID" || status_of=$?
    [[ " $ERRNOS " == *" $2=$status_of "* ]] || { echo "$1: errno $status_of"; return 1; }
}

# denied_prctl OPTION COMMAND…: execute it where the kernel refuses this option of prctl(2), by a seccomp filter
denied_prctl()
{
    python3 -c '
import ctypes, os, struct, sys
NR, ARGUMENT, NR_PRCTL = 0, 16, {"x86_64": 157, "aarch64": 167}[os.uname().machine]
filter = b"".join(struct.pack("HBBI", *code) for code in (
    (0x20, 0, 0, NR), (0x15, 0, 3, NR_PRCTL), (0x20, 0, 0, ARGUMENT), (0x15, 0, 1, int(sys.argv[1])),
    (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7fff0000)))
program = struct.pack("HxxxxxxP", len(filter) // 8, ctypes.addressof(held := ctypes.create_string_buffer(filter)))
assert ctypes.CDLL(None).prctl(22, 2, program, 0, 0) == 0
os.execvp(sys.argv[2], sys.argv[2:])' "$@"
}

# The states, a row a state: what comes before the program.
states()
{
    cat <<'STATES'
env
setpriv --reuid=1000 --regid=1000 --clear-groups
setpriv --reuid=1000 --regid=1000 --groups=1001
setpriv --reuid=1001 --regid=1000 --clear-groups
setpriv --ruid=1000 --clear-groups
setpriv --euid=1000 --clear-groups
setpriv --reuid=1000 --clear-groups --inh-caps=+kill,+chown --ambient-caps=+kill,+chown
setpriv --reuid=1000 --clear-groups --inh-caps=+kill
setpriv --reuid=1000 --clear-groups --no-new-privs --inh-caps=+kill --ambient-caps=+kill
setpriv --no-new-privs
setpriv --bounding-set=-chown,-net_admin
setpriv --reuid=1000 --clear-groups --bounding-set=-chown
unshare -U
unshare -U -r
setpriv --reuid=1000 --regid=1000 --clear-groups unshare -U -r
unshare -U -r -m
setpriv --reuid=1000 --clear-groups --bounding-set=-kill
STATES
}

@test "what is predicted of each process in many states and each kind of file is what the kernel then does" {
    skip_unless root
    skip_unless unshare
    local prefix file pids cases=0
    for file in plain v2 v2-quiet v2-inheritable v3 v3-other suid-root suid-user sgid sgid-no-exec suid-sgid \
        suid-root-v2 suid-user-v2 script-suid script-of-suid script-5; do
        pids=()
        while read -ra prefix; do
            begin "$OPEN/$file" "${prefix[@]}"
            pids+=("$PID")
        done < <(states)
        wait_until all_wait "${pids[@]}"
        agree "$OPEN/$file" "${pids[@]}" || { states | cat -n; return 1; }
        cases=$((cases + ${#pids[@]}))
        end_background
    done
    [ "$cases" -eq $((17 * 16)) ]
    # but for the last state, which lacks what four of the files want raised
    [ "$EXECUTED" -eq $((cases - 4)) ] || { echo "$EXECUTED have executed"; return 1; }
}

@test "a refusal for want of a capability is told with what is missing, and comes" {
    skip_unless root
    later "$OPEN/v2" setpriv --reuid=1000 --clear-groups --bounding-set=-net_raw
    refuses "$OPEN/v2" EPERM 'the kernel will refuse: EPERM: the file wants net_raw raised, which is not in the bounding set of the process'
    later "$OPEN/script" setpriv --bounding-set=-net_raw,-kill
    run "$CCAPS_PRINT" --json --exec="$OPEN/script" "$PID"
    [ "$status" -eq 1 ]
    [ "$(jq -c '.targets[0].exec | [.error, .missing, .capabilities, .reasons[0].code]' <<<"$output")" = \
        '["EPERM",["CAP_KILL","CAP_NET_RAW"],null,"not_in_bounding"]' ]
    refuses "$OPEN/script" EPERM 'kill,net_raw raised, which are not'
}

@test "where a set is not known, it is not known whether the kernel would refuse" {
    skip_unless root
    local PR_CAPBSET_READ=23
    run --separate-stderr denied_prctl $PR_CAPBSET_READ "$CCAPS_PRINT" --exec="$OPEN/v2"
    [[ ${lines[0]} == *'comes to what is not known'* ]]
    [[ $output != *refuse* ]]
    run --separate-stderr denied_prctl $PR_CAPBSET_READ "$CCAPS_PRINT" --json --exec="$OPEN/v2"
    [ "$(jq -c '.targets[0].exec | [.error, .missing, .capabilities.bounding]' <<<"$output")" = '[null,null,null]' ]
    # the kernel runs it: exec_later without an argument
    run denied_prctl $PR_CAPBSET_READ "$OPEN/v2"
    [ "$status" -eq 255 ]
}

@test "what cannot be executed is an error, by the kernel's own words" {
    skip_unless root
    local user=(setpriv --reuid=1000 --regid=1000 --clear-groups)
    local file number text
    while read -r file number text; do
        later "$OPEN/$file" "${user[@]}"
        refuses "$OPEN/$file" "$number" "$text"
    done <<'END'
nothing ENOENT No such file or directory
closed EACCES no execute permission
group-only EACCES no execute permission
locked/plain EACCES search a directory
locked/out/plain EACCES search a directory
locked/../plain EACCES search a directory
link-into-locked EACCES search a directory
open/link-through-locked EACCES search a directory
locked EACCES not a regular file
locked/ EACCES not a regular file
plain/ ENOTDIR Not a directory
not-executable EACCES no execute permission
script-lost ENOENT its interpreter
script-empty EACCES ends where its interpreter's name should be
script-blank ENOEXEC Exec format error
text ENOEXEC Exec format error
script-6 ELOOP Too many levels
END
    later "$OPEN/group-only" setpriv --reuid=1000 --regid=1000 --groups=1001
    agrees "$OPEN/group-only"
    later "$OPEN/open-by-link/./link-around" "${user[@]}"
    agrees "$OPEN/open-by-link/./link-around"
    # what is above the working directory need not be searched
    later ./plain env --chdir="$OPEN/half/open" "${user[@]}"
    agrees ./plain
    later ../open/plain env --chdir="$OPEN/half/open" "${user[@]}"
    refuses ../open/plain EACCES 'search a directory'
    # root may do what no one may only where someone may
    later "$OPEN/not-executable"
    refuses "$OPEN/not-executable" EACCES 'no execute permission'
    later "$OPEN/closed" setpriv --reuid=1000 --clear-groups --inh-caps=+dac_override --ambient-caps=+dac_override
    agrees "$OPEN/closed"
}

# The kernel looks at 256 bytes: binfmt_script. Two of them are "#!", and one is to show that the name ends.
@test "a script's first line is read as far as the kernel reads it" {
    skip_unless root
    local size name
    for size in 253 254; do
        name=$(printf "%0$((size - ${#OPEN} - 1))d" 0)
        cp "$LATER" "$OPEN/$name"
        make_script long "$OPEN/$name"
        later "$OPEN/long"
        if [ "$size" -eq 253 ]; then
            agrees "$OPEN/long"
        else
            refuses "$OPEN/long" ENOEXEC 'Exec format error'
        fi
    done
    printf '#! %s' "$OPEN/v2" >"$OPEN/long"
    later "$OPEN/long"
    agrees "$OPEN/long"
}

@test "on a nosuid mount, which only the process has, nothing of the file counts, and on a noexec one it is not executed" {
    skip_unless root
    local file
    mkdir -p "$OPEN/mount"
    for file in v2 suid-root suid-sgid; do
        later "$OPEN/mount/$file" unshare -m sh -c 'mount -t tmpfs -o nosuid none "$0/mount"; cp -a "$0/$1" "$0/mount"
            shift; exec setpriv --reuid=1000 --clear-groups "$@"' "$OPEN" "$file"
        run "$CCAPS_PRINT" --exec="$OPEN/mount/$file" "$PID"
        [[ $output == *'does not count: it is on a nosuid mount'* || $output == *'do not count: it is on a nosuid mount'* ]]
        agrees "$OPEN/mount/$file"
    done
    later "$OPEN/mount/v2" unshare -m sh -c 'mount -t tmpfs -o noexec none "$0/mount"; cp -a "$0/v2" "$0/mount"; exec "$@"' "$OPEN"
    refuses "$OPEN/mount/v2" EACCES 'noexec mount'
}

@test "a process whose root is in another mount namespace gets nothing from the file" {
    skip_unless root
    in_background unshare -m sleep 600
    local inside=$!
    wait_until grep -q '^sleep' "/proc/$inside/comm"
    later "$OPEN/suid-root" chroot "/proc/$inside/root" setpriv --reuid=1000 --clear-groups
    run "$CCAPS_PRINT" --exec="$OPEN/suid-root" "$PID"
    [[ $output == *'does not count: it is on a mount of another mount namespace'* ]]
    agrees "$OPEN/suid-root"
}

@test "a process in the mounts of a user namespace that is not its own is told of, and what its file has does not count" {
    skip_unless root
    skip_unless nsenter
    mkdir -p "$OPEN/mount"
    in_background unshare -U -r -m sh -c 'mount -t tmpfs none "$0/mount"; cp "$0/plain" "$0/mount/suid"; chmod 4755 "$0/mount/suid"
        sleep 600' "$OPEN"
    local inside=$!
    wait_until test -u "/proc/$inside/root$OPEN/mount/suid"
    later "$OPEN/mount/suid" nsenter -t "$inside" -m setpriv --reuid=1000 --clear-groups
    run "$CCAPS_PRINT" --exec="$OPEN/mount/suid" "$PID"
    [[ $output == *'assumed: the file was mounted in the user namespace'* ]]
    agrees "$OPEN/mount/suid"
}

# map PID MAP COMMAND…: write both maps of the user namespace of PID, by COMMAND in the one above it
map()
{
    local map=$2 file
    for file in uid_map gid_map; do
        "${@:3}" sh -c 'printf "$1" >"$2"' - "$map" "/proc/$1/$file"
    done
}

in_other_namespace_than()
{
    [ "$(readlink "/proc/$1/ns/user")" != "$(readlink "/proc/$2/ns/user")" ]
}

@test "whose root a file counts for is not known two user namespaces below the first, and is not denied" {
    skip_unless root
    skip_unless nsenter
    local outer inner enter
    in_background unshare -U sleep 600
    outer=$!
    wait_until in_other_namespace_than "$outer" self
    map "$outer" '7 0 1\n0 1000 1\n' env
    enter=(nsenter -U -t "$outer" -S 0 -G 0)
    in_background "${enter[@]}" unshare -U sleep 600
    inner=$!
    wait_until grep -q sleep "/proc/$inner/comm"
    wait_until in_other_namespace_than "$inner" "$outer"
    map "$inner" '3 7 1\n0 0 1\n' "${enter[@]}"

    run nsenter -U -t "$inner" -S 0 -G 0 "$OPEN/ccaps-print" "$OPEN/v2"
    [[ $output == *'[rootid=3]'*'[for this user namespace: ?]' ]]
    run nsenter -U -t "$inner" -S 3 -G 0 "$OPEN/ccaps-print" --exec="$OPEN/v2"
    [[ $output == *"assumed: the file's rootid is root of no user namespace above: not all of them may be looked into"* ]] || { echo "$output"; return 1; }
    [[ $output == *'the file has capabilities, which are taken not to count: whose root their rootid 3 is, is not told'* ]]
    # one above is told its root
    run nsenter -U -t "$outer" -S 7 -G 0 "$OPEN/ccaps-print" --exec="$OPEN/v2"
    [[ ${lines[0]} == *' gains kill,net_raw.' ]] || { echo "$output"; return 1; }
    [[ $output != *rootid* ]]
}

@test "in a container the file is the container's, by its own root, links and PATH" {
    skip_unless root
    skip_unless runc
    # all that the container needs; make_rootfs leaves alone what is there
    local root=$BATS_FILE_TMPDIR/rootfs
    mkdir -p "$root"/{bin,proc,dev,sys,tmp}
    cp "$LATER" "$root/later"
    cp "$LATER" "$root/bin/tool"
    setcap cap_kill,cap_audit_write=ep "$root/bin/tool"
    ln -s ../../../../bin/tool "$root/up"
    ln -s "$OPEN" "$root/host"
    ln -s /proc/1/root/bin/tool "$root/magic"
    printf '#!/bin/tool\n' >"$root/script"
    chmod 755 "$root/script"
    BOX=$(unique exec)
    PID=$(runc_start "$BOX" '.process.args = ["/later", "/script"] | .process.user = {uid: 1000, gid: 1000} | .process.noNewPrivileges = false |
        .process.capabilities.ambient = []')
    wait_until all_wait "$PID"

    run "$CCAPS_PRINT" --exec=tool "$BOX"
    [[ ${lines[0]} == 'Executing /bin/tool gains kill,audit_write'* ]] || { echo "$output"; return 1; }
    [ "$("$CCAPS_PRINT" --json --exec=/up "$BOX" | jq -c '.targets[0].exec.capabilities.permitted')" = '["CAP_KILL","CAP_AUDIT_WRITE"]' ]
    run "$CCAPS_PRINT" --exec=/host/plain "$BOX"
    [ "$status" -eq 1 ]
    [[ $output == *'No such file or directory'* ]]
    run "$CCAPS_PRINT" --exec=/magic "$BOX"
    [ "$status" -eq 1 ]
    run "$CCAPS_PRINT" --exec="$OPEN/plain" "$PID"
    [ "$status" -eq 1 ]
    [ "$("$CCAPS_PRINT" --json --exec=bin/tool "$PID" | jq -r '.targets[0].exec.files[0]')" = bin/tool ]
    agrees /script
}

@test "in a container of ccaps-run the file is the container's" {
    skip_unless root
    local root=$OPEN/box
    mkdir -p "$root"/{bin,proc,dev,sys,tmp,etc}
    cp "$LATER" "$root/later"
    cp "$LATER" "$root/bin/tool"
    setcap cap_kill,cap_sys_boot=p "$root/bin/tool"
    BOX=$(unique exec)
    in_background "$CCAPS_RUN" --rootfs "$root" --name "$BOX" --user 1000:1000 -- /later /bin/tool
    wait_until process_of_box
    wait_until all_wait "$PID"
    [ "$(predictions tool "$BOX")" = "$(predictions /bin/tool "$PID")" ]
    [ ! -e /bin/tool ]
    agrees /bin/tool
    [ "$(kernel_states "$PID" | jq -c .capabilities.permitted)" = '["CAP_KILL"]' ]
}

# The program in the container $BOX, into $PID.
process_of_box()
{
    PID=$(pgrep -x later -P "$("$CCAPS_PRINT" --json "$BOX" 2>/dev/null | jq '.targets[0].pid // 0')")
}

@test "a path without a leading slash is the process's, in a root of its own too" {
    skip_unless root
    local root=$OPEN/root
    mkdir -p "$root/work/deep" "$root/proc"
    cp "$LATER" "$root/later"
    cp "$LATER" "$root/work/deep/tool"
    setcap cap_kill=p "$root/work/deep/tool"
    # chroot(8) goes to the root; in a namespace of its own the root is no mount's top
    in_background chroot "$root" /later work/../work/deep/tool
    PID=$!
    wait_until all_wait "$PID"
    agrees work/../work/deep/tool
    in_background sh -c 'cd "$0/work" && exec "$1" deep/tool' "$root" "$LATER"
    PID=$!
    wait_until all_wait "$PID"
    agrees deep/tool
}

@test "a process that is traced by one who may not gains nothing" {
    skip_unless root
    skip_unless strace
    local tracer
    in_background setpriv --reuid=1000 --regid=1000 --clear-groups strace -qq -o /dev/null "$LATER" "$OPEN/suid-root"
    tracer=$!
    wait_until pgrep -P "$tracer" -x later >/dev/null
    PID=$(pgrep -P "$tracer" -x later)
    wait_until all_wait "$PID"
    run "$CCAPS_PRINT" --exec="$OPEN/suid-root" "$PID"
    [[ $output == *'nothing is gained: it is traced by one who may not'* ]] || { echo "$output"; return 1; }
    agrees "$OPEN/suid-root"
}

@test "the caller itself, in each state, is told what it then has" {
    skip_unless root
    local file
    for file in plain v2 v3 suid-root script; do
        in_background setpriv --reuid=1000 --clear-groups --securebits=+noroot unshare -U -r sh -c \
            '"$0/ccaps-print" --json --exec="$0/$1" >&7; EXECUTED=1 exec "$0/$1"' "$OPEN" "$file" 7>"$BATS_TEST_TMPDIR/self"
        PID=$!
        wait_until have_executed "$PID"
        [ "$(jq -cS '.targets[0].exec.capabilities' "$BATS_TEST_TMPDIR/self")" = "$(kernel_states "$PID" | jq -cS .capabilities)" ] ||
            { echo "$file"; cat "$BATS_TEST_TMPDIR/self"; kernel_states "$PID"; return 1; }
        [ "$(jq -c '.targets[0].exec.assumed | map(select(.code == "securebits"))' "$BATS_TEST_TMPDIR/self")" = '[]' ]
    done
}

@test "with no /proc the static program still predicts of itself" {
    skip_unless root
    [ -x "$CCAPS_PRINT_STATIC" ] || skip "needs ccaps-print.static, which was not built for want of static libraries"
    local root=$OPEN/bare
    mkdir -p "$root"
    cp "$CCAPS_PRINT_STATIC" "$root/ccaps-print"
    cp -a "$OPEN/v2" "$root/v2"
    printf '#!/v2\n' >"$root/script"
    chmod 755 "$root/script"
    run chroot --userspec=1000:1000 "$root" /ccaps-print --exec=/script
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = 'Executing /script (a script: /v2 is what runs) gains kill,net_raw.' ] || { echo "$output"; return 1; }
    [ "${lines[2]}" = 'permitted    kill,net_raw  (+kill,net_raw)' ]
}

@test "what was taken for granted is told" {
    skip_unless root
    later "$OPEN/suid-root" setpriv --reuid=1000 --regid=1000 --clear-groups
    run "$CCAPS_PRINT" --exec="$OPEN/suid-root" "$PID"
    [[ $output == *'- assumed: its securebits are 0'* ]]
    run setpriv --reuid=1000 --regid=1000 --clear-groups "$OPEN/ccaps-print" --exec="$OPEN/unreadable"
    [ "$status" -eq 0 ]
    [[ $output == *'- assumed: the file is a program and not a script'* ]]
    [[ $output == *'- assumed: no other process shares'* ]]
    [[ $output != *securebits* ]]
}

@test "that no one traces it, and that it has no no_new_privs, is told where it is taken for granted" {
    skip_unless root
    local PR_GET_NO_NEW_PRIVS=39 root=$OPEN/untraced
    run denied_prctl $PR_GET_NO_NEW_PRIVS setpriv --reuid=1000 --clear-groups "$OPEN/ccaps-print" --json --exec="$OPEN/v2"
    [ "$(jq -c '[.targets[0].exec.assumed[].code]' <<<"$output")" = '["shared_fs","no_new_privs"]' ]
    run denied_prctl $PR_GET_NO_NEW_PRIVS setpriv --reuid=1000 --clear-groups "$OPEN/ccaps-print" --exec="$OPEN/v2"
    [[ $output == *'- assumed: the process has no no_new_privs'* ]]
    # nothing would be gained
    run denied_prctl $PR_GET_NO_NEW_PRIVS "$CCAPS_PRINT" --exec="$OPEN/plain"
    [[ $output != *assumed* ]]

    [ -x "$CCAPS_PRINT_STATIC" ] || skip "needs ccaps-print.static, which was not built for want of static libraries"
    mkdir -p "$root"
    cp "$CCAPS_PRINT_STATIC" "$root/ccaps-print"
    cp -a "$OPEN/v2" "$root/v2"
    run chroot --userspec=1000:1000 "$root" /ccaps-print --exec=/v2
    [[ $output == *'- assumed: no one traces the process: its status'* ]]
}

@test "securebits of another process are taken for 0, which is told where it matters" {
    skip_unless root
    local real
    later "$OPEN/plain" setpriv --securebits=+noroot
    run "$CCAPS_PRINT" --exec="$OPEN/plain" "$PID"
    [ "$status" -eq 0 ]
    [[ $output == *'- assumed: its securebits are 0: the kernel tells no one those of another process'* ]]
    [ "$("$CCAPS_PRINT" --json --exec="$OPEN/plain" "$PID" | jq -c '.targets[0].exec.assumed[0].code')" = '"securebits"' ]
    run ! agrees "$OPEN/plain"
    [ "$(kernel_states "$PID" | jq -c .capabilities.permitted)" = '[]' ]
    later "$OPEN/plain" setpriv --securebits=+noroot --reuid=1000 --clear-groups
    run "$CCAPS_PRINT" --exec="$OPEN/plain" "$PID"
    [[ $output != *securebits* ]]
    agrees "$OPEN/plain"
}

@test "a kernel thread executes nothing" {
    skip_unless root
    local thread
    thread=$(pgrep -x kthreadd || true)
    [ -n "$thread" ] || skip "needs to see a kernel thread, which there is none of in this pid namespace"
    run --separate-stderr "$CCAPS_PRINT" --exec=/bin/true "$thread"
    [ "$status" -eq 1 ]
    [[ $stderr == *"process $thread is a kernel thread and executes nothing"* ]]
    [ -z "$output" ]
}

@test "several targets are told apart, and one that fails does not hide the other" {
    skip_unless root
    later "$OPEN/plain"
    run --separate-stderr "$CCAPS_PRINT" --exec="$OPEN/plain" "$PID" 4194304
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "$PID (later):" ]
    [[ ${lines[1]} == Executing* ]]
    [ "${#stderr_lines[@]}" -eq 1 ]
    run --separate-stderr "$CCAPS_PRINT" --json --exec="$OPEN/nothing" "$PID"
    [ "$status" -eq 1 ]
    [ "$(jq -c '.targets[0].exec' <<<"$output")" = null ]
    [ "${#stderr_lines[@]}" -eq 1 ]
}

@test "what a path holds is harmless on a terminal" {
    local name=$OPEN/$'evil\e[31m'
    cp "$LATER" "$name"
    run "$CCAPS_PRINT" --exec="$name"
    [[ ${lines[0]} == *'evil\x1b[31m'* ]]
    run "$CCAPS_PRINT" --exec="$name-not"
    [[ ${lines[0]} == *'evil\x1b[31m-not'* ]]
}

@test "what does not fit together is a usage error" {
    usage_error --exec=
    usage_error --exec
    usage_error --exec=a --exec=b
    usage_error --exec=a --hex
    usage_error --exec=a --oci
    usage_error --exec=a --decode=1
    usage_error --exec=a --modes
    usage_error --exec=a --explain kill
    usage_error --exec=a --table
    usage_error --exec=a --has-p kill
    usage_error --exec=a --mode
    usage_error --exec=a --diff 1 1
    usage_error --exec=/bin/sh ./file
    usage_error --exec=/bin/sh --file=x
}
