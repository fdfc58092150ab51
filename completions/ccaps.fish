# fish completion for ccaps-print, ccaps-ps, ccaps-run and ccaps-top; installed under the name of each.
#
# Options come from each program's --help and names from the programs, so that there is nothing here to keep up with
# them.

function __ccaps_capabilities
    ccaps-print --decode=ffffffffffffffff 2>/dev/null | string match -ra 'cap_[a-z_]+' | string replace cap_ ''
    echo all
end

function __ccaps_columns -a program
    $program --list-columns 2>/dev/null | string replace -r ' .*' '' | string lower
end

# A name that is shown escaped is not one that can be typed.
function __ccaps_containers
    ccaps-ps --all --noheadings --raw --output container 2>/dev/null | string match -r '^[^:]+:[^\\\\]+$' |
        string replace -r '^[^:]+:' '' | sort -u
end

# Those that ccaps-run can end: also one whose processes are gone.
function __ccaps_own_containers
    for state in /run/ccaps/*/state.json
        basename (dirname $state)
    end
end

# Process ids are many: once a digit says that it is to be one.
function __ccaps_targets
    __ccaps_containers
    string match -qr '^[0-9]' -- (commandline -ct)
    and __fish_complete_pids
end

# What the command of the arguments prints, as one more item of the list with commas at the cursor.
function __ccaps_list
    set -l list (commandline -ct | string replace -r '^--[a-z-]+=' '')
    set -l before (string match -r '^(?:.*,|\+)' -- $list)
    for item in ($argv)
        echo "$before$item"
    end
end

# A column to sort by, behind the - where that is at the cursor.
function __ccaps_sort_column -a program
    set -l reverse (commandline -ct | string match -r '^-')
    for column in (__ccaps_columns $program)
        echo "$reverse$column"
    end
end

# What completes the argument of an option; nothing where it is the user's own text.
function __ccaps_argument -a program option
    switch $option
        case output
            echo "(__ccaps_list __ccaps_columns $program)"
        case sort
            echo "(__ccaps_sort_column $program)"
        case cap-add cap-drop bounding permitted effective inheritable ambient encode has-p has-e has-i has-b has-a
            echo '(__ccaps_list __ccaps_capabilities)'
        case mode inmode
            echo 'UNCERTAIN NOPRIV PURE1E_INIT PURE1E HYBRID'
        case explain supports
            echo '(__ccaps_capabilities | string match -v all)'
        case risk
            echo 'low medium high critical'
        case profile
            echo 'none runc docker podman all'
        case color
            echo 'auto always never'
        case pid
            echo '(__fish_complete_pids)'
        case container
            echo '(__ccaps_containers)'
        case stop
            echo '(__ccaps_own_containers)'
        case in
            echo '(__ccaps_targets)'
        case rootfs bundle
            echo '(__fish_complete_directories)'
        case file
            echo '(__fish_complete_path)'
        case user
            echo '(__fish_complete_users)'
    end
end

# The words from COMMAND of ccaps-run on, before the one at the cursor; none while there are only options.
function __ccaps_command_words
    set -l words (commandline -opc)
    set -e words[1]
    argparse --stop-nonopt $__ccaps_run_options -- $words 2>/dev/null
    string join \n -- $argv
end

function __ccaps_before_command
    not count (__ccaps_command_words) >/dev/null
end

function __ccaps_command
    complete --do-complete=(string join ' ' -- (string escape -- (__ccaps_command_words)) (commandline -ct))
end

# One line of --help: the option that it describes, with its argument.
function __ccaps_add_option -a program line
    string match -rq '^ +(?:-(?<letter>.), )?--(?<name>[a-z-]+)(?:(?<lead>\[=| )(?:\[-\])?[A-Z]\S*)? *(?<help>.*)$' -- $line
    or return
    set -l rule -c $program -l $name -d $help
    set -l values (__ccaps_argument $program $name)
    test -n "$letter"; and set -a rule -s $letter
    test "$lead" = ' '; and set -a rule -x
    test -n "$values"; and set -a rule -a $values
    if test $program = ccaps-run
        set -a rule -n __ccaps_before_command
        set -ga __ccaps_run_options (string join / -- $letter $name)(string replace ' ' = -- $lead | string replace '[=' '=?')
    end
    complete $rule
end

function __ccaps_add_operands -a program
    switch $program
        case ccaps-run
            complete -c $program -x -a '(__ccaps_command)'
        case ccaps-print
            complete -c $program -a '(__ccaps_targets)'
        case '*'
            complete -c $program -f -a '(__ccaps_targets)'
    end
end

set -l program (status basename | string replace .fish '')
for line in ($program --help 2>/dev/null)
    __ccaps_add_option $program $line
end
__ccaps_add_operands $program
