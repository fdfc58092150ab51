#include "launch/detached_mount.h"

#include <errno.h>
#include <fcntl.h>

int detached_mount_set(int mount, unsigned flags, struct mount_attr attributes)
{
    return mount_setattr(mount, "", AT_EMPTY_PATH | flags, &attributes, sizeof(attributes)) < 0 ? -errno : 0;
}

int detached_mount_attach(int mount, int place)
{
    return move_mount(mount, "", place, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0 ? -errno : 0;
}
