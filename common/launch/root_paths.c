#include "launch/root_paths.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"

int root_open(int root, const char *path, int flags, uint64_t resolve)
{
    struct open_how how = {
        .flags = (unsigned)(flags | O_CLOEXEC),
        .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | resolve,
    };
    int fd;
    do {
        fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
    } while (fd < 0 && (errno == EAGAIN || errno == EINTR)); /* a rename raced with "..": openat2(2) */
    return fd < 0 ? -errno : fd;
}

/* Make the last component in its directory; what is there by now, a dangling link included, is not followed. */
static int make_last(int parent, const char *name, int directory)
{
    if (strcmp(name, "..") == 0 || strcmp(name, ".") == 0 || strcmp(name, "/") == 0)
        return -EINVAL;
    int made = directory ? mkdirat(parent, name, 0755) : mknodat(parent, name, S_IFREG | 0644, 0);
    if (made < 0 && errno != EEXIST)
        return -errno;
    return root_open(parent, name, O_PATH | (directory ? O_DIRECTORY : 0), RESOLVE_NO_SYMLINKS);
}

int root_make(int root, const char *path, int directory, uint64_t resolve)
{
    int fd = root_open(root, path, O_PATH | (directory ? O_DIRECTORY : 0), resolve);
    if (fd != -ENOENT)
        return fd;

    _cleanup_(freep) char *above = strdup(path);
    _cleanup_(freep) char *last = strdup(path);
    if (!above || !last)
        return -ENOMEM;
    _cleanup_(closep) int parent = root_make(root, dirname(above), 1, resolve);
    return parent < 0 ? parent : make_last(parent, basename(last), directory);
}
