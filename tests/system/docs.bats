# What the programs say of themselves (--help, --list-columns) is what the manual and the completions say, no less, no more.

bats_require_minimum_version 1.5.0
load helpers

PROGRAMS='ccaps-print ccaps-ps ccaps-run ccaps-top'

setup_file()
{
    local tools=$CCAPS_BUILD/tools
    export PATH=$tools/print:$tools/ps:$tools/run:$tools/top:$PATH
    export COMPLETIONS MANUAL
    COMPLETIONS=$(realpath "$BATS_TEST_DIRNAME/../../completions")
    MANUAL=$(realpath "$BATS_TEST_DIRNAME/../../man")
}

# The options of program $1, a line each, as --help writes them: "-o, --output LIST", "--color[=WHEN]".
help_options()
{
    "$1" --help | sed -nE 's/^ +((-.), )?(--[a-z][a-z-]*)((\[=| )[^ ]+)?( .*)?$/\1\3\4/p'
}

# Their names alone, a line each: "-o", "--output".
help_names()
{
    help_options "$1" | grep -oE '(^| )--?[A-Za-z][a-z-]*' | tr -d ' ' | sort
}

# same WHAT ONE OTHER: two lists are the same; the difference is shown.
same()
{
    [ -n "$2" ] || { echo "$1: nothing"; return 1; }
    diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") || { echo "$1 differs: < the program, > what is said of it"; return 1; }
}

# The text of section $2 (and its subsections) of the source of page $1.
section()
{
    awk -v title="# $2" '/^# / { inside = $0 == title; next } inside' "$MANUAL/$1.scd"
}

# without_markup: *bold* and _underlined_ become plain, escaped characters themselves.
without_markup()
{
    sed -E 's/\\(.)/\1/g; s/\*//g; s/(^|[^a-zA-Z0-9])_([^_]+)_/\1\2/g'
}

@test "the options of each manual page are those of --help, with the same arguments" {
    local program
    for program in $PROGRAMS; do
        same "$program(1)" "$(help_options "$program" | sort)" \
            "$(section "$program.1" OPTIONS | grep -E '^\*-' | without_markup | sort)"
    done
}

@test "each manual page is named after what it is about, and installed in its section" {
    local page
    for page in "$MANUAL"/*.scd; do
        page=$(basename "$page" .scd)
        [ "$(head -1 "$MANUAL/$page.scd")" = "${page%.*}(${page##*.}) \"ccaps\" \"ccaps manual\"" ]
        grep -qF "['${page%.*}', '${page##*.}']" "$MANUAL/meson.build" || { echo "$page is not in man/meson.build"; return 1; }
    done
}

@test "each manual page is made and read without a complaint" {
    skip_unless scdoc
    skip_unless man
    local page
    for page in "$MANUAL"/*.scd; do
        scdoc <"$page" >"$BATS_TEST_TMPDIR/page"
        MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings=all -E UTF-8 -l "$BATS_TEST_TMPDIR/page" >"$BATS_TEST_TMPDIR/text" 2>"$BATS_TEST_TMPDIR/complaints"
        [ ! -s "$BATS_TEST_TMPDIR/complaints" ] || { echo "$page"; cat "$BATS_TEST_TMPDIR/complaints"; return 1; }
        grep -q '^NAME' "$BATS_TEST_TMPDIR/text"
    done
}

@test "the pages that the manual refers to, of its own, are there" {
    local reference
    for reference in $(cat "$MANUAL"/*.scd | grep -oE '\*ccaps[a-z-]*\*\([0-9]\)' | tr -d '*' | sort -u); do
        [ -e "$MANUAL/$(tr '(' . <<<"${reference%)}").scd" ] || { echo "no page $reference"; return 1; }
    done
}

@test "the columns of ccaps-ps(1) are those of --list-columns, in both programs that have it" {
    local named
    named=$(section ccaps-ps.1 COLUMNS | sed -nE 's/^[|] ?\[? *([A-Z][A-Z, ]*)$/\1/p' | tr -d ' ' | tr , '\n')
    same "ccaps-ps(1), COLUMNS," "$(ccaps-ps --list-columns | sed 's/ .*//' | sort)" "$(sort <<<"$named")"
    same "ccaps-top --list-columns" "$(ccaps-ps --list-columns)" "$(ccaps-top --list-columns)"
}

@test "bash completes the options of --help" {
    [ -e /usr/share/bash-completion/bash_completion ] || skip "needs bash-completion, which is not installed"
    local program offered
    for program in $PROGRAMS; do
        offered=$(bash --norc -c '. /usr/share/bash-completion/bash_completion; . "$1/ccaps.bash"
            compopt() { :; }
            COMP_WORDS=("$2" -) COMP_CWORD=1 COMP_LINE="$2 -" COMP_POINT=${#COMP_LINE}
            _ccaps "$2" - "$2"; printf "%s\n" "${COMPREPLY[@]}"' - "$COMPLETIONS" "$program")
        same "bash's completion of $program" "$(help_names "$program")" "$(sort <<<"$offered")"
    done
}

@test "zsh completes the options of --help" {
    skip_unless zsh
    local program offered
    for program in $PROGRAMS; do
        # what is given to zsh's own function for options: *--output=[these columns]:LIST:_ccaps_columns
        offered=$(zsh -f -c '_arguments() { print -l -- "$@" }; service=$2; . "$1/_ccaps"' - "$COMPLETIONS" "$program")
        same "zsh's completion of $program" "$(help_names "$program")" \
            "$(sed -nE 's/^\*(--?[A-Za-z][a-z-]*)(=-?)?\[.*/\1/p' <<<"$offered" | sort)"
    done
}

@test "fish completes the options of --help" {
    skip_unless fish
    local program offered directory=$BATS_TEST_TMPDIR/fish
    mkdir "$directory"
    for program in $PROGRAMS; do
        ln -s "$COMPLETIONS/ccaps.fish" "$directory/$program.fish"
        offered=$(fish --no-config -c 'source $argv[1]/$argv[2].fish; complete -C "$argv[2] -"; complete -C "$argv[2] --"' \
            "$directory" "$program" | sed 's/\t.*//; s/=$//' | sort -u)
        same "fish's completion of $program" "$(help_names "$program")" "$offered"
    done
}
