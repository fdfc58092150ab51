# What ccaps-print answers, against what capsh answers in the same state, /proc and runc.

bats_require_minimum_version 1.5.0
load helpers

# Users other than root run the programs too: they lie where everybody may go.
setup_file()
{
    export OPEN PROGRAMS=ccaps-print
    OPEN=$(mktemp -d "/tmp/$(unique predicates)-XXXX")
    chmod 755 "$OPEN"
    cp "$CCAPS_PRINT" "$OPEN"
    if [ -x "$CCAPS_PRINT_STATIC" ]; then
        PROGRAMS="ccaps-print ccaps-print.static"
        cp "$CCAPS_PRINT_STATIC" "$OPEN"
    fi
    # Put every question that both know to the program $2, which is called $1: the answer of each, a line each. A shell
    # without -p would make its two user ids the same.
    cat >"$OPEN/ask" <<'ASK'
#!/bin/sh -p
for question in $QUESTIONS; do
    answer=$("$@" "$question" 2>/dev/null)
    echo "$question $? $answer"
done
ASK
    cat >"$OPEN/each" <<ASK
#!/bin/sh -p
$OPEN/ask capsh >&7
$OPEN/ask $OPEN/ccaps-print >&8
[ ! -x $OPEN/ccaps-print.static ] || $OPEN/ask $OPEN/ccaps-print.static >&9
ASK
    chmod 755 "$OPEN/ask" "$OPEN/each"
}

teardown_file()
{
    [ -z "$OPEN" ] || rm -rf "$OPEN"
}

setup()
{
    PROGRAM=$CCAPS_PRINT
}

# The states in which capsh is the oracle, a row a state; what runs there is appended to it.
states()
{
    cat <<'STATES'
env
capsh --secbits=1
capsh --secbits=47
capsh --secbits=239
capsh --mode=PURE1E_INIT
capsh --mode=PURE1E
capsh --mode=NOPRIV
capsh --mode=HYBRID
capsh --inh=cap_kill,cap_chown --mode=PURE1E
capsh --iab=!cap_chown,^cap_kill,%cap_setuid --secbits=0
capsh --inh=cap_kill --addamb=cap_kill --secbits=239
capsh --drop=all
capsh --caps=cap_setpcap=ep
capsh --caps=cap_kill=i
capsh --no-new-privs
capsh --gid=12346 --uid=12345
setpriv --reuid 12345 --regid 12346 --clear-groups
setpriv --ruid 1 --clear-groups
setpriv --rgid 1 --clear-groups
setpriv --reuid 4294967294 --regid 4294967294 --clear-groups
setpriv --no-new-privs --bounding-set -all,+kill,+net_bind_service,+audit_write
setpriv --inh-caps +kill setpriv --bounding-set -kill
setpriv --reuid 12345 --clear-groups --inh-caps +kill,+chown --ambient-caps +kill,+chown
setpriv --securebits +noroot,+noroot_locked,+no_setuid_fixup,+keep_caps_locked --no-new-privs
unshare --user
unshare --user --map-root-user
unshare --user --map-root-user setpriv --bounding-set -sys_admin --inh-caps +kill
setpriv --reuid 12345 --regid 12346 --clear-groups unshare --user --map-root-user
STATES
}

# Each asks one thing; capsh asks of the first item of a list alone, and not of its effective set.
questions()
{
    local set cap
    for set in p i b a; do
        for cap in cap_chown cap_kill cap_setuid cap_setpcap cap_sys_admin cap_sys_resource cap_checkpoint_restore 5 CAP_KILL; do
            echo "--has-$set=$cap"
        done
    done
    printf '%s\n' --has-p=63 --has-i=63 --has-ambient --has-no-new-privs --mode --modes --current
    printf -- '--is-uid=%s\n--is-gid=%s\n' 0 0 1 1 12345 12346 4294967294 4294967294 65534 65534
    printf -- '--inmode=%s\n' UNCERTAIN NOPRIV PURE1E_INIT PURE1E HYBRID
}

# Run what is appended in state $1: capsh starts it as its shell.
in_state()
{
    case $1 in
    *capsh\ *) eval "$1 --shell=$OPEN/each --" ;;
    *) eval "$1 $OPEN/each" ;;
    esac 7>"$BATS_TEST_TMPDIR/capsh" 8>"$BATS_TEST_TMPDIR/ccaps-print" 9>"$BATS_TEST_TMPDIR/ccaps-print.static"
}

# What capsh says on standard output where it is false is for people; ours is on standard error.
capsh_answers()
{
    sed -E 's/^(--inmode=[^ ]* 1) .*/\1 /' "$BATS_TEST_TMPDIR/capsh"
}

@test "in many states both builds answer each question as capsh does, and print what it prints" {
    skip_unless root
    local state program compared=0
    export QUESTIONS
    QUESTIONS=$(questions)
    while IFS= read -r state; do
        in_state "$state" </dev/null
        [ "$(wc -l <"$BATS_TEST_TMPDIR/capsh")" -gt 40 ]
        for program in $PROGRAMS; do
            diff <(capsh_answers) "$BATS_TEST_TMPDIR/$program" || { echo "$program differs: $state"; return 1; }
        done
        cat "$BATS_TEST_TMPDIR/capsh" >>"$BATS_TEST_TMPDIR/all"
        compared=$((compared + 1))
    done < <(states)
    echo "# $compared states, $(grep -c ^-- "$BATS_TEST_TMPDIR/all") answers compared with capsh" >&3
    # each question was seen true somewhere, and false somewhere, but for those that every machine answers alike
    for state in $QUESTIONS; do
        case $state in --*=63 | --has-ambient | --mode | --modes | --current | *65534) continue ;; esac
        grep -qF -- "$state 1" "$BATS_TEST_TMPDIR/all" || { echo "never false: $state"; return 1; }
        case $state in --has-?=cap_sys_resource | --has-?=cap_checkpoint_restore) continue ;; esac
        [[ $state == --has-[ai]=* ]] || grep -qF -- "$state 0" "$BATS_TEST_TMPDIR/all" || { echo "never true: $state"; return 1; }
    done
}

@test "a mode can be asked for with --mode too, and in either case" {
    [ "$(capsh --mode)" = 'Mode: HYBRID' ] || skip "the caller's mode is not HYBRID"
    local mode
    for mode in --mode=HYBRID --mode=hybrid --inmode=hybrid; do
        run "$CCAPS_PRINT" "$mode"
        [ "$status" -eq 0 ]
        [ -z "$output" ]
    done
    run ! "$CCAPS_PRINT" --mode=PURE1E
}

# answers STATUS ARG…: ccaps-print ends with STATUS, silent but for standard error
answers()
{
    local wanted=$1
    shift
    run --separate-stderr "$CCAPS_PRINT" "$@"
    [ "$status" -eq "$wanted" ] || { echo "status $status, not $wanted: $*: $stderr"; return 1; }
    [ -z "$output" ] || { echo "on standard output: $output"; return 1; }
}

@test "where capsh is wrong: every item of a list counts, and 63 is there only where it is" {
    skip_unless root
    local set
    setpriv --bounding-set -all,+kill,+setpcap capsh --has-p=cap_kill,cap_chown # it looks at the first alone
    capsh --has-a=63
    capsh --has-b=63
    for set in p e b; do
        run setpriv --bounding-set -all,+kill,+setpcap "$CCAPS_PRINT" "--has-$set=cap_kill,cap_chown"
        [ "$status" -eq 1 ]
        run setpriv --bounding-set -all,+kill,+setpcap "$CCAPS_PRINT" "--has-$set=cap_kill,SETPCAP,5"
        [ "$status" -eq 0 ]
    done
    for set in p e i b a; do
        answers 1 "--has-$set=63"
        answers 1 "--has-$set=kill,63"
    done
    run setpriv --bounding-set -all,+kill "$CCAPS_PRINT" --has-b=all
    [ "$status" -eq 1 ]
}

@test "the effective set is asked for as /proc has it" {
    skip_unless root
    local pid cap mask options
    # the second has a permitted set of which nothing is raised
    for options in '--inh-caps +kill --ambient-caps +kill --reuid 12345 --clear-groups' '--euid 12345 --clear-groups'; do
        in_background setpriv $options sleep 600
        pid=$!
        wait_until grep -q '^sleep' "/proc/$pid/comm"
        mask=0x$(awk '/^CapEff/ { print $2 }' "/proc/$pid/status")
        for cap in 0 5 21 40; do
            answers $((1 - (mask >> cap & 1))) "--has-e=$cap" "$pid"
        done
    done
    [ "$mask" = 0x0000000000000000 ]
    answers 0 --has-p=kill "$pid"
}

@test "a false one has a line that says which, of what, and what there is instead" {
    skip_unless root
    local pid
    in_background setpriv --inh-caps +kill,+chown setpriv --reuid 12345 --regid 12346 --clear-groups --bounding-set -all,+bpf sleep 600
    pid=$!
    wait_until grep -q '^sleep' "/proc/$pid/comm"
    answers 1 --has-i=kill,net_raw "$pid"
    [ "$stderr" = "ccaps-print: --has-i=kill,net_raw is false for $pid: the inheritable set lacks net_raw, it is chown,kill" ]
    answers 1 --has-p=kill --is-uid=0 --is-gid=5 --has-no-new-privs --has-b=bpf "$pid"
    [ "$stderr" = "ccaps-print: --has-p=kill is false for $pid: the permitted set lacks kill, it is empty
ccaps-print: --is-uid=0 is false for $pid: its uid is 12345
ccaps-print: --is-gid=5 is false for $pid: its gid is 12346
ccaps-print: --has-no-new-privs is false for $pid: no_new_privs is not set" ]
    answers 0 --has-i=kill,chown --has-b=bpf --is-uid=12345 --is-gid=12346 --has-ambient "$pid"
    answers 1 --is-uid="$(($(id -ru) + 1))"
    [ "$stderr" = "ccaps-print: --is-uid=$(($(id -ru) + 1)) is false for the caller: its uid is $(id -ru)" ]
}

@test "processes, threads, and the first process of a container are asked as /proc tells of them" {
    skip_unless root
    skip_unless runc
    local box pid thread rest cap mask target
    box=$(unique predicates)
    runc_start "$box" '.process.capabilities.inheritable = ["CAP_KILL"]' >/dev/null
    coproc THREADS { exec "$CCAPS_BUILD/tests/helpers/threads" 3>&-; }
    read -r pid thread rest <&"${THREADS[0]}"
    for target in "$pid $pid/task/$pid" "$pid/$thread $pid/task/$thread" "$box $(init_pid "$box")"; do
        for cap in 0 5 10 21 29; do
            while read -r set mask; do
                answers $((1 - (0x$mask >> cap & 1))) "--has-$set=$cap" "${target% *}" || { kill "$pid"; runc_stop "$box"; return 1; }
            done < <(sed -nE 's/^CapPrm:\t/p /p; s/^CapEff:\t/e /p; s/^CapInh:\t/i /p; s/^CapBnd:\t/b /p; s/^CapAmb:\t/a /p' "/proc/${target#* }/status")
        done
    done
    run --separate-stderr "$CCAPS_PRINT" --has-no-new-privs --has-p=kill,sys_admin "$box" "$pid"
    kill "$pid"
    runc_stop "$box"
    [ "$status" -eq 1 ]
    [ "${stderr_lines[0]}" = "ccaps-print: --has-p=kill,sys_admin is false for runc:$box: the permitted set lacks sys_admin, it is kill,net_bind_service,audit_write" ]
    [ "${stderr_lines[1]}" = "ccaps-print: --has-no-new-privs is false for $pid: no_new_privs is not set" ]
}

@test "what the kernel keeps to another process is unknown, neither true nor false" {
    answers 1 --mode=HYBRID $$
    [ "$stderr" = "ccaps-print: --mode=HYBRID is unknown for $$: the kernel would not tell its securebits" ]
    answers 1 --inmode=NOPRIV $$
    [ "$stderr" = "ccaps-print: --inmode=NOPRIV is unknown for $$: the kernel would not tell its securebits" ]
    run --separate-stderr "$CCAPS_PRINT" --mode $$
    [ "$status" -eq 1 ]
    [ "$output" = 'Mode: unknown' ]
    [ "$stderr" = "ccaps-print: --mode is unknown for $$: the kernel would not tell its securebits" ]
}

# The static build with arguments $2 where runc has the kernel refuse prctl(2) option $1 with error $3.
with_denied_prctl()
{
    local bundle=$BATS_TEST_TMPDIR/bundle
    mkdir -p "$bundle/rootfs"
    cp "$CCAPS_PRINT_STATIC" "$bundle/rootfs"
    rm -f "$bundle/config.json"
    (cd "$bundle" && runc spec)
    jq --argjson option "$1" --arg arguments "$2" --argjson errno "$3" '.process.terminal = false |
        .process.args = ["/ccaps-print.static"] + ($arguments | split(" ")) |
        .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["prctl"], action: "SCMP_ACT_ERRNO",
            errnoRet: $errno, args: [{index: 0, value: $option, op: "SCMP_CMP_EQ"}]}]}' "$bundle/config.json" >"$bundle/new"
    mv "$bundle/new" "$bundle/config.json"
    run --separate-stderr runc run --bundle "$bundle" "$(unique predicates)" 3>&- </dev/null
}

@test "what a filter of system calls denies is unknown, of oneself too" {
    [ -x "$CCAPS_PRINT_STATIC" ] || skip "needs ccaps-print.static, which was not built"
    skip_unless root
    skip_unless runc
    local PR_CAPBSET_READ=23 PR_GET_SECUREBITS=27 PR_GET_NO_NEW_PRIVS=39 PR_CAP_AMBIENT=47 EPERM=1 EINVAL=22
    local unknown='is unknown for the caller: the kernel would not tell its'
    with_denied_prctl $PR_CAPBSET_READ '--has-b=kill --has-p=kill' $EPERM
    [ "$status" -eq 1 ]
    [ "$stderr" = "ccaps-print.static: --has-b=kill $unknown bounding set" ]
    with_denied_prctl $PR_GET_SECUREBITS '--mode=HYBRID' $EPERM
    [ "$stderr" = "ccaps-print.static: --mode=HYBRID $unknown securebits" ]
    with_denied_prctl $PR_GET_NO_NEW_PRIVS --has-no-new-privs $EPERM
    [ "$stderr" = "ccaps-print.static: --has-no-new-privs $unknown no_new_privs" ]
    with_denied_prctl $PR_CAP_AMBIENT '--has-ambient --has-a=kill' $EPERM
    [ "${stderr_lines[0]}" = "ccaps-print.static: --has-ambient $unknown ambient set" ]
    [ "${stderr_lines[1]}" = "ccaps-print.static: --has-a=kill $unknown ambient set" ]
    # so a kernel before 4.3 answers
    with_denied_prctl $PR_CAP_AMBIENT --has-ambient $EINVAL
    [ "$status" -eq 1 ]
    [ "$stderr" = 'ccaps-print.static: --has-ambient is false for the caller: this kernel has no ambient set' ]
    with_denied_prctl $PR_CAPBSET_READ --current $EPERM
    [ "$status" -eq 1 ]
    [ "$output" = $'Current: cap_kill,cap_net_bind_service,cap_audit_write=ep\nCurrent IAB: unknown' ]
    [ "$stderr" = "ccaps-print.static: --current $unknown sets" ]
}

@test "of a file the three sets that it has can be asked" {
    skip_unless root
    skip_unless setcap
    local file=$BATS_TEST_TMPDIR/file
    echo >"$file"
    answers 1 --has-p=kill "$file"
    setcap 'cap_kill=ip cap_chown=i' "$file"
    answers 0 --has-p=kill --has-i=kill,chown "$file"
    answers 1 --has-e=kill "$file"
    answers 1 --has-p=chown "$file"
    [ "$stderr" = "ccaps-print: --has-p=chown is false for $file: the permitted set lacks chown, it is kill" ]
    setcap 'cap_kill=eip' "$file"
    answers 0 --has-e=kill --file "$file"
    local option
    for option in --has-b=kill --has-a=kill --has-no-new-privs --is-uid=0 --is-gid=0 --mode=HYBRID --mode --current --has-ambient; do
        usage_error "$option" "$file"
        [ "${stderr_lines[0]}" = "ccaps-print: ${option%=*} asks what no file has: $file" ]
    done
}

@test "a false one and a target that is not there have a line each" {
    usage_error --has-b=63 ./no-such-file
    answers 1 --has-p=63 4194304 $$ ./no-such-file
    [ "${#stderr_lines[@]}" -eq 3 ]
    [ "${stderr_lines[0]}" = 'ccaps-print: cannot read process 4194304: No such process' ]
    [ "${stderr_lines[1]}" = 'ccaps-print: cannot read ./no-such-file: No such file or directory' ]
    [[ ${stderr_lines[2]} == "ccaps-print: --has-p=63 is false for $$: the permitted set lacks 63, it is "* ]]
    # what is true of the rest does not make up for one that is missing
    answers 1 --has-ambient 4194304 $$
    [ "$stderr" = 'ccaps-print: cannot read process 4194304: No such process' ]
}

@test "what is queried of several is printed below a line that names each" {
    run --separate-stderr "$CCAPS_PRINT" --current 1 $$
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "1 ($(cat /proc/1/comm)):" ]
    [ "${lines[1]}" = "Current: $(getpcaps 1 2>&1 | cut -d' ' -f2-)" ]
    [ "${lines[3]}" = "$$ ($(cat /proc/$$/comm)):" ]
    [ "${lines[4]}" = "Current: $(getpcaps $$ 2>&1 | cut -d' ' -f2-)" ]
    cmp <("$CCAPS_PRINT" --current --mode --current) <(capsh --current --mode --current)
    cmp <("$CCAPS_PRINT" --modes) <(capsh --modes)
}

@test "wrong questions are told in the way of the contract" {
    local set
    for set in p e i b a; do
        usage_error "--has-$set="
        [ "${stderr_lines[0]}" = 'ccaps-print: an empty list names no capability' ]
        usage_error "--has-$set"
        usage_error "--has-$set=kill,"
        usage_error "--has-$set=kill=ep"
        usage_error "--has-$set=kill chown"
        usage_error "--has-$set=64"
        usage_error "--has-$set=-1"
        usage_error "--has-$set=sys_admn"
        [ "${stderr_lines[0]}" = "ccaps-print: unknown capability 'sys_admn' (did you mean sys_admin?)" ]
    done
    for set in '' x 0x10 010 -1 +1 ' 1' '1 ' 4294967296 18446744073709551616 root 1.0; do
        usage_error "--is-uid=$set"
        usage_error "--is-gid=$set"
    done
    usage_error --mode=PURE
    [ "${stderr_lines[0]}" = "ccaps-print: unknown mode 'PURE' (known: UNCERTAIN NOPRIV PURE1E_INIT PURE1E HYBRID)" ]
    usage_error --mode=
    usage_error --inmode=UNKNOWN
    usage_error --has-ambient=1
    usage_error --has-no-new-privs=1
    usage_error --has-p=kill --json
    usage_error --hex --mode
    usage_error --modes 1
    usage_error --modes --has-p=kill
    usage_error --decode=1 --current
}

@test "answers that cannot be written are an error" {
    local query
    for query in --mode --modes --current; do
        run bash -c '"$1" $2 >/dev/full' - "$CCAPS_PRINT" "$query"
        [ "$status" -eq 1 ]
        [ "$output" = "ccaps-print: cannot write the output: No space left on device" ]
    done
}
