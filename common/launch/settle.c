/* Decide all of a start before anything is done. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/io.h"
#include "caps/names.h"
#include "caps/profiles.h"
#include "launch/defaults.h"
#include "launch/join.h"
#include "launch/launch.h"
#include "launch/state.h"
#include "launch/user.h"
#include "read/self.h"

/* ---- the root file system, and what its config says ---- */

static int resolve_root(struct launch *launch, const char *path, struct error *err)
{
    struct stat stat;
    launch->rootfs = realpath(path, NULL);
    if (!launch->rootfs || lstat(launch->rootfs, &stat) < 0)
        return error_set(err, errno, "cannot open the root file system %s", path);
    return S_ISDIR(stat.st_mode) ? 0 : error_set(err, ENOTDIR, "cannot open the root file system %s", path);
}

static bool is_link(const char *path)
{
    struct stat stat;
    return lstat(path, &stat) == 0 && S_ISLNK(stat.st_mode);
}

/* Refuse what would reach out of the container: a namespace that is not new is the host's. */
static int check_namespaces(struct oci_config *config, const char *path, struct error *err)
{
    const struct oci_namespace *mount = &config->namespaces[OCI_MOUNT], *pid = &config->namespaces[OCI_PID];
    if (!mount->wanted || mount->path || pid->path)
        return error_set(
            err, ENOTSUP | ERROR_TOLD,
            "%s/config.json: linux.namespaces: a new mount namespace, and no other's pid namespace, is all "
            "that is supported",
            path);
    if (config->hostname && config->hostname[0] == '\0')
        config->hostname = NULL; /* as it is written by whoever gives none */
    if (config->hostname && !config->namespaces[OCI_UTS].wanted)
        return error_set(err, EINVAL | ERROR_TOLD,
                         "%s/config.json: a host name without a uts namespace would be the host's", path);
    return 0;
}

static int settle_bundle(struct launch *launch, struct error *err)
{
    char path[PATH_MAX];
    const char *bundle = launch->request->path;
    struct oci_config *config = &launch->config;
    snprintf(path, sizeof(path), "%s/config.json", bundle);
    int result = oci_config_read(path, config, err);
    if (result < 0)
        return result;
    if (!config->root_path)
        return error_set(err, EINVAL | ERROR_TOLD, "%s: root.path is missing", path);
    if (config->terminal) {
        error_set(err, ENOTSUP | ERROR_TOLD, "%s: process.terminal: a terminal of its own: not supported", path);
        return error_cure(err, "set it to false");
    }
    bool absolute = config->root_path[0] == '/';
    snprintf(path, sizeof(path), "%s%s%s", absolute ? "" : bundle, absolute ? "" : "/", config->root_path);
    /* who made the bundle would choose a directory of the host by it, "/" for one */
    if (is_link(path))
        return error_set(err, ELOOP | ERROR_TOLD, "%s/config.json: root.path: %s is a symbolic link", bundle, path);
    result = resolve_root(launch, path, err);
    if (result == 0 && launch->request->hostname)
        config->hostname = launch->request->hostname;
    return result < 0 ? result : check_namespaces(config, bundle, err);
}

static int settle_rootfs(struct launch *launch, struct error *err)
{
    int result = default_config(LAUNCH_ROOTFS, &launch->config, err);
    return result < 0 ? result : resolve_root(launch, launch->request->path, err);
}

/* Whether `path` will be under a file system that is the container's own, and so not be there. */
static bool is_hidden(const struct oci_config *config, const char *path)
{
    for (size_t i = 0; i < config->mount_count; i++) {
        size_t length = strlen(config->mounts[i].destination);
        if (strncmp(path, config->mounts[i].destination, length) == 0 && (path[length] == '/' || path[length] == '\0'))
            return true;
    }
    return false;
}

static int settle_host_root(struct launch *launch, struct error *err)
{
    int result = default_config(LAUNCH_HOST_ROOT, &launch->config, err);
    if (result < 0)
        return result;
    launch->cwd = getcwd(NULL, 0);
    if (launch->cwd && (launch->cwd[0] != '/' || is_hidden(&launch->config, launch->cwd))) {
        free(launch->cwd);
        launch->cwd = NULL;
    }
    return resolve_root(launch, "/", err);
}

static int settle_in(struct launch *launch, struct join_facts *facts, struct error *err)
{
    int result = default_config(LAUNCH_IN, &launch->config, err);
    if (result == 0)
        result = join_find(launch->request->target, &launch->target, &launch->config.user, facts, err);
    if (result < 0)
        return result;
    launch->config.no_new_privs = facts->no_new_privs;
    return 0;
}

static int settle_host(struct launch *launch, struct error *err)
{
    struct oci_user *user = &launch->config.user;
    int result = default_config(LAUNCH_HOST, &launch->config, err);
    const struct group_list *groups = &launch->own_groups;
    user->uid = launch->caller.uids[ID_EFFECTIVE];
    user->gid = launch->caller.gids[ID_EFFECTIVE];
    user->groups.ids = groups->count > 0 ? calloc((size_t)groups->count, sizeof(*groups->ids)) : NULL;
    user->groups.count = user->groups.ids ? groups->count : 0;
    if (user->groups.ids)
        memcpy(user->groups.ids, groups->ids, (size_t)groups->count * sizeof(*groups->ids));
    return result;
}

static int settle_form(struct launch *launch, struct join_facts *facts, struct error *err)
{
    switch (launch->request->form) {
    case LAUNCH_BUNDLE:
        return settle_bundle(launch, err);
    case LAUNCH_ROOTFS:
        return settle_rootfs(launch, err);
    case LAUNCH_HOST_ROOT:
        return settle_host_root(launch, err);
    case LAUNCH_IN:
        return settle_in(launch, facts, err);
    case LAUNCH_HOST:
        return settle_host(launch, err);
    }
    return -EINVAL;
}

/* ---- names, user, command ---- */

/* A pid is not in use twice at a time, but a container that was left running outlives its launcher. */
static void make_name(struct launch *launch)
{
    snprintf(launch->name, sizeof(launch->name), "run-%d", getpid());
    for (unsigned next = 2; state_is_there(launch->name); next++)
        snprintf(launch->name, sizeof(launch->name), "run-%d-%u", getpid(), next);
}

static int settle_name(struct launch *launch, struct error *err)
{
    const char *name = launch->request->name;
    if (name && !launch_name_is_valid(name)) {
        error_set(err, EINVAL | ERROR_TOLD, "'%s' cannot be a container's name", name);
        return error_cure(err, "letters, digits and _ . - will do, at most %d", LAUNCH_NAME_SIZE - 1);
    }
    if (name)
        snprintf(launch->name, sizeof(launch->name), "%s", name);
    else
        make_name(launch);
    if (launch->request->form & LAUNCH_CONTAINER && launch->request->form != LAUNCH_BUNDLE)
        launch->config.hostname = launch->request->hostname ? launch->request->hostname : launch->name;
    return 0;
}

static int fail_to_find_cgroups(int result, struct error *err)
{
    return error_set(err, -result, "cannot find the cgroups");
}

/* Below the caller's own: what limits the caller limits the container too. */
static int settle_new_cgroups(struct launch *launch, const char *own, struct error *err)
{
    char child[LAUNCH_NAME_SIZE + sizeof("ccaps-")];
    snprintf(child, sizeof(child), "ccaps-%s", launch->name);
    int result = cgroup_places_find_mounted(own, child, &launch->cgroups);
    if (result < 0)
        return fail_to_find_cgroups(result, err);
    if (launch->cgroups.count > 0 || launch->config.namespaces[OCI_PID].wanted)
        return 0;
    error_set(err, ENOTSUP | ERROR_TOLD, "nothing would end the container's processes: no cgroup can be made here");
    return error_cure(err, "give it a pid namespace");
}

static int settle_joined_cgroups(struct launch *launch, const char *own, struct error *err)
{
    const char *cgroups = launch->target.cgroup_text;
    int result = cgroup_places_find_mounted(cgroups, NULL, &launch->cgroups);
    if (result < 0)
        return fail_to_find_cgroups(result, err);
    if (cgroup_places_frozen(&launch->cgroups))
        return error_set(err, EBUSY | ERROR_TOLD, "'%s' is paused: COMMAND would be so too", launch->request->target);
    return cgroup_places_check(&launch->cgroups, cgroups, own, err);
}

static int settle_cgroups(struct launch *launch, struct error *err)
{
    _cleanup_(buffer_free) struct buffer own = { 0 };
    if (launch->request->form == LAUNCH_HOST)
        return 0;
    int result = read_file_at(AT_FDCWD, "/proc/self/cgroup", &own);
    if (result < 0)
        return fail_to_find_cgroups(result, err);
    return launch->request->form == LAUNCH_IN ? settle_joined_cgroups(launch, own.data, err)
                                              : settle_new_cgroups(launch, own.data, err);
}

static int settle_user(struct launch *launch, struct error *err)
{
    _cleanup_(closep) int opened = launch->request->form == LAUNCH_IN
                                       ? -1
                                       : open(launch->rootfs ? launch->rootfs : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int root = opened >= 0 ? opened : launch->target.root;
    const char *user = launch->request->user;
    int result = user ? user_resolve(root, user, &launch->config.user, err) : 0;
    launch->home = user_home(root, launch->config.user.uid);
    return result;
}

static int settle_command(struct launch *launch, struct error *err)
{
    char *const *command = launch->request->command;
    launch->args = command[0] ? (const char *const *)command : launch->config.args;
    if (launch->args && launch->args[0])
        return 0;
    return error_set(err, EINVAL | ERROR_TOLD, "there is no COMMAND to start");
}

/* ---- capabilities ---- */

/* Who the caller is where COMMAND is started: user_namespaces(7), whoever enters one gets all capabilities in it, and
 * has ids that are none of its own. */
static void settle_caller(struct launch *launch)
{
    struct credentials *caller = &launch->caller;
    if (!(launch->target.namespaces & CLONE_NEWUSER))
        return;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        capstate_set(&caller->caps, kind, kind == INHERITABLE || kind == AMBIENT ? 0 : capset_all());
    for (enum id_kind kind = 0; kind < ID_KINDS; kind++)
        caller->uids[kind] = caller->gids[kind] = (id_t)-1;
}

static int settle_caps(struct launch *launch, const struct join_facts *facts, struct error *err)
{
    struct caps_request request = launch->request->caps;
    enum launch_form form = launch->request->form;
    bool has_base = form == LAUNCH_IN || form == LAUNCH_BUNDLE;
    if (!request.has_profile && !has_base) {
        request.has_profile = true;
        profile_parse("runc", capset_all(), &request.profile, NULL);
    }
    const struct caps_facts all = {
        .caller = &launch->caller,
        .base = form == LAUNCH_IN ? facts->base : launch->config.caps,
        .base_is_asked = form == LAUNCH_BUNDLE && !request.has_profile,
        .uid = launch->config.user.uid,
        .gid = launch->config.user.gid,
        .no_new_privs = launch->config.no_new_privs || launch->caller.no_new_privs == 1,
    };
    capsets_evaluate(&request, &all, &launch->caps);
    return capsets_check(&launch->caps, err);
}

int launch_settle(struct launch *launch, const struct launch_request *request, struct error *err)
{
    struct join_facts facts = { 0 };
    launch->request = request;
    self_read(&launch->caller, &launch->own_groups);

    int result = settle_form(launch, &facts, err);
    if (result == 0)
        result = settle_name(launch, err);
    if (result == 0)
        result = settle_cgroups(launch, err);
    if (result == 0)
        result = settle_command(launch, err);
    if (result == 0)
        result = settle_user(launch, err);
    if (result < 0)
        return result;
    settle_caller(launch);
    launch->has_init = request->form == LAUNCH_ROOTFS || request->form == LAUNCH_HOST_ROOT;
    result = settle_caps(launch, &facts, err);
    if (result < 0)
        return result;
    plan_make(launch, &launch->plan);
    return plan_check(launch, err);
}
