#include "base/userdb.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

static int compare_ids(const void *one, const void *other)
{
    id_t a = ((const struct cached_name *)one)->id, b = ((const struct cached_name *)other)->id;
    return (a > b) - (a < b);
}

static struct cached_name *find(const struct name_cache *cache, id_t id)
{
    const struct cached_name key = { .id = id };
    return cache->count ? bsearch(&key, cache->items, cache->count, sizeof(key), compare_ids) : NULL;
}

/* Once each; those that were there before are settled, and stay. */
static void sort_once(struct name_cache *cache)
{
    size_t kept = 0;
    qsort(cache->items, cache->count, sizeof(*cache->items), compare_ids);
    for (size_t i = 0; i < cache->count; i++)
        if (kept == 0 || cache->items[kept - 1].id != cache->items[i].id)
            cache->items[kept++] = cache->items[i];
    cache->count = kept;
}

static void settle(struct name_cache *cache, const id_t *ids, size_t count, void (*find_names)(struct name_cache *))
{
    struct cached_name *items = reallocarray(cache->items, cache->count + count + 1, sizeof(*items));
    if (!items)
        return;
    cache->items = items;
    size_t known = cache->count, end = known;
    for (size_t i = 0; i < count; i++)
        if (!find(cache, ids[i]))
            items[end++] = (struct cached_name){ .id = ids[i] };
    if (end == known)
        return;
    cache->count = end;
    sort_once(cache);
    cache->missing = cache->count - known;
    find_names(cache);
    for (size_t i = 0; i < cache->count; i++)
        items[i].settled = true;
    cache->missing = 0;
}

static const char *name_of(struct name_cache *cache, id_t id, void (*find_names)(struct name_cache *))
{
    const struct cached_name *found = find(cache, id);
    if (!found) {
        settle(cache, &id, 1, find_names);
        found = find(cache, id);
    }
    return found ? found->name : NULL;
}

/* They live as long as the program: their owners are few. */
static struct name_cache users, groups;

const char *user_name(uid_t uid)
{
    return name_of(&users, uid, userdb_find_users);
}

const char *group_name(gid_t gid)
{
    return name_of(&groups, gid, userdb_find_groups);
}

void group_names_read(const gid_t *gids, size_t count)
{
    settle(&groups, gids, count, userdb_find_groups);
}

void name_cache_offer(struct name_cache *cache, id_t id, const char *name)
{
    struct cached_name *cached = find(cache, id);
    if (!cached || cached->settled || cached->name)
        return;
    cached->name = strdup(name);
    cache->missing -= cached->name != NULL;
}

void userdb_scan_passwd(struct name_cache *cache)
{
    _cleanup_(fclosep) FILE *file = fopen("/etc/passwd", "re");
    for (const struct passwd *user; file && cache->missing > 0 && (user = fgetpwent(file)) != NULL;)
        name_cache_offer(cache, user->pw_uid, user->pw_name);
}

void userdb_scan_group(struct name_cache *cache)
{
    _cleanup_(fclosep) FILE *file = fopen("/etc/group", "re");
    for (const struct group *group; file && cache->missing > 0 && (group = fgetgrent(file)) != NULL;)
        name_cache_offer(cache, group->gr_gid, group->gr_name);
}
