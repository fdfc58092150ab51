# shellcheck shell=bash
# How the suite counts and tells: each step gives TAP (testanything.org), which is added up; what failed or was skipped is
# shown with its reason. Sourced by run.sh.

LOG_LINES=30 # of the log of a step that failed, the last are shown

report_begin()
{
    REPORT_DIR=$1
    rm -rf "$REPORT_DIR"
    mkdir -p "$REPORT_DIR"
    : >"$REPORT_DIR/counts"
}

# step TITLE COMMAND…: run what writes TAP on standard output, and take its results in. The title is a line of its own.
step()
{
    local title=$1 log start=$SECONDS
    log=$REPORT_DIR/$(tr -c '[:alnum:]\n' - <<<"$title").tap
    shift
    "$@" >"$log" 2>&1 </dev/null || true
    take_tap "$title ($((SECONDS - start)) s)" "$log"
}

# check NAME COMMAND…: one test, which the command passes where it succeeds; fails too where it did not.
check()
{
    local name=$1 log start=$SECONDS status=0
    log=$REPORT_DIR/$(tr -c '[:alnum:]\n' - <<<"$name").log
    shift
    "$@" >"$log" 2>&1 </dev/null || status=$?
    {
        echo 1..1
        if [ "$status" = 0 ]; then
            echo "ok 1 $name"
        else
            echo "not ok 1 $name: status $status; the end of $log:"
            tail -n "$LOG_LINES" "$log" | sed 's/^/# /'
        fi
    } >"$log.tap"
    take_tap "$name ($((SECONDS - start)) s)" "$log.tap"
    return "$status"
}

# take_tap TITLE FILE: print what is worth reading in it, and remember the counts. A skip is a failure where CI=true: the
# machines of CI are given all that the tests need.
take_tap()
{
    awk -v title="$1" -v ci="${CI:-}" -v counts="$REPORT_DIR/counts" '
        function show() { text = text "\n    " $0 }
        /^1\.\.[0-9]+/ { planned += substr($1, 4); next }
        /^(not )?ok .*# (SKIP|skip)/ { if (ci == "true") failed++; else skipped++; show(); next }
        /^ok / { passed++; comments = 0; next }
        /^not ok / { failed++; comments = 1; show(); next }
        /^#/ { if (comments) show(); next }
        END {
            done = passed + failed + skipped
            if (planned != done || done == 0) {
                failed++
                text = text "\n    not ok: " planned + 0 " tests were announced, " done + 0 " have a result; see " FILENAME
            }
            printf "%s: %d passed, %d failed, %d skipped%s\n", title, passed, failed, skipped, text
            print passed + 0, failed + 0, skipped + 0 >>counts
        }' "$2"
}

# report_end: the closing line; fails where anything did.
report_end()
{
    awk '{ passed += $1; failed += $2; skipped += $3 }
         END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit failed > 0 }' "$REPORT_DIR/counts"
}
