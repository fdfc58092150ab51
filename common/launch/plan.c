#include "launch/plan.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/capability.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "caps/names.h"
#include "launch/launch.h"
#include "launch/mounts.h"
#include "launch/steps.h"

/* ---- which starts have a step ---- */

static bool has_namespace(const struct launch *launch, enum oci_namespace_kind kind)
{
    const struct oci_namespace *namespace = &launch->config.namespaces[kind];
    return namespace->wanted && !namespace->path;
}

static bool joins_namespaces(const struct launch *launch)
{
    for (size_t i = 0; i < OCI_NAMESPACES; i++)
        if (launch->config.namespaces[i].path)
            return true;
    return false;
}

static bool has_cgroup_namespace(const struct launch *launch)
{
    return has_namespace(launch, OCI_CGROUP);
}

static bool has_network_namespace(const struct launch *launch)
{
    return has_namespace(launch, OCI_NETWORK);
}

static bool enters_pid_namespace(const struct launch *launch)
{
    return launch->target.namespaces & CLONE_NEWPID;
}

static bool enters_namespaces(const struct launch *launch)
{
    return launch->target.namespaces & ~CLONE_NEWPID;
}

static bool has_hostname(const struct launch *launch)
{
    return launch->config.hostname;
}

static bool has_readonly_root(const struct launch *launch)
{
    return launch->config.root_readonly;
}

/* One of the host has its own, and is not to get more. */
static bool makes_devices(const struct launch *launch)
{
    const struct oci_mount *dev = oci_config_mount_at(&launch->config, "/dev");
    return !dev || !mount_is_bind(dev);
}

static bool has_oom_score(const struct launch *launch)
{
    return launch->config.has_oom_score;
}

static bool has_rlimits(const struct launch *launch)
{
    return launch->config.rlimit_count > 0;
}

static bool is_detached(const struct launch *launch)
{
    return launch->request->detach;
}

static bool cuts_bounding(const struct launch *launch)
{
    return launch->caller.caps.sets[BOUNDING] & ~launch->caps.before.sets[BOUNDING];
}

static bool changes_groups(const struct launch *launch)
{
    const struct group_list *old = &launch->own_groups, *new = &launch->config.user.groups;
    /* the numbers of another user namespace are no others' */
    if (launch->target.namespaces & CLONE_NEWUSER)
        return old->count != 0 || new->count != 0;
    return old->count != new->count ||
           (new->count > 0 && memcmp(old->ids, new->ids, (size_t) new->count * sizeof(*new->ids)) != 0);
}

static bool changes_id(const id_t ids[ID_KINDS], id_t id)
{
    return ids[ID_REAL] != id || ids[ID_EFFECTIVE] != id || ids[ID_SAVED] != id;
}

static bool changes_gid(const struct launch *launch)
{
    return changes_id(launch->caller.gids, launch->config.user.gid);
}

static bool changes_uid(const struct launch *launch)
{
    return changes_id(launch->caller.uids, launch->config.user.uid);
}

static bool has_no_new_privs(const struct launch *launch)
{
    return launch->config.no_new_privs;
}

static bool has_init(const struct launch *launch)
{
    return launch->has_init;
}

/* ---- the steps ---- */

enum {
    NEW = LAUNCH_CONTAINER,
    IN = LAUNCH_IN,
    ALL = LAUNCH_CONTAINER | LAUNCH_IN | LAUNCH_HOST,
};

#define CAP(name) (UINT64_C(1) << CAP_##name)

/* clang-format off */
static const struct step steps[] = {
    { "take the name", STEP_LAUNCHER, NEW, 0, NULL, step_claim_name, undo_claim_name },
    /* from here on it can be listed and stopped, were we killed in the middle */
    { "note the container", STEP_LAUNCHER, NEW, 0, NULL, step_write_state, NULL },
    { "make the cgroups", STEP_LAUNCHER, NEW, 0, NULL, step_make_cgroups, undo_make_cgroups },
    { "limit the devices", STEP_LAUNCHER, NEW, CAP(SYS_ADMIN), NULL, step_limit_devices, NULL },
    { "enter the pid namespace", STEP_LAUNCHER, IN, CAP(SYS_ADMIN), enters_pid_namespace, step_enter_pid_namespace,
      NULL },
    { "start the first process", STEP_LAUNCHER, NEW | IN, CAP(SYS_ADMIN), NULL, step_start_process,
      undo_start_process },

    { "start with the launcher", STEP_COMMAND, NEW | IN, 0, NULL, step_start_with_launcher, NULL },
    /* what is the caller's is left first, while /dev/null is the host's own */
    { "leave the caller's files", STEP_COMMAND, NEW | IN, 0, NULL, step_leave_files, NULL },
    { "leave the caller's session", STEP_COMMAND, NEW | IN, 0, NULL, step_new_session, NULL },
    { "leave the caller's keyring", STEP_COMMAND, NEW | IN, 0, NULL, step_new_keyring, NULL },
    { "leave the caller's streams", STEP_COMMAND, NEW | IN, 0, is_detached, step_leave_streams, NULL },
    /* while /proc is the host's own too */
    { "set the OOM score", STEP_COMMAND, NEW, 0, has_oom_score, step_set_oom_score, NULL },
    /* the cgroups before their namespace, of which they are to be the root, and before what hides their mounts */
    { "join the cgroups", STEP_COMMAND, NEW | IN, 0, NULL, step_join_cgroups, NULL },
    { "make a cgroup namespace", STEP_COMMAND, NEW, CAP(SYS_ADMIN), has_cgroup_namespace, step_new_cgroup_namespace,
      NULL },
    { "join namespaces", STEP_COMMAND, NEW, CAP(SYS_ADMIN), joins_namespaces, step_join_namespaces, NULL },
    { "enter the namespaces", STEP_COMMAND, IN, CAP(SYS_ADMIN), enters_namespaces, step_enter_namespaces, NULL },
    { "enter the root directory", STEP_COMMAND, IN, CAP(SYS_CHROOT), NULL, step_enter_root, NULL },

    { "make the mounts private", STEP_COMMAND, NEW, CAP(SYS_ADMIN), NULL, step_make_mounts_private, NULL },
    { "mount the root", STEP_COMMAND, NEW, CAP(SYS_ADMIN), NULL, step_mount_root, NULL },
    { "protect the host's root", STEP_COMMAND, LAUNCH_HOST_ROOT, CAP(SYS_ADMIN), NULL, step_protect_host_root, NULL },
    { "mount the file systems", STEP_COMMAND, NEW, CAP(SYS_ADMIN), NULL, step_mount_file_systems, NULL },
    { "make the devices", STEP_COMMAND, NEW, CAP(MKNOD), makes_devices, step_make_devices, NULL },
    { "mask paths", STEP_COMMAND, NEW, CAP(SYS_ADMIN), NULL, step_mask_paths, NULL },
    { "protect paths", STEP_COMMAND, NEW, CAP(SYS_ADMIN), NULL, step_protect_paths, NULL },
    /* last of the mounts: places for them may have had to be made */
    { "protect the root", STEP_COMMAND, NEW, CAP(SYS_ADMIN), has_readonly_root, step_protect_root, NULL },
    { "change the root", STEP_COMMAND, NEW, CAP(SYS_ADMIN), NULL, step_change_root, NULL },
    { "set the host name", STEP_COMMAND, NEW, CAP(SYS_ADMIN), has_hostname, step_set_hostname, NULL },
    { "bring up the loopback interface", STEP_COMMAND, NEW, CAP(NET_ADMIN), has_network_namespace,
      step_raise_loopback, NULL },
    { "limit resources", STEP_COMMAND, NEW, 0, has_rlimits, step_limit_resources, NULL },

    /* the bounding set while setpcap is still effective, which a change of the uid takes from the effective set */
    { "cut the bounding set", STEP_COMMAND, ALL, CAP(SETPCAP), cuts_bounding, step_cut_bounding, NULL },
    { "keep capabilities", STEP_COMMAND, ALL, 0, changes_uid, step_keep_capabilities, NULL },
    /* groups before the uid, which takes setgid from the effective set */
    { "set the groups", STEP_COMMAND, ALL, CAP(SETGID), changes_groups, step_set_groups, NULL },
    { "set the group", STEP_COMMAND, ALL, CAP(SETGID), changes_gid, step_set_gid, NULL },
    { "set the user", STEP_COMMAND, ALL, CAP(SETUID), changes_uid, step_set_uid, NULL },
    /* after the uid, since that change empties the effective set; before the ambient, which must lie in P and I */
    { "set the capabilities", STEP_COMMAND, ALL, 0, NULL, step_set_capabilities, NULL },
    { "raise the ambient set", STEP_COMMAND, ALL, 0, NULL, step_raise_ambient, NULL },
    { "set no_new_privs", STEP_COMMAND, ALL, 0, has_no_new_privs, step_set_no_new_privs, NULL },

    /* again, since a change of credentials ends it: PR_SET_PDEATHSIG(2const); and not for ever where it is detached */
    { "live with the launcher", STEP_COMMAND, NEW | IN, 0, NULL, step_live_with_launcher, NULL },
    /* as the user that COMMAND is, so that it gets nowhere where that user may not go */
    { "enter the directory", STEP_COMMAND, NEW | IN, 0, NULL, step_enter_directory, NULL },
    { "wait for the start", STEP_COMMAND, NEW | IN, 0, NULL, step_wait_for_start, NULL },

    /* the state is there before COMMAND is: whoever lists containers misses none */
    { "write the state", STEP_LAUNCHER, NEW, 0, NULL, step_write_state, NULL },
    { "start COMMAND", STEP_LAUNCHER, NEW | IN, 0, NULL, step_start_command, NULL },

    { "become its init", STEP_COMMAND, NEW, 0, has_init, step_fork_command, NULL },
    /* not by their close-on-exec flags: while execve(2) looks for the file they are open still, and a script of the
     * container that has /proc/self/fd/N/../.. for its interpreter would be led to the host by a directory */
    { "leave the last files", STEP_COMMAND, NEW | IN, 0, NULL, step_leave_last_files, NULL },
    { "execute COMMAND", STEP_COMMAND, ALL, 0, NULL, step_execute, NULL },
};
/* clang-format on */

_Static_assert(ARRAY_SIZE(steps) <= PLAN_MAX, "a plan has room for every step");

void plan_make(const struct launch *launch, struct plan *plan)
{
    plan->count = 0;
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
        if (steps[i].forms & launch->request->form && (!steps[i].wanted || steps[i].wanted(launch)))
            plan->steps[plan->count++] = &steps[i];
}

int plan_check(const struct launch *launch, struct error *err)
{
    capset_t effective = launch->caller.caps.sets[EFFECTIVE];
    for (size_t i = 0; i < launch->plan.count; i++) {
        const struct step *step = launch->plan.steps[i];
        _cleanup_(buffer_free) struct buffer names = { 0 };
        if (!(step->needs & ~effective))
            continue;
        capset_append_names(&names, step->needs & ~effective);
        error_set(err, EPERM | ERROR_TOLD, "cannot %s: it takes %s, which is not effective here", step->name,
                  names.failed ? "?" : names.data);
        return error_cure(err, "%s", geteuid() == 0 ? "" : "run as root");
    }
    return 0;
}

static int perform(struct launch *launch, const struct step *step, struct error *err)
{
    int result = step->perform(launch, err);
    if (result == 0 && launch->fail_after && strcmp(launch->fail_after, step->name) == 0)
        result = error_set(err, ECANCELED, "made to fail after '%s'", step->name);
    return result;
}

int plan_perform(struct launch *launch, enum step_place place, struct error *err)
{
    for (size_t i = 0; i < launch->plan.count; i++) {
        const struct step *step = launch->plan.steps[i];
        int result = step->place == place ? perform(launch, step, err) : 0;
        if (result == 0)
            continue;
        if (place == STEP_LAUNCHER)
            plan_undo(launch);
        return result;
    }
    return 0;
}

void plan_undo(struct launch *launch)
{
    for (size_t i = launch->plan.count; i-- > 0;)
        if (launch->plan.steps[i]->undo)
            launch->plan.steps[i]->undo(launch);
}
