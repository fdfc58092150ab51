/* A file's capabilities, read from its xattr. */
#ifndef CCAPS_READ_FILECAPS_H
#define CCAPS_READ_FILECAPS_H

#include "caps/filecaps.h"

/**
 * Read a file's capabilities through an fd (opened without O_PATH).
 * @param path  for error messages
 * @return 0, with revision 0 where there are none; a negative errno of fgetxattr(2); -EINVAL for a corrupt xattr
 */
int filecaps_read(int fd, const char *path, struct filecaps *filecaps, struct error *err);

/** filecaps_read() by path, which takes no right to read the file; a symbolic link is not followed, and has none. */
int filecaps_read_path(const char *path, struct filecaps *filecaps, struct error *err);

/**
 * filecaps_read_path() of what a link leads to, such as those of /proc/self/fd, which take an fd opened with O_PATH.
 * @param name  for error messages
 */
int filecaps_read_followed(const char *path, const char *name, struct filecaps *filecaps, struct error *err);

#endif
