# What a capability is, and how far it goes: --explain, --suggest, --supports and --table of ccaps-print, the risk of
# ccaps-ps. The kernel and capsh are the oracle where there is one; that the operations named are the right ones is tried
# in tests/unit/test_catalogue.c.

bats_require_minimum_version 1.5.0
load helpers

setup()
{
    PROGRAM=$CCAPS_PRINT
}

programs()
{
    echo "$CCAPS_PRINT"
    [ ! -x "$CCAPS_PRINT_STATIC" ] || echo "$CCAPS_PRINT_STATIC"
}

# with_sets CAP[,…]: in the background, a process of root that holds just these; $! is its pid
with_sets()
{
    in_background setpriv --bounding-set="-all,+${1//,/,+}" sleep 600
    wait_until grep -qx sleep "/proc/$!/comm"
}

@test "every capability of this kernel, in each spelling, is explained by number, name, use, risk and age" {
    skip_unless capsh
    local cap name program
    for program in $(programs); do
        for ((cap = 0; cap <= $(cat /proc/sys/kernel/cap_last_cap); cap++)); do
            name=$(capsh --decode="$(printf %x $((1 << cap)))" | sed 's/.*=//')
            run --separate-stderr "$program" --explain="$name"
            [ "$status" -eq 0 ]
            [ -z "$stderr" ]
            [[ ${lines[0]} == "$name ($cap): "* ]]
            grep -q '^What it opens$' <<<"$output"
            grep -q '^What an attacker in a container makes of it$' <<<"$output"
            grep -qE '^Risk: (low|medium|high|critical)$' <<<"$output"
            grep -qx "    mask          $(printf %016x $((1 << cap)))" <<<"$output"
            grep -qE '^    since         Linux [2-9][0-9.]*; this kernel has it$' <<<"$output"
            [ "$(wc -L <<<"$output")" -le 80 ]
            diff <("$program" --explain="${name^^}") <("$program" --explain="$cap")
            diff <("$program" --explain="${name#cap_}") <(echo "$output")
        done
    done
}

@test "the profiles that are named are those by which a started process gets the capability" {
    skip_unless root
    local profile mask cap has
    for profile in none runc docker podman; do
        mask=$("$CCAPS_RUN" --profile "$profile" -- cat /proc/self/status | awk '/^CapBnd/ { print $2 }')
        for cap in 0 4 5 10 13 21 27 29; do
            has=$((0x$mask >> cap & 1))
            run bash -c "'$CCAPS_PRINT' --explain=$cap | grep '^    in profiles' | grep -qw $profile"
            [ "$status" -ne "$has" ] || { echo "$profile $cap"; return 1; }
        done
    done
}

@test "several are explained in their order, and a number that nobody knows yet is told, behind those that are known" {
    run --separate-stderr "$CCAPS_PRINT" --explain=kill --explain=50 --explain=chown
    [ "$status" -eq 1 ]
    [ "$(grep -E '^cap_[a-z]+ \(' <<<"$output" | cut -d ' ' -f 1 | xargs)" = 'cap_kill cap_chown' ]
    [ "$stderr" = "ccaps-print: nothing is known of capability 50" ]
}

@test "a search finds names, descriptions and operations, and says where there is nothing" {
    [ "$("$CCAPS_PRINT" --suggest=hostname)" = '21 sys_admin              critical mount, namespaces, hostname and more' ]
    "$CCAPS_PRINT" --suggest=CAP_SYS_PTR | grep -q '^19 sys_ptrace '
    "$CCAPS_PRINT" --suggest=TIOCSTI | grep -q '^21 '
    "$CCAPS_PRINT" --suggest=tcpdump | grep -q '^13 net_raw '
    run --separate-stderr "$CCAPS_PRINT" --suggest=$'no\e[31msuch'
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [ "$stderr" = "ccaps-print: no capability has to do with 'no\\x1b[31msuch'" ]
}

@test "supported is what is not beyond the kernel's last, told by the exit status alone" {
    local last
    last=$(cat /proc/sys/kernel/cap_last_cap)
    for cap in 0 "$last" chown CAP_SYS_ADMIN; do
        run "$CCAPS_PRINT" --supports="$cap"
        [ "$status" -eq 0 ]
        [ -z "$output" ]
    done
    run "$CCAPS_PRINT" --supports=$((last + 1))
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    run "$CCAPS_PRINT" --supports=$((last + 1)) --supports=chown
    [ "$status" -eq 1 ]
}

@test "what is no question is a usage error" {
    usage_error --explain=sys_admim
    [[ $stderr == *"did you mean sys_admin?"* ]]
    usage_error --explain=
    usage_error --explain=64
    usage_error --supports=nothing
    usage_error --suggest=
    usage_error --explain=kill --supports=nothing
    usage_error --explain=kill $$
    usage_error --suggest=kill --json
    usage_error --supports=kill --decode=0
    usage_error --table --json
    usage_error --table --color=sometimes
}

# Name and marks of each capability that is in any set, from the masks that the kernel tells and the names of capsh.
expected_table() # PID
{
    local masks mask cap row all=0
    read -ra masks <<<"$(kernel_sets "$1")"
    for mask in "${masks[@]}"; do all=$((all | 0x$mask)); done
    for ((cap = 0; cap < 63; cap++)); do
        ((all >> cap & 1)) || continue
        row=$(capsh --decode="$(printf %x $((1 << cap)))" | sed 's/.*=cap_//')
        for mask in "${masks[@]}"; do
            ((0x$mask >> cap & 1)) && row+=" x" || row+=" -"
        done
        echo "$row"
    done
}

@test "the table has a row for each capability that the kernel says is in a set, and fits into 80 columns" {
    skip_unless root
    skip_unless capsh
    local program state pid
    for program in $(programs); do
        for state in '--inh-caps +kill,+chown --ambient-caps +kill' '--bounding-set -all,+kill,+net_raw' '--reuid 12345 --clear-groups'; do
            in_background setpriv $state sleep 600
            pid=$!
            wait_until grep -qx sleep "/proc/$pid/comm"
            "$program" --table "$pid" >"$BATS_TEST_TMPDIR/table"
            [[ $(head -1 "$BATS_TEST_TMPDIR/table") == 'CAPABILITY          E P I B A RISK      LETS IT' ]]
            diff <(sed -nE 's/^([a-z_]+) +([-x]( [-x]){4}) (low|medium|high|critical) .*/\1 \2/p' "$BATS_TEST_TMPDIR/table") \
                <(expected_table "$pid")
            [ "$(wc -L <"$BATS_TEST_TMPDIR/table")" -le 80 ]
            # what is in no set completes the kernel's capabilities
            [ "$(sed 1d "$BATS_TEST_TMPDIR/table" | sed -E 's/^([a-z_]+) +[-x] .*/\1/; s/^in no set: //' | xargs -n 1 | sort -u | wc -l)" \
                -eq $(($(cat /proc/sys/kernel/cap_last_cap) + 1)) ]
        done
    done
}

@test "the table of a file says nothing of the sets that a file does not have" {
    skip_unless root
    skip_unless setcap
    cp "$(type -P true)" "$BATS_TEST_TMPDIR/file"
    setcap cap_net_raw=ep "$BATS_TEST_TMPDIR/file"
    run "$CCAPS_PRINT" --table "$BATS_TEST_TMPDIR/file"
    grep -qE '^net_raw +x x - \? \? medium ' <<<"$output"
    # what it is in of those that are not known, nobody knows
    grep -q '^in no set that is known: chown ' <<<"$output"
    [ "$(wc -L <<<"$output")" -le 80 ]
}

@test "several tables stand each below a line that names the target" {
    run "$CCAPS_PRINT" --table $$ "$PPID"
    [ "$status" -eq 0 ]
    [ "$(grep -cE '^[0-9]+ \(.*\):$' <<<"$output")" -eq 2 ]
    [ "$(grep -c '^CAPABILITY' <<<"$output")" -eq 2 ]
}

@test "colours say no more than the words, and are there only where they are wanted" {
    "$CCAPS_PRINT" --table $$ >"$BATS_TEST_TMPDIR/plain"
    "$CCAPS_PRINT" --table --color=never $$ | cmp - "$BATS_TEST_TMPDIR/plain"
    "$CCAPS_PRINT" --color --table $$ | sed 's/\x1b\[[0-9;]*m//g' | cmp - "$BATS_TEST_TMPDIR/plain"
    run ! grep -q $'\e' "$BATS_TEST_TMPDIR/plain"
    if grep -q critical "$BATS_TEST_TMPDIR/plain"; then
        "$CCAPS_PRINT" --color=always --table $$ | grep critical | grep -q $'^\e\\[1;31m'
    fi
}

risk_of()
{
    "$CCAPS_PS" --raw --noheadings --output risk --pid "$1"
}

@test "the risk of a real process is that of the riskiest capability that it has" {
    skip_unless root
    local expected caps
    while read -r expected caps; do
        with_sets "$caps"
        [ "$(risk_of $!)" = "$expected" ] || { echo "$caps: $(risk_of $!)"; return 1; }
        [ "$("$CCAPS_PS" --json --pid $! | jq -r '.processes[0].risk')" = "$expected" ]
        [ "$("$CCAPS_PRINT" --json $! | jq -r '.targets[0].risk')" = "$expected" ]
    done <<'END'
low kill,net_bind_service,audit_write
medium kill,net_raw
high kill,net_admin,chown
critical kill,sys_admin,net_admin
END
    in_background setpriv --reuid 12345 --clear-groups sleep 600
    wait_until grep -qx sleep "/proc/$!/comm"
    [ "$(risk_of $!)" = - ]
    [ "$("$CCAPS_PS" --json --pid $! | jq -r '.processes[0].risk')" = none ]
}

@test "what is inheritable or in the bounding set alone is no risk" {
    skip_unless root
    in_background setpriv --reuid 12345 --clear-groups --inh-caps +sys_admin sleep 600
    wait_until grep -qx sleep "/proc/$!/comm"
    [[ $(kernel_sets $!) == "0000000000000000 0000000000000000 0000000000200000 "* ]]
    [ "$(risk_of $!)" = - ]
}

@test "everything over a user namespace of its own is a low risk to those outside" {
    skip_unless root
    in_background unshare --user --map-root-user sleep 600
    wait_until grep -qx sleep "/proc/$!/comm"
    [[ $(kernel_sets $!) != 0000000000000000* ]]
    [ "$(risk_of $!)" = low ]
    run "$CCAPS_PS" --risk medium $!
    [ "$status" -eq 1 ]
    # and to those inside, what it is
    [ "$(nsenter --user --target $! "$CCAPS_PS" --raw --noheadings --output risk --pid $!)" = critical ]
}

@test "the filter leaves what is as risky or more, and its exit status says whether anything was" {
    skip_unless root
    local low medium high
    with_sets kill && low=$!
    with_sets net_raw && medium=$!
    with_sets net_admin && high=$!
    shown() { "$CCAPS_PS" --raw --noheadings --output pid "$@" "$low" "$medium" "$high" | xargs; }
    [ "$(shown)" = "$(printf '%s\n' "$low" "$medium" "$high" | sort -n | xargs)" ]
    [ "$(shown --risk low)" = "$(shown)" ]
    [ "$(shown --risk Medium)" = "$(printf '%s\n' "$medium" "$high" | sort -n | xargs)" ]
    [ "$(shown --risk high)" = "$high" ]
    [ "$("$CCAPS_PS" --raw -n -o pid --sort -risk "$low" "$medium" "$high" | xargs)" = "$high $medium $low" ]
    run --separate-stderr "$CCAPS_PS" --risk critical "$low" "$medium" "$high"
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [ -z "$stderr" ]
    PROGRAM=$CCAPS_PS
    usage_error --risk none
    usage_error --risk huge
}
