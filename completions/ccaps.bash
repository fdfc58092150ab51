# bash completion for ccaps-print, ccaps-ps, ccaps-run and ccaps-top.
#
# Options come from each program's --help, and names from the programs, so that there is nothing here to keep up with
# them. Words are matched by hand: compgen -W would expand what the name of a container holds.

# The options of program $1, a line each: LONG SHORT ARGUMENT, with - for what is missing.
_ccaps_options()
{
    "$1" --help 2>/dev/null | sed -nE -e 's/^ +(--[a-z])/  -, \1/' \
        -e 's/^ +(-.?), (--[a-z-]+)(( |\[=)(\[-\])?([A-Z][^ ]*))?.*/\2 \1 \4\6-/p' | tr -d '['
}

_ccaps_option_names()
{
    local long short
    while read -r long short _; do
        printf '%s\n' "$long"
        [[ $short == - ]] || printf '%s\n' "$short"
    done < <(_ccaps_options "$1")
}

# Whether option $2 of program $1 has the next word as its argument.
_ccaps_takes_argument()
{
    local long short argument
    while read -r long short argument; do
        [[ $2 == "$long" || $2 == "$short" ]] && [[ $argument != [-=]* ]] && return
    done < <(_ccaps_options "$1")
    return 1
}

_ccaps_capabilities()
{
    ccaps-print --decode=ffffffffffffffff 2>/dev/null | grep -oE 'cap_[a-z_]+' | sed 's/^cap_//'
    echo all
}

_ccaps_columns()
{
    "$1" --list-columns 2>/dev/null | sed 's/ .*//' | tr '[:upper:]' '[:lower:]'
}

# A name that is shown escaped is not one that can be typed.
_ccaps_containers()
{
    ccaps-ps --all --noheadings --raw --output container 2>/dev/null | sed -nE 's/^[^:]+:([^\\]+)$/\1/p' | sort -u
}

# Those that ccaps-run can end: also one whose processes are gone.
_ccaps_own_containers()
{
    local state
    for state in /run/ccaps/*/state.json; do
        [[ -e $state ]] && basename "${state%/*}"
    done
}

_ccaps_pids()
{
    local directories=(/proc/[0-9]*)
    printf '%s\n' "${directories[@]#/proc/}"
}

# Offer the lines of standard input, behind $1, that go on with $cur.
_ccaps_offer()
{
    local word
    while IFS= read -r word; do
        [[ $1$word == "$cur"* ]] && COMPREPLY+=("$1$word")
    done
}

# Offer the lines of standard input as one more item of a list with commas.
_ccaps_offer_item()
{
    local before=
    [[ $cur == [+]* ]] && before=+
    [[ $cur == *,* ]] && before=${cur%,*},
    compopt -o nospace
    _ccaps_offer "$before"
}

# Process ids are many: once a digit says that it is to be one.
_ccaps_offer_targets()
{
    _ccaps_offer '' < <(_ccaps_containers)
    [[ $cur == [0-9]* ]] && _ccaps_offer '' < <(_ccaps_pids)
    __ltrim_colon_completions "$cur"
}

# Offer what the argument of option $2 of program $1 can be; the rest is the user's own text.
_ccaps_offer_argument()
{
    case $2 in
        --output | -o) _ccaps_offer_item < <(_ccaps_columns "$1") ;;
        --sort) _ccaps_offer "${cur%%[^-]*}" < <(_ccaps_columns "$1") ;;
        --cap-add | --cap-drop | --bounding | --permitted | --effective | --inheritable | --ambient | --encode | --has-[peiba])
            _ccaps_offer_item < <(_ccaps_capabilities) ;;
        --mode | --inmode) _ccaps_offer '' < <(printf '%s\n' UNCERTAIN NOPRIV PURE1E_INIT PURE1E HYBRID) ;;
        --explain | --supports) _ccaps_offer '' < <(_ccaps_capabilities | grep -vx all) ;;
        --risk) _ccaps_offer '' < <(printf '%s\n' low medium high critical) ;;
        --profile) _ccaps_offer '' < <(printf '%s\n' none runc docker podman all) ;;
        --color) _ccaps_offer '' < <(printf '%s\n' auto always never) ;;
        --pid) _ccaps_offer '' < <(_ccaps_pids) ;;
        --container) _ccaps_offer '' < <(_ccaps_containers) ;;
        --stop) _ccaps_offer '' < <(_ccaps_own_containers) ;;
        --in) _ccaps_offer_targets ;;
        --rootfs | --bundle) _filedir -d ;;
        --file) _filedir ;;
        --user) mapfile -t COMPREPLY < <(compgen -u -- "$cur") ;;
    esac
}

# Where the command of ccaps-run begins in $words: at the first word that is no option's; 0 where it does not yet.
_ccaps_run_command()
{
    local i
    for ((i = 1; i < cword; i++)); do
        case ${words[i]} in
            --) echo $((i + 1)); return ;;
            --*=*) ;;
            -*) _ccaps_takes_argument "$1" "${words[i]}" && ((i++)) ;;
            *) echo "$i"; return ;;
        esac
    done
    echo 0
}

_ccaps()
{
    local cur prev words cword split command
    _init_completion -s -n : || return

    if [[ $1 == *ccaps-run ]]; then
        command=$(_ccaps_run_command "$1")
        ((command)) && { _command_offset "$command"; return; }
    fi
    if [[ $split == true ]] || _ccaps_takes_argument "$1" "$prev"; then
        _ccaps_offer_argument "$1" "$prev"
    elif [[ $cur == -* ]]; then
        _ccaps_offer '' < <(_ccaps_option_names "$1")
    elif [[ $1 == *ccaps-run ]]; then
        mapfile -t COMPREPLY < <(compgen -c -- "$cur")
    else
        _ccaps_offer_targets
        [[ $1 == *ccaps-print ]] && _filedir
    fi
}
complete -F _ccaps ccaps-print ccaps-ps ccaps-run ccaps-top
