#include "read/filecaps.h"

#include <errno.h>
#include <linux/capability.h>
/* clang-format off: linux/xattr.h leaves out what sys/xattr.h has declared before it, not the other way round */
#include <linux/xattr.h>
#include <sys/xattr.h>
/* clang-format on */

int filecaps_read(int fd, const char *path, struct filecaps *filecaps, struct error *err)
{
    *filecaps = (struct filecaps){ 0 };
    /* One byte more than the largest layout: a longer xattr is corrupt, and ERANGE would not say so. */
    unsigned char data[XATTR_CAPS_SZ_3 + 1];
    ssize_t size = fgetxattr(fd, XATTR_NAME_CAPS, data, sizeof(data));
    if (size < 0 && (errno == ENODATA || errno == ENOTSUP))
        return 0;
    if (size < 0 && errno != ERANGE)
        return error_set(err, errno, "cannot read the capabilities of %s", path);

    struct error reason = { 0 };
    int result = filecaps_decode(data, size < 0 ? sizeof(data) : (size_t)size, filecaps, &reason);
    return result < 0 ? error_set(err, EINVAL | ERROR_TOLD, "%s: corrupt capabilities: %s", path, reason.what) : 0;
}
