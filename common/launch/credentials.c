/* From the caller's credentials to those that COMMAND is to begin with. The order is in launch/plan.c: each step needs
 * what a later one gives up. */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "caps/names.h"
#include "launch/credentials.h"
#include "launch/steps.h"

int step_keep_capabilities(struct launch *launch, struct error *err)
{
    (void)launch;
    /* else setresuid(2) from 0 to others empties the permitted set before we have set it: capabilities(7), "Effect of
     * user ID changes on capabilities" */
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
        return error_set(err, errno, "cannot keep capabilities over the change of the user");
    return 0;
}

int step_cut_bounding(struct launch *launch, struct error *err)
{
    capset_t gone = launch->caller.caps.sets[BOUNDING] & ~launch->caps.before.sets[BOUNDING];
    capset_foreach (cap, gone)
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
            return error_set(err, errno, "cannot drop %s from the bounding set", capability_name(cap));
    return 0;
}

int step_set_groups(struct launch *launch, struct error *err)
{
    const struct group_list *groups = &launch->config.user.groups;
    if (setgroups((size_t)groups->count, groups->ids) < 0)
        return error_set(err, errno, "cannot set the supplementary groups");
    return 0;
}

int step_set_gid(struct launch *launch, struct error *err)
{
    gid_t gid = launch->config.user.gid;
    if (setresgid(gid, gid, gid) < 0)
        return error_set(err, errno, "cannot become group %u", gid);
    return 0;
}

int step_set_uid(struct launch *launch, struct error *err)
{
    uid_t uid = launch->config.user.uid;
    if (setresuid(uid, uid, uid) < 0)
        return error_set(err, errno, "cannot become user %u", uid);
    return 0;
}

static int set_capabilities(const capset_t sets[CAPSET_KINDS])
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct words[_LINUX_CAPABILITY_U32S_3];
    for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
        words[i] = (struct __user_cap_data_struct){
            .effective = (uint32_t)(sets[EFFECTIVE] >> 32 * i),
            .permitted = (uint32_t)(sets[PERMITTED] >> 32 * i),
            .inheritable = (uint32_t)(sets[INHERITABLE] >> 32 * i),
        };
    return (int)syscall(SYS_capset, &header, words);
}

int step_set_capabilities(struct launch *launch, struct error *err)
{
    if (set_capabilities(launch->caps.before.sets) < 0)
        return error_set(err, errno, "cannot set the permitted, effective and inheritable sets");
    return 0;
}

void credentials_lower(const struct launch *launch)
{
    capset_t sets[CAPSET_KINDS];
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        sets[kind] = launch->caps.before.sets[kind] & launch->caps.after.sets[kind];
    sets[EFFECTIVE] &= sets[PERMITTED];
    set_capabilities(sets); /* giving up takes nothing: capset(2) */
}

int step_raise_ambient(struct launch *launch, struct error *err)
{
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
        return error_set(err, errno, "cannot clear the ambient set");
    capset_foreach (cap, launch->caps.before.sets[AMBIENT])
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) < 0)
            return error_set(err, errno, "cannot raise %s in the ambient set", capability_name(cap));
    return 0;
}

int step_set_no_new_privs(struct launch *launch, struct error *err)
{
    (void)launch;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return error_set(err, errno, "cannot set no_new_privs");
    return 0;
}
