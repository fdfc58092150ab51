/* /proc/PID/cgroup: the path of a hierarchy lies within the text, begins with a slash and ends with its line. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "read/cgroup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(const char *text, const char *controller)
{
    int length = 0;
    const char *path = cgroup_find_path(text, controller, &length);
    if (!path)
        return;
    if (length < 1 || path[0] != '/' || path <= text || path + length > text + strlen(text))
        abort();
    if (memchr(path, '\n', (size_t)length) || (path[length] != '\n' && path[length] != '\0'))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(freep) char *text = strndup((const char *)data, size);
    if (!text)
        return 0;
    check_path(text, "");
    check_path(text, "pids");
    check_path(text, "name=systemd");

    _cleanup_(freep) char *own = cgroup_own_path(text, size % 2 == 0);
    if (own && (own[0] != '/' || own[1] == '\0' || !cgroup_is_within(own, own)))
        abort();
    return 0;
}
