# ccaps-top on a real terminal (tmux), with real containers of runc.

bats_require_minimum_version 1.5.0
load helpers

setup_file()
{
    skip_unless root
    skip_unless runc
    skip_unless tmux
    skip_unless jq
    # short, so that the narrow screen shows it whole
    export BOX=top-$$ EXECED
    runc_start "$BOX" >/dev/null
    EXECED=$(enter_with_more "$BOX")
}

teardown_file()
{
    tmux -S "$BATS_FILE_TMPDIR/tmux" kill-server 2>/dev/null || true
    [ -z "$BOX" ] || runc_stop "$BOX"
}

setup()
{
    PROGRAM=$CCAPS_TOP
    ENVIRONMENT=()
    LATER=$BOX-b
}

teardown()
{
    end_background
    terminal kill-session -t top 2>/dev/null || true
    "$CCAPS_RUN" --stop "$LATER" 2>/dev/null || true
    runc_stop "$LATER"
}

# --- a terminal, and someone who looks at it ---

terminal()
{
    tmux -u -S "$BATS_FILE_TMPDIR/tmux" -f /dev/null "$@" 3>&-
}

# Run ccaps-top in a terminal of this size, with what ENVIRONMENT says. Its status, and the modes before and after it, are left in files.
open_top() # COLUMNS LINES ARGUMENT…
{
    local columns=$1 lines=$2 script=$BATS_TEST_TMPDIR/session
    shift 2
    rm -f "$BATS_TEST_TMPDIR"/{before,after,status}
    {
        echo 'trap : INT QUIT HUP' # those are for ccaps-top, which they reach as they are
        echo "cd '$BATS_TEST_TMPDIR' && stty -a >before"
        printf '%q ' env -u NO_COLOR LC_ALL=C.UTF-8 "${ENVIRONMENT[@]}" "$CCAPS_TOP" "$@"
        echo '2>errors'
        echo 'echo $? >code; stty -a >after && there=1; mv code status'
        echo '[ -z "$there" ] || exec sleep 600' # no longer than the terminal, whose end HUP has told before
    } >"$script"
    terminal kill-session -t top 2>/dev/null || true
    terminal new-session -d -s top -x "$columns" -y "$lines" "exec bash '$script'"
    terminal set-option -g status off
    terminal resize-window -t top -x "$columns" -y "$lines"
}

screen()
{
    terminal capture-pane -p "$@" -t top
}

press() # KEY… as tmux names them
{
    terminal send-keys -t top "$@"
}

type_text()
{
    terminal send-keys -l -t top "$1"
}

sees()
{
    screen | grep -qE -- "$1"
}

sees_not()
{
    ! sees "$1"
}

# Most of what a key does is there at once; wait_until looks again only after a tenth of a second.
soon()
{
    local tries
    for tries in 1 2 3 4 5; do
        if "$@"; then
            return 0
        fi
        sleep 0.02
    done
    wait_until "$@" || { screen; return 1; }
}

expect()
{
    soon sees "$1"
}

expect_not()
{
    soon sees_not "$1"
}

# The row under the cursor: where there are colours, nothing else is in reverse.
row_at_cursor()
{
    screen -e | grep -E $'\e''\[([0-9;]*;)?7m' | sed $'s/\e''\[[0-9;]*m//g'
}

# With its line on the screen: rows may look the same.
line_at_cursor()
{
    screen -e | grep -nE $'\e''\[([0-9;]*;)?7m'
}

cursor_is_on()
{
    row_at_cursor | grep -qE -- "$1"
}

expect_cursor()
{
    soon cursor_is_on "$1"
}

walk_down_to()
{
    local before
    press Home
    while ! cursor_is_on "$1"; do
        before=$(line_at_cursor)
        press Down
        soon eval '[ "$(line_at_cursor)" != "$before" ]'
    done
}

pane()
{
    terminal display-message -p -t top "#{$1}"
}

top_pid()
{
    pgrep -P "$(pane pane_pid)" -x ccaps-top
}

# ccaps-top has ended with this status, and the terminal is as before.
expect_end() # STATUS
{
    soon test -e "$BATS_TEST_TMPDIR/status"
    [ "$(cat "$BATS_TEST_TMPDIR/status")" = "$1" ] || { cat "$BATS_TEST_TMPDIR"/{status,errors}; return 1; }
    diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
    [ "$(pane alternate_on) $(pane cursor_flag) $(pane keypad_cursor_flag)" = "0 1 0" ]
}

enter_with_more() # CONTAINER; prints the pid
{
    runc_exec "$1" sleep 601
}

# --- all keys, at each size ---

filter_for_the_box()
{
    press '\'
    expect '^Filter: _'
    type_text "$BOX"
    expect "^ +$(init_pid "$BOX") .*sleep +kill,net"
    expect "^ *\+?! +$EXECED .*sleep +kill,net"
    expect_not ' ccaps-top ?[^0-9]*$' # that of ccaps-top itself, which is in no container
    press Enter
    expect "filter '$BOX'"
    expect 'F4FILTER'
    press Escape
    expect_not "filter '"
}

search_for_the_entered()
{
    press /
    type_text "nowhere-$BOX"
    expect 'in no row'
    press BSpace BSpace
    expect "^Search: nowhere-${BOX:0:-2}_"
    press Enter
    expect_not '^Search'
    press F3
    type_text "$EXECED"
    expect_cursor "^ *\+?! +$EXECED "
    press Enter
}

look_at_the_detail()
{
    expect_not '^Search'
    press Enter
    expect "^Process $EXECED, sleep"
    press End
    expect '^command +sleep 601'
    press q
    expect 'F10Quit'
}

walk_the_containers()
{
    press c
    expect '^(RUNTIME +)?NAME '
    walk_down_to "(^| )$BOX +.* 2 .*\+net_adm"
    press Enter
    expect "^showing 2 in runc:$BOX"
    expect "^ +$(init_pid "$BOX") "
    expect "^ *! +$EXECED .*\+net_adm"
    press Escape
    expect '^(RUNTIME +)?NAME '
    press c
    expect 'F3Search'
    expect_not " in runc:$BOX"
}

read_the_help()
{
    press '?'
    expect '^Keys'
    press End
    expect '\+kill .*besides, \? unknown|besides, \? unknown'
    press Escape
    expect 'F10Quit'
}

sort_in_all_ways()
{
    press F6
    expect '^SORT BY'
    press Escape
    expect 'F10Quit'
    press D
    expect ' DRIFTv *$'
    expect_cursor '\+[a-z]'
    press N
    expect ' PID\^ '
    press I
    expect ' PIDv '
    press '<'
    expect '^SORT BY'
    walk_down_to '^COMM '
    press Enter
    expect ' COMMv '
}

every_kind_of_row() # LINES
{
    press H
    expect ' TID '
    press H K a
    if [ "$1" -ge 14 ]; then # a lower screen does not tell
        expect '^showing [0-9]+ of all .* kernel threads'
        press K a
        expect '^showing [0-9]+ with capabilities  by '
    fi
    printf '\033[2;1Hnoise' >"$(pane pane_tty)" # over what stays as it is
    expect '^noise'
    press C-l
    expect '^drifted'
}

# The header is on the first line and the footer on the last, and something reaches far to the right.
fills() # COLUMNS LINES
{
    screen >"$BATS_TEST_TMPDIR/screen"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/screen")" -eq "$2" ] && tail -n 1 "$BATS_TEST_TMPDIR/screen" | grep -q '^F1Help' &&
        head -n 1 "$BATS_TEST_TMPDIR/screen" | grep -q '^ccaps-top' &&
        [ "$(wc -L <"$BATS_TEST_TMPDIR/screen")" -gt "$(($1 * 2 / 3))" ]
}

resize() # COLUMNS LINES
{
    terminal resize-window -t top -x "$1" -y "$2"
    soon fills "$1" "$2"
}

tour() # COLUMNS LINES
{
    open_top "$1" "$2" --delay 0.5
    soon fills "$1" "$2"
    filter_for_the_box
    search_for_the_entered
    look_at_the_detail
    walk_the_containers
    read_the_help
    sort_in_all_ways
    every_kind_of_row "$2"
    resize 60 16
    resize 130 45
    resize "$1" "$2"
    press q
    expect_end 0
}

@test "every key does what it says at 120x40" {
    tour 120 40
}

@test "every key does what it says at 80x24" {
    tour 80 24
}

@test "every key does what it says at 40x10" {
    tour 40 10
}

# --- what it shows ---

@test "a container appears, who enters it with more is marked, and both go when they end" {
    local entered
    open_top 120 40 -d 0.5
    expect '^showing [1-9]'
    press '\'
    type_text "$LATER"
    expect "^showing 0 .*filter '$LATER'"
    runc_start "$LATER" >/dev/null & # the mark may have faded before runc is done
    expect "^\+  +.* runc:$LATER +init "
    wait $!
    expect "^[+ ]  +$(init_pid "$LATER") .*root runc:$LATER +init sleep +kill,net_bind_service,audit_write +="
    enter_with_more "$LATER" >"$BATS_TEST_TMPDIR/entered" &
    expect "^\+! .* runc:$LATER +exec .* \+net_admin$"
    wait $!
    entered=$(cat "$BATS_TEST_TMPDIR/entered")
    expect "^[+ ]! +$entered .*root runc:$LATER +exec sleep .* \+net_admin$"
    expect '^showing 2 '
    expect "^ ! +$entered " # no longer new
    [[ $(screen -e | grep " $entered ") == *$'\e[31m'* ]]
    kill -KILL "$entered"
    expect '^showing 1 '
    runc_stop "$LATER"
    expect '^showing 0 '
}

@test "a process whose sets change is marked, until the mark fades" {
    local pid
    mkfifo "$BATS_TEST_TMPDIR/go"
    in_background sh -c 'read go <"$1"; exec setpriv --bounding-set -chown --inh-caps -all sleep 60' sh "$BATS_TEST_TMPDIR/go"
    pid=$!
    open_top 120 40 -d 0.4 "$pid"
    expect "^ +$pid .* sh "
    echo >"$BATS_TEST_TMPDIR/go"
    expect "^\* +$pid .* sleep +[^ ]*chown"
    expect "^ +$pid .* sleep +[^ ]*chown"
}

# Number, name and a mark for each set, from the masks that the kernel tells and the names that capsh has.
expected_matrix() # PID
{
    local masks mask cap row all=0
    read -ra masks <<<"$(kernel_sets "$1")"
    for mask in "${masks[@]}"; do all=$((all | 0x$mask)); done
    for ((cap = 0; cap < 63; cap++)); do
        ((all >> cap & 1)) || continue
        row="$cap $(capsh --decode="$(printf %x $((1 << cap)))" | sed 's/.*=cap_//')"
        for mask in "${masks[@]}"; do
            ((0x$mask >> cap & 1)) && row+=" x" || row+=" -"
        done
        echo "$row"
    done
}

@test "the detail is a matrix of what the kernel tells, drift and what was declared in vain with it" {
    skip_unless capsh
    local pid
    for pid in $(init_pid "$BOX") "$EXECED"; do
        open_top 120 40 "$BOX"
        expect " $pid "
        walk_down_to " $pid "
        press Enter
        expect "^Process $pid, sleep"
        screen | sed -nE 's/^ *([0-9]+) ([a-z_]+) +([-x!]( [-x!]){4})( .*)?$/\1 \2 \3/p' >"$BATS_TEST_TMPDIR/matrix"
        diff <(tr '!' x <"$BATS_TEST_TMPDIR/matrix") <(expected_matrix "$pid")
        expect '^void +A:kill,net_bind_service,audit_write \(ambient takes'
    done
    grep -qx '12 net_admin ! ! - ! -' "$BATS_TEST_TMPDIR/matrix"
    [ "$(grep -c '!' "$BATS_TEST_TMPDIR/matrix")" -eq 1 ]
    expect ' 12 net_admin .* high +configure network'
    expect '^drift +E:\+net_admin P:\+net_admin B:\+net_admin$'
}

@test "the detail of a process that has ended says so" {
    local pid
    in_background sleep 60
    pid=$!
    open_top 80 24 -d 0.2 "$pid" "$BOX"
    expect " $pid "
    walk_down_to "^ +$pid "
    press Enter
    expect "^Process $pid, sleep"
    kill "$pid"
    expect '^This process has ended'
    press q
    expect 'a target is gone'
}

# A process with a thread that gives up all but chown when the FIFO says so, and ends when it says so again.
start_thread() # FIFO; $! is the process
{
    mkfifo "$1"
    in_background python3 -c '
import ctypes, sys, threading, time
def follow():
    open(sys.argv[1]).read()
    header = (ctypes.c_uint32 * 2)(0x20080522, 0) # _LINUX_CAPABILITY_VERSION_3
    ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)(1, 1, 0, 0, 0, 0))
    open(sys.argv[1]).read()
threading.Thread(target=follow).start()
time.sleep(60)' "$1"
}

@test "a thread that begins to differ from its process has changed, and its detail tells whether it is listed" {
    skip_unless python3
    local pid go=$BATS_TEST_TMPDIR/go
    start_thread "$go"
    pid=$!
    wait_until eval '[ "$(ls "/proc/$pid/task" | wc -l)" -eq 2 ]'
    open_top 120 40 -d 0.3 -T "$pid"
    expect '^showing 2 named'
    press End Enter
    expect "^Thread [0-9]+ of process $pid, python3"
    press H
    expect '^No longer listed: a thread like its process'
    sees "^Thread [0-9]+ of process $pid, python3"
    echo >"$go"
    expect_not '^No longer listed'
    sees '^ +0 chown +x x - x - '
    sees '^ +1 dac_override +- - - x - '
    press q
    expect "^\\*  +$pid .* chown "
    press End Enter
    echo >"$go"
    expect '^This thread has ended'
}

@test "a search takes upper and lower case for the same in every alphabet" {
    local pid
    in_background sh -c 'printf "ÉCOLE" >/proc/$$/comm; sleep 60; true'
    pid=$!
    open_top 80 24 "$pid" "$EXECED"
    expect " $pid .* ÉCOLE "
    press '\'
    type_text école
    expect "filter 'école'"
    sees " $pid .* ÉCOLE "
    not sees " $EXECED "
}

@test "to an ordinary user, who may not read what was declared, drift is not none but unknown" {
    ENVIRONMENT=(setpriv --reuid 65534 --regid 65534 --clear-groups env)
    open_top 120 40 "$EXECED"
    expect '^drifted \?'
    expect "^ +$EXECED .* sleep .* \?$"
    press c
    expect "^cgroup +$BOX .* \? +EPB:.* IA:- +\?"
    press c Enter
    expect '^drift +\?$'
}

@test "a hostile name drives no terminal" {
    local pid title
    in_background sh -c 'printf "\033[2J\033]2;own\007" >/proc/$$/comm; sleep 60; true'
    pid=$!
    open_top 120 40 -d 0.2 "$pid"
    expect 'x1b\[2J.x1b\]2;own.x07'
    title=$(pane pane_title)
    press Enter
    expect "^Process $pid, .x1b\[2J"
    [ "$title" != own ]
    [ "$(pane pane_title)" = "$title" ]
}

@test "without colour, characters say the same" {
    open_top 80 24 --color=never "$BOX"
    expect "^ ! +$EXECED "
    screen -e | not grep -qE $'\e''\[([0-9;]*;)?(3[0-7]|4[0-7])m'
    open_top 80 24 --color=always "$BOX"
    expect "^ ! +$EXECED "
    screen -e | grep -qE $'\e''\[([0-9;]*;)?31m'
}

@test "keys that terminfo does not know are what they are elsewhere, and others nothing" {
    ENVIRONMENT=(TERM=xterm-256color)
    open_top 80 24 --sort ROLE "$BOX" # exec, init
    expect " $EXECED "
    press '\'
    type_text sleep
    press Enter
    expect "filter 'sleep'"
    press End
    expect_cursor ' init +sleep'
    press -H 1b 5b 31 7e # ESC [ 1 ~, where it expects ESC O H
    expect_cursor ' exec +sleep'
    press -H 1b 5b 39 39 3b 35 7e
    press End
    expect_cursor ' init +sleep'
    sees "filter 'sleep'" # which an Esc would have ended
    press Escape
    expect_not 'filter'
}

@test "on a terminal without an alternate screen nothing is left on the line where the shell goes on" {
    ENVIRONMENT=(TERM=linux)
    open_top 80 24
    expect '^F1Help'
    press q
    soon test -e "$BATS_TEST_TMPDIR/status"
    sees '^drifted' # the rest stays to be read
    not sees 'F10Quit|F3Search'
    [ "$(pane cursor_x),$(pane cursor_y)" = 0,23 ]
}

@test "on a narrow screen one sees the end of what one types, and threads by their ids and names" {
    open_top 20 5 -T "$EXECED"
    expect '^ +TID COMM'
    expect "^ +!? +$EXECED sleep"
    press '\'
    type_text abcdefghijklmn
    expect '^Filter: ~efghijklmn_'
    expect "^no row holds 'abc"
    press Escape
    expect "^ +!? +$EXECED sleep"
}

@test "a terminal that is too small is told so, and comes to no harm" {
    open_top 80 24 -d 0.2
    expect '^ccaps-top'
    terminal resize-window -t top -x 19 -y 8
    expect '^19x8 is too'
    terminal resize-window -t top -x 1 -y 1
    wait_until eval '[ "$(pane pane_width)x$(pane pane_height)" = 1x1 ]'
    press '?' Down q c / x Enter F6 q
    resize 80 24
    press q q
    expect_end 0
}

# --- ways out ---

@test "the terminal is restored on every way out" {
    local signal
    open_top 80 24
    expect '^ccaps-top'
    press C-c
    expect_end 0
    for signal in TERM HUP QUIT SEGV ABRT; do
        open_top 80 24
        expect '^ccaps-top'
        kill -"$signal" "$(top_pid)"
        expect_end $((128 + $(kill -l "$signal")))
    done
}

@test "stopped, it gives the terminal back, and takes it again when it goes on" {
    terminal new-session -d -s top -x 80 -y 24 "cd '$BATS_TEST_TMPDIR' && PS1='ready> ' exec bash --norc --noprofile -i"
    terminal set-option -g status off
    expect '^ready>'
    type_text "stty -a >before; '$CCAPS_TOP'"$'\n'
    expect '^F1Help'
    press C-z
    expect 'Stopped'
    [ "$(pane alternate_on) $(pane cursor_flag)" = "0 1" ]
    type_text $'stty -a >after\n'
    soon test -s "$BATS_TEST_TMPDIR/after"
    diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
    type_text $'fg; echo "ended: $?"\n'
    expect '^F1Help'
    soon eval '[ "$(pane keypad_cursor_flag)" = 1 ]' # else the first arrow would be Esc and two letters
    press '?'
    expect '^Keys'
    press q
    expect '^F1Help'
    kill -STOP "$(top_pid)" # which leaves it no time to do anything
    expect 'Stopped'
    press C-l
    expect_not '^F1Help'
    type_text $'fg; echo "ended: $?"\n'
    expect '^F1Help'
    soon eval '[ "$(pane keypad_cursor_flag) $(pane cursor_flag)" = "1 0" ]'
    press q
    expect '^ended: 0'
}

@test "a hangup that the caller ignores does not end it" {
    ENVIRONMENT=(env --ignore-signal=HUP)
    open_top 80 24
    expect '^F1Help'
    kill -HUP "$(top_pid)"
    press '?'
    expect '^Keys'
    press q
    expect '^F1Help'
    kill -TERM "$(top_pid)"
    expect_end 143
}

@test "it ends when its terminal goes" {
    open_top 80 24
    expect '^ccaps-top'
    local pid
    pid=$(top_pid)
    terminal kill-session -t top
    wait_until eval '! kill -0 "$pid" 2>/dev/null'
}

@test "it ends by itself after so many updates" {
    open_top 80 24 -d 0.1 -n 3
    expect_end 0
}

# --- without a terminal ---

@test "in batch mode it prints what ccaps-ps does, as often as it is told to" {
    "$CCAPS_PS" "$BOX" >"$BATS_TEST_TMPDIR/ps"
    "$CCAPS_TOP" --batch -d 0.1 --iterations 2 "$BOX" </dev/null >"$BATS_TEST_TMPDIR/top"
    [ "$(grep -c '^ccaps-top ' "$BATS_TEST_TMPDIR/top")" -eq 2 ]
    diff <(grep -vE '^(ccaps-top|drifted|showing) |^$' "$BATS_TEST_TMPDIR/top") <(cat "$BATS_TEST_TMPDIR"/{ps,ps})
    grep -qx 'showing 2 named  by PID' "$BATS_TEST_TMPDIR/top"
    "$CCAPS_TOP" -b -n 1 -o PID,EHEX,PHEX,IHEX,BHEX,AHEX "$EXECED" | tail -n 1 >"$BATS_TEST_TMPDIR/row"
    [ "$(xargs <"$BATS_TEST_TMPDIR/row")" = "$EXECED $(kernel_sets "$EXECED")" ]
}

@test "output that cannot be written is an error, and a closed pipe ends it quietly" {
    run --separate-stderr bash -c '"$1" -b -n 1 >/dev/full' bash "$CCAPS_TOP"
    [ "$status" -eq 1 ]
    [[ $stderr == "ccaps-top: "*"No space left on device"* ]]
    run --separate-stderr bash -c '"$1" -b -d 0.1 | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}"' bash "$CCAPS_TOP"
    [ "$output" -eq 141 ]
    [ -z "$stderr" ]
}

@test "without a terminal it says so" {
    run --separate-stderr "$CCAPS_TOP" </dev/null
    [ "$status" -eq 1 ]
    [ "$stderr" = "ccaps-top: standard input is not a terminal (-b prints without one)" ]
    ENVIRONMENT=(TERM=dumb)
    open_top 80 24
    expect_end 1
    [ "$(cat "$BATS_TEST_TMPDIR/errors")" = "ccaps-top: cannot draw on a terminal of type 'dumb' (set TERM, or use -b)" ]
}

@test "a target that is not there is told, and what is there is shown all the same" {
    run --separate-stderr "$CCAPS_TOP" "no-$BOX"
    [ "$status" -eq 1 ]
    [ "$stderr" = "ccaps-top: no container 'no-$BOX'" ]
    run --separate-stderr "$CCAPS_TOP" -b -n 1 "no-$BOX" "$BOX"
    [ "$status" -eq 1 ]
    [ "$stderr" = "ccaps-top: no container 'no-$BOX'" ]
    grep -qE "^ *$EXECED root runc:$BOX " <<<"$output"
    [[ $output == *"showing 2 named  a target is not there"* ]] # it never was: it is not gone
}

@test "a container that is watched is not lost when another runtime has one of its name" {
    LATER=$BOX-c # a bundle of its own
    "$CCAPS_RUN" -d --rootfs "$(make_rootfs)" --name "$LATER" -- sleep 60 >/dev/null 3>&-
    open_top 120 40 -d 0.1 "$LATER"
    expect " ccaps-run:$LATER .* sleep "
    runc_start "$LATER" >/dev/null
    run "$CCAPS_PS" "$LATER"
    [[ $output == *"could be more than one container"* ]]
    sleep 0.3 # a look or two
    expect " ccaps-run:$LATER .* sleep "
    not sees " runc:$LATER|a target is"
    "$CCAPS_RUN" --stop "$LATER"
    expect '^showing 0 named  a target is gone'
}

@test "what is not understood is a usage error" {
    usage_error --frobnicate
    usage_error --delay
    usage_error --delay 0
    usage_error --delay x
    usage_error --delay 1e9
    usage_error --iterations 0
    usage_error --iterations -1
    usage_error --sort nothing
    usage_error --output PID,nothing
    usage_error --color=blue
    usage_error --pid word
    usage_error /etc/passwd
}

@test "help and version are on standard output" {
    run --separate-stderr "$CCAPS_TOP" --help
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [[ ${lines[0]} == "Usage: ccaps-top "* ]]
    run --separate-stderr "$CCAPS_TOP" --version
    [ "$status" -eq 0 ]
    [[ $output == "ccaps-top (ccaps) "* ]]
}
