# What a hostile root file system, or a hostile process of a container, tries against ccaps-run: the known ways out of
# runc, and those that were found here.

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

# slowly CALL COMMAND…: each system call of that name takes a third of a second, so that there is time to look.
slowly()
{
    local call=$1
    shift
    strace -f -qq -o /dev/null -e trace="$call" -e inject="$call:delay_enter=300000" "$@"
}

@test "nothing of the host is open or readable in the container" {
    exec 7</etc/shadow
    [ "$(in_root -- sh -c 'ls /proc/self/fd' | tr '\n' ' ')" = "0 1 2 3 " ]
    exec 7<&-
    SECRET=of-the-host in_root -- sh -c 'env; cat /proc/1/environ /proc/1/cmdline' >"$BATS_TEST_TMPDIR/seen" 2>&1 || true
    not grep -q of-the-host "$BATS_TEST_TMPDIR/seen"
    SECRET=of-the-host in_root --profile all -- sh -c 'cat /proc/1/environ; tr "\0" " " </proc/1/cmdline' >"$BATS_TEST_TMPDIR/seen"
    not grep -q of-the-host "$BATS_TEST_TMPDIR/seen"
    not grep -q "$ROOT" "$BATS_TEST_TMPDIR/seen"
    not in_root -- readlink /proc/1/exe
}

# search_key ARG…: whether what ccaps-run ARG… starts finds a key of the session that it is started from
search_key()
{
    keyctl session - sh -c 'keyctl add user ccaps-test-key secret @s >/dev/null && "$@" -- keyctl search @s user ccaps-test-key' \
        - "$CCAPS_RUN" "$@"
}

@test "the keys of the caller's session stay with it" {
    skip_unless keyctl
    "$CCAPS_RUN" --name "$BOX" -d -- sleep 600
    search_key --host
    run ! search_key
    [[ $output == *"Required key not available" ]]
    run ! search_key --in "$BOX"
    [[ $output == *"Required key not available" ]]
}

@test "the host's program cannot be written through /proc/self/exe" {
    # CVE-2019-5736: what is executed is the launcher itself, with what the root has for a loader
    local copy=$BATS_TEST_TMPDIR/ccaps-run before
    cp "$CCAPS_RUN" "$copy"
    before=$(sha256sum <"$copy")
    "$copy" --rootfs "$ROOT" --profile all --name "$BOX" -- sh -c 'sleep 0.3; (echo >/proc/1/exe) 2>&1' | grep -qi 'read-only\|busy\|denied'
    printf '#!/proc/self/exe\n' >"$ROOT/bin/self" && chmod +x "$ROOT/bin/self"
    not "$copy" --rootfs "$ROOT" --profile all -- /bin/self
    # an fd of it that outlives the launcher: written through it once nobody executes it any more
    "$copy" --rootfs "$ROOT" --profile all --name "$BOX" -d -- sleep 600
    "$CCAPS_RUN" --in "$BOX" --profile all -- sh -c 'exec 9</proc/1/exe; sh -c "echo >/proc/self/fd/9" 2>&1' | grep -qi 'read-only\|busy'
    "$CCAPS_RUN" --stop "$BOX"
    [ "$(sha256sum <"$copy")" = "$before" ]
}

@test "the root of a bundle is no link, which could lead to any of the host's directories" {
    local config
    config=$(bundle_of rootfs)
    ln -s / "$config/rootfs"
    run -125 "$CCAPS_RUN" --bundle "$config" -- true
    [ "$output" = "ccaps-run: $config/config.json: root.path: $config/rootfs is a symbolic link" ]
}

@test "links of the root file system lead nowhere outside" {
    local bad=$BATS_TEST_TMPDIR/bad
    cp -a "$ROOT" "$bad"
    mkdir "$BATS_TEST_TMPDIR/outside"
    rmdir "$bad/proc" "$bad/sys"
    ln -s ../outside "$bad/proc"
    ln -s "$BATS_TEST_TMPDIR/outside" "$bad/sys"
    run "$CCAPS_RUN" --rootfs "$bad" -- true
    [ -z "$(ls -A "$BATS_TEST_TMPDIR/outside")" ]
    not grep -q "$BATS_TEST_TMPDIR/outside" /proc/self/mountinfo
}

@test "no file of the host is open while COMMAND is looked for" {
    # CVE-2024-21626: the interpreter of a script is looked up before close-on-exec closes anything
    local fd host=$BATS_TEST_TMPDIR/busybox
    cp "$(command -v busybox)" "$host"
    for fd in 3 4 5 6 7 8 9 10 11 12; do
        printf '#!/proc/self/fd/%s/../../../../../../..%s sh\necho reached the host\n' "$fd" "$host" >"$ROOT/bin/by-$fd"
        chmod +x "$ROOT/bin/by-$fd"
        run -127 in_root -- "by-$fd" 9</
    done
    [ "$("$ROOT/bin/by-9" 9</)" = 'reached the host' ]
}

@test "a process of the container cannot look at who enters it" {
    skip_unless strace
    # CVE-2016-9962: until it is COMMAND it has the environment and the files of the host
    SECRET=of-the-container in_root --name "$BOX" -d -- sh -c 'while :; do cat /proc/[0-9]*/environ; ls -l /proc/[0-9]*/fd; done >/tmp/looked 2>/dev/null'
    SECRET=of-the-host slowly execve "$CCAPS_RUN" --in "$BOX" -- true 9<"$BATS_TEST_TMPDIR"
    "$CCAPS_RUN" --stop "$BOX"
    grep -q PATH= "$ROOT/tmp/looked"
    not grep -q of-the-host "$ROOT/tmp/looked"
    not grep -q "$BATS_TEST_TMPDIR" "$ROOT/tmp/looked"
    rm "$ROOT/tmp/looked"
}

@test "COMMAND cannot look at its init before that has wiped its memory" {
    skip_unless strace
    SECRET=of-the-host slowly capset "$CCAPS_RUN" --rootfs "$ROOT" --profile all -- cat /proc/1/environ >"$BATS_TEST_TMPDIR/seen"
    not grep -q of-the-host "$BATS_TEST_TMPDIR/seen"
    SECRET=of-the-host run slowly capset "$CCAPS_RUN" --rootfs "$ROOT" -- cat /proc/1/environ
    [[ $output != *of-the-host* ]]
    [[ $output == *'Permission denied'* ]]
}

@test "a standard stream that is closed is no door" {
    not in_root --cap-add sys_ptrace -- ls /proc/1/fd/0/ <&-
    [ "$(in_root -- sh -c 'ls /proc/self/fd' <&- | tr '\n' ' ')" = "0 1 2 " ] # ls itself opens the directory
}

@test "what masks a path is the container's own /dev/null, whatever its root has there" {
    # CVE-2025-31133: a link there had the path covered by a file of the host, which could then be written
    local bad=$BATS_TEST_TMPDIR/bad secret=$BATS_TEST_TMPDIR/of-the-host
    echo of the host >"$secret"
    mkdir -p "$bad/proc" "$bad/sys" "$bad/run/x" "$bad/run/$BOX" "/run/$BOX"
    cp -a "$ROOT/bin" "$bad"
    ln -s /run/x "$bad/dev"
    ln -s "$secret" "$bad/run/x/null"
    ln -s "$secret" "/run/$BOX/null"
    run "$CCAPS_RUN" --rootfs "$bad" -- sh -c 'cat /proc/keys /proc/kcore; echo written >/proc/keys'
    ln -sfn "/run/$BOX" "$bad/dev"
    output+=$("$CCAPS_RUN" --rootfs "$bad" -- sh -c 'cat /proc/keys; echo written >/proc/keys' 2>&1) || true
    rm -r "/run/$BOX"
    [[ $output != *"of the host"* ]]
    [ "$(cat "$secret")" = "of the host" ]
}

@test "a device node of the root is taken for one of ours only where it is one" {
    local bad=$BATS_TEST_TMPDIR/bad config
    cp -a "$ROOT" "$bad"
    config=$(bundle_of "$bad" '.mounts |= map(select(.destination | startswith("/dev") | not))')
    mkdir -p "$bad/dev"
    "$CCAPS_RUN" --bundle "$config" -- sh -c 'echo x >/dev/null'
    rm "$bad/dev/zero"
    mknod "$bad/dev/zero" c 10 229
    run -125 "$CCAPS_RUN" --bundle "$config" -- true
    ln -sf null "$bad/dev/zero"
    run -125 "$CCAPS_RUN" --bundle "$config" -- true
    [[ $output == *"cannot make /dev/zero: File exists"* ]]
}

@test "no link of the root keeps what is to be masked from being found" {
    # CVE-2019-19921: /proc by way of what the mount of /sys covers then
    local bad=$BATS_TEST_TMPDIR/bad
    mkdir -p "$bad/sys/x" "$bad/p"
    cp -a "$ROOT/bin" "$bad"
    ln -s /sys/x/../../p "$bad/proc"
    run -125 "$CCAPS_RUN" --rootfs "$bad" -- sh -c 'cat /p/sys/kernel/core_pattern >/p/sys/kernel/core_pattern'
    [ "$output" = "ccaps-run: cannot mount /proc: Too many levels of symbolic links" ]
}

@test "a namespace is joined as what it is said to be, and nothing is waited for" {
    local other before
    in_background unshare --mount sleep 600
    other=$!
    wait_until grep -q '^sleep' "/proc/$other/comm"
    before=$(cat "/proc/$other/mountinfo")
    mkfifo "$BATS_TEST_TMPDIR/fifo"
    for path in "/proc/$other/ns/mnt" "$BATS_TEST_TMPDIR/fifo"; do
        run -125 timeout 20 "$CCAPS_RUN" --name "$BOX" --bundle \
            "$(bundle_of "$ROOT" ".linux.namespaces |= map(if .type == \"network\" then .path = \"$path\" else . end)")" -- true
        [ "$output" = "ccaps-run: cannot join the namespace $path: Invalid argument" ]
    done
    [ "$(cat "/proc/$other/mountinfo")" = "$before" ]
}

# What happens to the device of that number, which no container is given, in a bundle changed by that filter.
device_in()
{
    local bad=$BATS_TEST_TMPDIR/devices config
    [ -d "$bad" ] || cp -a "$ROOT" "$bad"
    [ -e "$bad/bin/device" ] || mknod "$bad/bin/device" c 10 229
    config=$(bundle_of "$bad" "$1")
    "${@:2}" --bundle "$config" -- sh -c 'mknod /dev/device c 10 229 2>/dev/null
        for file in /bin/device /dev/device; do [ ! -c $file ] || head -c 1 $file 2>&1 | grep -o "Operation not permitted\|Permission denied" || echo opened; done' 2>&1
}

@test "no device of the host can be used but by a rule, whatever comes first" {
    grep -q ' /sys/fs/cgroup/devices .* - cgroup ' /proc/self/mountinfo || skip "needs cgroup v1's devices controller"
    local filter seen
    for filter in 'del(.linux.resources)' '.linux.resources.devices = []' \
        '.linux.resources.devices = [{"allow": true, "type": "c", "major": 10, "minor": 200, "access": "rwm"}]'; do
        filter+=' | .process.capabilities[] += ["CAP_MKNOD"]'
        for filter in "$filter" "$filter | .mounts |= map(select(.destination | startswith(\"/dev\") | not))"; do
            seen=$(device_in "$filter" "$CCAPS_RUN")
            [[ $seen != *opened* ]]
            [[ $seen == *"Operation not permitted"* ]]
        done
    done
    filter='.linux.resources.devices = [{"allow": true, "type": "c", "major": 10, "minor": 229, "access": "rwm"}] |
        .process.capabilities[] += ["CAP_MKNOD"]'
    [ "$(device_in "$filter" "$CCAPS_RUN" | tail -n 1)" = opened ]
}

@test "where devices cannot be limited, a node of the root is no way in" {
    local hidden='umount -l /sys/fs/cgroup/devices 2>/dev/null || umount /sys/fs/cgroup/devices; exec "$@"' seen
    grep -q ' /sys/fs/cgroup/devices .* - cgroup ' /proc/self/mountinfo || hidden='exec "$@"'
    seen=$(device_in . unshare --mount sh -c "$hidden" - "$CCAPS_RUN")
    [ "$seen" = "Permission denied" ]
    seen=$(device_in '.mounts |= map(if .destination == "/dev" then .destination = "/x/..//dev/" else . end)' unshare --mount sh -c "$hidden" - "$CCAPS_RUN")
    [ "$seen" = "Permission denied" ]
    run -125 device_in '.mounts |= map(select(.destination | startswith("/dev") | not))' unshare --mount sh -c "$hidden" - "$CCAPS_RUN"
    [[ $output == *"cannot keep the container from the host's devices"*"mount a tmpfs on /dev"* ]]
}

@test "the session is the container's own, so that no terminal of the caller's is" {
    # proc_pid_stat(5): 0 where the session's leader is in no pid namespace that can be seen
    local session='read -r pid comm state parent group session rest </proc/self/stat; echo "$session"'
    [ "$(in_root -- sh -c "$session")" = 1 ]
    in_root --name "$BOX" -d -- sleep 600
    [ "$("$CCAPS_RUN" --in "$BOX" -- sh -c "$session; exit")" -gt 1 ]
}

@test "a working directory that only a descriptor of the host leads to is refused" {
    # CVE-2024-21626
    exec 7</
    run -125 "$CCAPS_RUN" --bundle "$(bundle_of "$ROOT" '.process.cwd = "/proc/self/fd/7"')" -- true
    exec 7<&-
}

@test "what is masked stays so when who can write the root file system moves it meanwhile" {
    skip_unless strace
    local bad=$BATS_TEST_TMPDIR/bad output=$BATS_TEST_TMPDIR/output
    cp -a "$ROOT" "$bad"
    slowly mknodat "$CCAPS_RUN" --name "$BOX" --rootfs "$bad" -- \
        sh -c 'true >>/moved/sys/kernel/core_pattern; cat /moved/kcore | head -c 4; ls /moved/self/status' >"$output" 2>&1 3>&- &
    wait_until test -e "/run/ccaps/$BOX/state.json"
    sleep 1
    mv "$bad/proc" "$bad/moved"
    mkdir "$bad/proc"
    wait $! || true
    grep -q 'Read-only file system' "$output"
    grep -qx /moved/self/status "$output"
    not grep -q ELF "$output"
}

@test "a file that is mounted is masked and protected like others, whatever covers what by a link" {
    local config bad=$BATS_TEST_TMPDIR/bad host=$BATS_TEST_TMPDIR/host
    mkdir -p "$bad/var" "$bad/run" "$host"
    cp -a "$ROOT/bin" "$bad"
    mkdir "$bad/proc" "$bad/dev" "$bad/sys" "$bad/etc"
    ln -s ../run "$bad/var/run"
    echo secret >"$host/secret"
    config=$(bundle_of "$bad" ".mounts += [{destination: \"/etc/x\", type: \"bind\", source: \"$host/secret\", options: [\"bind\"]},
        {destination: \"/etc/y\", type: \"bind\", source: \"$host/secret\", options: [\"bind\"]},
        {destination: \"/var/run\", type: \"tmpfs\"}, {destination: \"/run\", type: \"bind\", source: \"$host\", options: [\"bind\"]}] |
        .linux.maskedPaths += [\"/etc/x\", \"/var/run/secret\"] | .linux.readonlyPaths += [\"/etc/y\"]")
    run "$CCAPS_RUN" --bundle "$config" -- sh -c 'cat /etc/x /run/secret /var/run/secret; cat /etc/y; echo more >>/etc/y'
    [ "${lines[0]}" = secret ]
    [[ ${lines[1]} == *"Read-only file system" ]]
    [ "${#lines[@]}" -eq 2 ]
}

@test "where devices cannot be limited, one that is bound is no way in either" {
    local hidden='umount -l /sys/fs/cgroup/devices 2>/dev/null || umount /sys/fs/cgroup/devices; exec "$@"' config
    grep -q ' /sys/fs/cgroup/devices .* - cgroup ' /proc/self/mountinfo || hidden='exec "$@"'
    mknod "$BATS_TEST_TMPDIR/device" c 10 229
    config=$(bundle_of "$ROOT" ".mounts += [{destination: \"/tmp/x\", type: \"bind\", source: \"$BATS_TEST_TMPDIR/device\", options: [\"bind\"]}]")
    run -1 unshare --mount sh -c "$hidden" - "$CCAPS_RUN" --bundle "$config" -- sh -c ': </tmp/x'
    rm -f "$ROOT/tmp/x"
    [[ $output == *"Permission denied"* ]]
}

@test "a directory of the host that is bound at /dev gets no devices" {
    mkdir "$BATS_TEST_TMPDIR/dev"
    "$CCAPS_RUN" --bundle "$(bundle_of "$ROOT" ".mounts = [.mounts[0], {destination: \"/dev\", type: \"bind\", source: \"$BATS_TEST_TMPDIR/dev\", options: [\"bind\"]}] |
        .linux.maskedPaths = []")" -- true
    [ -z "$(ls -A "$BATS_TEST_TMPDIR/dev")" ]
}

@test "a passwd file without end keeps nobody waiting" {
    local bad=$BATS_TEST_TMPDIR/bad
    cp -a "$ROOT" "$bad"
    truncate -s 0 "$bad/etc/passwd"
    truncate -s 30G "$bad/etc/passwd"
    timeout 10 "$CCAPS_RUN" --rootfs "$bad" -- true
}
