# Completion, in each shell on a real terminal: what is typed is sent to it with a TAB behind, and what it shows is read.

setup_file()
{
    export SHELLS_DIR=$BATS_FILE_TMPDIR PATH=$CCAPS_BUILD/tools/ps:$CCAPS_BUILD/tools/print:$CCAPS_BUILD/tools/run:$CCAPS_BUILD/tools/top:$PATH
    local completions=$BATS_TEST_DIRNAME/../../completions program

    cat > "$SHELLS_DIR/bashrc" <<END
. /usr/share/bash-completion/bash_completion
. $completions/ccaps.bash
bind 'set completion-query-items 0' 'set page-completions off' 'set bell-style none'
END
    cat > "$SHELLS_DIR/.zshrc" <<END
fpath=($completions \$fpath)
autoload -U compinit && compinit -u -D
LISTMAX=0
END
    mkdir "$SHELLS_DIR/fish"
    for program in print ps run top; do
        ln -s "$(realpath "$completions/ccaps.fish")" "$SHELLS_DIR/fish/ccaps-$program.fish"
    done
}
