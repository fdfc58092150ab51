#include "read/filecaps.h"

#include <endian.h>
#include <errno.h>
#include <linux/capability.h>
#include <linux/xattr.h>
#include <stdint.h>
#include <string.h>
#include <sys/xattr.h>

#include "base/cleanup.h"

/* The three layouts: magic, then `words` pairs of permitted and inheritable, then the rootid where there is one. */
static const struct layout {
    uint32_t magic;
    int revision;
    size_t size;
    unsigned words;
} layouts[] = {
    { VFS_CAP_REVISION_1, 1, XATTR_CAPS_SZ_1, VFS_CAP_U32_1 },
    { VFS_CAP_REVISION_2, 2, XATTR_CAPS_SZ_2, VFS_CAP_U32_2 },
    { VFS_CAP_REVISION_3, 3, XATTR_CAPS_SZ_3, VFS_CAP_U32_3 },
};

static uint32_t word_at(const unsigned char *data, size_t index)
{
    uint32_t word;
    memcpy(&word, data + index * sizeof(word), sizeof(word));
    return le32toh(word);
}

static const struct layout *find_layout(const unsigned char *data, size_t size)
{
    if (size < sizeof(uint32_t))
        return NULL;
    uint32_t magic = word_at(data, 0);
    for (size_t i = 0; i < ARRAY_SIZE(layouts); i++)
        if ((magic & VFS_CAP_REVISION_MASK) == layouts[i].magic && size == layouts[i].size)
            return &layouts[i];
    return NULL;
}

int filecaps_decode(const void *data, size_t size, struct filecaps *filecaps, struct error *err)
{
    const struct layout *layout = find_layout(data, size);
    if (!layout)
        return error_set(err, EINVAL | ERROR_TOLD, "security.capability of %zu bytes is of no known revision", size);

    *filecaps =
        (struct filecaps){ .revision = layout->revision, .effective = word_at(data, 0) & VFS_CAP_FLAGS_EFFECTIVE };
    for (unsigned i = 0; i < layout->words; i++) {
        filecaps->permitted |= (capset_t)word_at(data, 1 + 2 * i) << 32 * i;
        filecaps->inheritable |= (capset_t)word_at(data, 2 + 2 * i) << 32 * i;
    }
    if (layout->revision == 3)
        filecaps->rootid = word_at(data, 1 + 2 * layout->words);
    return 0;
}

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
