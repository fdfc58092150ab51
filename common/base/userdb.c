#include "base/userdb.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/* Ids that were looked up, found or not. It lives as long as the program: its owners are few. */
struct name_cache {
    struct cached_name {
        id_t id;
        char *name;
    } * items;
    size_t count;
};

static const char *find_name(struct name_cache *cache, id_t id, const char *(*look_up)(id_t id))
{
    for (size_t i = 0; i < cache->count; i++)
        if (cache->items[i].id == id)
            return cache->items[i].name;

    const char *name = look_up(id);
    struct cached_name *items = reallocarray(cache->items, cache->count + 1, sizeof(*items));
    if (!items)
        return name;
    cache->items = items;
    items[cache->count] = (struct cached_name){ id, name ? strdup(name) : NULL };
    return items[cache->count++].name;
}

const char *user_name(uid_t uid)
{
    static struct name_cache users;
    return find_name(&users, uid, userdb_find_user);
}

const char *group_name(gid_t gid)
{
    static struct name_cache groups;
    return find_name(&groups, gid, userdb_find_group);
}

const char *userdb_scan_passwd(uid_t uid)
{
    _cleanup_(fclosep) FILE *file = fopen("/etc/passwd", "re");
    for (const struct passwd *user; file && (user = fgetpwent(file)) != NULL;)
        if (user->pw_uid == uid)
            return user->pw_name;
    return NULL;
}

const char *userdb_scan_group(gid_t gid)
{
    _cleanup_(fclosep) FILE *file = fopen("/etc/group", "re");
    for (const struct group *group; file && (group = fgetgrent(file)) != NULL;)
        if (group->gr_gid == gid)
            return group->gr_name;
    return NULL;
}
