#include "drift.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "containers/runtimes.h"

bool drift_states_are_hidden(void)
{
    for (size_t i = 0; i < container_runtimes_count; i++) {
        const char *directory = container_runtimes[i].state_directory;
        if (faccessat(AT_FDCWD, directory, R_OK | X_OK, AT_EACCESS) < 0 && errno == EACCES)
            return true;
    }
    return false;
}

bool drift_is_unknown_in(const struct container *container, bool hidden)
{
    bool by_cgroup = strcmp(container->runtime, CGROUP_RUNTIME) == 0;
    return by_cgroup ? hidden : container->declared.known == 0;
}

bool drift_is_unknown(const struct subject *subject, bool hidden)
{
    if (!subject->container)
        return !subject->process->cgroup;
    bool comparable = subject->drift.known || !subject->container->declared.known;
    return !comparable || drift_is_unknown_in(subject->container, hidden);
}
