/* Mounts that are nowhere yet (open_tree(2) with OPEN_TREE_CLONE, fsmount(2)): set up first, and only then seen. */
#ifndef CCAPS_LAUNCH_DETACHED_MOUNT_H
#define CCAPS_LAUNCH_DETACHED_MOUNT_H

#include <sys/mount.h>

/**
 * Change the attributes of a mount (mount_setattr(2)).
 * @param flags  0, or AT_RECURSIVE for all that is mounted below it too
 * @return 0; a negative errno
 */
int detached_mount_set(int mount, unsigned flags, struct mount_attr attributes);

/** Put a mount on `place`, an fd opened with O_PATH. @return 0; a negative errno */
int detached_mount_attach(int mount, int place);

#endif
