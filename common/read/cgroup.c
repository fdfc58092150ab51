#include "read/cgroup.h"

#include <stddef.h>
#include <string.h>

#include "base/cleanup.h"

static const char *const hierarchies[] = { "", "name=systemd", "devices", "pids", "freezer" };

/* Whether the comma-separated `list` of `length` characters has `item`; the empty item is the empty list alone. */
static bool list_has(const char *list, size_t length, const char *item)
{
    size_t size = strlen(item);
    if (size == 0)
        return length == 0;
    for (const char *at = list, *end = list + length; at < end;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end;
        if ((size_t)(stop - at) == size && memcmp(at, item, size) == 0)
            return true;
        at = stop + 1;
    }
    return false;
}

const char *cgroup_find_path(const char *text, const char *controller, int *length)
{
    for (const char *line = text; *line;) {
        size_t size = strcspn(line, "\n");
        const char *controllers = memchr(line, ':', size);
        const char *path = controllers ? memchr(controllers + 1, ':', size - (size_t)(controllers + 1 - line)) : NULL;
        if (path && path[1] == '/' && list_has(controllers + 1, (size_t)(path - controllers - 1), controller)) {
            *length = (int)(size - (size_t)(path + 1 - line));
            return path + 1;
        }
        line += size + (line[size] == '\n');
    }
    return NULL;
}

/* What the kernel appends to the path of a cgroup that was removed: kernel/cgroup/cgroup.c, proc_cgroup_show(). A name
 * may end so, too. */
static bool is_marked_deleted(const char *path, int length)
{
    static const char mark[] = " (deleted)";
    int size = (int)sizeof(mark) - 1;
    return length > size && memcmp(path + length - size, mark, (size_t)size) == 0;
}

char *cgroup_own_path(const char *text, bool ended)
{
    for (size_t i = 0; i < ARRAY_SIZE(hierarchies); i++) {
        int length;
        const char *path = cgroup_find_path(text, hierarchies[i], &length);
        if (path && length > 1 && !(ended && is_marked_deleted(path, length)))
            return strndup(path, (size_t)length);
    }
    return NULL;
}

bool cgroup_is_within(const char *path, const char *ancestor)
{
    size_t length = strlen(ancestor);
    return strncmp(path, ancestor, length) == 0 && (path[length] == '\0' || path[length] == '/');
}
