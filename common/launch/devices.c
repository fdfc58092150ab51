#include "launch/devices.h"

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

bool device_is(int fd, unsigned major, unsigned minor)
{
    struct stat stat;
    return fstat(fd, &stat) == 0 && S_ISCHR(stat.st_mode) && stat.st_rdev == makedev(major, minor);
}

/* What is there already is the root's own, and may be anything. */
static int make_device(int dev, size_t i)
{
    dev_t number = makedev(devices[i].major, devices[i].minor);
    if (mknodat(dev, devices[i].name, S_IFCHR | 0666, number) == 0)
        return 0;
    if (errno != EEXIST)
        return -errno;
    _cleanup_(closep) int there = root_open(dev, devices[i].name, O_PATH | O_NOFOLLOW, 0);
    return device_is(there, devices[i].major, devices[i].minor) ? 0 : -EEXIST;
}

static int make_all(int dev, struct error *err)
{
    int result = 0;
    mode_t mask = umask(0);
    for (size_t i = 0; result == 0 && i < ARRAY_SIZE(devices); i++) {
        result = make_device(dev, i);
        if (result < 0)
            error_set(err, -result, "cannot make /dev/%s", devices[i].name);
    }
    umask(mask);
    return result;
}

int step_make_devices(struct launch *launch, struct error *err)
{
    _cleanup_(closep) int dev = root_make(launch->tree, "dev", 1, 0);
    if (dev < 0)
        return error_set(err, -dev, "cannot make /dev");
    int result = make_all(dev, err);
    for (size_t i = 0; result == 0 && i < ARRAY_SIZE(links); i++)
        if (symlinkat(links[i].target, dev, links[i].name) < 0 && errno != EEXIST)
            result = error_set(err, errno, "cannot make /dev/%s", links[i].name);
    return result;
}
