/* status_decode(): no text can make it read beyond the text, or leave a name without its end. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "read/status.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err;
    struct status status;
    if (status_decode((const char *)data, size, &status, &err) == 0 && !memchr(status.comm, '\0', sizeof(status.comm)))
        abort();

    _cleanup_(group_list_free) struct group_list groups;
    status_decode_groups((const char *)data, size, &groups, &err);
    for (int i = 0; i < groups.count; i++)
        if (groups.ids[i] > UINT32_MAX)
            abort();
    return 0;
}
