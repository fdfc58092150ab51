/* The devices that every container has: OCI runtime spec, config-linux.md, "Default Devices". */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "launch/root_paths.h"
#include "launch/steps.h"

static const struct {
    const char *name;
    unsigned major, minor; /* admin-guide/devices.txt */
} devices[] = {
    { "null", 1, 3 }, { "zero", 1, 5 }, { "full", 1, 7 }, { "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};

static const struct {
    const char *name, *target;
} links[] = {
    { "fd", "/proc/self/fd" },       { "stdin", "/proc/self/fd/0" }, { "stdout", "/proc/self/fd/1" },
    { "stderr", "/proc/self/fd/2" }, { "ptmx", "pts/ptmx" },
};

static int make_device(int dev, size_t i)
{
    dev_t number = makedev(devices[i].major, devices[i].minor);
    if (mknodat(dev, devices[i].name, S_IFCHR | 0666, number) < 0)
        return errno == EEXIST ? 0 : -errno;
    /* the umask took what fchmodat(2) gives back */
    return fchmodat(dev, devices[i].name, 0666, 0) < 0 ? -errno : 0;
}

int step_make_devices(struct launch *launch, struct error *err)
{
    _cleanup_(closep) int dev = root_make(launch->tree, "dev", 1, 0);
    if (dev < 0)
        return error_set(err, -dev, "cannot make /dev");
    for (size_t i = 0; i < ARRAY_SIZE(devices); i++) {
        int result = make_device(dev, i);
        if (result < 0)
            return error_set(err, -result, "cannot make /dev/%s", devices[i].name);
    }
    for (size_t i = 0; i < ARRAY_SIZE(links); i++)
        if (symlinkat(links[i].target, dev, links[i].name) < 0 && errno != EEXIST)
            return error_set(err, errno, "cannot make /dev/%s", links[i].name);
    return 0;
}
