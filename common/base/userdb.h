/* Names of users and groups. A program is linked with one of three files that look them up: userdb_nss.c asks NSS,
 * userdb_getent.c does so without shared libraries, userdb_files.c reads /etc itself and executes nothing. */
#ifndef CCAPS_BASE_USERDB_H
#define CCAPS_BASE_USERDB_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Name of user `uid`; NULL where there is none. Looked up once: a table has one owner in thousands of rows. */
const char *user_name(uid_t uid);

/** Name of group `gid`; NULL where there is none. Likewise. */
const char *group_name(gid_t gid);

/** Look up `count` groups at once, of which group_name() is to be asked: thousands of them one by one take seconds. */
void group_names_read(const gid_t *gids, size_t count);

/** Ids that were asked for, ascending, each with its name or NULL. */
struct name_cache {
    struct cached_name {
        id_t id;
        char *name;   /**< owned */
        bool settled; /**< looked up: it has this name, or none */
    } * items;
    size_t count;
    size_t missing; /**< how many are not settled and have no name yet */
};

/** The name of an id, where that is in the cache and has none yet; the first that is offered counts. */
void name_cache_offer(struct name_cache *cache, id_t id, const char *name);

/** Offer the names that /etc/passwd has, until none is missing. */
void userdb_scan_passwd(struct name_cache *users);

/** The same of /etc/group. */
void userdb_scan_group(struct name_cache *groups);

/** Offer the names of users that are not settled: in each of userdb_*.c. */
void userdb_find_users(struct name_cache *users);

/** The same of groups. */
void userdb_find_groups(struct name_cache *groups);

#endif
