/* From /etc/passwd and /etc/group alone: glibc's NSS loads shared objects, which a static binary's image does not have.
 */
#include "base/userdb.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>

#include "base/cleanup.h"

const char *userdb_find_user(uid_t uid)
{
    _cleanup_(fclosep) FILE *file = fopen("/etc/passwd", "re");
    for (const struct passwd *user; file && (user = fgetpwent(file)) != NULL;)
        if (user->pw_uid == uid)
            return user->pw_name;
    return NULL;
}

const char *userdb_find_group(gid_t gid)
{
    _cleanup_(fclosep) FILE *file = fopen("/etc/group", "re");
    for (const struct group *group; file && (group = fgetgrent(file)) != NULL;)
        if (group->gr_gid == gid)
            return group->gr_name;
    return NULL;
}
