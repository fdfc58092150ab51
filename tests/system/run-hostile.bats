# What a hostile root file system, or a hostile process of a container, tries against ccaps-run: the known ways out of
# runc, and those that were found here.

bats_require_minimum_version 1.5.0
load helpers

setup_file()
{
    skip_unless root
    skip_unless runc
    skip_unless strace
    export ROOT
    ROOT=$(make_rootfs)
}

setup()
{
    PROGRAM=$CCAPS_RUN
    BOX=$(unique hostile)
}

teardown()
{
    end_background
    "$CCAPS_RUN" --stop "$BOX" 2>/dev/null || true
    runc_stop "$BOX"
}

in_root()
{
    "$CCAPS_RUN" --rootfs "$ROOT" "$@"
}

# bundle_of ROOT [FILTER]: a bundle of that root, its config.json as `runc spec` writes it, changed by the jq filter
bundle_of()
{
    local directory=$BATS_TEST_TMPDIR/bundle
    mkdir -p "$directory"
    (cd "$directory" && rm -f config.json && runc spec)
    jq --arg root "$1" ".process.terminal = false | .root.path = \$root | .root.readonly = false | ${2:-.}" \
        "$directory/config.json" >"$directory/new"
    mv "$directory/new" "$directory/config.json"
    echo "$directory"
}

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

@test "the keys of the caller's session stay with it" {
    skip_unless keyctl
    keyctl session - sh -c 'keyctl add user ccaps-test-key secret @s >/dev/null && "$1" --rootfs "$2" -- cat /proc/keys' \
        - "$CCAPS_RUN" "$ROOT" >"$BATS_TEST_TMPDIR/keys" 2>/dev/null || true
    not grep -q ccaps-test-key "$BATS_TEST_TMPDIR/keys"
    [ "$(keyctl session - sh -c '"$1" --host -- keyctl id @s' - "$CCAPS_RUN" 2>/dev/null)" != \
        "$(keyctl session - sh -c '"$1" -- keyctl id @s' - "$CCAPS_RUN" 2>/dev/null)" ]
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
