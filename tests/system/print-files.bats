# ccaps-print of files and trees of them, against getcap, find and the kernel.

bats_require_minimum_version 1.5.0
load helpers

# A tree with capable files, others, and all that is no regular file; where everybody may go, and file systems have xattrs.
setup_file()
{
    export STAGE
    STAGE=$(mktemp -d "/tmp/$(unique files)-XXXX")
    chmod 755 "$STAGE"
    cp "$CCAPS_PRINT" "$STAGE"
    [ ! -x "$CCAPS_PRINT_STATIC" ] || cp "$CCAPS_PRINT_STATIC" "$STAGE"
    mkdir -p "$STAGE"/tree/{empty,a/b/c,d/e}
    [ "$(id -u)" != 0 ] || make_files
}

make_files()
{
    local tree=$STAGE/tree
    capable "$tree/ep" cap_net_raw=ep
    capable "$tree/a/many" 'cap_net_raw,cap_net_admin,cap_bpf=p'
    capable "$tree/a/b/inheritable" 'cap_kill=eip cap_chown=ei'
    capable "$tree/a/b/c/mixed" 'cap_kill=ip cap_chown=i'
    capable "$tree/d/nothing" =
    capable "$tree/d/e/with space" cap_setuid=ep
    capable "$tree/d/e/namespaced" -n 100000 cap_net_raw=ep
    chmod 111 "$tree/d/e/with space"
    touch "$tree/none" "$tree/a/b/none"
    ln -s ../ep "$tree/a/link"
    ln -s a "$tree/link-to-directory"
    ln -s nowhere "$tree/dangling"
    mkfifo "$tree/d/fifo"
    mknod "$tree/d/device" c 1 3
}

teardown_file()
{
    [ -z "$STAGE" ] || rm -rf "$STAGE"
}

setup()
{
    PROGRAM=$CCAPS_PRINT
}

# capable FILE SETCAP-ARGUMENT…: a file with the capabilities that setcap's arguments give it
capable()
{
    local file=$1
    shift
    echo >"$file"
    setcap "$@" "$file"
}

# getcap_right OPTION… FILE…: getcap in a tree takes pipes and devices for regular files, unlike where they are named
getcap_right()
{
    getcap "$@" | sed 's,/\(fifo\|device\)$,& (Not a regular file),'
}

# same_lines ONE OTHER: two commands print the same lines, in whatever order, and some
same_lines()
{
    local one other
    one=$(eval "$1" | sort)
    other=$(eval "$2" | sort)
    [ -n "$one" ] || { echo "nothing: $1"; return 1; }
    diff <(echo "$one") <(echo "$other") || { echo "< $1, > $2"; return 1; }
}

# in_mounts SCRIPT: run by sh -e in a mount namespace of its own, where $STAGE/mounts is an empty tmpfs; $1 there is the program
in_mounts()
{
    mkdir -p "$STAGE/mounts"
    unshare --mount --propagation private sh -ec \
        "mount -t tmpfs tmpfs '$STAGE/mounts'; cd '$STAGE/mounts'; $1" - "$STAGE/ccaps-print"
}

@test "a tree is printed as getcap prints it: with -r and -R, -v, -n, and all of them" {
    skip_unless root
    skip_unless getcap
    local program
    for program in "$STAGE"/ccaps-print*; do
        # without -n getcap says nothing of a namespace
        same_lines "$program -r $STAGE/tree | sed 's/ \[.*//'" "getcap -r $STAGE/tree"
        same_lines "$program -rv $STAGE/tree | sed 's/ \[.*//'" "getcap_right -rv $STAGE/tree"
        same_lines "$program -rn $STAGE/tree" "getcap -rn $STAGE/tree"
        same_lines "$program -rvn $STAGE/tree" "getcap_right -rvn $STAGE/tree"
        same_lines "$program --recursive --verbose --rootid $STAGE/tree" "getcap_right -rvn $STAGE/tree"
    done
    [ "$("$CCAPS_PRINT" -Rv "$STAGE/tree" | wc -l)" = "$(find "$STAGE/tree" | wc -l)" ]
}

@test "the directory of a tree is named as getcap takes it: with slashes behind it, without one in it, several" {
    skip_unless root
    skip_unless getcap
    cd "$STAGE"
    same_lines "$CCAPS_PRINT -rvn tree" "getcap_right -rvn tree"
    same_lines "$CCAPS_PRINT -rvn tree//" "getcap_right -rvn tree//"
    same_lines "$CCAPS_PRINT -rvn ." "getcap_right -rvn ."
    same_lines "$CCAPS_PRINT -rn tree/a tree/ep tree/d/" "getcap -rn tree/a tree/ep tree/d/"
    same_lines "$CCAPS_PRINT -rn --file tree" "getcap -rn tree"
}

@test "the tree of / has one slash before its names" {
    skip_unless root
    skip_unless setcap
    [ -x "$CCAPS_PRINT_STATIC" ] || skip "needs ccaps-print.static, which was not built for want of static libraries"
    in_mounts 'mkdir sub; touch sub/f; setcap cap_kill=p sub/f; mkdir -p root; mount --bind sub root; cp '"$STAGE"'/ccaps-print.static root/
        mkdir root/d; cp root/f root/d/g; setcap cap_chown=p root/d/g
        [ "$(chroot root /ccaps-print.static -rn / | sort)" = "$(printf "/d/g cap_chown=p\n/f cap_kill=p")" ]
        [ "$(chroot root /ccaps-print.static -rv / | grep regular | sort)" = "$(printf "/ (Not a regular file)\n/d (Not a regular file)")" ]'
}

@test "named files are printed as getcap -v and -n print them" {
    skip_unless root
    skip_unless getcap
    local files=("$STAGE"/tree/{ep,none,a,d/fifo,d/device,d/e/namespaced,d/nothing})
    cmp <("$CCAPS_PRINT" -vn "${files[@]}") <(getcap -vn "${files[@]}")
    cmp <("$CCAPS_PRINT" -n "${files[@]}") <(getcap -n "${files[@]}")
    cmp <("$CCAPS_PRINT" -v "${files[@]}" | sed 's/ \[.*//') <(getcap -v "${files[@]}")
    [ "$("$CCAPS_PRINT" -v "$STAGE/tree/none")" = "$STAGE/tree/none" ]
}

@test "links are not followed in a tree, and are an error where they are named" {
    ln -sf tree "$STAGE/link"
    run --separate-stderr "$CCAPS_PRINT" -R "$STAGE/link"
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [ "$stderr" = "ccaps-print: $STAGE/link is a symbolic link: name the file that it leads to" ]
}

@test "with -x what is mounted in the tree is passed over, be it a directory or a file" {
    skip_unless root
    skip_unless setcap
    in_mounts 'mkdir -p here there/below; touch here/f outside; setcap cap_kill=p here/f
        mount -t tmpfs -o nosuid other there; mkdir there/below; touch there/f there/below/f; setcap cap_chown=p there/f there/below/f 2>/dev/null ||
            { setcap cap_chown=p there/f; setcap cap_chown=p there/below/f; }
        touch mounted; mount --bind there/f mounted
        [ "$("$1" -R . | sort)" = "$(getcap -r . | sort)" ]
        [ "$("$1" -R . | wc -l)" = 4 ]
        [ "$("$1" -Rx .)" = "./here/f cap_kill=p" ]
        [ "$("$1" -Rx there | wc -l)" = 2 ]
        [ "$("$1" -Rxv . | sed "s/ .*//" | sort)" = "$(find . -xdev ! -path ./there ! -path ./mounted | sort)" ]'
}

@test "a mount of a directory below itself is no loop" {
    skip_unless root
    skip_unless setcap
    in_mounts 'mkdir -p a/b; touch a/f; setcap cap_kill=p a/f; mount --bind a a/b
        [ "$("$1" -R a | sort)" = "$(printf "a/b/f cap_kill=p\na/f cap_kill=p")" ]'
}

# gains FILE, a copy of capsh: whether the kernel gives by it, to a user who is not root
gains()
{
    setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all "$1" --has-p=cap_kill
}

@test "of a version 3 attribute it is told where it is not for this user namespace, and there the kernel gives nothing by it" {
    skip_unless root
    skip_unless setcap
    skip_unless capsh
    local file=$STAGE/kept expected='cap_kill=ep'
    cp "$(command -v capsh)" "$file"
    # written by the root of a namespace, it gets that root's id
    chown 12345:12345 "$file"
    setpriv --reuid 12345 --regid 12345 --clear-groups unshare -Ur setcap "$expected" "$file"
    [ "$("$CCAPS_PRINT" "$file")" = "$file $expected [rootid=12345] [version=3] [not for this user namespace]" ]
    [ "$("$CCAPS_PRINT" -n "$file")" = "$(getcap -n "$file")" ]
    "$CCAPS_PRINT" --json "$file" | jq -e '.targets[0] | .rootid == 12345 and .counts_here == false and .version == 3'
    run ! gains "$file"
    # there it is a usual one
    [ "$(setpriv --reuid 12345 --regid 12345 --clear-groups unshare -Ur "$STAGE/ccaps-print" "$file")" = "$file $expected" ]
    # of a namespace in which that root has no id it cannot be read: as getcap says, too
    run --separate-stderr unshare -Ur "$STAGE/ccaps-print" "$file"
    [ "$status" -eq 1 ]
    [ "$stderr" = "ccaps-print: $file: its capabilities are for another user namespace, whose root has no user id in this one" ]
    [[ $(unshare -Ur getcap "$file" 2>&1) == *"Value too large"* ]]
    run --separate-stderr unshare -Ur "$STAGE/ccaps-print" -R "$STAGE"
    [ "$status" -eq 1 ]
    [[ $stderr == *"ccaps-print: $file: its capabilities are for another user namespace, whose root has no user id in this one"* ]]
    setcap "$expected" "$file"
    [ "$("$CCAPS_PRINT" "$file")" = "$file $expected" ]
    gains "$file"
}

# enter PID COMMAND…: run in the user namespace of PID, as who one is outside
enter()
{
    nsenter --user --target "$1" --preserve-credentials -- "${@:2}"
}

@test "in a user namespace, what is for the root of its parent counts, as the kernel does it" {
    skip_unless root
    skip_unless setcap
    skip_unless capsh
    local file=$STAGE/parent pid
    in_background unshare --user sleep 600
    pid=${BACKGROUND[0]}
    wait_until [ -e "/proc/$pid/ns/user" ]
    wait_until sh -c '[ "$(readlink /proc/self/ns/user)" != "$(readlink "/proc/$1/ns/user")" ]' - "$pid"
    # its root is 12345 outside; its 1 is root outside, whose usual file is of version 3 in there
    cat <<<$'0 12345 1\n1 0 1\n2 70000 1000' >"/proc/$pid/uid_map" # in one write
    cp "$(command -v capsh)" "$file"
    setcap cap_kill=ep "$file"
    [ "$(enter "$pid" "$STAGE/ccaps-print" "$file")" = "$file cap_kill=ep [rootid=1] [version=3]" ]
    enter "$pid" "$STAGE/ccaps-print" --json "$file" | jq -e '.targets[0] | .counts_here and .rootid == 1'
    enter "$pid" "$file" --has-p=cap_kill # as 1, which is not root in there
    enter "$pid" "$STAGE/ccaps-print" --exec="$file" | grep -F 'the file has capabilities: kill within'
    # of what is above its parent a namespace is not told
    setcap -n 70000 cap_kill=ep "$file"
    [ "$(enter "$pid" "$STAGE/ccaps-print" "$file")" = "$file cap_kill=ep [rootid=2] [version=3] [for this user namespace: ?]" ]
    enter "$pid" "$STAGE/ccaps-print" --json "$file" | jq -e '.targets[0] | has("counts_here") and .counts_here == null'
    run ! enter "$pid" "$file" --has-p=cap_kill
    # its own
    setcap -n 12345 cap_kill=ep "$file"
    [ "$(enter "$pid" "$STAGE/ccaps-print" "$file")" = "$file cap_kill=ep" ]
    enter "$pid" "$file" --has-p=cap_kill
}

# In an image, since the kernel lets nobody write such: of a wrong size, of revisions 1 and 7, with flags that nobody knows.
make_corrupt_image()
{
    local image=$1 name
    truncate -s 8M "$image"
    mkfs.ext4 -qF "$image"
    echo >"$image.file"
    while read -r name bytes; do
        printf "$bytes" >"$image.xattr"
        debugfs -w -R "write $image.file $name" "$image"
        debugfs -w -R "ea_set -f $image.xattr $name security.capability" "$image"
    done <<'END' >/dev/null 2>&1
good \x01\0\0\x02\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0
first \x01\0\0\x01\x20\0\0\0\0\0\0\0
short \0\0\0\x02\x01
long \0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0
revision \x01\0\0\x07\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0
flags \x03\0\0\x02\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0
END
}

@test "an attribute that is corrupt is named and not skipped, and so is the old version 1" {
    skip_unless root
    skip_unless debugfs
    skip_unless mkfs.ext4
    local image=$STAGE/image name tail='corrupt capabilities, or of the old revision 1, which this kernel does not tell'
    make_corrupt_image "$image"
    in_mounts "mkdir m; mount -o loop '$image' m 2>/dev/null || exit 77" || skip "needs loop devices"
    in_mounts "mkdir m; mount -o loop '$image' m
        [ \"\$(getcap -r m 2>/dev/null)\" = 'm/good cap_kill=ep' ]
        getcap -r m 2>&1 | grep -c 'Invalid argument' >'$STAGE/getcap'
        code=0; \"\$1\" -R m >'$STAGE/out' 2>'$STAGE/err' || code=\$?
        [ \$code = 1 ]
        code=0; \"\$1\" m/good m/first >'$STAGE/out-named' 2>'$STAGE/err-named' || code=\$?
        [ \$code = 1 ]"
    [ "$(cat "$STAGE/getcap")" = 5 ]
    [ "$(cat "$STAGE/out")" = 'm/good cap_kill=ep' ]
    diff <(sort "$STAGE/err") <(for name in first flags long revision short; do echo "ccaps-print: m/$name: $tail"; done)
    [ "$(cat "$STAGE/out-named")" = 'm/good cap_kill=ep' ]
    [ "$(cat "$STAGE/err-named")" = "ccaps-print: m/first: $tail" ]
}

@test "what cannot be read in a tree has a line each, the rest is shown, and the status is 1" {
    skip_unless root
    skip_unless setcap
    local tree=$STAGE/closed
    mkdir -p "$tree"/{open,shut,blind}
    capable "$tree/open/f" cap_kill=p
    capable "$tree/shut/f" cap_kill=p
    capable "$tree/blind/f" cap_kill=p
    chmod 711 "$tree/shut"
    chmod 744 "$tree/blind"
    run --separate-stderr setpriv --reuid 12345 --clear-groups "$STAGE/ccaps-print" -R "$tree"
    [ "$status" -eq 1 ]
    [ "$output" = "$tree/open/f cap_kill=p" ]
    diff <(sort <<<"$stderr") - <<END
ccaps-print: $tree/blind/f: cannot read its capabilities: Permission denied
ccaps-print: $tree/shut: cannot read the directory: Permission denied
END
    run --separate-stderr setpriv --reuid 12345 --clear-groups "$STAGE/ccaps-print" -R "$tree/shut" "$tree/open" "$tree/missing"
    [ "$status" -eq 1 ]
    [ "$output" = "$tree/open/f cap_kill=p" ]
    [ "${#stderr_lines[@]}" -eq 2 ]
    # -v lists it all the same
    [ "$(setpriv --reuid 12345 --clear-groups "$STAGE/ccaps-print" -Rv "$tree/shut" 2>/dev/null)" = "$tree/shut (Not a regular file)" ]
}

@test "what goes away during the walk is no failure" {
    local tree=$STAGE/moving
    mkdir "$tree"
    in_background sh -c 'while :; do
        mkdir -p "$1/a/b/c" "$1/d/e"; touch "$1/a/f" "$1/a/b/f" "$1/d/e/f" "$1/a/b/c/f"; rm -rf "$1/a" "$1/d"
    done' - "$tree"
    wait_until [ -e "$tree/a" ]
    for _ in $(seq 50); do
        run "$CCAPS_PRINT" -R "$tree"
        [ "$status" -eq 0 ] || { echo "$output"; return 1; }
    done
}

@test "names are escaped for people, and valid in JSON" {
    skip_unless root
    skip_unless setcap
    local tree=$STAGE/hostile name
    for name in $'esc\e[31m' $'new\nline' $'quote"\\' $'\xff\xfe' $'c1\u009b' '-rf' 'sp ace'; do
        mkdir -p "$tree/$name"
        capable "$tree/$name/$name" cap_kill=p
    done
    diff <("$CCAPS_PRINT" -R "$tree" | sed "s|^$tree/||" | LC_ALL=C sort) - <<'END'
-rf/-rf cap_kill=p
\xff\xfe/\xff\xfe cap_kill=p
c1\u009b/c1\u009b cap_kill=p
esc\x1b[31m/esc\x1b[31m cap_kill=p
new\nline/new\nline cap_kill=p
quote"\\/quote"\\ cap_kill=p
sp ace/sp ace cap_kill=p
END
    diff <("$CCAPS_PRINT" -R --json "$tree" | jq -r '.targets[] | .path | @base64' | sort) \
        <(find "$tree" -type f -print0 | LC_ALL=C sed 's/[\xff\xfe]/\xef\xbf\xbd/g' | xargs -0 -n1 sh -c 'printf %s "$1" | base64 -w0; echo' - | sort)
    # where the failure names it, too
    chmod 700 "$tree"/esc*
    run --separate-stderr setpriv --reuid 12345 --clear-groups "$STAGE/ccaps-print" -R "$tree"
    [ "$status" -eq 1 ]
    [ "$stderr" = "ccaps-print: $tree/esc\\x1b[31m: cannot read the directory: Permission denied" ]
}

# unescaped: lines as people see them, with the bytes that were meant
unescaped()
{
    local line
    while IFS= read -r line; do
        LC_ALL=C.UTF-8 printf '%b\n' "$line"
    done
}

@test "whatever bytes a name has, what is meant is what getcap prints, and no two names look the same" {
    skip_unless root
    skip_unless getcap
    local tree=$STAGE/bytes ours=$BATS_TEST_TMPDIR/ours name arguments=()
    mkdir "$tree"
    # each byte, what looks like an escape, and UTF-8: a letter, a control character, one that turns the line round, a surrogate
    for name in $(printf '\\x%02x\n' {1..46} {48..255}) '\x5cn' '\x5cx41' '\xc3\xa9' '\xc2\x85' '\xe2\x80\xae' '\xed\xa0\x80'; do
        name=$tree/a$(printf "${name}z")
        echo >"$name"
        arguments+=(cap_kill=ep "$name")
    done
    setcap "${arguments[@]}"
    "$CCAPS_PRINT" -r "$tree" >"$ours"
    cmp <(unescaped <"$ours" | LC_ALL=C sort) <(getcap -r "$tree" | LC_ALL=C sort)
    [ "$(LC_ALL=C sort -u "$ours" | wc -l)" = 260 ]
    # nothing that a terminal takes for a command
    run ! env LC_ALL=C grep -aqP '[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' "$ours"
    [ "$("$CCAPS_PRINT" -n "$tree"/* | LC_ALL=C sort)" = "$(LC_ALL=C sort "$ours")" ]
}

@test "a failure tells its reason however long the path is" {
    local long
    long=$STAGE/$(printf 'ten-bytes/%.0s' $(seq 100))
    run --separate-stderr "$CCAPS_PRINT" "$long" "$STAGE"
    [ "$status" -eq 1 ]
    [ "$stderr" = "ccaps-print: cannot read $long: No such file or directory" ]
    mkdir -p "$long"
    ln -s nowhere "$long/link"
    run --separate-stderr "$CCAPS_PRINT" "$long/link"
    [ "$status" -eq 1 ]
    [ "$stderr" = "ccaps-print: $long/link is a symbolic link: name the file that it leads to" ]
}

@test "a tree of any depth is walked, with few descriptors, and past the longest path" {
    skip_unless root
    skip_unless setcap
    local deep=$STAGE/deep level steps
    steps=$(printf 'ten-bytes/%.0s' $(seq 100))
    mkdir "$deep"
    cd "$deep"
    for level in 100 200 300 400 500 600 700; do
        mkdir -p "$steps"{a,b,c}
        capable "$steps/c/late" cap_chown=p
        cd "$steps"
    done
    capable f cap_kill=p
    cd /
    run --separate-stderr bash -c 'ulimit -n 80; exec "$1" -R "$2"' - "$CCAPS_PRINT" "$deep"
    [ "$status" -eq 0 ] || { echo "${stderr: -300}"; return 1; }
    diff <(sort <<<"$output") <(
        path=$deep/
        for level in 100 200 300 400 500 600 700; do
            echo "$path${steps}c/late cap_chown=p"
            path+=$steps
        done | sort
        echo "$deep/$(printf "$steps%.0s" $(seq 7))f cap_kill=p"
    ) >"$BATS_TEST_TMPDIR/diff" || { cut -c1-80 "$BATS_TEST_TMPDIR/diff"; return 1; }
    rm -rf "$deep"
}

@test "the other forms take a tree, a target a file" {
    skip_unless root
    skip_unless setcap
    local found
    found=$(getcap -r "$STAGE/tree" | wc -l)
    [ "$("$CCAPS_PRINT" -R --json "$STAGE/tree" | jq '.targets | length')" = "$found" ]
    [ "$("$CCAPS_PRINT" -Rv --json "$STAGE/tree" | jq '.targets | length')" = "$(find "$STAGE/tree" | wc -l)" ]
    same_lines "$CCAPS_PRINT -R --text $STAGE/tree | sed 's/: / /'" "getcap -r $STAGE/tree"
    [ "$("$CCAPS_PRINT" -R --hex "$STAGE/tree" | grep -c CapPrm)" = "$found" ]
    [ "$("$CCAPS_PRINT" -R --hex "$STAGE/tree/ep" | head -1)" = "$STAGE/tree/ep:" ]
    [ "$("$CCAPS_PRINT" -R --text --pid $$ "$STAGE/tree" | wc -l)" = $((found + 1)) ]
    [ -z "$("$CCAPS_PRINT" -R "$STAGE/tree/none" "$STAGE/tree/empty")" ]
}

@test "without /proc a tree is walked all the same" {
    skip_unless root
    skip_unless getcap
    in_mounts "umount -l /proc; [ \"\$(\"\$1\" -rn $STAGE/tree | sort)\" = \"\$(getcap -rn $STAGE/tree | sort)\" ]"
}

@test "what says how files are shown needs one, and what does not fit is refused" {
    usage_error -R
    usage_error -r
    usage_error -v
    usage_error -n --pid 1
    usage_error -x /
    usage_error -R --oci /
    usage_error -n --json /
    usage_error -R ''
    usage_error --re /
    usage_error -R --has-p=kill /
    usage_error -v --has-p=kill /bin/true
    usage_error -R --diff /bin /sbin
    usage_error -n --diff /bin/true /bin/false
}
