# shellcheck shell=bash
# Root file systems and bundles for containers, and what the kernel says of a process. Sourced by the demo, the bench and
# the system tests.

# make_busybox_root DIRECTORY: a root file system with busybox for every applet
make_busybox_root()
{
    local applet
    mkdir -p "$1"/{bin,proc,dev,sys,tmp,run,etc}
    cp "$(command -v busybox)" "$1/bin/busybox"
    "$1/bin/busybox" --list | while read -r applet; do
        [ "$applet" = busybox ] || ln -s busybox "$1/bin/$applet"
    done
    echo 'root:x:0:0:root:/:/bin/sh' >"$1/etc/passwd"
    echo 'root:x:0:' >"$1/etc/group"
}

# make_bundle DIRECTORY ROOT [FILTER]: an OCI bundle, as `runc spec` writes it but for what jq's FILTER changes, that sleeps
make_bundle()
{
    mkdir -p "$1"
    (cd "$1" && runc spec)
    jq --arg root "$2" ".process.terminal = false | .process.args = [\"sleep\", \"600\"] | .root.path = \$root | ${3:-.}" \
        "$1/config.json" >"$1/new" && mv "$1/new" "$1/config.json"
}

# kernel_sets PID: the five masks of /proc/PID/status on one line: E P I B A
kernel_sets()
{
    awk '/^Cap/ { mask[$1] = $2 } END { print mask["CapEff:"], mask["CapPrm:"], mask["CapInh:"], mask["CapBnd:"], mask["CapAmb:"] }' "/proc/$1/status"
}
