/* Where the hierarchies are mounted, and which cgroup of each a process is in. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "launch/cgroup.h"

/* What a line of /proc/self/mountinfo tells of a mount: proc(5). */
struct mount_line {
    const char *root, *mount_point, *options, *type, *super_options;
};

/* One line of /proc/PID/cgroup: cgroups(7). */
struct cgroup_line {
    const char *controllers, *path;
};

void cgroup_places_free(struct cgroup_places *places)
{
    for (size_t i = 0; i < places->count; i++) {
        free(places->items[i].controllers);
        free(places->items[i].mount_point);
        free(places->items[i].directory);
    }
    free(places->items);
    *places = (struct cgroup_places){ 0 };
}

/* A space, tab, newline or backslash of a path stands there as three octal digits: fs/seq_file.c, mangle_path() */
static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from; to++) {
        unsigned byte;
        if (from[0] == '\\' && sscanf(from + 1, "%3o", &byte) == 1) {
            *to = (char)byte;
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
}

/* Take a line apart, in place. @return whether it was one */
static bool parse_mount_line(char *line, struct mount_line *mount)
{
    enum { ROOT = 3, MOUNT_POINT = 4, OPTIONS = 5 };
    char *separator = strstr(line, " - ");
    char *fields[OPTIONS + 1] = { 0 };
    if (!separator)
        return false;
    *separator = '\0';
    char *rest = line;
    for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
        fields[i] = strsep(&rest, " ");
    char *behind = separator + strlen(" - ");
    mount->type = strsep(&behind, " ");
    strsep(&behind, " "); /* the source */
    mount->super_options = behind;
    if (!fields[OPTIONS] || !behind)
        return false;
    unescape(fields[ROOT]);
    unescape(fields[MOUNT_POINT]);
    mount->root = fields[ROOT];
    mount->mount_point = fields[MOUNT_POINT];
    mount->options = fields[OPTIONS];
    return true;
}

/* Whether the comma-separated `list` has the item of `length` characters at `item`. */
static bool list_has(const char *list, const char *item, size_t length)
{
    while (*list) {
        size_t size = strcspn(list, ",");
        if (size == length && memcmp(list, item, length) == 0)
            return true;
        list += size + (list[size] == ',');
    }
    return false;
}

static bool is_hierarchy(const struct mount_line *mount, const char *controllers)
{
    if (list_has(mount->options, "ro", 2) || list_has(mount->super_options, "ro", 2))
        return false;
    if (controllers[0] == '\0')
        return strcmp(mount->type, "cgroup2") == 0;
    return strcmp(mount->type, "cgroup") == 0 && list_has(mount->super_options, controllers, strcspn(controllers, ","));
}

/* Path of a cgroup below the mount point; a mount may show only a part of the hierarchy. NULL: not what is asked */
static const char *below_mount(const char *path, const char *mount_root)
{
    size_t length = strlen(mount_root);
    if (strcmp(mount_root, "/") == 0)
        return strncmp(path, "/..", 3) == 0 ? NULL : path;
    return strncmp(path, mount_root, length) == 0 && (path[length] == '/' || path[length] == '\0') ? path + length
                                                                                                   : NULL;
}

int cgroup_places_add(struct cgroup_places *places, const char *controllers, const char *mount_point,
                      const char *directory)
{
    struct cgroup_place *items = reallocarray(places->items, places->count + 1, sizeof(*items));
    if (!items)
        return -ENOMEM;
    places->items = items;
    struct cgroup_place *place = &items[places->count++];
    *place = (struct cgroup_place){ strdup(controllers), strdup(mount_point), strdup(directory), false };
    return place->controllers && place->mount_point && place->directory ? 0 : -ENOMEM;
}

static int add_below(struct cgroup_places *places, const char *controllers, const char *mount_point, const char *path,
                     const char *child)
{
    _cleanup_(freep) char *directory = NULL;
    const char *below = strcmp(path, "/") == 0 ? "" : path;
    if (asprintf(&directory, "%s%s%s%s", mount_point, below, child ? "/" : "", child ? child : "") < 0)
        directory = NULL;
    return directory ? cgroup_places_add(places, controllers, mount_point, directory) : -ENOMEM;
}

/* Find the mount of the hierarchy of one cgroup line. None: it is not mounted here, and so cannot be used. */
static int find_place(const char *mountinfo, const struct cgroup_line *line, const char *child,
                      struct cgroup_places *places)
{
    _cleanup_(freep) char *copy = strdup(mountinfo);
    char *rest = copy;
    for (char *text; rest && (text = strsep(&rest, "\n")) != NULL;) {
        struct mount_line mount;
        if (!parse_mount_line(text, &mount) || !is_hierarchy(&mount, line->controllers))
            continue;
        const char *path = below_mount(line->path, mount.root);
        if (path)
            return add_below(places, line->controllers, mount.mount_point, path, child);
    }
    return copy ? 0 : -ENOMEM;
}

int cgroup_places_find(const char *mountinfo, const char *cgroups, const char *child, struct cgroup_places *places)
{
    *places = (struct cgroup_places){ 0 };
    _cleanup_(freep) char *copy = strdup(cgroups);
    char *rest = copy;
    int result = copy ? 0 : -ENOMEM;
    for (char *text; result == 0 && (text = strsep(&rest, "\n")) != NULL;) {
        strsep(&text, ":"); /* the hierarchy's number */
        struct cgroup_line line = { .controllers = text ? strsep(&text, ":") : NULL, .path = text };
        if (line.path)
            result = find_place(mountinfo, &line, child, places);
    }
    return result;
}

int cgroup_places_find_mounted(const char *cgroups, const char *child, struct cgroup_places *places)
{
    _cleanup_(buffer_free) struct buffer mountinfo = { 0 };
    int result = read_file_at(AT_FDCWD, "/proc/self/mountinfo", &mountinfo);
    return result < 0 ? result : cgroup_places_find(mountinfo.data, cgroups, child, places);
}

static bool has_place(const struct cgroup_places *places, const char *controllers, size_t length)
{
    for (size_t i = 0; i < places->count; i++)
        if (strncmp(places->items[i].controllers, controllers, length) == 0 &&
            places->items[i].controllers[length] == '\0')
            return true;
    return false;
}

/* Whether `text` has a line that is just as long as `line`, and the same. */
static bool has_line(const char *text, const char *line, size_t length)
{
    for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
        if (strcspn(text, "\n") == length && memcmp(text, line, length) == 0)
            return true;
    return false;
}

int cgroup_places_check(const struct cgroup_places *places, const char *cgroups, const char *own, struct error *err)
{
    for (const char *line = cgroups; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *controllers = line + strcspn(line, ":\n");
        controllers += *controllers == ':';
        int length = (int)strcspn(controllers, ":\n");
        if (has_place(places, controllers, (size_t)length) || has_line(own, line, strcspn(line, "\n")))
            continue;
        error_set(err, ENOENT | ERROR_TOLD, "cannot join the cgroup of the hierarchy '%.*s': it is not mounted here",
                  length > 0 ? length : 2, length > 0 ? controllers : "v2");
        return error_cure(err, "start it where all of /sys/fs/cgroup is to be seen");
    }
    return 0;
}

const struct cgroup_place *cgroup_places_v2(const struct cgroup_places *places)
{
    for (size_t i = 0; i < places->count; i++)
        if (places->items[i].controllers[0] == '\0')
            return &places->items[i];
    return NULL;
}
