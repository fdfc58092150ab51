# shellcheck shell=bash
# How the demo tells and checks its story. Sourced by demo.sh.

# tell TEXT: what the next commands are about.
tell()
{
    printf '\n# %s\n' "$1"
}

# show COMMAND: print it as if it was typed, run it, and print what it says. Leaves $status and $output for the checks below.
# Output goes to a file: what a container keeps open would keep a pipe waiting.
show()
{
    shown=$1
    printf '$ %s\n' "$shown"
    status=0
    eval "$shown" </dev/null >"$stage/output" 2>&1 || status=$?
    output=$(tr -d '\0' <"$stage/output")
    cat "$stage/output"
}

wrong()
{
    printf '\ndemo: `%s` %s (its status was %s)\n' "$shown" "$1" "$status" >&2
    exit 1
}

succeeded()
{
    [ "$status" = 0 ] || wrong "should have succeeded"
}

failed()
{
    [ "$status" != 0 ] || wrong "should have failed"
}

# wait_until_executed NAME: runc comes back while what it starts in a container is still runc itself, with threads
wait_until_executed()
{
    local tries
    for tries in $(seq 100); do
        ccaps-ps -nr -o COMM "$1" | grep -q '^runc:' || return 0
        sleep 0.1
    done
}

# is TEXT, said TEXT, not_said TEXT: the whole output, a part of it, no part of it
is()
{
    [ "$output" = "$1" ] || wrong "should have printed '$1'"
}

said()
{
    [[ $output == *"$1"* ]] || wrong "should have said '$1'"
}

not_said()
{
    [[ $output != *"$1"* ]] || wrong "should not have said '$1'"
}

# sets_are_the_kernels CONTAINER COUNT: ccaps-ps lists so many processes in it, each with the five sets that /proc tells.
sets_are_the_kernels()
{
    local pid sets kernel count=0
    shown="ccaps-ps -nr -o PID,EHEX,PHEX,IHEX,BHEX,AHEX $1"
    while read -r pid sets; do
        kernel=$(kernel_sets "$pid")
        [ "$sets" = "$kernel" ] || wrong "has '$sets' of process $pid, the kernel '$kernel'"
        count=$((count + 1))
    done < <(eval "$shown")
    [ "$count" = "$2" ] || wrong "lists $count processes, not $2"
}

build_quietly()
{
    [ -f "$1/build.ninja" ] || quietly meson setup "$1"
    quietly ninja -C "$1"
}

# copy_with_libraries PROGRAM ROOT: into ROOT/bin, with the shared libraries that it loads where it looks for them
copy_with_libraries()
{
    local file program
    program=$(command -v "$1")
    cp "$program" "$2/bin/"
    ldd "$program" | grep -o '/[^ ]*' | while read -r file; do
        mkdir -p "$2$(dirname "$file")"
        cp -L "$file" "$2$file"
    done
}
