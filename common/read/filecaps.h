/* A file's capabilities, read from its xattr. */
#ifndef CCAPS_READ_FILECAPS_H
#define CCAPS_READ_FILECAPS_H

#include "caps/filecaps.h"

/**
 * Read a file's capabilities, which takes no right to read the file; a symbolic link is not followed, and has none.
 * @param err  filled without the path, which may be long: "corrupt capabilities: …"
 * @return 0, with revision 0 where there are none; a negative errno of lgetxattr(2); -EINVAL for a corrupt xattr (which
 * kernels since 4.14 do not give out, revision 1 among them); -EOVERFLOW for one of a user namespace whose root has no
 * uid here
 */
int filecaps_read_path(const char *path, struct filecaps *filecaps, struct error *err);

/** The same of what a link leads to, such as those of /proc/self/fd, which take an fd opened with O_PATH. */
int filecaps_read_followed(const char *path, struct filecaps *filecaps, struct error *err);

/**
 * The same for a file of a directory that is open, for those who read many. On kernels without getxattrat(2), where
 * /proc is not mounted either, it takes the right to read the file.
 * @param dirfd  of the directory, opened without O_PATH
 * @param err    filled without the file's name
 */
int filecaps_read_at(int dirfd, const char *name, struct filecaps *filecaps, struct error *err);

/**
 * Whether the capabilities count in the caller's user namespace: their root is root of it, or of one above it
 * user_namespace_has_root().
 * @return 1; 0; FILECAPS_UNKNOWN
 */
int filecaps_count_here(const struct filecaps *filecaps);

#endif
