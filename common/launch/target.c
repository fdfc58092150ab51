/* Into a running container: what launch/join.c found is entered. */
#include <errno.h>
#include <sched.h>
#include <unistd.h>

#include "launch/steps.h"

int step_enter_pid_namespace(struct launch *launch, struct error *err)
{
    /* of the launcher's children from here on, not of itself: pid_namespaces(7) */
    if (setns(launch->target.pidfd, CLONE_NEWPID) < 0)
        return error_set(err, errno, "cannot enter the pid namespace of process %d", launch->target.pid);
    return 0;
}

int step_enter_namespaces(struct launch *launch, struct error *err)
{
    int flags = launch->target.namespaces & ~CLONE_NEWPID;
    if (setns(launch->target.pidfd, flags) < 0)
        return error_set(err, errno, "cannot enter the namespaces of process %d", launch->target.pid);
    return 0;
}

int step_enter_root(struct launch *launch, struct error *err)
{
    if (fchdir(launch->target.root) < 0 || chroot(".") < 0)
        return error_set(err, errno, "cannot enter the root directory of process %d", launch->target.pid);
    return 0;
}
