#!/bin/bash
# The story that ccaps tells, for real: a container that may not set its host name, why, and how one that may is seen from
# the host. Installs what is missing (Debian), builds into build/, shows each command with what it prints, checks that
# this is what it must be, and leaves nothing running. Takes root.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/lib/packages.sh
. tests/lib/roots.sh
. tests/lib/story.sh

[ "$(id -u)" = 0 ] || { echo "tests/demo.sh starts containers: run it as root" >&2; exit 1; }
install_packages "$BUILD_PACKAGES" "$DEMO_PACKAGES"
build_quietly build
PATH=$PWD/build/tools/run:$PWD/build/tools/print:$PWD/build/tools/ps:$PWD/build/tools/top:$PATH

box=mybox2-$$
other=runcbox-$$
stage=$(mktemp -d)
clean_up()
{
    ccaps-run --stop "$box" >/dev/null 2>&1 || true
    runc delete --force "$other" >/dev/null 2>&1 || true
    rm -rf "$stage"
}
trap clean_up EXIT
cd "$stage"
make_busybox_root rootfs
make_bundle bundle "$stage/rootfs"

tell "A container with the capabilities that runc gives by default. It cannot set its own host name."
show "ccaps-run --rootfs rootfs --name $box -d -- sleep 600"
succeeded
show "ccaps-run --in $box -- hostname mybox"
failed
said "Operation not permitted"
show "grep CapEff /proc/\$(ccaps-ps -nr -o PID $box | tail -n 1)/status"
mask=$(grep -o '[0-9a-f]*$' <<<"$output")
show "ccaps-print --decode=$mask"
said net_bind_service
not_said sys_admin
show "ccaps-print --why=hostname $box"
succeeded
said "hostname takes sys_admin"
said "not in the bounding set"
said "ccaps-run --in $box --cap-add sys_admin -- COMMAND"

tell "With CAP_SYS_ADMIN it can, and so can a command that enters the container with it."
show "ccaps-run --rootfs rootfs --cap-add sys_admin -- hostname mybox"
succeeded
show "ccaps-run --in $box --cap-add sys_admin -- hostname origin"
succeeded
show "ccaps-run --in $box -- hostname"
is origin

tell "The same for a container that runc started."
show "runc run -d --bundle bundle $other"
succeeded
show "ccaps-run --in $other -- hostname mybox"
failed
said "Operation not permitted"
show "ccaps-run --in $other --cap-add sys_admin -- hostname origin"
succeeded
show "runc exec $other hostname"
is origin
show "ccaps-print --why=hostname $other"
said "runc exec --cap CAP_SYS_ADMIN $other COMMAND"

tell "In a container, ccaps-print says what capsh says; as one static file it needs nothing else there."
cp "$(command -v ccaps-print.static)" rootfs/ccaps-print
copy_with_libraries capsh rootfs
show "ccaps-run --rootfs rootfs -- /ccaps-print"
succeeded
said "Current: cap_kill,cap_net_bind_service,cap_audit_write=ep"
show "ccaps-run --rootfs rootfs -- sh -c '/ccaps-print >/tmp/ours; capsh --print >/tmp/theirs; cmp /tmp/ours /tmp/theirs && wc -l /tmp/ours'"
succeeded
said /tmp/ours
show "cmp <(ccaps-print) <(capsh --print)"
succeeded

tell "From the host: who may do what in there. A process that entered runc's container with more is told as drift."
show "runc exec -d --cap CAP_NET_ADMIN $other sleep 601"
succeeded
wait_until_executed "$other"
show "ccaps-ps $box $other"
succeeded
said +net_admin
sets_are_the_kernels "$box" 2
sets_are_the_kernels "$other" 2

tell "The same, live: ccaps-top. Here one update of it as text; without -b it is a screen with keys."
show "ccaps-top -b -n 1 $other"
succeeded
said +net_admin

tell "And it is over."
show "ccaps-run --stop $box"
succeeded
show "ccaps-ps $box"
failed
said "no container '$box'"
echo
echo "All of it was as it must be."
