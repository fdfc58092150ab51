#!/bin/bash
# How long the tools take, as ratios against their peers in the same run: what a machine is worth cancels out. Each pair is
# run in turns; the medians are compared. Fails where a limit is not met.
#
#   tests/bench/run.sh [WORD]     only the rows in whose name WORD is
#   ROUNDS=N PROCESSES=N          101 rounds; 2,000 idle processes for the rows that list processes
#   FILES=N                       100,000 files for the row that walks a tree
#
# Builds into build-bench/ with optimization. Takes root.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/lib/packages.sh
. tests/lib/roots.sh
. tests/lib/story.sh

ROUNDS=${ROUNDS:-101}
PROCESSES=${PROCESSES:-2000}
FILES=${FILES:-100000}

# name | ours | the peer | limit of ours / the peer; none: for information
BENCHES='
ps: all processes | ccaps-ps -a | pscap -a | 0.5
print: oneself | ccaps-print | capsh --print | 0.8
print: oneself, static | ccaps-print.static | capsh --print | 0.8
print: a tree of files | ccaps-print -R tree | getcap -r tree | 1
run: against runc | ccaps-run --rootfs rootfs -- true | runc run --bundle bundle benchbox | 0.33
run: against bwrap | ccaps-run --rootfs rootfs -- true | bwrap --unshare-all --bind rootfs / --proc /proc --dev /dev true |
'

[ "$(id -u)" = 0 ] || { echo "tests/bench/run.sh starts containers: run it as root" >&2; exit 1; }
install_packages "$BUILD_PACKAGES" "$DEMO_PACKAGES" "$BENCH_PACKAGES"
[ -f build-bench/build.ninja ] || quietly meson setup --buildtype=release build-bench
quietly ninja -C build-bench
tools=$PWD/build-bench/tools
PATH=$tools/run:$tools/print:$tools/ps:$tools/top:$PATH

stage=$(mktemp -d)
idle=
clean_up()
{
    [ -z "$idle" ] || kill -KILL -- "-$idle" 2>/dev/null || true
    rm -rf "$stage"
}
trap clean_up EXIT
cd "$stage"
make_busybox_root rootfs
make_bundle bundle "$stage/rootfs"
jq '.process.args = ["true"]' bundle/config.json >bundle/new && mv bundle/new bundle/config.json

# start_idle: so many processes that sleep, in a process group of their own, which clean_up kills
start_idle()
{
    setsid sh -c "for i in \$(seq $PROCESSES); do sleep 3600 & done; echo ready >$stage/ready; wait" </dev/null >/dev/null 2>&1 &
    idle=$!
    until [ -e "$stage/ready" ]; do sleep 0.1; done
    sleep 1 # let the last ones reach their sleep
}

# make_tree: so many empty files, 100 a directory, some of which have capabilities
make_tree()
{
    [ ! -d tree ] || return 0
    seq "$FILES" | awk '{ print "tree/" int($1 / 10000) "/" int($1 / 100) % 100 }' | uniq | xargs mkdir -p
    seq "$FILES" | awk '{ print "tree/" int($1 / 10000) "/" int($1 / 100) % 100 "/" $1 }' | xargs touch
    setcap cap_kill=ep tree/0/0/1 cap_chown=p "$(find tree -type f | tail -1)"
}

# compare NAME OURS PEER LIMIT: a row of the table; fails where the limit is not met
compare()
{
    local medians
    # shellcheck disable=SC2086 # the commands' words
    medians=$("$tools/../tests/bench/interleave" "$ROUNDS" $2 --vs $3) || return 1
    awk -v name="$1" -v limit="$4" '{
        ratio = $1 / $2
        met = limit == "" || ratio < limit
        printf "%-24s %9.2f %9.2f %7.2f %7s  %s\n", name, $1, $2, ratio, limit == "" ? "-" : "< " limit,
            limit == "" ? "" : met ? "met" : "NOT MET"
        exit !met
    }' <<<"$medians"
}

trim()
{
    sed 's/^ *//; s/ *$//' <<<"$1"
}

printf '%-24s %9s %9s %7s %7s\n' "$ROUNDS rounds, medians" 'ours, ms' 'peer, ms' ratio limit
status=0
while IFS='|' read -r name ours peer limit; do
    name=$(trim "$name")
    [[ -n $name && $name == *"${1:-}"* ]] || continue
    [[ $name != ps:* || -n $idle ]] || start_idle
    [[ $ours != *tree* ]] || make_tree
    compare "$name" "$(trim "$ours")" "$(trim "$peer")" "$(trim "$limit")" || status=1
    [[ $name != ps:* ]] || { kill -KILL -- "-$idle" && wait "$idle" || true; idle=; } 2>/dev/null
done <<<"$BENCHES"
exit "$status"
