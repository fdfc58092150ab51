# The examples of ccaps-print(1): each command is run for real, and prints what the page shows.

bats_require_minimum_version 1.5.0
load helpers

# The pids of the page, and who they are here: 9592 the first process of mybox2, 9776 one that entered it with net_admin, 1234
# one of a user other than root. mybox3 has a server that wants more than it may have.
setup_file()
{
    skip_unless root
    skip_unless runc
    export BOX BOX3 PAGE_PIDS
    BOX=$(unique box) BOX3=$(unique other)
    cd "$BATS_FILE_TMPDIR"
    local entered user
    runc_start "$BOX" >init
    make_bundle other "$(make_rootfs)" '.process.capabilities |= with_entries(.value = ["CAP_KILL"]) |
        .process.env = ["PATH=/srv/bin:/bin:/usr/bin"] | .root.readonly = false'
    mkdir -p rootfs/srv/bin rootfs/bin srv/box/bin srv/bin
    cp "$(type -P sleep)" srv/box/bin/httpd
    cp "$CCAPS_PRINT" srv/bin/httpd
    cp "$CCAPS_PRINT" rootfs/srv/bin/httpd
    runc run -d --bundle other "$BOX3" </dev/null >log 2>&1 3>&-
    setcap -n 100000 cap_net_bind_service=ep srv/box/bin/httpd
    setcap cap_net_bind_service=ep srv/bin/httpd
    setcap cap_net_bind_service=ep rootfs/srv/bin/httpd
    runc_exec "$BOX" sleep 601 >entered
    setsid -- setpriv --reuid=1000 --clear-groups --bounding-set=-all,+kill,+net_bind_service sleep 602 </dev/null >log 2>&1 3>&- &
    user=$!
    wait_until grep -q sleep "/proc/$user/comm"
    PAGE_PIDS="9592=$(cat init) 9600=$(cat init) 9776=$(cat entered) 1234=$user"
    mkdir here image
    cp "bundle-$BOX/config.json" here
    cp -r "$(make_rootfs)" here/rootfs
    rm -f here/rootfs/srv/bin/httpd here/rootfs/bin/ping
    cp "$(type -P sleep)" here/rootfs/bin/ping
    setcap cap_net_raw=ep here/rootfs/bin/ping
    cp "$CCAPS_PRINT_STATIC" image
    chmod -R a+rX .
    chmod a+x ..
}

teardown_file()
{
    [ -z "$BOX" ] || runc_stop "$BOX"
    [ -z "$BOX3" ] || runc_stop "$BOX3"
    [[ $PAGE_PIDS != *1234=* ]] || kill "${PAGE_PIDS##*1234=}"
}

# The commands of the page, and what it shows of each, which may leave something out: "..."
RUN_PAGE='
import os, re, subprocess, sys
page = open(sys.argv[1]).read()
examples = page[page.index("# EXAMPLES"):page.index("# DIFFERENCES")]
pids = dict(item.split("=") for item in os.environ["PAGE_PIDS"].split())
names = {"mybox2": os.environ["BOX"], "mybox3": os.environ["BOX3"], "DIR": os.path.abspath("../image")}
THREE = "setpriv --clear-groups --no-new-privs --bounding-set=-all,+kill,+net_bind_service,+audit_write "
USER = "setpriv --reuid=1000 --clear-groups --bounding-set=-all,+kill,+net_bind_service,+audit_write "
shells = {  # whose shell it is, where the page speaks of this one
    "ccaps-print": THREE, "ccaps-print --hex": THREE, "ccaps-print --text": THREE, "ccaps-print --current --mode": THREE,
    "ccaps-print --exec=/srv/bin/httpd": USER,
}

def here(text):
    for old, new in names.items():
        text = re.sub(r"\b%s\b" % old, new, text)
    return re.sub(r"\b(%s)\b" % "|".join(pids), lambda found: pids[found[0]], text)

def commands(block):
    if not block.startswith("$ "):
        return [(line, None) for line in block.splitlines()]
    parts = [part.partition("\n") for part in ("\n" + block).split("\n$ ")[1:]]
    return [(command, shown.rstrip("\n")) for command, _, shown in parts]

count = wrong = status = 0
for block in re.findall(r"^```\n(.*?)\n```$", examples, re.S | re.M):
    for command, shown in commands(block):
        if command == "echo $?":
            output = str(status)
        else:
            shell = THREE if command.startswith("ccaps-print --has-e") else shells.get(command, "")
            words = shell.split() + ["bash", "-c", here(command)]
            if shell == USER:  # bash of a user other than root would be one more execve
                words = shell.split() + here(command).split()
            done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            output, status = done.stdout.decode().rstrip("\n"), done.returncode
        count += 1
        pattern = re.escape(here(shown)).replace(re.escape("..."), ".*") if shown else ".*"
        if not re.fullmatch(pattern, output, re.S) or (shown is None and status != 0):
            wrong += 1
            print("$ %s\nhere: %s\nprints, with status %d:\n%s\nwhere the page has:\n%s\n" %
                  (command, here(command), status, output, here(shown or "")))
print(count, "commands,", wrong, "wrong")
sys.exit(wrong > 0 or count < 30)
'

@test "each command in the examples of ccaps-print(1) does what the page shows" {
    skip_unless python3
    skip_unless jq
    export PATH=$CCAPS_BUILD/tools/print:$CCAPS_BUILD/tools/run:$PATH
    cd "$BATS_FILE_TMPDIR/here"
    unshare --mount --propagation private bash -c 'mount --bind ../srv /srv && exec python3 -c "$@"' - "$RUN_PAGE" \
        "$BATS_TEST_DIRNAME/../../man/ccaps-print.1.scd"
}
