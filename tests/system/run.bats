# ccaps-run in real containers: what it starts has what was asked for and no more, and nothing of it is left behind.

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

# error_line STATUS TEXT COMMAND…: it fails with this status and one line that has this text.
error_line()
{
    local wanted=$1 text=$2
    shift 2
    run "-$wanted" --separate-stderr "$@"
    [ "${#stderr_lines[@]}" -eq 1 ] && [[ $stderr == "ccaps-run: "*"$text"* ]] || { echo "said: $stderr"; return 1; }
}

bundle()
{
    local directory=$BATS_TEST_TMPDIR/bundle
    mkdir -p "$directory"
    [ -e "$directory/config.json" ] || (cd "$directory" && runc spec)
    jq --arg root "$ROOT" ".process.terminal = false | .root.path = \$root | ${1:-.}" "$directory/config.json" \
        >"$directory/new"
    mv "$directory/new" "$directory/config.json"
    echo "$directory"
}

masks='grep ^Cap /proc/self/status'

@test "hostname fails by default as under runc, and works with sys_admin" {
    run in_root -- hostname mybox
    [ "$status" -eq 1 ]
    [[ $output == *"Operation not permitted" ]]
    in_root --cap-add sys_admin -- hostname mybox
}

@test "a detached container can be entered with more, by name" {
    [ "$(in_root --name "$BOX" -d -- sleep 600)" = "$BOX" ]
    run "$CCAPS_RUN" --in "$BOX" -- hostname mybox
    [ "$status" -eq 1 ]
    "$CCAPS_RUN" --in "$BOX" --cap-add sys_admin -- hostname origin
    [ "$("$CCAPS_RUN" --in "$BOX" -- hostname)" = origin ]
    [ "$(hostname)" != origin ]
}

@test "a container that runc started can be entered the same way" {
    local init
    init=$(runc_start "$BOX")
    run "$CCAPS_RUN" --in "$BOX" -- hostname mybox
    [ "$status" -eq 1 ]
    "$CCAPS_RUN" --in "$BOX" --cap-add sys_admin -- hostname origin
    [ "$(runc exec "$BOX" hostname)" = origin ]
    # the same namespaces, cgroups, sets and user as runc exec gives
    local look='for n in mnt pid uts ipc net cgroup user; do readlink /proc/self/ns/$n; done; cat /proc/self/cgroup; id; pwd
        grep -E "^(Cap|NoNewPrivs|Groups)" /proc/self/status; readlink /proc/self/root'
    diff <(runc exec "$BOX" sh -c "$look") <("$CCAPS_RUN" --in "$BOX" -- sh -c "$look")
    diff <(runc exec "$BOX" sh -c "$look") <("$CCAPS_RUN" --in "$init" -- sh -c "$look")
}

@test "a container of another user is entered as that user" {
    runc_start "$BOX" '.process.user = {"uid": 1234, "gid": 567, "additionalGids": [8, 9]}' >/dev/null
    diff <(runc exec "$BOX" sh -c "id; $masks") <("$CCAPS_RUN" --in "$BOX" -- sh -c "id; $masks")
    [ "$("$CCAPS_RUN" --in "$BOX" --user 0 -- id -u)" = 0 ]
}

@test "a container whose init has become another user is entered as whom its config names" {
    echo 'other:x:1234:567::/:/bin/sh' >>"$ROOT/etc/passwd"
    runc_start "$BOX" '.process.args = ["su", "other", "-c", "exec sleep 600"] |
        .process.capabilities |= map_values(. + ["CAP_SETUID", "CAP_SETGID"])' >/dev/null
    wait_until grep -q '^Uid:.1234' "/proc/$(init_pid "$BOX")/status"
    [ "$(runc exec "$BOX" id -u)" = 0 ]
    [ "$("$CCAPS_RUN" --in "$BOX" -- id -u)" = 0 ]
}

@test "a container with a user namespace is entered as who its user is there" {
    local look='id; cat /proc/self/uid_map; readlink /proc/self/ns/user; grep -E "^(Cap|NoNewPrivs|Groups)" /proc/self/status'
    chmod a+rx "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_FILE_TMPDIR/.."
    runc_start "$BOX" '.process.user = {"uid": 7, "gid": 8, "additionalGids": [9]} | .linux.namespaces += [{"type": "user"}] |
        .linux.uidMappings = [{"containerID": 0, "hostID": 100000, "size": 65536}] | .linux.gidMappings = .linux.uidMappings' >/dev/null
    diff <(runc exec "$BOX" sh -c "$look") <("$CCAPS_RUN" --in "$BOX" -- sh -c "$look")
    diff <(runc exec --user 0 "$BOX" sh -c "$masks") <("$CCAPS_RUN" --in "$BOX" --user 0 -- sh -c "$masks")
    # what it may there, it may there alone
    "$CCAPS_RUN" --in "$BOX" --user 0:0 --cap-add sys_admin -- hostname other
    not "$CCAPS_RUN" --in "$BOX" --user 0:0 --profile all -- sh -c 'echo 1 >/proc/sys/kernel/panic || mknod /tmp/x b 254 0'
}

@test "a paused container is not entered" {
    runc_start "$BOX" >/dev/null
    runc pause "$BOX"
    error_line 125 "'$BOX' is paused" timeout 20 "$CCAPS_RUN" --in "$BOX" -- true
    runc resume "$BOX"
    "$CCAPS_RUN" --in "$BOX" -- true
}

@test "no cgroup of a container is left out for want of its mount" {
    local hidden='umount -l /sys/fs/cgroup/devices && exec "$@"'
    grep -q ' /sys/fs/cgroup/devices .* - cgroup ' /proc/self/mountinfo || hidden='umount -l /sys/fs/cgroup && exec "$@"'
    runc_start "$BOX" >/dev/null
    error_line 125 "cannot join the cgroup of the hierarchy" unshare --mount sh -c "$hidden" - "$CCAPS_RUN" --in "$BOX" -- true
}

@test "a group just beyond the map of a user namespace is left behind on entering it" {
    local pid
    in_background setpriv --reuid 100000 --regid 100000 --groups 100000,100009,100010 unshare --user sleep 600
    pid=$!
    wait_until grep -q sleep "/proc/$pid/comm"
    echo '0 100000 10' >"/proc/$pid/uid_map"
    echo '0 100000 10' >"/proc/$pid/gid_map"
    [ "$("$CCAPS_RUN" --in "$pid" -- id -G)" = "0 9" ]
}

@test "ccaps-ps lists what ccaps-run started, with role and drift" {
    in_root --name "$BOX" -d -- sleep 600
    in_background "$CCAPS_RUN" --in "$BOX" --cap-add net_admin -- sleep 601
    wait_until eval '"$CCAPS_PS" -nr -o ROLE,COMM,DRIFT "$BOX" | grep -qx "exec sleep +net_admin"'
    run "$CCAPS_PS" -nr -o ROLE,COMM,P,DRIFT "$BOX"
    [ "${#lines[@]}" -eq 3 ]
    [ "${lines[0]}" = "init ccaps-init kill,net_bind_service,audit_write -" ] ||
        [ "${lines[0]}" = "init ccaps-init kill,net_bind_service,audit_write " ]
    [[ ${lines[1]} == "child sleep kill,net_bind_service,audit_write"* ]]
}

@test "the container has namespaces, cgroups, /proc, /dev and a root of its own" {
    local kind
    for kind in mnt pid uts ipc net cgroup; do
        [ "$(in_root -- readlink "/proc/self/ns/$kind")" != "$(readlink "/proc/self/ns/$kind")" ]
    done
    [ "$(in_root -- readlink /proc/self/ns/user)" = "$(readlink /proc/self/ns/user)" ]
    in_root -- cat /proc/self/cgroup | awk -F: '$3 != "/" { exit 1 }'
    [ "$(in_root -- sh -c 'echo /proc/[0-9]*')" = "/proc/1 /proc/2" ]
    [ "$(in_root -- ls /dev | tr '\n' ' ')" = "fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero " ]
    in_root -- sh -c 'echo x >/dev/null && head -c 4 /dev/urandom | wc -c' | grep -qx 4
    [ "$(in_root -- ls -a / | sort | tr '\n' ' ')" = "$(ls -a "$ROOT" | sort | tr '\n' ' ')" ]
    [ "$(in_root --hostname other -- hostname)" = other ]
    in_root -- ip addr show lo | grep -q 'lo: <LOOPBACK,UP'
    not in_root --cap-add sys_admin,mknod -- sh -c 'mknod /dev/disk b 254 0 && dd if=/dev/disk bs=1 count=1'
    # one that is there for sure, the kernel's log; and null, by another name
    in_root --cap-add mknod -- sh -c 'mknod /dev/nothing c 1 3 && : </dev/nothing'
    run -1 in_root --cap-add mknod,syslog -- sh -c 'mknod /dev/log c 1 11 && : </dev/log'
    [[ $output == *"Operation not permitted"* ]]
}

@test "a device node that the root holds is none in the container" {
    mknod -m 666 "$ROOT/tmp/nothing" c 1 3
    run in_root -- sh -c ': </tmp/nothing'
    rm "$ROOT/tmp/nothing"
    [ "$status" -eq 1 ]
    [[ $output == *"Permission denied"* ]]
}

@test "a process with a root directory of its own is entered there" {
    in_background chroot "$ROOT" sleep 608
    wait_until grep -q '^sleep' "/proc/$!/comm"
    [ "$("$CCAPS_RUN" --in $! -- ls / | sort)" = "$(ls "$ROOT" | sort)" ]
}

@test "who ignores the end of children can start a container too" {
    run -7 timeout -s KILL 5 env --ignore-signal=CHLD "$CCAPS_RUN" --rootfs "$ROOT" -- sh -c 'exit 7'
}

@test "where devices cannot be limited, mknod cannot be had, and all else can" {
    local hidden='umount -l /sys/fs/cgroup/devices 2>/dev/null || umount /sys/fs/cgroup/devices; exec "$@"'
    grep -q ' /sys/fs/cgroup/devices .* - cgroup ' /proc/self/mountinfo || hidden='exec "$@"'
    unshare --mount sh -c "$hidden" - "$CCAPS_RUN" --rootfs "$ROOT" -- true
    error_line 125 "cannot keep the container from the host's devices" \
        unshare --mount sh -c "$hidden" - "$CCAPS_RUN" --rootfs "$ROOT" --cap-add mknod -- true
}

@test "no mount is seen on the host, and none of the host's in the container" {
    local before
    before=$(cat /proc/self/mountinfo)
    in_root --name "$BOX" -d -- sleep 600
    [ "$(cat /proc/self/mountinfo)" = "$before" ]
    in_root -- cat /proc/self/mountinfo | awk '$5 !~ "^/(proc|dev|sys)(/|$)" && $5 != "/" { print; bad = 1 } END { exit bad }'
}

@test "where the mounts of the host are shared, as systemd makes them, they stay what they were" {
    unshare --mount sh -ec 'mount -t tmpfs run /run; mount --make-rshared /; before=$(cat /proc/self/mountinfo)
        "$1" --rootfs "$2" -- true; "$1" -- true; [ "$(cat /proc/self/mountinfo)" = "$before" ]
        [ "$(stat -c %a /run/ccaps)" = 700 ]' - "$CCAPS_RUN" "$ROOT"
}

@test "the sets are the profile, then less, then more, in whatever order they are given" {
    [ "$(in_root --cap-add chown --cap-drop all --profile docker -- sh -c "$masks")" = \
        "$(in_root --profile docker --cap-drop all --cap-add cap_chown -- sh -c "$masks")" ]
    in_root --profile docker --cap-drop all --cap-add 0 -- sh -c "$masks" | grep -qx $'CapEff:\t0000000000000001'
    in_root --profile none -- sh -c "$masks" | awk '$2 != "0000000000000000" { exit 1 }'
    [ "$(in_root --profile all -- sh -c "$masks" | awk '/Bnd/ { print $2 }')" = "$(awk '/^CapBnd/ { print $2 }' /proc/self/status)" ]
    in_root --profile docker -- sh -c "$masks" | grep -qx $'CapBnd:\t00000000a80425fb'
    in_root --user 1000 --cap-add net_raw --inheritable net_raw --ambient net_raw -- sh -c "$masks" | grep -qx $'CapEff:\t0000000000002000'
}

@test "as many groups as the caller has are others all the same, and where they cannot be set nothing is started" {
    [ "$(setpriv --groups 7 "$CCAPS_RUN" --bundle "$(bundle '.process.user.additionalGids = [8]')" -- id -G)" = "0 8" ]
    in_background setpriv --clear-groups unshare --user --map-root-user sleep 600
    wait_until grep -q '^sleep' "/proc/$!/comm"
    # user_namespaces(7): /proc/PID/setgroups is "deny"
    [ "$("$CCAPS_RUN" --in $! -- id -u)" = 0 ]
    error_line 125 "supplementary groups" setpriv --groups 7 "$CCAPS_RUN" --in $! -- true
}

@test "init keeps no more than COMMAND begins with" {
    local init command
    in_root --user 1000 --name "$BOX" -d -- sleep 600
    init=$(jq .init_process_pid "/run/ccaps/$BOX/state.json")
    command=$(tr -d ' ' <"/proc/$init/task/$init/children")
    wait_until grep -q '^ccaps-init' "/proc/$init/comm"
    wait_until grep -q '^sleep' "/proc/$command/comm"
    [ "$(kernel_sets "$init")" = "$(kernel_sets "$command")" ]
}

@test "what the caller's no_new_privs keeps root from at exec is no surplus" {
    local as=("$CCAPS_RUN" --host --bounding kill,chown --permitted kill --effective kill -- sh -c "$masks")
    error_line 125 "the permitted set would have chown unasked" "${as[@]}"
    setpriv --no-new-privs "${as[@]}" | grep -qx $'CapPrm:\t0000000000000020'
}

@test "what a bundle declares is what runc makes of it" {
    local filter directory=$BATS_TEST_TMPDIR/declared look='id; grep -E "^(Cap|NoNewPrivs|Groups|Seccomp:)" /proc/self/status
        ulimit -n; umask; pwd; cat /proc/self/oom_score_adj; env | sort; cat /proc/self/limits; ls /dev; awk "{ print \$2, \$3 }" /proc/self/mounts | sort'
    mkdir "$directory"
    (cd "$directory" && runc spec && mv config.json spec.json)
    for filter in . \
        '.process.capabilities.inheritable = ["CAP_KILL"]' \
        '.process.user = {"uid": 1000, "gid": 1000, "additionalGids": [5, 6]}' \
        '.process.user.uid = 1000 | .process.capabilities.inheritable = ["CAP_KILL"] | .process.capabilities.ambient = ["CAP_KILL"]' \
        'del(.process.capabilities)' \
        '.process.noNewPrivileges = false | .process.cwd = "/tmp" | .root.readonly = false' \
        '.process.oomScoreAdj = 321 | .hostname = ""' \
        '.process.user.umask = 63 | .process.env += ["A=b c"] | .linux.maskedPaths = []'; do
        # ours shows the hierarchy of v2 beside those of v1, which runc leaves out
        jq --arg look "$look" --arg root "$ROOT" ".process.terminal = false | .root.path = \$root |
            .mounts |= map(select(.type != \"cgroup\")) | .process.args = [\"sh\", \"-c\", \$look] | $filter" \
            "$directory/spec.json" >"$directory/config.json"
        runc run --bundle "$directory" "$BOX" </dev/null >"$directory/runc" 2>&1
        "$CCAPS_RUN" --bundle "$directory" --name "$BOX" </dev/null >"$directory/ours" 2>&1
        grep -q '^CapBnd' "$directory/ours"
        diff "$directory/runc" "$directory/ours" || { echo "with $filter"; return 1; }
    done
}

@test "what runc spec writes runs as it is, COMMAND as pid 1" {
    [ "$("$CCAPS_RUN" --bundle "$(bundle)" -- sh -c 'echo $$; cat /proc/1/comm; hostname')" = $'1\nsh\nrunc' ]
    [ "$("$CCAPS_RUN" --bundle "$(bundle '.process.args = ["echo", "by its args"]')")" = "by its args" ]
    "$CCAPS_RUN" --bundle "$(bundle)" -- sh -c 'ls /sys/fs/cgroup' | grep -qx pids
}

@test "a config that asks for what would be missing is refused" {
    error_line 125 'linux.seccomp' "$CCAPS_RUN" --bundle "$(bundle '.linux.seccomp = {"defaultAction": "SCMP_ACT_ERRNO"}')"
    error_line 125 'linux.resources.memory' "$CCAPS_RUN" --bundle "$(bundle 'del(.linux.seccomp) | .linux.resources.memory.limit = 1048576')"
    error_line 125 'hooks' "$CCAPS_RUN" --bundle "$(bundle 'del(.linux.resources.memory) | .hooks.prestart = [{"path": "/bin/true"}]')"
    error_line 125 'process.terminal' "$CCAPS_RUN" --bundle "$(bundle 'del(.hooks) | .process.terminal = true')"
    error_line 125 'pid namespace' "$CCAPS_RUN" --bundle \
        "$(bundle '.linux.namespaces |= map(if .type == "pid" then .path = "/proc/1/ns/pid" else . end)')"
    error_line 125 'uts namespace' "$CCAPS_RUN" --bundle \
        "$(bundle '.linux.namespaces |= map(del(.path) | select(.type != "uts"))')"
    error_line 125 'mount namespace' "$CCAPS_RUN" --bundle "$(bundle '.linux.namespaces |= map(select(.type != "mount")) + [{"type": "uts"}]')"
    [ "$(hostname)" != runc ]
}

@test "a broken config is told with line and column" {
    local directory
    directory=$(bundle)
    sed -i '5s/^/ ] /' "$directory/config.json"
    error_line 125 'config.json, line 5, column 2: ' "$CCAPS_RUN" --bundle "$directory" -- true
    error_line 125 "config.json: No such file" "$CCAPS_RUN" --bundle "$BATS_TEST_TMPDIR" -- true
}

@test "a capability that a config asks for and root here lacks is refused" {
    local lacking
    lacking=$(capsh --print | sed -n 's/^Current: =ep \(cap_[a-z_,]*\)-ep$/\1/p' | cut -d, -f1)
    [ -n "$lacking" ] || skip "root here has every capability"
    error_line 125 "${lacking#cap_}" in_root --cap-add "$lacking" -- true
    error_line 125 "${lacking#cap_}" "$CCAPS_RUN" --bundle "$(bundle ".process.capabilities.bounding += [\"${lacking^^}\"]")"
    error_line 125 kill setpriv --bounding-set=-kill "$CCAPS_RUN" --bundle "$(bundle)" -- true
    # but what is dropped need not have been there
    setpriv --bounding-set=-kill "$CCAPS_RUN" --bundle "$(bundle)" --cap-drop all -- true
    in_root --cap-drop "$lacking" -- true
}

@test "the status is COMMAND's own, 128 and its signal, 126 or 127" {
    run in_root -- sh -c 'exit 7'
    [ "$status" -eq 7 ]
    run in_root -- sh -c 'kill -9 $$'
    [ "$status" -eq 137 ]
    run "$CCAPS_RUN" --bundle "$(bundle)" -- sh -c 'exit 200'
    [ "$status" -eq 200 ]
    error_line 127 "cannot execute 'no-such'" in_root -- no-such
    error_line 127 "cannot execute '/no/such'" "$CCAPS_RUN" --bundle "$(bundle)" -- /no/such
    error_line 126 "cannot execute '/etc/passwd': Permission denied" in_root -- /etc/passwd
    error_line 127 "cannot execute 'no-such'" "$CCAPS_RUN" --host -- no-such
    error_line 127 "cannot execute ''" in_root -- ''
    printf '#!/no/interpreter\n' >"$ROOT/bin/script" && chmod +x "$ROOT/bin/script"
    error_line 127 "its interpreter or loader is not" in_root -- /bin/script
}

@test "a file of the PATH that may not be executed is passed over, and told where there is no other, as by env" {
    local first=$BATS_TEST_TMPDIR/first second=$BATS_TEST_TMPDIR/second
    mkdir "$first" "$second"
    echo 'not to be executed' >"$first/tool"
    run -126 env PATH="$first:$second" tool
    error_line 126 "Permission denied" env PATH="$first:$second" "$CCAPS_RUN" --host -- tool
    ln -s "$(type -P true)" "$second/tool"
    env PATH="$first:$second" tool
    env PATH="$first:$second" "$CCAPS_RUN" --host -- tool
}

@test "bad input is one line, and nothing is started or left" {
    error_line 125 "no container 'no-such'" "$CCAPS_RUN" --in no-such -- true
    error_line 125 "No such process" "$CCAPS_RUN" --in 4194304 -- true
    error_line 125 "cannot open the root file system" "$CCAPS_RUN" --rootfs /no/such -- true
    error_line 125 "Not a directory" "$CCAPS_RUN" --rootfs /etc/passwd -- true
    error_line 125 "no user 'bob'" in_root --user bob -- true
    error_line 125 "cannot be a container's name" in_root --name ../x -- true
    error_line 125 "it is lost at exec" in_root --user 1000 --cap-add chown -- true
    error_line 1 "no container 'no-such'" "$CCAPS_RUN" --stop no-such
    in_root --name "$BOX" -d -- sleep 600
    error_line 125 "already" in_root --name "$BOX" -- true
    runc_start "$BOX-other" >/dev/null
    error_line 125 "could be more than one container" "$CCAPS_RUN" --in "${BOX:0:8}" -- true
    runc_stop "$BOX-other"
    error_line 127 "" in_root --name "$BOX-2" -- no-such
    nothing_is_left "$BOX-2"
}

@test "wrong usage is told in the way of the contract" {
    usage_error
    usage_error --cap-add sys_amdin -- true
    usage_error --cap-add '' --profile -- true
    usage_error --profile no-such -- true
    usage_error --host --rootfs / -- true
    usage_error --host -d -- true
    usage_error --in x --name y -- true
    usage_error --list -- true
    usage_error --hostname '' -- true
    run --separate-stderr "$CCAPS_RUN" --cap-add sys_amdin -- true
    [[ $stderr == *"sys_admin"* ]]
}

@test "signals reach COMMAND, and orphans are reaped" {
    local launcher
    in_background "$CCAPS_RUN" --rootfs "$ROOT" --name "$BOX" -- sh -c 'trap "exit 42" TERM; echo ready >/tmp/ready; while :; do sleep 0.1; done'
    launcher=$!
    wait_until test -e "$ROOT/tmp/ready"
    kill -TERM "$launcher"
    status=0
    wait "$launcher" || status=$?
    [ "$status" -eq 42 ]
    nothing_is_left "$BOX"
    rm "$ROOT/tmp/ready"
    in_root -- sh -c '(sleep 0.1 & exec true) & sleep 0.5; ps -o pid,stat | grep -c Z' | grep -qx 0
}

@test "the interrupt key reaches what COMMAND has started too, as without a container" {
    local launcher how
    for how in "--rootfs $ROOT" "--bundle $(bundle)"; do
        # what a shell starts in the background is not to be interrupted
        in_background env --default-signal=INT "$CCAPS_RUN" $how --name "$BOX" -- sh -c 'sleep 600; exit 7'
        launcher=$!
        wait_until eval '"$CCAPS_PS" -nr -a -o CONTAINER,ARGS | grep -q "$BOX .*600\$"'
        kill -INT "$launcher"
        status=0
        wait "$launcher" || status=$?
        [ "$status" -eq 130 ] || [ "$status" -eq 7 ] # as pid 1 the shell is not ended by it
    done
}

@test "the container ends with its launcher, and what is left of it is taken over" {
    local launcher
    in_background "$CCAPS_RUN" --rootfs "$ROOT" --name "$BOX" -- sleep 602
    launcher=$!
    wait_until eval '"$CCAPS_RUN" --list | grep -q "^$BOX .* running "'
    kill -KILL "$launcher"
    wait_until eval '! "$CCAPS_PS" -a -nr -o CONTAINER | grep -q "$BOX"'
    "$CCAPS_RUN" --list | grep -q "^$BOX .* ended "
    in_root --name "$BOX" -- true
    nothing_is_left "$BOX"
}

@test "--list tells what runs, --stop ends it and leaves nothing" {
    in_root --name "$BOX" -d -- sh -c 'trap "exit 0" TERM; while :; do sleep 0.1; done'
    "$CCAPS_RUN" --list | grep -q "^$BOX *$(jq .init_process_pid "/run/ccaps/$BOX/state.json") running .*Z sh -c"
    "$CCAPS_RUN" --stop "$BOX"
    nothing_is_left "$BOX"
    "$CCAPS_RUN" --list | not grep -q "^$BOX "
    run "$CCAPS_RUN" --list extra
    [ "$status" -eq 2 ]
}

@test "a process that has the number of a container's first process by now is not taken for it" {
    local state=/run/ccaps/$BOX/state.json other
    in_root --name "$BOX" -d -- true
    in_background sleep 606
    other=$!
    jq --argjson other "$other" '.init_process_pid = $other | .init_process_start -= 100' "$state" >"$BATS_TEST_TMPDIR/state"
    cat "$BATS_TEST_TMPDIR/state" >"$state"
    "$CCAPS_RUN" --list | grep -q "^$BOX .* ended "
    "$CCAPS_RUN" --stop "$BOX"
    kill -0 "$other"
    nothing_is_left "$BOX"
}

@test "a name that leads out of the directory of containers is none" {
    local name
    name=$(unique outside)
    mkdir "/run/$name"
    echo '{"cgroup_paths": {}}' >"/run/$name/state.json"
    error_line 1 "no container '../$name'" "$CCAPS_RUN" --stop "../$name"
    rm "/run/$name/state.json"
    rmdir "/run/$name"
}

@test "what was entered into a container ends with who entered it" {
    local entered
    in_root --name "$BOX" -d -- sleep 600
    in_background "$CCAPS_RUN" --in "$BOX" -- sleep 607
    wait_until eval '"$CCAPS_PS" -nr -o ROLE,COMM "$BOX" | grep -qx "exec sleep"'
    kill -KILL $!
    wait_until eval '! "$CCAPS_PS" -nr -o ROLE "$BOX" | grep -qx exec'
}

@test "what is ambient with the caller is not with COMMAND unless it is asked for" {
    setpriv --inh-caps=+kill --ambient-caps=+kill "$CCAPS_RUN" --host --inheritable kill -- sh -c "$masks" |
        grep -qx $'CapAmb:\t0000000000000000'
}

@test "what outlives the first process, where no pid namespace ends with that, is killed by --stop" {
    local left
    "$CCAPS_RUN" --bundle "$(bundle '.linux.namespaces |= map(select(.type != "pid"))')" --name "$BOX" -d -- sh -c 'sleep 603 &'
    wait_until eval '"$CCAPS_RUN" --list | grep -q "^$BOX .* ended "'
    left=$(find /sys/fs/cgroup -path "*/ccaps-$BOX/cgroup.procs" -exec cat {} + | sort -u)
    grep -q 603 "/proc/$left/cmdline"
    "$CCAPS_RUN" --stop "$BOX"
    not grep -q 603 "/proc/$left/cmdline" 2>/dev/null
    nothing_is_left "$BOX"
}

@test "what ignores SIGTERM is killed after ten seconds" {
    local start
    in_root --name "$BOX" -d -- sh -c 'trap "" TERM; touch /tmp/deaf; while :; do sleep 1; done'
    wait_until test -e "$ROOT/tmp/deaf"
    start=$SECONDS
    "$CCAPS_RUN" --stop "$BOX"
    [ $((SECONDS - start)) -ge 9 ]
    [ $((SECONDS - start)) -le 20 ]
    nothing_is_left "$BOX"
}

@test "a detached container holds no pipe of who started it" {
    local output
    output=$(timeout 10 "$CCAPS_RUN" --rootfs "$ROOT" --name "$BOX" -d -- sleep 600)
    [ "$output" = "$BOX" ]
    "$CCAPS_RUN" --in "$BOX" -d -- sleep 609 >"$BATS_TEST_TMPDIR/output"
    local entered
    entered=$("$CCAPS_PS" -nr -o PID,ROLE "$BOX" | awk '$2 == "exec" { print $1 }')
    [ "$(readlink "/proc/$entered/fd/"[012] | sort -u)" = /dev/null ]
}

@test "alone, it is a container on the host's own root, read-only, with private /tmp, /run, /dev and /proc" {
    run "$CCAPS_RUN" -- sh -c 'touch /ccaps-test-mark /etc/ccaps-test-mark'
    [ "$status" -ne 0 ]
    [ ! -e /ccaps-test-mark ]
    [ ! -e /etc/ccaps-test-mark ]
    touch "$BATS_TEST_TMPDIR/of-the-host"
    [ -z "$("$CCAPS_RUN" -- ls -A /tmp)" ]
    [ -z "$("$CCAPS_RUN" -- ls -A /run)" ]
    [ "$(cd /usr/share && "$CCAPS_RUN" -- pwd)" = /usr/share ]
    [ "$(cd /tmp && "$CCAPS_RUN" -- pwd)" = / ]
    "$CCAPS_RUN" -- sh -c 'echo x >/tmp/x && echo x >/run/x && cat /tmp/x' | grep -qx x
    [ "$("$CCAPS_RUN" -- sh -c 'echo /proc/[0-9]*')" = "/proc/1 /proc/2" ]
    # /proc of the host is not under it either
    [ "$("$CCAPS_RUN" --profile all -- sh -c 'umount -l /proc; ls -A /proc')" = "" ]
}

@test "--host is credentials alone" {
    [ "$("$CCAPS_RUN" --host -- readlink /proc/self/ns/pid)" = "$(readlink /proc/self/ns/pid)" ]
    [ "$(A=b "$CCAPS_RUN" --host -- sh -c 'echo $A')" = b ]
    "$CCAPS_RUN" --host --profile docker -- sh -c "$masks" | grep -qx $'CapEff:\t00000000a80425fb'
    [ "$("$CCAPS_RUN" --host --user 12345:54321 -- id -u):$("$CCAPS_RUN" --host --user 12345:54321 -- id -g)" = 12345:54321 ]
    [ "$("$CCAPS_RUN" --host --user 12345 -- grep Groups /proc/self/status)" = "$(printf 'Groups:\t ')" ]
}

@test "whoever may not start containers is told so" {
    error_line 125 "run as root" setpriv --reuid 12345 --clear-groups "$CCAPS_RUN" --rootfs "$ROOT" -- true
    error_line 1 "Permission denied" setpriv --reuid 12345 --clear-groups "$CCAPS_RUN" --list
    error_line 125 "setpcap" setpriv --reuid 12345 --clear-groups "$CCAPS_RUN" --host -- true
    [ "$(setpriv --reuid 12345 --clear-groups "$CCAPS_RUN" --host --bounding all -- id -u)" = 12345 ]
}
