#include "caps/filecaps.h"

#include <endian.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>

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
    uint32_t flags = word_at(data, 0) & VFS_CAP_FLAGS_MASK;
    if (flags & ~(uint32_t)VFS_CAP_FLAGS_EFFECTIVE)
        return error_set(err, EINVAL | ERROR_TOLD, "security.capability has unknown flags, 0x%06x", flags);

    *filecaps = (struct filecaps){ .revision = layout->revision, .effective = flags & VFS_CAP_FLAGS_EFFECTIVE };
    for (unsigned i = 0; i < layout->words; i++) {
        filecaps->permitted |= (capset_t)word_at(data, 1 + 2 * i) << 32 * i;
        filecaps->inheritable |= (capset_t)word_at(data, 2 + 2 * i) << 32 * i;
    }
    if (layout->revision == 3)
        filecaps->rootid = word_at(data, 1 + 2 * layout->words);
    return 0;
}

struct capstate filecaps_capstate(const struct filecaps *filecaps)
{
    struct capstate state = { 0 };
    capstate_set(&state, PERMITTED, filecaps->permitted);
    capstate_set(&state, INHERITABLE, filecaps->inheritable);
    capstate_set(&state, EFFECTIVE, filecaps->effective ? filecaps->permitted | filecaps->inheritable : 0);
    return state;
}
