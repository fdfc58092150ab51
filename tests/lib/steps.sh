# shellcheck shell=bash
# The steps of tests/run.sh: each writes TAP, or is one command that succeeds or fails. Sourced by run.sh.

FUZZ_SECONDS=5   # a target: whether its seeds still run clean; long runs are for those who change a parser
BATS_SECONDS=300 # a file: one that hangs is to fail, not to stop the suite

# build DIRECTORY OPTION…
build()
{
    { [ -f "$1/build.ninja" ] || meson setup --werror "$1" . "${@:2}"; } &&
        ninja -C "$1"
}

step_unit()
{
    step "unit tests, sanitized" unit_tests "$1/sanitized"
}

# The programs tell their tests as TAP; one that ends without naming a failure, as a sanitizer ends it, is a test that
# failed.
unit_tests()
{
    CMOCKA_MESSAGE_OUTPUT=TAP meson test -C "$1" --no-rebuild --quiet >&2 || true
    jq --raw-output '
        .stdout,
        if .result == "OK" or (.stdout | test("^not ok (?!.*# SKIP)"; "m")) then empty
        else "1..1\nnot ok 1 - \(.name): \(.result)", (.stderr | split("\n") | map("\n# " + .) | add // "")
        end' "$1/meson-logs/testlog.json"
}

# Files wait more than they work: as many run side by side as there are processors. Their results are told in their order.
step_system()
{
    local logs=$1/system file log
    export CCAPS_BUILD=$1/release
    export -f run_bats
    mkdir -p "$logs"
    printf '%s\n' tests/system/*.bats |
        xargs -P "$(nproc)" -I '{}' bash -c 'run_bats "$@"' - "$BATS_SECONDS" "$logs" '{}' || true
    for file in tests/system/*.bats; do
        log=$logs/$(basename "$file")
        take_tap "$(basename "$file") ($(cat "$log.seconds") s)" "$log"
    done
}

# run_bats LIMIT LOGS FILE
run_bats()
{
    local log start=$SECONDS
    log=$2/$(basename "$3")
    timeout "$1" bats --formatter tap "$3" >"$log" 2>&1 </dev/null || true
    echo "$((SECONDS - start))" >"$log.seconds"
}

step_analysis()
{
    check "clang-tidy finds nothing" clang_tidy "$1/release" || true
    check "the code is formatted as .clang-format says" format_check || true
    check "no test passes over a failure" bats_check || true
}

# Each file of the programs is looked at once, as the first of the targets that have it compiles it. Tests are left out:
# they are hostile on purpose, and run with sanitizers. The flags are gcc's: those that clang does not know are no finding.
clang_tidy()
{
    jq --raw-output '[.[] | .file | select(test("/(common|tools)/.*\\.c$"))] | unique[]' "$1/compile_commands.json" |
        (cd "$1" && xargs -P "$(nproc)" -n 1 clang-tidy -p . --quiet --extra-arg=-Wno-unknown-warning-option) \
            2> >(grep -v 'warnings* generated\.$' >&2)
}

format_check()
{
    find common tools tests -name '*.[ch]' -exec clang-format --dry-run --Werror {} +
}

# What bats does not see fail: a command behind '!' that is not the last (SC2314, SC2315), and all but the last of a list.
bats_check()
{
    shellcheck --shell=bats --include=SC2314,SC2315 tests/system/*.bats &&
        ! grep -nE '^    \[.*\] && \[[^|]*$' tests/system/*.bats
}

step_fuzz()
{
    local target name
    check "the fuzz targets build" build_fuzzers "$1/fuzz" || return 0
    for target in tests/fuzz/fuzz_*.c; do
        name=$(basename "$target" .c)
        check "$name runs clean for $FUZZ_SECONDS seconds" fuzz "$1/fuzz" "$name" "$FUZZ_SECONDS" || true
    done
}

build_fuzzers()
{
    { [ -f "$1/build.ninja" ] || CC=clang meson setup --werror "$1" . -Dfuzzers=true; } &&
        ninja -C "$1" fuzzers
}

# fuzz BUILD NAME SECONDS: what it finds is kept beside the build, for the next run to begin with.
fuzz()
{
    local corpus=$1/corpus/$2
    mkdir -p "$corpus"
    "$1/tests/fuzz/$2" -max_total_time="$3" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$corpus-" "$corpus" "tests/fuzz/seeds/${2#fuzz_}"
}
