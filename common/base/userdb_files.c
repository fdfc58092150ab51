/* From /etc/passwd and /etc/group alone: glibc's NSS loads shared objects, which a static binary's image does not have.
 */
#include "base/userdb.h"

const char *userdb_find_user(uid_t uid)
{
    return userdb_scan_passwd(uid);
}

const char *userdb_find_group(gid_t gid)
{
    return userdb_scan_group(gid);
}
