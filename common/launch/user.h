/* As whom COMMAND runs, by the passwd and group files of its own root file system. */
#ifndef CCAPS_LAUNCH_USER_H
#define CCAPS_LAUNCH_USER_H

#include "base/error.h"
#include "containers/oci_config.h"

/**
 * Resolve --user as podman does: `UID[:GID]` or `name[:group]`. Without a group the user's own are taken, the
 * supplementary ones too; a number that passwd does not have is group 0.
 *
 * @param root  directory fd of the root file system; its files are not trusted
 * @param user  filled: uid, gid, groups (released before)
 * @return 0; -EINVAL where there is no such user or group
 */
int user_resolve(int root, const char *text, struct oci_user *user, struct error *err);

/**
 * Home directory of `uid` by the passwd of `root`.
 * @return malloc'ed, the caller's; NULL where it has none
 */
char *user_home(int root, uid_t uid);

#endif
