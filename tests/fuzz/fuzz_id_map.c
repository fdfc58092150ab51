/* id_map_decode(): what it accepts has a range for each line, and nothing is kept of what it refuses. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "read/user_namespace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(freep) char *text = strndup((const char *)data, size);
    struct id_map map;
    if (!text)
        return 0;
    if (id_map_decode(text, &map) < 0) {
        if (map.ranges || map.count)
            abort();
        return 0;
    }
    size_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    /* blanks before a number may hold newlines: the kernel writes none */
    if (map.count > lines || (map.count == 0) != (text[0] == '\0'))
        abort();
    free(map.ranges);
    return 0;
}
