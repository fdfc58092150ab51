# shellcheck shell=bash disable=SC2034
# What building and testing take beyond a base system, and how to get what is missing. Sourced by run.sh and demo.sh.

# A row a package of Debian: its name there, and what shows on any system that it is there: a command, or a module of
# pkg-config as pc:MODULE, or a file.
BUILD_PACKAGES='
gcc                  gcc
libc6-dev            /usr/include/stdio.h
meson                meson
ninja-build          ninja
pkg-config           pkg-config
libcap-dev           pc:libcap
libjson-c-dev        pc:json-c
libsmartcols-dev     pc:smartcols
libncurses-dev       pc:ncursesw
scdoc                scdoc
'
DEMO_PACKAGES='
runc                 runc
busybox-static       busybox
libcap2-bin          capsh
jq                   jq
procps               ps
tmux                 tmux
'
TEST_PACKAGES='
libcmocka-dev        pc:cmocka
clang                clang
libclang-rt-dev      clang
clang-tidy           clang-tidy
clang-format         clang-format
bats                 bats
bubblewrap           bwrap
libcap-ng-utils      pscap
keyutils             keyctl
util-linux           setpriv
man-db               man
manpages             /usr/share/man/man7/capabilities.7.gz
strace               strace
shellcheck           shellcheck
attr                 setfattr
libnss-systemd       getent
python3-jsonschema   python3
bash-completion      /usr/share/bash-completion/bash_completion
zsh                  zsh
fish                 fish
git                  git
'
BENCH_PACKAGES='
bubblewrap           bwrap
libcap-ng-utils      pscap
'

is_debian()
{
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null
}

# is_there PACKAGE SIGN
is_there()
{
    if is_debian; then
        [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
        return
    fi
    case $2 in
    pc:*) pkg-config --exists "${2#pc:}" 2>/dev/null ;;
    /*) [ -e "$2" ] ;;
    *) command -v "$2" >/dev/null ;;
    esac
}

# missing_packages ROWS…: print the names of those that are not there.
missing_packages()
{
    local package sign
    while read -r package sign; do
        [ -z "$package" ] || is_there "$package" "$sign" || echo "$package"
    done <<<"$*"
}

# install_packages ROWS…: install what is missing; where that cannot be done, say what is missing and fail.
install_packages()
{
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    if ! is_debian; then
        echo "missing here, by their names in Debian: ${missing[*]}" >&2
        return 1
    fi
    if [ "$(id -u)" != 0 ]; then
        echo "missing; as root: apt-get install --no-install-recommends ${missing[*]}" >&2
        return 1
    fi
    echo "installing: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    quietly apt-get update && quietly apt-get install --yes --no-install-recommends "${missing[@]}"
}

# quietly COMMAND…: its output is shown only where it fails.
quietly()
{
    local log status
    log=$(mktemp)
    status=0
    "$@" >"$log" 2>&1 || status=$?
    [ "$status" = 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}
