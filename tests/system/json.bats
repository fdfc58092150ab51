# JSON against its schema, on this machine and in real containers; and what runc makes of the sets that are in it.

bats_require_minimum_version 1.5.0
load helpers

setup_file()
{
    export SCHEMA PYTHON BOX=
    SCHEMA=$(realpath "$BATS_TEST_DIRNAME/../../schema/ccaps.schema.json")
    PYTHON=$(find_python)
    write_validator >"$BATS_FILE_TMPDIR/validate.py"
    [ "$(id -u)" != 0 ] || ! command -v runc >/dev/null || start_box
}

teardown_file()
{
    [ -z "$BOX" ] || runc_stop "$BOX"
}

setup()
{
    STARTED=()
    BUNDLED=
}

teardown()
{
    local pid
    for pid in "${STARTED[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    [ -z "$BUNDLED" ] || runc_stop "$BUNDLED"
}

start_box()
{
    BOX=$(unique json)
    runc_start "$BOX" >/dev/null
    runc_exec "$BOX" sleep 601 >/dev/null
}

# A python that has jsonschema: the distribution's own where another is before it in PATH.
find_python()
{
    local python
    for python in python3 /usr/bin/python3; do
        if "$python" -c 'import jsonschema' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
}

# `validate.py SCHEMA [strict] [wrong]`: whether every document of standard input, one a line, is valid; with `wrong`, whether
# none is. Strict is what the schema itself must not be, as keys may be added to the JSON within its number: that there is
# no key that is not described.
write_validator()
{
    cat <<'END'
import json, sys
from jsonschema import Draft7Validator

def close(schema):
    if isinstance(schema, list):
        for item in schema:
            close(item)
    elif isinstance(schema, dict):
        if "properties" in schema and isinstance(schema.get("type"), (str, list)):
            schema["additionalProperties"] = False
        for item in schema.values():
            close(item)

def causes(error):
    return [cause for below in error.context for cause in causes(below)] or [error]

schema = json.load(open(sys.argv[1]))
Draft7Validator.check_schema(schema)
if "strict" in sys.argv:
    close(schema)
validator = Draft7Validator(schema)
failed = 0
for number, line in enumerate(sys.stdin, 1):
    errors = list(validator.iter_errors(json.loads(line)))
    failed += bool(errors) == ("wrong" not in sys.argv)
    if "wrong" in sys.argv and not errors:
        print(f"document {number} is accepted")
    for cause in (cause for error in errors for cause in causes(error)) if "wrong" not in sys.argv else []:
        print(f"{'/'.join(map(str, cause.absolute_path))}: {cause.message[:300]}")
sys.exit(failed > 0)
END
}

needs_validator()
{
    [ -n "$PYTHON" ] || skip "needs python3-jsonschema, which is not installed"
}

# validates [strict] [wrong] <DOCUMENTS
validates()
{
    jq -c . >"$BATS_TEST_TMPDIR/lines"
    [ -s "$BATS_TEST_TMPDIR/lines" ] || { echo "no document"; return 1; }
    "$PYTHON" "$BATS_FILE_TMPDIR/validate.py" "$SCHEMA" "$@" <"$BATS_TEST_TMPDIR/lines"
}

# Run COMMAND… in the background until the end of the test; its pid is in $PID, and it has been executed when it is told.
background()
{
    "$@" 3>&- &
    PID=$!
    STARTED+=("$PID")
    wait_until grep -q sleep "/proc/$PID/comm"
}

@test "what ccaps-ps prints of a machine is as the schema says, to the last key" {
    needs_validator
    "$CCAPS_PS" --json --all --kernel-threads --threads >"$BATS_TEST_TMPDIR/json"
    validates strict <"$BATS_TEST_TMPDIR/json"
    [ "$(jq '.processes | length' "$BATS_TEST_TMPDIR/json")" -gt 10 ]
}

@test "so is that of a container, with drift" {
    needs_validator
    skip_unless root
    skip_unless runc
    "$CCAPS_PS" --json "$BOX" >"$BATS_TEST_TMPDIR/json"
    validates strict <"$BATS_TEST_TMPDIR/json"
    jq -e '.processes | map(.container.role) == ["init", "exec"] and map(.drift != null) == [false, true]' "$BATS_TEST_TMPDIR/json"
}

@test "so is what another user can see" {
    needs_validator
    skip_unless root
    setpriv --reuid 12345 --clear-groups --inh-caps -all --bounding-set -all \
        "$CCAPS_PS" --json --all >"$BATS_TEST_TMPDIR/json"
    validates strict <"$BATS_TEST_TMPDIR/json"
    jq -e '.processes | any(.user_namespace == null)' "$BATS_TEST_TMPDIR/json"
}

@test "so is a comparison of processes, profiles and files, known and equal or not" {
    needs_validator
    skip_unless root
    local a b
    background setpriv --inh-caps +kill --reuid 12345 --regid 12346 --clear-groups --no-new-privs sleep 600
    for a in profile:all $$ "$CCAPS_PRINT"; do
        for b in profile:runc "$PID" "$CCAPS_PRINT"; do
            run --separate-stderr "$CCAPS_PRINT" --json --diff "$a" "$b"
            echo "$output"
        done
    done >"$BATS_TEST_TMPDIR/json"
    validates strict <"$BATS_TEST_TMPDIR/json"
    [ "$(jq -s length "$BATS_TEST_TMPDIR/json")" -eq 9 ]
    jq -c '.diff.capabilities = {bounding: 1}' "$BATS_TEST_TMPDIR/json" | validates wrong
}

@test "so is what a process would have after execve, granted, refused or not to be had" {
    needs_validator
    skip_unless root
    local file=$BATS_TEST_TMPDIR/file
    cp "$(command -v sleep)" "$file"
    setcap cap_kill=ep "$file"
    background setpriv --bounding-set -kill sleep 600
    for file in "$file" "$(command -v ldd)" /nothing /etc/passwd; do
        run --separate-stderr "$CCAPS_PRINT" --json --exec="$file" "$PID" $$
        echo "$output"
    done >"$BATS_TEST_TMPDIR/json"
    run --separate-stderr "$CCAPS_PRINT" --json --exec=sleep
    echo "$output" >>"$BATS_TEST_TMPDIR/json"
    validates strict <"$BATS_TEST_TMPDIR/json"
    jq -es 'map(.targets | map(.exec != null)) == [[true, true], [true, true], [false, false], [false, false], [true]]
        and .[0].targets[0].exec.error == "EPERM" and (.[1].targets[0].exec.files | length) == 2' "$BATS_TEST_TMPDIR/json"
    jq -c 'select(.targets[0].exec) | .targets[0].exec = ({}, 1, (.targets[0].exec | (.error = "EINVAL"), del(.files), (.assumed = [1]), (.missing = [])))' \
        "$BATS_TEST_TMPDIR/json" | validates wrong
}

@test "so are names that are no UTF-8" {
    needs_validator
    local program=$BATS_TEST_TMPDIR/$'\033sleep\xff"\\'
    cp "$(command -v sleep)" "$program"
    background "$program" 607
    "$CCAPS_PS" --json "$PID" | validates strict
    "$CCAPS_PRINT" --json "$program" "$PID" | validates strict
}

@test "what ccaps-print prints is as the schema says, of every kind of target" {
    needs_validator
    skip_unless root
    skip_unless runc
    local file=$BATS_TEST_TMPDIR/file
    touch "$file" "$file.2" "$file.3"
    setcap cap_kill+ep "$file.2"
    setcap -n 1000 cap_kill+p "$file.3"
    "$CCAPS_PRINT" --json "$BOX" $$ "$$/$$" "$file" "$file.2" "$file.3" >"$BATS_TEST_TMPDIR/json"
    validates strict <"$BATS_TEST_TMPDIR/json"
    jq -e '.targets | map(.kind) == ["container", "process", "thread", "file", "file", "file"]
        and map(.version)[3:] == [null, 2, 3] and .[5].rootid == 1000' "$BATS_TEST_TMPDIR/json"
    "$CCAPS_PRINT" --json | validates strict
    unshare --mount sh -c 'umount -l /proc && "$1" --json' - "$CCAPS_PRINT" | validates strict
}

@test "so is a tree of files, with what has no capabilities and what counts elsewhere" {
    needs_validator
    skip_unless root
    local tree=$BATS_TEST_TMPDIR/tree json=$BATS_TEST_TMPDIR/json
    mkdir -p "$tree/empty"
    chmod 755 "$BATS_TEST_TMPDIR"
    touch "$tree"/{none,usual,nothing,elsewhere} "$tree"/$'\xff\n'
    mkfifo "$tree/fifo"
    setcap cap_kill=eip "$tree/usual" = "$tree/nothing" cap_kill=i "$tree"/$'\xff\n'
    setcap -n 1000 cap_kill+p "$tree/elsewhere"
    "$CCAPS_PRINT" -Rv --json "$tree" >"$json"
    "$CCAPS_PRINT" -R --json "$tree" >>"$json"
    "$CCAPS_PRINT" -R --json "$tree/empty" >>"$json"
    validates strict <"$json"
    jq -se 'map(.targets | length) == [8, 4, 0]
        and (.[0].targets | map(.counts_here) | unique) == [null, false, true]
        and (.[1].targets | map(.version) | sort) == [2, 2, 2, 3]' "$json"
}

@test "a document that is wrong is told from one that has more" {
    needs_validator
    local document more=$BATS_TEST_TMPDIR/more wrong=$BATS_TEST_TMPDIR/wrong
    document=$("$CCAPS_PS" --json $$)
    validates <<<"$document"

    jq '(.some_day = 1), (.processes[0].some_day = 1)' <<<"$document" >"$more"
    validates <"$more"
    validates strict wrong <"$more"

    jq '(.schema = 2), del(.schema), (.process = .processes | del(.processes)), (.targets = .processes | del(.processes)),
        (.processes[0] = (.processes[0] | (
            (.pid = "1"), (.Pid = .pid | del(.pid)), (.uid = -1), (.container = {}),
            del(.capabilities.bounding), (.capabilities.bound = []), (.capabilities.effective = "?"),
            (.capabilities.effective = ["sys_admin"]), (.capabilities.effective = ["CAP_KILL", "CAP_KILL"]))))' \
        <<<"$document" >"$wrong"
    jq '.processes[0].drift = ({}, {"effective": {}}, {"effective": {"extra": []}}, {"all": {"extra": ["CAP_KILL"]}})' \
        <<<"$document" >>"$wrong"
    validates wrong <"$wrong"
    [ "$(jq -s length "$wrong")" -eq 17 ]
}

@test "ccaps-print --oci is the same object" {
    [ "$("$CCAPS_PRINT" --oci $$ | jq -cS .)" = "$("$CCAPS_PS" --json $$ | jq -cS '.processes[0].capabilities')" ]
}

# same_under_runc PID: a container with PID's user, and with what ccaps-ps says that PID has, gets what the kernel says.
same_under_runc()
{
    local process init
    process=$("$CCAPS_PS" --json "$1" | jq -c '.processes[0]')
    BUNDLED=$(unique json-pasted)
    init=$(runc_start "$BUNDLED" "$process as \$p | .process.capabilities = \$p.capabilities | .process.user.uid = \$p.uid")
    wait_until grep -q '^sleep' "/proc/$init/comm"
    [ "$(kernel_sets "$init")" = "$(kernel_sets "$1")" ] || { kernel_sets "$1"; kernel_sets "$init"; return 1; }
    runc_stop "$BUNDLED"
    BUNDLED=
}

@test "pasted in config.json, the capabilities of a process are those of a container under runc: of root" {
    skip_unless root
    skip_unless runc
    background setpriv --bounding-set -all,+chown,+net_raw,+sys_admin sleep 608
    same_under_runc "$PID"
    background setpriv --inh-caps +kill --bounding-set -all,+kill,+chown sleep 608
    same_under_runc "$PID"
    background setpriv --bounding-set -all sleep 608
    same_under_runc "$PID"
}

@test "and of another user, with and without an ambient set" {
    skip_unless root
    skip_unless runc
    background setpriv --reuid 12345 --clear-groups --inh-caps +chown,+kill --ambient-caps +chown \
        --bounding-set -all,+chown,+kill,+net_raw sleep 608
    [ "$(kernel_sets "$PID")" = "0000000000000001 0000000000000001 0000000000000021 0000000000002021 0000000000000001" ]
    same_under_runc "$PID"
    background setpriv --reuid 12345 --clear-groups --inh-caps +chown sleep 608
    same_under_runc "$PID"
}

@test "and of this machine's own root, and of a container" {
    skip_unless root
    skip_unless runc
    background sleep 608
    same_under_runc "$PID"
    same_under_runc "$(init_pid "$BOX")"
}
