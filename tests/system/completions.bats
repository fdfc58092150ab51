# Completion, in each shell on a real terminal: what is typed is sent to it with a Tab behind, and what it shows is read.

bats_require_minimum_version 1.5.0
load helpers

setup_file()
{
    skip_unless tmux
    export SHELLS BOX
    SHELLS=$BATS_FILE_TMPDIR/shells
    write_shell_files "$(realpath "$BATS_TEST_DIRNAME/../../completions")"
    BOX=$(unique completed)
    [ "$(id -u)" != 0 ] || ! command -v runc >/dev/null || runc_start "$BOX" >/dev/null
}

teardown_file()
{
    terminal kill-server 2>/dev/null || true
    [ -z "$BOX" ] || runc_stop "$BOX"
}

# A shell that is missing is skipped loudly; so is bash without what all its completions build on.
skip_without()
{
    skip_unless "$1"
    [ "$1" != bash ] || [ -e /usr/share/bash-completion/bash_completion ] || skip "needs bash-completion, which is not installed"
}

# Each shell has a home of its own, where its start-up file loads the completions as an installed shell would find them.
write_shell_files()
{
    local program fish=$SHELLS/.config/fish
    mkdir -p "$fish/completions"
    cat >"$SHELLS/bashrc" <<END
. /usr/share/bash-completion/bash_completion
. $1/ccaps.bash
bind 'set show-all-if-ambiguous on' 'set completion-query-items 0' 'set page-completions off' 'set bell-style none'
PS1='ready> '
END
    cat >"$SHELLS/.zshrc" <<END
fpath=($1 \$fpath)
autoload -U compinit && compinit -u -D
LISTMAX=0
unsetopt beep
PS1='ready> '
END
    # what fish suggests on its own must not pass for what it completes
    cat >"$fish/config.fish" <<END
set -g fish_autosuggestion_enabled 0
set -g fish_greeting
function fish_prompt; echo 'ready> '; end
END
    for program in print ps run top; do
        ln -s "$1/ccaps.fish" "$fish/completions/ccaps-$program.fish"
    done
}

terminal()
{
    tmux -S "$SHELLS/tmux" -f /dev/null "$@"
}

# start SHELL: on a terminal of its own, for all tests of this file
start()
{
    local command path=$CCAPS_BUILD/tools
    case $1 in
    bash) command="bash --noprofile --rcfile $SHELLS/bashrc -i" ;;
    zsh) command='zsh -d -i' ;;
    fish) command='fish -i' ;;
    esac
    terminal new-session -d -s "$1" -x 160 -y 50 \
        env -u XDG_CONFIG_HOME -u NO_COLOR HOME="$SHELLS" ZDOTDIR="$SHELLS" LC_ALL=C.UTF-8 \
        PATH="$path/print:$path/ps:$path/run:$path/top:$PATH" $command </dev/null 3>&-
    wait_until shows "$1" 'ready>'
}

screen()
{
    terminal capture-pane -p -t "$1"
}

shows()
{
    screen "$1" | grep -qF -e "$2"
}

has_prompt()
{
    [ "$(screen "$1" | awk 'NF { last = $0 } END { print last }')" = 'ready>' ]
}

is_clear()
{
    [ "$(screen "$1" | tr -d ' \n')" = 'ready>' ]
}

# Drop the line with what was offered for it. What was completed is never started.
clear_line()
{
    terminal send-keys -t "$1" C-c
    wait_until has_prompt "$1"
    terminal send-keys -t "$1" C-l
    wait_until is_clear "$1"
}

# after_tab SHELL TYPED SHOWN…: on a clear screen, with TYPED before the cursor, a Tab makes each SHOWN appear.
after_tab()
{
    local shell=$1 typed=$2 text
    shift 2
    terminal has-session -t "$shell" 2>/dev/null || start "$shell"
    clear_line "$shell" || { screen "$shell"; return 1; }
    terminal send-keys -t "$shell" -l -- "$typed" \; send-keys -t "$shell" Tab
    for text; do
        wait_until shows "$shell" "$text" || { screen "$shell"; return 1; }
    done
}

# That no option is missing is tested in docs.bats.
options_in()
{
    skip_without "$1"
    after_tab "$1" 'ccaps-ps --no-t' 'ccaps-ps --no-truncate'
    after_tab "$1" 'ccaps-run --cap-' --cap-add --cap-drop
}

values_in()
{
    skip_without "$1"
    after_tab "$1" 'ccaps-ps --color=al' 'ccaps-ps --color=always'
    after_tab "$1" 'ccaps-ps --risk ' low medium high critical
    after_tab "$1" 'ccaps-run --profile ' none runc docker podman
    after_tab "$1" 'ccaps-run --rootfs /usr/loc' 'ccaps-run --rootfs /usr/local/'
}

columns_in()
{
    skip_without "$1"
    after_tab "$1" 'ccaps-ps -o pid,seccom' 'ccaps-ps -o pid,seccomp'
    after_tab "$1" 'ccaps-top --output +usern' 'ccaps-top --output +userns'
    after_tab "$1" 'ccaps-ps --sort=-permi' 'ccaps-ps --sort=-permitted'
}

capabilities_in()
{
    skip_without "$1"
    after_tab "$1" 'ccaps-run --cap-add chown,sys_adm' 'ccaps-run --cap-add chown,sys_admin'
    after_tab "$1" 'ccaps-run --cap-add=chown,sys_adm' 'ccaps-run --cap-add=chown,sys_admin'
    after_tab "$1" 'ccaps-print --explain sys_adm' 'ccaps-print --explain sys_admin'
    after_tab "$1" 'ccaps-print --encode kill,net_' net_admin net_raw net_bind_service net_broadcast
    after_tab "$1" 'ccaps-print --has-b kill,net_' net_admin net_raw net_bind_service net_broadcast
    after_tab "$1" 'ccaps-print --inmode PURE1E_' PURE1E_INIT
}

containers_in()
{
    skip_without "$1"
    skip_unless root
    skip_unless runc
    after_tab "$1" "ccaps-ps ${BOX%???}" "ccaps-ps $BOX"
    after_tab "$1" "ccaps-run --in ${BOX%???}" "ccaps-run --in $BOX"
}

processes_in()
{
    skip_without "$1"
    local first=$$
    after_tab "$1" "ccaps-print ${first%?}" "$first"
}

commands_in()
{
    skip_without "$1"
    after_tab "$1" 'ccaps-run hostn' 'ccaps-run hostname'
    after_tab "$1" 'ccaps-run --cap-drop all -- ccaps-ps --no-t' 'ccaps-ps --no-truncate'
}

@test "bash completes options" { options_in bash; }
@test "zsh completes options" { options_in zsh; }
@test "fish completes options" { options_in fish; }

@test "bash completes what an option's argument can be" { values_in bash; }
@test "zsh completes what an option's argument can be" { values_in zsh; }
@test "fish completes what an option's argument can be" { values_in fish; }

@test "bash completes columns, in a list and to sort by" { columns_in bash; }
@test "zsh completes columns, in a list and to sort by" { columns_in zsh; }
@test "fish completes columns, in a list and to sort by" { columns_in fish; }

@test "bash completes capabilities, behind a comma too" { capabilities_in bash; }
@test "zsh completes capabilities, behind a comma too" { capabilities_in zsh; }
@test "fish completes capabilities, behind a comma too" { capabilities_in fish; }

@test "bash completes the name of a real container" { containers_in bash; }
@test "zsh completes the name of a real container" { containers_in zsh; }
@test "fish completes the name of a real container" { containers_in fish; }

@test "bash completes a process id" { processes_in bash; }
@test "zsh completes a process id" { processes_in zsh; }
@test "fish completes a process id" { processes_in fish; }

@test "bash completes the command of ccaps-run, and its options" { commands_in bash; }
@test "zsh completes the command of ccaps-run, and its options" { commands_in zsh; }
@test "fish completes the command of ccaps-run, and its options" { commands_in fish; }
