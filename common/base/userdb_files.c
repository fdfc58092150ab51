/* From /etc/passwd and /etc/group alone: glibc's NSS loads shared objects, which a static binary's image does not have.
 */
#include "base/userdb.h"

void userdb_find_users(struct name_cache *users)
{
    userdb_scan_passwd(users);
}

void userdb_find_groups(struct name_cache *groups)
{
    userdb_scan_group(groups);
}
