#include "read/filecaps.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
/* clang-format off: linux/xattr.h leaves out what sys/xattr.h has declared before it, not the other way round */
#include <linux/xattr.h>
#include <sys/xattr.h>
/* clang-format on */

#include "base/cleanup.h"
#include "read/user_namespace.h"

/* One byte more than the largest layout: a longer xattr is corrupt, and ERANGE would not say so. */
enum { XATTR_ROOM = XATTR_CAPS_SZ_3 + 1 };

/* Linux 6.13; newer than the headers. Of the same number wherever system calls are numbered alike. */
#if !defined(__NR_getxattrat) && !defined(__alpha__) && !defined(__mips__)
#define __NR_getxattrat 464
#endif

/* What one of the family of getxattr(2) has answered. */
struct answer {
    ssize_t size; /* of `data`; or -1, with errno */
    unsigned char data[XATTR_ROOM];
};

/* A failure that has more to it than errno's own text says. */
static int explain_failure(int errnum, struct error *err)
{
    switch (errnum) {
    case EINVAL: /* security/commoncap.c, cap_inode_getsecurity(): no is_v2header(), no is_v3header() */
        return error_set(err, EINVAL | ERROR_TOLD,
                         "corrupt capabilities, or of the old revision 1, which this kernel does not tell");
    case EOVERFLOW: /* the same, behind it: a rootid without a uid here */
        return error_set(err, EOVERFLOW | ERROR_TOLD,
                         "its capabilities are for another user namespace, whose root has no user id in this one");
    default:
        return error_set(err, errnum, "cannot read its capabilities");
    }
}

static int decode_answer(const struct answer *answer, struct filecaps *filecaps, struct error *err)
{
    *filecaps = (struct filecaps){ 0 };
    if (answer->size < 0 && (errno == ENODATA || errno == ENOTSUP))
        return 0;
    if (answer->size < 0 && errno != ERANGE)
        return explain_failure(errno, err);

    struct error reason = { 0 };
    int result = filecaps_decode(answer->data, answer->size < 0 ? XATTR_ROOM : (size_t)answer->size, filecaps, &reason);
    return result < 0 ? error_set(err, EINVAL | ERROR_TOLD, "corrupt capabilities: %s", reason.what) : 0;
}

int filecaps_read_path(const char *path, struct filecaps *filecaps, struct error *err)
{
    struct answer answer;
    answer.size = lgetxattr(path, XATTR_NAME_CAPS, answer.data, sizeof(answer.data));
    return decode_answer(&answer, filecaps, err);
}

int filecaps_read_followed(const char *path, struct filecaps *filecaps, struct error *err)
{
    struct answer answer;
    answer.size = getxattr(path, XATTR_NAME_CAPS, answer.data, sizeof(answer.data));
    return decode_answer(&answer, filecaps, err);
}

static bool ask_getxattrat(int dirfd, const char *name, struct answer *answer)
{
#ifdef __NR_getxattrat
    static bool refused; /* older kernels have none; a seccomp filter of their time says EPERM */
    struct {
        uint64_t value __attribute__((aligned(8)));
        uint32_t size, flags;
    } arguments = { (uintptr_t)answer->data, sizeof(answer->data), 0 }; /* linux/xattr.h, struct xattr_args */
    if (refused)
        return false;
    answer->size =
        syscall(__NR_getxattrat, dirfd, name, AT_SYMLINK_NOFOLLOW, XATTR_NAME_CAPS, &arguments, sizeof(arguments));
    refused = answer->size < 0 && (errno == ENOSYS || errno == EPERM);
    return !refused;
#else
    (void)dirfd, (void)name, (void)answer;
    return false;
#endif
}

/* Says ENOENT of a file that is there, where /proc is not. */
static bool ask_by_proc(int dirfd, const char *name, struct answer *answer)
{
    char path[sizeof("/proc/self/fd//") + 10 + NAME_MAX];
    if (snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", dirfd, name) >= (int)sizeof(path))
        return false;
    answer->size = lgetxattr(path, XATTR_NAME_CAPS, answer->data, sizeof(answer->data));
    return answer->size >= 0 || errno != ENOENT;
}

/* Takes the right to read the file. */
static void ask_opened(int dirfd, const char *name, struct answer *answer)
{
    _cleanup_(closep) int fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    answer->size = fd < 0 ? -1 : fgetxattr(fd, XATTR_NAME_CAPS, answer->data, sizeof(answer->data));
    if (fd < 0 && errno == ELOOP) /* a link has none */
        errno = ENODATA;
}

int filecaps_read_at(int dirfd, const char *name, struct filecaps *filecaps, struct error *err)
{
    struct answer answer;
    if (!ask_getxattrat(dirfd, name, &answer) && !ask_by_proc(dirfd, name, &answer))
        ask_opened(dirfd, name, &answer);
    return decode_answer(&answer, filecaps, err);
}

int filecaps_count_here(const struct filecaps *filecaps)
{
    if (filecaps->revision != 3 || filecaps->rootid == 0)
        return true;
    _cleanup_(closep) int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
    _cleanup_(user_namespace_free) struct user_namespace own = USER_NAMESPACE_EMPTY;
    if (user_namespace_read(self, &own, NULL) < 0)
        return FILECAPS_UNKNOWN;
    return user_namespace_has_root(&own, filecaps->rootid);
}
