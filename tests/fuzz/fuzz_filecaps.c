/* filecaps_decode(): what it accepts has one of the three layouts, and holds no more than that has room for, and no
 * flag but one. */
#include <linux/capability.h>
#include <stdint.h>
#include <stdlib.h>

#include "caps/filecaps.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const size_t sizes[] = { 0, XATTR_CAPS_SZ_1, XATTR_CAPS_SZ_2, XATTR_CAPS_SZ_3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err;
    struct filecaps filecaps;
    if (filecaps_decode(data, size, &filecaps, &err) < 0)
        return 0;
    if (filecaps.revision < 1 || filecaps.revision > 3 || size != sizes[filecaps.revision])
        abort();
    if (data[0] > 1 || data[1] || data[2])
        abort();
    if (filecaps.revision == 1 && (filecaps.permitted | filecaps.inheritable) >> 32)
        abort();
    if (filecaps.revision != 3 && filecaps.rootid != 0)
        abort();
    return 0;
}
