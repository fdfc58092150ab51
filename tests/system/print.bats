# ccaps-print against what capsh, getcap, getpcaps, runc and /proc say.

bats_require_minimum_version 1.5.0
load helpers

# Users other than root run the programs too: they lie where everybody may go. A shell without -p would make its two user
# ids the same.
setup_file()
{
    export OPEN PROGRAMS
    OPEN=$(mktemp -d "/tmp/$(unique print)-XXXX")
    chmod 755 "$OPEN"
    PROGRAMS=ccaps-print
    cp "$CCAPS_PRINT" "$OPEN"
    if [ -x "$CCAPS_PRINT_STATIC" ]; then
        PROGRAMS="ccaps-print ccaps-print.static"
        cp "$CCAPS_PRINT_STATIC" "$OPEN"
    fi
    cat >"$OPEN/each" <<END
#!/bin/sh -p
capsh --print >&7
$OPEN/ccaps-print >&8
$OPEN/ccaps-print.static >&9
END
    chmod 755 "$OPEN/each"
}

teardown_file()
{
    [ -z "$OPEN" ] || rm -rf "$OPEN"
}

setup()
{
    PROGRAM=$CCAPS_PRINT
}

skip_unless_static()
{
    [ -x "$CCAPS_PRINT_STATIC" ] || skip "needs ccaps-print.static, which was not built for want of static libraries"
}

# The states in which all that is printed must be what capsh prints, a row a state; what runs there is appended to it.
states()
{
    cat <<'END'
env
capsh --secbits=1
capsh --secbits=2
capsh --secbits=3
capsh --secbits=4
capsh --secbits=8
capsh --secbits=12
capsh --secbits=16
capsh --secbits=32
capsh --secbits=47
capsh --secbits=64
capsh --secbits=128
capsh --secbits=239
capsh --secbits=255
capsh --keep=1
capsh --mode=PURE1E_INIT
capsh --mode=PURE1E
capsh --mode=NOPRIV
capsh --mode=HYBRID
capsh --inh=cap_kill,cap_chown --mode=PURE1E
capsh --iab=!cap_chown,^cap_kill,%cap_setuid --secbits=0
capsh --iab=^cap_net_raw,cap_bpf
capsh --iab=!%cap_sys_admin,!cap_net_admin
capsh --inh=cap_chown,cap_setfcap --addamb=cap_chown
capsh --inh=cap_kill --addamb=cap_kill --secbits=239
capsh --secbits=207
capsh --drop=all
capsh --drop=cap_chown,cap_bpf,cap_checkpoint_restore
capsh --caps=cap_setpcap=ep
capsh --caps=cap_kill=i
capsh --no-new-privs
capsh --user=nobody
capsh --gid=12346 --uid=12345
capsh --cap-uid=12345 --gid=0
capsh --groups=0,12,4294967294
capsh --inh=cap_net_raw --keep=1 --uid=12345 --caps=cap_net_raw=eip --addamb=cap_net_raw
capsh --inmode=HYBRID --inh=cap_mknod --drop=cap_mknod
setpriv --no-new-privs
setpriv --reuid 12345 --regid 12346 --clear-groups
setpriv --reuid 4294967294 --regid 4294967294 --clear-groups
setpriv --reuid nobody --regid nogroup --init-groups
setpriv --reuid daemon --regid daemon --groups 1,2,3,12345
setpriv --groups 60,59,58,57,56,55,54,53,52,51,50,49,48,47,46,45,44,43,42,41,40,39,38,37,36,35,34,33,32,31,30,29,28,27,26,25,24,23,22,21,20,19,18,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2,1
setpriv --bounding-set -all
setpriv --bounding-set -all,+kill,+net_bind_service,+audit_write
setpriv --inh-caps +kill setpriv --bounding-set -kill
setpriv --inh-caps +chown,+dac_override,+sys_admin,+bpf
setpriv --inh-caps +kill,+chown --ambient-caps +kill
setpriv --reuid 12345 --clear-groups --inh-caps +kill,+chown --ambient-caps +kill,+chown
setpriv --inh-caps +kill,+chown setpriv --reuid 12345 --clear-groups --bounding-set -all,+chown
setpriv --inh-caps +sys_admin --ambient-caps +sys_admin setpriv --reuid 12345 --clear-groups --no-new-privs --bounding-set -all
setpriv --securebits +noroot
setpriv --securebits +noroot,+noroot_locked,+no_setuid_fixup,+keep_caps_locked --no-new-privs
setpriv --securebits +noroot --inh-caps +kill --ambient-caps +kill --reuid 12345 --clear-groups
unshare --user
unshare --user --map-root-user
unshare --user --map-user=12345 --map-group=12346
unshare --user --map-root-user setpriv --bounding-set -sys_admin --inh-caps +kill
unshare --user --map-root-user capsh --drop=cap_chown --secbits=5
setpriv --reuid 12345 --regid 12346 --clear-groups unshare --user --map-root-user
bwrap --dev-bind / / --unshare-user --uid 12345 --cap-add CAP_KILL
unshare --mount sh -c 'umount -l /proc; exec "$@"' -
unshare --mount sh -c 'umount -l /proc; exec "$@"' - setpriv --reuid 12345 --clear-groups --no-new-privs
unshare --mount sh -c 'umount -l /proc; exec "$@"' - capsh --secbits=239 --inh=cap_kill
unshare --mount sh -c 'mount -t tmpfs none /etc; exec "$@"' -
unshare --mount sh -c 'umount -l /proc; mount -t tmpfs none /etc; exec "$@"' - setpriv --groups 0,1,2,3
unshare --mount sh -c 'mount -t tmpfs none /etc; echo boss:x:0:0::/: >/etc/passwd; echo crew:x:7:boss >/etc/group; exec "$@"' - setpriv --groups 6,7
END
}

# Run what is appended in state $1: capsh starts it as its shell. The outputs are open before, since not every state may
# write where this one may.
in_state()
{
    case $1 in
    *capsh\ *) eval "$1 --shell=$OPEN/each --" ;;
    *) eval "$1 $OPEN/each" ;;
    esac 7>"$BATS_TEST_TMPDIR/capsh" 8>"$BATS_TEST_TMPDIR/ccaps-print" 9>"$BATS_TEST_TMPDIR/ccaps-print.static"
}

# A sanitizer's run-time library reads /proc/self/maps and ends the program where that is not there.
needs_proc()
{
    ldd "$1" 2>/dev/null | grep -q libasan
}

@test "in at least 40 credential states both builds print byte for byte what capsh --print prints" {
    skip_unless root
    local state program compared=0 different=0 impossible=0
    while IFS= read -r state; do
        if ! in_state "$state" </dev/null 2>"$BATS_TEST_TMPDIR/err" && [ ! -s "$BATS_TEST_TMPDIR/capsh" ]; then
            echo "not possible here: $state: $(head -1 "$BATS_TEST_TMPDIR/err")"
            impossible=$((impossible + 1))
            continue
        fi
        [ "$(tail -n 1 "$BATS_TEST_TMPDIR/capsh" | cut -c 1-13)" = "Guessed mode:" ]
        for program in $PROGRAMS; do
            if [[ $state == *"umount -l /proc"* ]] && needs_proc "$OPEN/$program"; then
                continue
            fi
            if ! cmp "$BATS_TEST_TMPDIR/capsh" "$BATS_TEST_TMPDIR/$program"; then
                echo "$program differs: $state"
                diff "$BATS_TEST_TMPDIR/capsh" "$BATS_TEST_TMPDIR/$program" || true
                different=$((different + 1))
            fi
        done
        sort -u "$BATS_TEST_TMPDIR/capsh" | md5sum >>"$BATS_TEST_TMPDIR/sums"
        compared=$((compared + 1))
    done < <(states)
    echo "# $compared credential states compared, $(sort -u "$BATS_TEST_TMPDIR/sums" | wc -l) of them distinct; $impossible not possible here" >&3
    [ "$different" -eq 0 ]
    [ "$(sort -u "$BATS_TEST_TMPDIR/sums" | wc -l)" -ge 40 ]
}

@test "with securebits that libcap does not know the mode is the one that capsh guesses" {
    skip_unless root
    local bits set='import ctypes, os, sys
assert ctypes.CDLL(None).prctl(28, int(sys.argv[1], 0), 0, 0, 0) == 0
os.execvp(sys.argv[2], sys.argv[2:])'
    python3 -c "$set" 0x1ef true || skip "needs Linux 6.14, which has securebits exec-restrict-file"
    for bits in 0xef 0x1ef 0x3ef 0x4ef 0xfef; do
        cmp <(python3 -c "$set" "$bits" capsh --print) <(python3 -c "$set" "$bits" "$CCAPS_PRINT")
        [ "$bits" = 0xef ] || python3 -c "$set" "$bits" "$CCAPS_PRINT" --mode=UNCERTAIN
    done
}

@test "the real user has a name of its own, where capsh repeats that of the effective one" {
    skip_unless root
    in_state 'setpriv --ruid 1 --clear-groups'
    [ "$(sed -n 10p "$BATS_TEST_TMPDIR/capsh")" = 'uid=1(root) euid=0(root)' ]
    local program
    for program in $PROGRAMS; do
        [ "$(sed -n 10p "$BATS_TEST_TMPDIR/$program")" = 'uid=1(daemon) euid=0(root)' ]
        cmp <(sed 10d "$BATS_TEST_TMPDIR/capsh") <(sed 10d "$BATS_TEST_TMPDIR/$program")
    done
}

@test "a user whom only NSS knows has a name in the ordinary build, as in capsh" {
    skip_unless root
    local files='unshare --mount sh -c '\''mount --bind /dev/null /etc/passwd; mount --bind /dev/null /etc/group; exec "$@"'\'' -'
    in_state "$files"
    grep -q '^uid=0(root)' "$BATS_TEST_TMPDIR/capsh" || skip "needs nss-systemd, which knows root without /etc/passwd"
    cmp "$BATS_TEST_TMPDIR/capsh" "$BATS_TEST_TMPDIR/ccaps-print"
    [[ $PROGRAMS == *static* ]] || return 0
    cmp <(sed 's/(root)/(???)/g' "$BATS_TEST_TMPDIR/capsh") "$BATS_TEST_TMPDIR/ccaps-print.static"
}

@test "150 groups are all printed, where capsh prints none" {
    skip_unless root
    local program groups
    groups=$(seq -s , 20000 20149)
    in_state "setpriv --groups $groups"
    grep -qx 'groups=' "$BATS_TEST_TMPDIR/capsh"
    for program in $PROGRAMS; do
        [ "$(grep '^groups=' "$BATS_TEST_TMPDIR/$program" | tr -d '(?)')" = "groups=$groups" ]
    done
}

@test "names of thousands of groups are asked for at once, those of the system in their places" {
    skip_unless root
    skip_unless strace
    local groups program
    groups=$(seq -s , 100000 109000),$(getent group | cut -d: -f3 | sort -n | head -n 3 | tr '\n' ',')200000
    for program in ccaps-print ccaps-print.static; do
        [ -x "$CCAPS_BUILD/tools/print/$program" ] || continue
        setpriv --groups "$groups" strace -f -qq -e trace=execve -o "$BATS_TEST_TMPDIR/trace" \
            "$CCAPS_BUILD/tools/print/$program" >"$BATS_TEST_TMPDIR/block"
        [ "$(grep -c getent "$BATS_TEST_TMPDIR/trace")" -le 3 ]
        [ "$(sed -n 's/^groups=//p' "$BATS_TEST_TMPDIR/block" | grep -o '([^)]*)' | sort | uniq -c | sort -n | awk '{ print $1 $2 }' | xargs)" = \
            "$({ getent group | sort -t: -k3,3n | head -n 3 | sed 's/:.*//; s/.*/1(&)/' | sort; echo '9002(???)'; } | xargs)" ]
    done
}

# A bundle whose root holds what is named (program[:name]…) and nothing else; a jq filter first. Prints its directory.
bundle()
{
    local directory filter=$1
    directory=$(mktemp -d "$OPEN/bundle-XXXX")
    shift
    mkdir -p "$directory/rootfs"
    cp "$@" "$directory/rootfs"
    (cd "$directory" && runc spec)
    jq ".process.terminal = false | $filter" "$directory/config.json" >"$directory/new"
    mv "$directory/new" "$directory/config.json"
    echo "$directory"
}

run_bundle()
{
    runc run --bundle "$1" "$(unique print)" 3>&- </dev/null
}

# capsh, in a root with the shared libraries that it needs.
capsh_in_bundle()
{
    local directory library
    directory=$(bundle "$1 | .process.args = [\"/capsh\", \"--print\"]" "$(command -v capsh)")
    for library in $(ldd "$(command -v capsh)" | grep -o '/[^ ]*'); do
        mkdir -p "$directory/rootfs$(dirname "$library")"
        cp "$library" "$directory/rootfs$library"
    done
    run_bundle "$directory"
}

@test "the static build runs in a container whose image holds nothing else, and prints what capsh would" {
    skip_unless_static
    skip_unless root
    skip_unless runc
    local user directory
    for user in '.process.user.uid = 0' '.process.user = {uid: 12345, gid: 12346, additionalGids: [5, 6]}' \
        '.process.user.uid = 12345 | .process.capabilities.inheritable = .process.capabilities.permitted |
            .process.capabilities.ambient = ["CAP_KILL"]'; do
        directory=$(bundle "$user | .process.args = [\"/ccaps-print.static\"]" "$CCAPS_PRINT_STATIC")
        [ "$(ls -A "$directory/rootfs")" = ccaps-print.static ]
        cmp <(run_bundle "$directory") <(capsh_in_bundle "$user")
    done
}

@test "the static build says the same in a container of ccaps-run whose image holds nothing else, without /proc too" {
    skip_unless_static
    skip_unless root
    skip_unless runc
    local user directory
    for user in '.process.user.uid = 0' '.process.user = {uid: 12345, gid: 12346, additionalGids: [5, 6]}'; do
        directory=$(bundle "$user | .process.args = [\"/ccaps-print.static\"]" "$CCAPS_PRINT_STATIC")
        cmp <("$CCAPS_RUN" --bundle "$directory") <(run_bundle "$directory")
        directory=$(bundle "$user | .process.args = [\"/ccaps-print.static\"] | .mounts = [] |
            .linux.maskedPaths = [] | .linux.readonlyPaths = []" "$CCAPS_PRINT_STATIC")
        [ "$(ls -A "$directory/rootfs")" = ccaps-print.static ]
        cmp <("$CCAPS_RUN" --bundle "$directory") <(capsh_in_bundle "$user")
    done
    directory=$(bundle . "$CCAPS_PRINT_STATIC")
    "$CCAPS_RUN" --rootfs "$directory/rootfs" -- /ccaps-print.static >"$BATS_TEST_TMPDIR/printed"
    grep -qx 'Current: cap_kill,cap_net_bind_service,cap_audit_write=ep' "$BATS_TEST_TMPDIR/printed"
}

# The output of the static build where runc has the kernel refuse the calls of jq array $1.
with_denied()
{
    run_bundle "$(bundle ".linux.seccomp = {defaultAction: \"SCMP_ACT_ALLOW\", syscalls: $1} |
        .process.args = (\"/ccaps-print.static ${*:2}\" | rtrimstr(\" \") | split(\" \"))" "$CCAPS_PRINT_STATIC")"
}

denied_prctl()
{
    with_denied "[{names: [\"prctl\"], action: \"SCMP_ACT_ERRNO\", args: [{index: 0, value: $1, op: \"SCMP_CMP_EQ\"}]}]"
}

@test "what the kernel denies is unknown, not none and not all" {
    skip_unless_static
    skip_unless root
    skip_unless runc
    local PR_CAPBSET_READ=23 PR_GET_SECUREBITS=27 PR_GET_NO_NEW_PRIVS=39 PR_CAP_AMBIENT=47 all
    run denied_prctl $PR_GET_SECUREBITS
    [ "${lines[4]}" = 'Securebits: unknown (no-new-privs=1)' ]
    [ "$(grep -c ' secure-.*: unknown$' <<<"$output")" -eq 4 ]
    [ "${lines[-1]}" = 'Guessed mode: unknown' ]
    run denied_prctl $PR_CAPBSET_READ
    [ "${lines[0]}" = 'Current: cap_kill,cap_net_bind_service,cap_audit_write=ep' ]
    [ "${lines[1]}" = 'Bounding set =unknown' ]
    [ "${lines[3]}" = 'Current IAB: unknown' ]
    # nor half of it: 5 is kill
    run with_denied "[{names: [\"prctl\"], action: \"SCMP_ACT_ERRNO\", args: [{index: 0, value: $PR_CAPBSET_READ, op: \"SCMP_CMP_EQ\"},
        {index: 1, value: 5, op: \"SCMP_CMP_EQ\"}]}]"
    [ "${lines[1]}" = 'Bounding set =unknown' ]
    run denied_prctl $PR_CAP_AMBIENT
    [ "${lines[1]}" = 'Bounding set =cap_kill,cap_net_bind_service,cap_audit_write' ]
    [ "${lines[2]}" = 'Ambient set =unknown' ]
    # what could be ambient is not known without capget(2), but what is can be asked
    run run_bundle "$(bundle '.process.capabilities.inheritable = ["CAP_KILL"] | .process.capabilities.ambient = ["CAP_KILL"] |
        .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["capget"], action: "SCMP_ACT_ERRNO"}]} |
        .process.args = ["/ccaps-print.static"]' "$CCAPS_PRINT_STATIC")"
    [ "${lines[0]}" = 'Current: unknown' ]
    [ "${lines[2]}" = 'Ambient set =cap_kill' ]
    run denied_prctl $PR_GET_NO_NEW_PRIVS
    [[ ${lines[4]} == "Securebits: 00/0x0/1'b0 (no-new-privs=unknown)" ]]
    all=$(with_denied '[{names: ["prctl", "capget", "getresuid", "getresgid", "getgroups"], action: "SCMP_ACT_ERRNO"}]')
    [ "$all" = "$(printf '%s\n' 'Current: unknown' 'Bounding set =unknown' 'Ambient set =unknown' 'Current IAB: unknown' \
        'Securebits: unknown (no-new-privs=unknown)' ' secure-noroot: unknown' ' secure-no-suid-fixup: unknown' \
        ' secure-keep-caps: unknown' ' secure-no-ambient-raise: unknown' 'uid=unknown euid=unknown' 'gid=unknown' \
        'groups=unknown' 'Guessed mode: unknown')" ]
}

@test "what the kernel denies is null in JSON, and ? in the machine forms" {
    skip_unless_static
    skip_unless root
    skip_unless runc
    local all='[{names: ["prctl", "capget", "getresuid", "getresgid"], action: "SCMP_ACT_ERRNO"}]'
    [ "$(with_denied "$all" --json | jq -c '.targets[0] | [.uid, .user, .no_new_privs, .securebits, .risk, .capabilities[]]')" = \
        '[null,null,null,null,null,null,null,null,null,null]' ]
    [ "$(with_denied "$all" --json --exec=/ccaps-print.static | jq -c '.targets[0].exec | [.uid, .gid, .capabilities[]]')" = \
        '[null,null,null,null,null,null,null]' ]
    # and so where the ids alone are not known
    [ "$(with_denied '[{names: ["getresuid"], action: "SCMP_ACT_ERRNO"}]' --json --exec=/ccaps-print.static |
        jq -c '.targets[0] | [.uid, .capabilities.effective, .exec.uid, .exec.capabilities[]]')" = \
        '[null,["CAP_KILL","CAP_NET_BIND_SERVICE","CAP_AUDIT_WRITE"],null,null,null,null,null,null]' ]
    [ "$(with_denied "$all" --oci | jq -c '[.[]]')" = '[null,null,null,null,null]' ]
    [ "$(with_denied "$all" --hex)" = "$(printf '%s:\t?\n' CapInh CapPrm CapEff CapBnd CapAmb)" ]
    [ "$(with_denied "$all" --text)" = '?' ]
    [ "$(with_denied "$all" --iab)" = '?' ]
}

@test "another process, a thread of it, and a container are what /proc tells of them" {
    skip_unless root
    skip_unless runc
    local box pid thread rest target
    box=$(unique print)
    runc_start "$box" >/dev/null
    coproc THREADS { exec "$CCAPS_BUILD/tests/helpers/threads" 3>&-; }
    read -r pid thread rest <&"${THREADS[0]}"
    for program in $PROGRAMS; do
        program=$OPEN/$program
        cmp <("$program" --hex "$pid") <(grep ^Cap "/proc/$pid/status")
        cmp <("$program" --hex "$pid/$thread") <(grep ^Cap "/proc/$pid/task/$thread/status")
        cmp <("$program" --hex "$box") <(grep ^Cap "/proc/$(init_pid "$box")/status")
        cmp <("$program" --hex --container "runc:$box") <("$program" --hex --pid "$(init_pid "$box")")
    done
    run "$CCAPS_PRINT" "$pid" "$pid/$thread" "$box"
    [ "$status" -eq 0 ]
    for target in "$pid (threads):" "$pid/$thread (threads):" "runc:$box ($(init_pid "$box") sleep):"; do
        grep -qxF "$target" <<<"$output"
    done
    [ "$(grep -c '^Guessed mode: unknown$' <<<"$output")" -eq 3 ]
    kill "$pid"
    runc_stop "$box"
}

@test "of another process the block is that of capsh in it, with securebits unknown" {
    skip_unless root
    local state
    for state in 'setpriv --inh-caps +kill --ambient-caps +kill --no-new-privs' 'setpriv --reuid 12345 --regid 1 --groups 1,2' 'env'; do
        in_state "$state"
        eval "$state sleep 600 3>&- &"
        wait_until grep -q '^sleep' "/proc/$!/comm"
        "$CCAPS_PRINT" "$!" >"$BATS_TEST_TMPDIR/block"
        kill "$!"
        cmp <(sed -e "s/^Securebits: [^ ]*/Securebits: unknown/" -e '/^ secure/s/: .*/: unknown/' \
            -e '/^Guessed/s/: .*/: unknown/' "$BATS_TEST_TMPDIR/capsh") "$BATS_TEST_TMPDIR/block"
    done
}

@test "libcap's text is what getpcaps prints" {
    local pid
    for pid in 1 $$; do
        [ "$pid: $("$CCAPS_PRINT" --text "$pid")" = "$(getpcaps "$pid" 2>&1)" ]
    done
    cmp <("$CCAPS_PRINT" --text 1 $$) <(getpcaps 1 $$ 2>&1)
    [ "Current: $("$CCAPS_PRINT" --text)" = "$(capsh --print | sed -n 1p)" ]
    [ "Current IAB: $("$CCAPS_PRINT" --iab)" = "$(capsh --print | sed -n 4p)" ]
    [ "$("$CCAPS_PRINT" --iab $$)" = "$("$CCAPS_PRINT" --iab)" ]
    cmp <("$CCAPS_PRINT" --hex) <(grep ^Cap /proc/self/status)
}

# A file with the capabilities that setcap's arguments give it.
capable_file()
{
    local name=$1
    shift
    echo >"$BATS_TEST_TMPDIR/$name"
    [ $# -eq 0 ] || setcap "$@" "$BATS_TEST_TMPDIR/$name"
    FILES+=("$BATS_TEST_TMPDIR/$name")
}

@test "files are printed as getcap prints them" {
    skip_unless root
    skip_unless setcap
    local FILES=() program
    capable_file ep cap_net_raw=ep
    capable_file many 'cap_net_raw,cap_net_admin,cap_bpf=p'
    capable_file inheritable 'cap_kill=eip cap_chown=ei'
    capable_file mixed 'cap_kill=ip cap_chown=i'
    capable_file none
    capable_file empty =
    capable_file unreadable cap_setuid=ep
    chmod 111 "$BATS_TEST_TMPDIR/unreadable"
    mkdir "$BATS_TEST_TMPDIR/directory"
    for program in $PROGRAMS; do
        program=$OPEN/$program
        cmp <("$program" "${FILES[@]}" "$BATS_TEST_TMPDIR/directory") <(getcap -n "${FILES[@]}" "$BATS_TEST_TMPDIR/directory")
        cmp <(cd "$BATS_TEST_TMPDIR" && "$program" --file ep) <(cd "$BATS_TEST_TMPDIR" && getcap ep)
    done
    chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
    cmp <(setpriv --reuid 12345 --clear-groups "$OPEN/ccaps-print.static" "$BATS_TEST_TMPDIR/unreadable") <(getcap "$BATS_TEST_TMPDIR/unreadable")
    run "$CCAPS_PRINT" "$BATS_TEST_TMPDIR/none"
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ "$("$CCAPS_PRINT" --text "$BATS_TEST_TMPDIR/inheritable")" = "$(getcap "$BATS_TEST_TMPDIR/inheritable" | cut -d' ' -f2-)" ]
}

@test "of a file of a user namespace the rootid and version stand behind" {
    skip_unless root
    skip_unless setcap
    local FILES=()
    capable_file namespaced -n 100000 cap_net_raw=ep
    [ "$("$CCAPS_PRINT" "${FILES[0]}")" = "$(getcap -n "${FILES[0]}") [version=3] [not for this user namespace]" ]
    [[ $(getcap -n "${FILES[0]}") == *'[rootid=100000]' ]]
    "$CCAPS_PRINT" --json "${FILES[0]}" | jq -e --arg path "${FILES[0]}" '.targets[0] == {kind: "file", path: $path,
        capabilities: {effective: ["CAP_NET_RAW"], permitted: ["CAP_NET_RAW"], inheritable: [], bounding: null, ambient: null},
        version: 3, rootid: 100000, counts_here: false}'
    [ "$("$CCAPS_PRINT" --hex "${FILES[0]}" | sed -n 4,5p)" = $'CapBnd:\t?\nCapAmb:\t?' ]
}

@test "a link is not followed, and not passed over in silence" {
    local link=$BATS_TEST_TMPDIR/link
    ln -s "$CCAPS_PRINT" "$link"
    run --separate-stderr "$CCAPS_PRINT" "$link"
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [ "$stderr" = "ccaps-print: $link is a symbolic link: name the file that it leads to" ]
}

@test "JSON tells everything of each target, with its kind" {
    skip_unless root
    skip_unless runc
    local box
    box=$(unique print)
    runc_start "$box" >/dev/null
    "$CCAPS_PRINT" --json $$ $$/$$ "$box" "$CCAPS_PRINT" >"$BATS_TEST_TMPDIR/json"
    jq -e '.schema == 1 and ([.targets[].kind] == ["process", "thread", "container", "file"])' "$BATS_TEST_TMPDIR/json"
    jq -e --argjson init "$(init_pid "$box")" --arg box "$box" '.targets[2] | .pid == $init and .comm == "sleep" and
        .container == {runtime: "runc", id: $box, name: $box, role: "init"}' "$BATS_TEST_TMPDIR/json"
    jq -e '.targets[3] | .version == null and .rootid == null and .counts_here == null and .capabilities.permitted == []' "$BATS_TEST_TMPDIR/json"
    # but for its kind, a process is what ccaps-ps --json has
    cmp <(jq -S '.targets[0] | del(.kind)' "$BATS_TEST_TMPDIR/json") <("$CCAPS_PS" --json $$ | jq -S '.processes[0]')
    "$CCAPS_PRINT" --json | jq -e '.targets[0] | .kind == "process" and .securebits == 0 and .seccomp == 0 and .comm == "ccaps-print"'
    [ "$("$CCAPS_PRINT" --json | jq .targets[0].user_namespace)" = "$(readlink /proc/self/ns/user | tr -dc 0-9)" ]
    cmp <("$CCAPS_PRINT" --json | jq -S .targets[0].capabilities) <("$CCAPS_PRINT" --oci | jq -S .)
    runc_stop "$box"
}

@test "without /proc JSON of oneself tells what system calls tell" {
    skip_unless_static
    skip_unless root
    unshare --mount sh -c 'umount -l /proc; exec "$@"' - "$CCAPS_PRINT_STATIC" --json >"$BATS_TEST_TMPDIR/json"
    jq -e '.targets[0] | .comm == "ccaps-print.static"[:15] and .securebits == 0 and .user_namespace == null and .seccomp == null and
        .container == null and (.capabilities.bounding | index("CAP_KILL")) != null' "$BATS_TEST_TMPDIR/json"
    run unshare --mount sh -c 'umount -l /proc; exec "$@"' - "$CCAPS_PRINT_STATIC" 1
    [ "$status" -eq 1 ]
    [ "$output" = "ccaps-print.static: cannot read process 1: /proc is not mounted here" ]
}

@test "a /proc of another pid namespace, in which our number is another's, is not asked" {
    skip_unless root
    # pid 1 of it is the machine's, and is none of ours
    unshare --pid --fork "$CCAPS_PRINT" --json | jq -e '.targets[0] | .pid == 1 and .comm == "ccaps-print"'
}

@test "an OCI object pasted into config.json gives under runc just the sets that it was taken from" {
    skip_unless_static
    skip_unless root
    skip_unless runc
    local pid sets user
    while read -r user sets; do
        eval "setpriv --reuid $user --clear-groups $sets sleep 600 3>&- &"
        pid=$!
        wait_until grep -q '^sleep' "/proc/$pid/comm"
        "$CCAPS_PRINT" --oci "$pid" >"$BATS_TEST_TMPDIR/oci"
        run_bundle "$(bundle ".process.capabilities = $(cat "$BATS_TEST_TMPDIR/oci") | .process.user.uid = $user |
            .process.args = [\"/ccaps-print.static\", \"--hex\"]" "$CCAPS_PRINT_STATIC")" >"$BATS_TEST_TMPDIR/hex"
        grep ^Cap "/proc/$pid/status" >"$BATS_TEST_TMPDIR/status"
        kill "$pid"
        cmp "$BATS_TEST_TMPDIR/hex" "$BATS_TEST_TMPDIR/status"
    done <<'END'
0 --bounding-set -all,+kill,+chown,+sys_admin
0 --inh-caps +kill --bounding-set -all,+kill,+chown
12345 --inh-caps +kill,+chown --ambient-caps +kill --bounding-set -all,+kill,+chown,+net_raw
12345 --bounding-set -all,+kill
END
}

@test "masks are decoded as capsh decodes them" {
    skip_unless_static
    local mask
    for mask in 0 1 3 a80425fb 00000000a80425fb 0x20 0XFF 1ffffffffff FFFFFFFFFFFFFFFF 8000000000000000 0000000000000000000000001 20000000000; do
        cmp <("$CCAPS_PRINT" --decode="$mask") <(capsh --decode="$mask")
        cmp <("$CCAPS_PRINT_STATIC" --decode="$mask") <(capsh --decode="$mask")
    done
    cmp <("$CCAPS_PRINT" --decode=1 --decode=2) <(capsh --decode=1 --decode=2)
}

@test "what is encoded decodes to the same names" {
    local mask
    for mask in 0000000000000001 00000000a80425fb 000001ffffffffff 8000000000000020; do
        [ "$("$CCAPS_PRINT" --encode="$(capsh --decode=$mask | cut -d= -f2)")" = "$mask" ]
    done
    [ "$("$CCAPS_PRINT" --encode=kill,SYS_ADMIN,Cap_Chown,63)" = 8000000000200021 ]
    [ "$("$CCAPS_PRINT" --encode=all)" = "$(printf %016x $(((2 << $(cat /proc/sys/kernel/cap_last_cap)) - 1)))" ]
}

@test "wrong usage is told in the way of the contract" {
    local mask
    for mask in '' x 0x fg '1 ' ' 1' -1 +1 1.0 10000000000000000 0x1ffffffffffffffff 1,2; do
        usage_error --decode="$mask"
    done
    usage_error --encode=
    usage_error --encode=,
    usage_error --encode=kill,
    usage_error --encode=64
    usage_error --encode=kil
    [ "${stderr_lines[0]}" = "ccaps-print: unknown capability 'kil' (did you mean kill?)" ]
    usage_error --encode=kill 1
    usage_error --decode=1 --json
    usage_error --json --hex
    usage_error --oci 1 2
    usage_error --pid abc
    usage_error --pid 1/x
    usage_error ''
    usage_error --no-such-option
    usage_error --json=x
    [ "${stderr_lines[0]}" = "ccaps-print: option '--json' takes no argument" ]
    usage_error --help=x
    [ "${stderr_lines[0]}" = "ccaps-print: option '--help' takes no argument" ]
    usage_error --version=
    [ "${stderr_lines[0]}" = "ccaps-print: option '--version' takes no argument" ]
    usage_error --decode
    if [ -x "$CCAPS_PRINT_STATIC" ]; then
        PROGRAM=$CCAPS_PRINT_STATIC
        usage_error --no-such-option
    fi
}

@test "what is missing has a line of its own, what is there is shown, and the status is 1" {
    run --separate-stderr "$CCAPS_PRINT" --text no-such-box 4194304 $$ ./no-such-file 1/4194304
    [ "$status" -eq 1 ]
    [ "$output" = "$(getpcaps $$ 2>&1)" ]
    [ "${stderr_lines[*]}" = "ccaps-print: no container 'no-such-box' ccaps-print: cannot read process 4194304: No such process\
 ccaps-print: cannot read ./no-such-file: No such file or directory ccaps-print: cannot read thread 4194304 of process 1: No such process" ]
}

@test "where there is no container, but a file of that name, it is told how to name the file" {
    cd "$BATS_TEST_TMPDIR"
    touch v3
    run ! --separate-stderr "$CCAPS_PRINT" v3
    [ "$stderr" = "ccaps-print: no container 'v3' (for the file of that name: ./v3)" ]
    usage_error -v v3
    [[ $stderr == *"(one with a slash, ./FILE, or --file FILE)"* ]]
    run --separate-stderr "$CCAPS_PRINT" -v ./v3
    [ "$output" = ./v3 ]
    run ! --separate-stderr "$CCAPS_PRINT" v4
    [[ $stderr != *file* ]]
}

@test "a directory that is named without -R has no line, as for getcap" {
    [ "$("$CCAPS_PRINT" /etc)" = "$(getcap -n /etc)" ]
    [ "$("$CCAPS_PRINT" -v /etc)" = "$(getcap -n -v /etc)" ]
    [ "$("$CCAPS_PRINT" -v /etc)" = '/etc (Not a regular file)' ]
}

@test "a thread that is named as a process is told so" {
    local pid thread rest
    coproc THREADS { exec "$CCAPS_BUILD/tests/helpers/threads" 3>&-; }
    read -r pid thread rest <&"${THREADS[0]}"
    run "$CCAPS_PRINT" --hex "$thread"
    kill "$pid"
    [ "$status" -eq 1 ]
    [ "$output" = "ccaps-print: $thread is a thread of process $pid: name it $pid/$thread" ]
}

@test "what a process or a file calls itself cannot drive the terminal" {
    skip_unless root
    skip_unless setcap
    local pid program=$BATS_TEST_TMPDIR/$'\033[31m\nx\xff'
    cp "$(command -v sleep)" "$program"
    "$program" 606 3>&- &
    pid=$!
    wait_until grep -q 31m "/proc/$pid/comm"
    [ "$("$CCAPS_PRINT" --hex 1 "$pid" | grep -F "$pid (")" = "$pid (\\x1b[31m\\nx\\xff):" ]
    "$CCAPS_PRINT" --json "$pid" | jq -e '.targets[0].comm == "\u001b[31m\nx\ufffd"'
    kill "$pid"
    run python3 -c 'import ctypes, os, sys
ctypes.CDLL(None).prctl(15, b"del\x7fc1\xc2\x9bJ")
os.system(sys.argv[1] + " --json %d" % os.getpid())' "$CCAPS_PRINT"
    [[ $output == *'"comm": "del\u007fc1\u009bJ",'* ]]
    setcap cap_kill=ep "$program"
    [ "$("$CCAPS_PRINT" "$program")" = "$BATS_TEST_TMPDIR/\\x1b[31m\\nx\\xff cap_kill=ep" ]
}

@test "names in the files of an image cannot drive the terminal" {
    skip_unless root
    [ -x "$CCAPS_PRINT_STATIC" ] || skip "needs ccaps-print.static, which was not built"
    local root=$BATS_TEST_TMPDIR/root
    mkdir -p "$root/etc"
    cp "$CCAPS_PRINT_STATIC" "$root/ccaps-print"
    printf 'ev\033]0;pwn\007il:x:0:0::/:/bin/sh\n' >"$root/etc/passwd"
    printf '\xc2\x9bJ:x:0:\nplain:x:7:\n' >"$root/etc/group"
    run chroot --groups=7 "$root" /ccaps-print
    [ "${lines[9]}" = 'uid=0(ev\x1b]0;pwn\x07il) euid=0(ev\x1b]0;pwn\x07il)' ]
    [ "${lines[10]}" = 'gid=0(\u009bJ)' ]
    [ "${lines[11]}" = 'groups=7(plain)' ]
}

@test "a full disk is an error, a closed pipe is not" {
    local form
    for form in '' --json --oci --hex --text --decode=1 --help --version; do
        run bash -c '"$1" $2 >/dev/full' - "$CCAPS_PRINT" "$form"
        [ "$status" -eq 1 ]
        [ "$output" = "ccaps-print: cannot write the output: No space left on device" ]
    done
    run bash -c '"$1" --json | true; echo "${PIPESTATUS[0]}"' - "$CCAPS_PRINT"
    [[ $output == 141 || $output == 0 ]]
}

@test "the static build is one file of less than 1.5 MB" {
    skip_unless_static
    skip_unless strip
    not ldd "$CCAPS_PRINT_STATIC"
    strip -o "$BATS_TEST_TMPDIR/stripped" "$CCAPS_PRINT_STATIC"
    [ "$(stat -c %s "$BATS_TEST_TMPDIR/stripped")" -lt 1500000 ]
}
