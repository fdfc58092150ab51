# What the tests of ccaps-run share, each file of which loads it with `load run_helpers` behind the helpers of all.
#
#   ROOT                     a root file system with busybox; BOX a name that no other test's container has
#   in_root ARG…             ccaps-run in a container of that root
#   bundle_of ROOT [FILTER]  a bundle of that root, its config.json as `runc spec` writes it, changed by the jq filter;
#                            prints its path
#   nothing_is_left NAME     neither state nor cgroup nor mount

setup_file()
{
    skip_unless root
    skip_unless runc
    export ROOT
    ROOT=$(make_rootfs)
}

setup()
{
    PROGRAM=$CCAPS_RUN
    BOX=$(unique run)
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

nothing_is_left()
{
    [ ! -e "/run/ccaps/$1" ]
    [ -z "$(find /sys/fs/cgroup -name "ccaps-$1")" ]
    not grep -q "$1" /proc/self/mountinfo
}
