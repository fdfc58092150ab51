/* Through NSS (nsswitch.conf(5)): users of LDAP and sssd have names too. */
#include "base/userdb.h"

#include <grp.h>
#include <pwd.h>
#include <stddef.h>

const char *userdb_find_user(uid_t uid)
{
    const struct passwd *user = getpwuid(uid);
    return user ? user->pw_name : NULL;
}

const char *userdb_find_group(gid_t gid)
{
    const struct group *group = getgrgid(gid);
    return group ? group->gr_name : NULL;
}
