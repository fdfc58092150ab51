#include "launch/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "launch/steps.h"

const int namespace_flags[OCI_NAMESPACES] = {
    [OCI_MOUNT] = CLONE_NEWNS, [OCI_PID] = CLONE_NEWPID, [OCI_NETWORK] = CLONE_NEWNET,
    [OCI_IPC] = CLONE_NEWIPC,  [OCI_UTS] = CLONE_NEWUTS, [OCI_CGROUP] = CLONE_NEWCGROUP,
};

int step_make_cgroups(struct launch *launch, struct error *err)
{
    return cgroup_places_make(&launch->cgroups, err);
}

void undo_make_cgroups(struct launch *launch)
{
    cgroup_places_kill(&launch->cgroups);
    cgroup_places_remove(&launch->cgroups, NULL);
}

int step_limit_devices(struct launch *launch, struct error *err)
{
    const struct oci_config *config = &launch->config;
    int result = cgroup_places_limit_devices(&launch->cgroups, config->devices, config->device_count, err);
    if (result != -ENOTSUP)
        return result;
    /* nothing then keeps a node from being used, one that the container makes or that its root has */
    bool makes = capset_has(launch->caps.before.sets[BOUNDING], CAP_MKNOD);
    launch->devices_unlimited = true;
    if (!makes && oci_config_mount_at(config, "/dev"))
        return 0; /* the root is mounted nodev, and what is bound of the host: step_mount_root(), mounts.c */
    error_set(err, ENOTSUP | ERROR_TOLD, "cannot keep the container from the host's devices without cgroup v1");
    return error_cure(err, "%s",
                      makes ? "leave mknod out: --cap-drop mknod" : "have config.json mount a tmpfs on /dev");
}

int step_join_cgroups(struct launch *launch, struct error *err)
{
    return cgroup_places_join(&launch->cgroups, err);
}

int step_new_cgroup_namespace(struct launch *launch, struct error *err)
{
    (void)launch;
    /* only now: its root is the cgroup that the process is in, cgroup_namespaces(7) */
    return unshare(CLONE_NEWCGROUP) < 0 ? error_set(err, errno, "cannot make a cgroup namespace") : 0;
}

int step_join_namespaces(struct launch *launch, struct error *err)
{
    for (size_t i = 0; i < OCI_NAMESPACES; i++) {
        const char *path = launch->config.namespaces[i].path;
        if (!path)
            continue;
        /* of its kind: a mount namespace named as that of the network would be ours to change. A FIFO is not waited for
         */
        _cleanup_(closep) int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0 || setns(fd, namespace_flags[i]) < 0)
            return error_set(err, errno, "cannot join the namespace %s", path);
    }
    return 0;
}

int step_set_hostname(struct launch *launch, struct error *err)
{
    const char *name = launch->config.hostname;
    return sethostname(name, strlen(name)) < 0 ? error_set(err, errno, "cannot set the host name '%s'", name) : 0;
}

int step_set_oom_score(struct launch *launch, struct error *err)
{
    char text[16];
    snprintf(text, sizeof(text), "%d", launch->config.oom_score);
    int result = write_file_at(AT_FDCWD, "/proc/self/oom_score_adj", text);
    if (result == 0)
        return 0;
    error_set(err, -result, "cannot set process.oomScoreAdj to %s", text);
    return error_cure(err, "%s", result == -EACCES ? "to lower it takes sys_resource" : "");
}

int step_raise_loopback(struct launch *launch, struct error *err)
{
    (void)launch;
    struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
    _cleanup_(closep) int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
        return error_set(err, errno, "cannot bring up the loopback interface");
    return 0;
}

int step_limit_resources(struct launch *launch, struct error *err)
{
    for (size_t i = 0; i < launch->config.rlimit_count; i++) {
        const struct oci_rlimit *rlimit = &launch->config.rlimits[i];
        if (setrlimit((__rlimit_resource_t)rlimit->resource, &rlimit->limit) < 0) {
            error_set(err, errno, "cannot set limit %d of process.rlimits", (int)i + 1);
            return error_cure(err, "%s", errno == EPERM ? "to raise a hard limit takes sys_resource" : "");
        }
    }
    return 0;
}
