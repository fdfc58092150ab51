#include "launch/launch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "launch/init.h"
#include "launch/signals.h"
#include "launch/state.h"
#include "launch/steps.h"

int step_claim_name(struct launch *launch, struct error *err)
{
    launch->lock = state_claim(launch->name, err);
    return launch->lock < 0 ? launch->lock : 0;
}

void undo_claim_name(struct launch *launch)
{
    if (launch->lock < 0)
        return;
    /* what could not be removed is to be known, and removed by --stop */
    if (!cgroup_places_made(&launch->cgroups))
        state_remove(launch->name);
    close(take_fd(&launch->lock));
}

int step_write_state(struct launch *launch, struct error *err)
{
    return state_write(launch, err);
}

int launch_start(struct launch *launch, struct error *err)
{
    signals_block(&launch->mask);
    enum step_place place = launch->request->form == LAUNCH_HOST ? STEP_COMMAND : STEP_LAUNCHER;
    int result = plan_perform(launch, place, err);
    if (result < 0)
        sigprocmask(SIG_SETMASK, &launch->mask, NULL);
    return result;
}

/* Whether the first process has ended. */
static bool has_ended(struct launch *launch, int *status)
{
    int wait_status;
    if (waitpid(launch->child, &wait_status, WNOHANG) != launch->child)
        return false;
    launch->child = 0;
    *status = exit_status_of(wait_status);
    return true;
}

int launch_wait(struct launch *launch)
{
    int status = STATUS_FAILED;
    for (;;) {
        int number = signals_wait();
        if (number != SIGCHLD && launch->has_init)
            kill(launch->child, number);
        else if (number != SIGCHLD)
            signals_pass(launch->child, number);
        else if (has_ended(launch, &status))
            break;
    }
    plan_undo(launch);
    return status;
}

void launch_cancel(struct launch *launch)
{
    plan_undo(launch);
}

static void close_all(struct launch *launch)
{
    int *const fds[] = { &launch->target.pidfd, &launch->target.root, &launch->lock, &launch->pidfd,
                         &launch->report,       &launch->gate,        &launch->tree };
    for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
        if (*fds[i] >= 0)
            close(take_fd(fds[i]));
}

void launch_free(struct launch *launch)
{
    oci_config_free(&launch->config);
    group_list_free(&launch->own_groups);
    cgroup_places_free(&launch->cgroups);
    free(launch->mounts);
    free(launch->rootfs);
    free(launch->cwd);
    free(launch->home);
    free(launch->target.cgroup_text);
    close_all(launch);
    *launch = LAUNCH_EMPTY;
}
