/* Through NSS (nsswitch.conf(5)): users of LDAP and sssd have names too. */
#include "base/userdb.h"

#include <grp.h>
#include <pwd.h>

void userdb_find_users(struct name_cache *users)
{
    for (size_t i = 0; i < users->count; i++) {
        id_t id = users->items[i].id;
        const struct passwd *user = users->items[i].settled ? NULL : getpwuid(id);
        if (user)
            name_cache_offer(users, id, user->pw_name);
    }
}

void userdb_find_groups(struct name_cache *groups)
{
    for (size_t i = 0; i < groups->count; i++) {
        id_t id = groups->items[i].id;
        const struct group *group = groups->items[i].settled ? NULL : getgrgid(id);
        if (group)
            name_cache_offer(groups, id, group->gr_name);
    }
}
