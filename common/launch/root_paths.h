/* Paths below a root file system that is not trusted: whatever links it holds, they lead nowhere outside. */
#ifndef CCAPS_LAUNCH_ROOT_PATHS_H
#define CCAPS_LAUNCH_ROOT_PATHS_H

#include <stdint.h>

/**
 * Open `path` as if `root` were the root directory (openat2(2), RESOLVE_IN_ROOT): symbolic links and ".." stay inside,
 * and the magic links of a /proc are not followed, since they lead anywhere.
 *
 * @param flags    as openat(2) has them; O_CLOEXEC is added
 * @param resolve  RESOLVE_... to add: RESOLVE_NO_SYMLINKS where the path must be what it seems
 * @return the fd, owned by the caller; a negative errno
 */
int root_open(int root, const char *path, int flags, uint64_t resolve);

/**
 * Open `path` below `root` with O_PATH, making a directory (or, where `directory` is 0, an empty file) and the
 * directories above it where they are missing.
 * @return the fd, owned by the caller; a negative errno
 */
int root_make(int root, const char *path, int directory, uint64_t resolve);

#endif
