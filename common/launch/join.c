#include "launch/join.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "containers/inventory.h"
#include "containers/target.h"
#include "launch/user.h"
#include "read/process_read.h"

static const struct {
    const char *path; /* in /proc/PID */
    int flag;
} namespaces[] = {
    { "ns/user", CLONE_NEWUSER },     { "ns/mnt", CLONE_NEWNS },  { "ns/pid", CLONE_NEWPID },
    { "ns/uts", CLONE_NEWUTS },       { "ns/ipc", CLONE_NEWIPC }, { "ns/net", CLONE_NEWNET },
    { "ns/cgroup", CLONE_NEWCGROUP },
};

/* What is known of the target before it is opened. */
struct found {
    struct capstate declared; /* nothing known where no config tells */
    uid_t user;               /* whom the config names, where it tells */
};

/* The first process that `word` names, and what its container declared. */
static int find_init(const struct target *target, pid_t *pid, struct found *found, struct error *err)
{
    _cleanup_(container_list_free) struct container_list list = { 0 };
    *pid = target->pid;
    if (target->kind != TARGET_CONTAINER)
        return 0;
    int result = container_list_read(&list, err);
    const struct container *container = result == 0 ? container_find(&list, target->word, err) : NULL;
    if (!container)
        return result < 0 ? result : -ENOENT;
    if (container->init == 0)
        return error_set(err, ESRCH | ERROR_TOLD, "the container '%s' does not run", target->word);
    *pid = container->init;
    *found = (struct found){ container->declared, container->user };
    return 0;
}

/* Whether what is open is still whom the word names: else its pid may have been another's when it was opened. */
static int check_init(const struct target *target, pid_t opened, struct error *err)
{
    struct found ignored;
    pid_t pid;
    int result = find_init(target, &pid, &ignored, err);
    return result < 0 || pid == opened
               ? result
               : error_set(err, ESRCH | ERROR_TOLD, "the container '%s' has been started anew", target->word);
}

/* Which namespaces of the process in `proc` are not the caller's own. */
static int find_namespaces(int proc, int *flags)
{
    _cleanup_(closep) int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
    *flags = 0;
    for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++) {
        struct stat own, other;
        if (fstatat(self, namespaces[i].path, &own, 0) < 0 || fstatat(proc, namespaces[i].path, &other, 0) < 0)
            return -errno;
        if (own.st_ino != other.st_ino)
            *flags |= namespaces[i].flag;
    }
    return 0;
}

/* An id as the user namespace of `proc` counts it: user_namespaces(7), uid_map. @return whether it has one there */
static bool map_id(int proc, const char *file, uint32_t *id)
{
    _cleanup_(buffer_free) struct buffer text = { 0 };
    if (read_file_at(proc, file, &text) < 0)
        return false;
    unsigned long inside, outside, count;
    int length;
    for (const char *line = text.data; sscanf(line, "%lu %lu %lu%n", &inside, &outside, &count, &length) == 3;
         line += length) {
        if (*id < outside || *id - outside >= count)
            continue;
        *id = (uint32_t)(*id - outside + inside);
        return true;
    }
    return false;
}

/* The ids of init, those that its user namespace has. */
static int take_ids(int proc, const struct process *init, struct oci_user *user)
{
    const struct group_list *groups = &init->groups;
    user->uid = init->status.credentials.uids[ID_REAL];
    user->gid = init->status.credentials.gids[ID_REAL];
    if (!map_id(proc, "uid_map", &user->uid) || !map_id(proc, "gid_map", &user->gid))
        return -EOVERFLOW;
    user->groups.ids = calloc(groups->count > 0 ? (size_t)groups->count : 1, sizeof(*user->groups.ids));
    for (int i = 0; user->groups.ids && i < groups->count; i++) {
        user->groups.ids[user->groups.count] = groups->ids[i];
        user->groups.count += map_id(proc, "gid_map", &user->groups.ids[user->groups.count]);
    }
    return user->groups.ids ? 0 : -ENOMEM;
}

/* init may have become another since: who the config names is meant, as with `runc exec`. */
static int take_user(int root, bool declared, uid_t uid, struct oci_user *user, struct error *err)
{
    char text[16];
    if (!declared || uid == user->uid)
        return 0;
    snprintf(text, sizeof(text), "%u", uid);
    return user_resolve(root, text, user, err);
}

/* Open what is joined. By the directory of /proc, so that it is one process whatever happens to its pid. */
static int open_target(int proc, struct launch_target *target)
{
    _cleanup_(buffer_free) struct buffer cgroups = { 0 };
    target->root = openat(proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (target->root < 0)
        return -errno;
    int result = find_namespaces(proc, &target->namespaces);
    if (result == 0)
        result = read_file_at(proc, "cgroup", &cgroups);
    target->cgroup_text = buffer_take(&cgroups);
    return result;
}

static int open_process(struct launch_target *target, struct error *err)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d", target->pid);
    int proc = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    target->pidfd = proc < 0 ? -1 : (int)syscall(SYS_pidfd_open, target->pid, 0);
    int result = target->pidfd < 0 ? -ESRCH : open_target(proc, target);
    if (result == 0)
        return proc;
    if (proc >= 0)
        close(proc);
    error_set(err, -result, "cannot enter process %d", target->pid);
    bool denied = result == -EACCES || result == -EPERM;
    return error_cure(err, "%s", !denied ? "" : geteuid() != 0 ? "run as root" : "it may do more than we may");
}

/* The user and the sets of the target that is open as `proc`. */
static int take_over(int proc, const struct launch_target *target, const struct found *found, struct oci_user *user,
                     struct join_facts *facts, struct error *err)
{
    struct process init = { 0 };
    bool is_declared = found->declared.known == CAPSTATE_ALL_KNOWN;
    int result = process_read(target->pid, target->pid, NEED_GROUPS, &init, err);
    if (result == 0) {
        facts->base = is_declared ? found->declared : init.status.credentials.caps;
        facts->no_new_privs = init.status.credentials.no_new_privs == 1;
        result = take_ids(proc, &init, user);
        if (result < 0)
            error_set(err, -result, "cannot tell the user of process %d", target->pid);
    }
    process_free(&init);
    return result < 0 ? result : take_user(target->root, is_declared, found->user, user, err);
}

int join_find(const char *word, struct launch_target *target, struct oci_user *user, struct join_facts *facts,
              struct error *err)
{
    struct target named;
    struct found found = { 0 };
    int result = target_parse(word, TARGET_ANY, &named, err);
    if (result == 0 && named.kind == TARGET_FILE)
        result = error_set(err, EINVAL | ERROR_TOLD, "'%s' is neither a container nor a process", word);
    if (result == 0)
        result = find_init(&named, &target->pid, &found, err);
    if (result < 0)
        return result;
    _cleanup_(closep) int proc = open_process(target, err);
    result = proc < 0 ? proc : check_init(&named, target->pid, err);
    return result < 0 ? result : take_over(proc, target, &found, user, facts, err);
}
