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

# The directories in which runtimes keep the state of their containers: common/containers/runtimes.c
function __ccaps_containers
    for state in /run/{ccaps,runc}/*/state.json
        basename (dirname $state)
    end
end

# What completes the argument of an option; nothing where it is the user's own text.
function __ccaps_argument -a program option
    switch $option
        case output
            echo "(__fish_complete_list , '__ccaps_columns $program')"
        case sort
            echo "(__ccaps_columns $program)"
        case cap-add cap-drop bounding permitted effective inheritable ambient encode
            echo '(__fish_complete_list , __ccaps_capabilities)'
        case profile
            echo 'none runc docker podman all'
        case color
            echo 'auto always never'
        case pid
            echo '(__fish_complete_pids)'
        case container stop
            echo '(__ccaps_containers)'
        case in
            echo '(__ccaps_containers; __fish_complete_pids)'
        case rootfs bundle
            echo '(__fish_complete_directories)'
        case file
            echo '(__fish_complete_path)'
        case user
            echo '(__fish_complete_users)'
    end
end

# One line of --help: the option that it describes, with its argument.
function __ccaps_add_option -a program line
    string match -rq '^ +(?:-(?<letter>.), )?--(?<name>[a-z-]+)(?:(?<lead>\[=| )(?:\[-\])?[A-Z]\S*)? *(?<help>.*)$' -- $line
    or return
    set -l rule -c $program -l $name -d $help
    test -n "$letter"; and set -a rule -s $letter
    test "$lead" = ' '; and set -a rule -x
    test -n "$lead"; and set -a rule -a (__ccaps_argument $program $name)
    complete $rule
end

function __ccaps_add_operands -a program
    switch $program
        case ccaps-run
            complete -c $program -x -a '(__fish_complete_subcommand)'
        case ccaps-print
            complete -c $program -a '(__ccaps_containers; __fish_complete_pids)'
        case '*'
            complete -c $program -f -a '(__ccaps_containers; __fish_complete_pids)'
    end
end

set -l program (status basename | string replace .fish '')
for line in ($program --help 2>/dev/null)
    __ccaps_add_option $program $line
end
__ccaps_add_operands $program
