#include "launch/user.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "launch/root_paths.h"

/* One that is larger is no such file, but a way to keep us busy. */
enum { DATABASE_MAX = 16 << 20 };

/* Open passwd or group of a root that is not trusted: a link leads nowhere outside, a FIFO does not stall us. */
static FILE *open_database(int root, const char *path)
{
    size_t size;
    int opened = root_open(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
    _cleanup_(closep) int fd = keep_regular(opened, DATABASE_MAX, &size);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
    if (file)
        take_fd(&fd);
    return file;
}

/* Whether `text` is an id; the highest, (uid_t)-1, means "unchanged" to setresuid(2) and is none. */
static bool parse_id(const char *text, uint32_t *id)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno || number >= UINT32_MAX)
        return false;
    *id = (uint32_t)number;
    return true;
}

/* The entry of a user by name or, where that is NULL, by uid; borrowed from libc until the next call. */
static const struct passwd *find_user(int root, const char *name, uid_t uid)
{
    _cleanup_(fclosep) FILE *file = open_database(root, "etc/passwd");
    for (const struct passwd *user; file && (user = fgetpwent(file)) != NULL;)
        if (name ? strcmp(user->pw_name, name) == 0 : user->pw_uid == uid)
            return user;
    return NULL;
}

static bool is_member(const struct group *group, const char *name)
{
    for (char **member = group->gr_mem; *member; member++)
        if (strcmp(*member, name) == 0)
            return true;
    return false;
}

static int add_group(struct group_list *groups, gid_t gid)
{
    gid_t *ids = reallocarray(groups->ids, (size_t)groups->count + 1, sizeof(*ids));
    if (!ids)
        return -ENOMEM;
    groups->ids = ids;
    groups->ids[groups->count++] = gid;
    return 0;
}

static int add_memberships(int root, const char *name, struct group_list *groups)
{
    _cleanup_(fclosep) FILE *file = open_database(root, "etc/group");
    int result = 0;
    for (const struct group *group; result == 0 && file && (group = fgetgrent(file)) != NULL;)
        if (is_member(group, name))
            result = add_group(groups, group->gr_gid);
    return result;
}

static bool find_group(int root, const char *name, gid_t *gid)
{
    _cleanup_(fclosep) FILE *file = open_database(root, "etc/group");
    for (const struct group *group; file && (group = fgetgrent(file)) != NULL;) {
        *gid = group->gr_gid;
        if (strcmp(group->gr_name, name) == 0)
            return true;
    }
    return false;
}

int user_resolve(int root, const char *text, struct oci_user *user, struct error *err)
{
    _cleanup_(freep) char *name = strdup(text);
    char *group = name ? strchr(name, ':') : NULL;
    if (!name)
        return error_set(err, ENOMEM, "cannot look up user '%s'", text);
    if (group)
        *group++ = '\0';

    bool is_number = parse_id(name, &user->uid);
    const struct passwd *entry = find_user(root, is_number ? NULL : name, user->uid);
    if (!entry && !is_number) {
        error_set(err, EINVAL | ERROR_TOLD, "no user '%s'", name);
        return error_cure(err,
                          "the passwd file of the root file system decides; a number below 4294967295 always will do");
    }
    user->uid = entry ? entry->pw_uid : user->uid;
    user->gid = entry ? entry->pw_gid : 0;
    group_list_free(&user->groups);
    if (!group)
        return entry ? add_memberships(root, entry->pw_name, &user->groups) : 0;
    if (parse_id(group, &user->gid) || find_group(root, group, &user->gid))
        return 0;
    return error_set(err, EINVAL | ERROR_TOLD, "no group '%s'", group);
}

char *user_home(int root, uid_t uid)
{
    const struct passwd *entry = find_user(root, NULL, uid);
    return entry && entry->pw_dir[0] == '/' ? strdup(entry->pw_dir) : NULL;
}
