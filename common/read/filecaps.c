#include "read/filecaps.h"

#include <errno.h>
#include <linux/capability.h>
/* clang-format off: linux/xattr.h leaves out what sys/xattr.h has declared before it, not the other way round */
#include <linux/xattr.h>
#include <sys/xattr.h>
/* clang-format on */

/* One byte more than the largest layout: a longer xattr is corrupt, and ERANGE would not say so. */
enum { XATTR_ROOM = XATTR_CAPS_SZ_3 + 1 };

/* What [fl]getxattr(2) answered: a size, or -1 with errno. */
static int decode_answer(ssize_t size, const unsigned char *data, const char *path, struct filecaps *filecaps,
                         struct error *err)
{
    *filecaps = (struct filecaps){ 0 };
    if (size < 0 && (errno == ENODATA || errno == ENOTSUP))
        return 0;
    if (size < 0 && errno != ERANGE)
        return error_set(err, errno, "cannot read the capabilities of %s", path);

    struct error reason = { 0 };
    int result = filecaps_decode(data, size < 0 ? XATTR_ROOM : (size_t)size, filecaps, &reason);
    return result < 0 ? error_set(err, EINVAL | ERROR_TOLD, "%s: corrupt capabilities: %s", path, reason.what) : 0;
}

int filecaps_read(int fd, const char *path, struct filecaps *filecaps, struct error *err)
{
    unsigned char data[XATTR_ROOM];
    return decode_answer(fgetxattr(fd, XATTR_NAME_CAPS, data, sizeof(data)), data, path, filecaps, err);
}

int filecaps_read_path(const char *path, struct filecaps *filecaps, struct error *err)
{
    unsigned char data[XATTR_ROOM];
    return decode_answer(lgetxattr(path, XATTR_NAME_CAPS, data, sizeof(data)), data, path, filecaps, err);
}

int filecaps_read_followed(const char *path, const char *name, struct filecaps *filecaps, struct error *err)
{
    unsigned char data[XATTR_ROOM];
    return decode_answer(getxattr(path, XATTR_NAME_CAPS, data, sizeof(data)), data, name, filecaps, err);
}
