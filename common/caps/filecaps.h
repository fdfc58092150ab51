/* A file's capabilities: the xattr security.capability, decoded. */
#ifndef CCAPS_CAPS_FILECAPS_H
#define CCAPS_CAPS_FILECAPS_H

#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"
#include "caps/capstate.h"

/** Where the kernel does not tell: filecaps_count_here(). */
enum { FILECAPS_UNKNOWN = -1 };

/** What security.capability says (capabilities(7), "File capabilities"; linux/capability.h, struct vfs_ns_cap_data). */
struct filecaps {
    int revision;         /**< 1, 2 or 3; 0: the file has none */
    capset_t permitted;   /**< what execve(2) grants as far as the bounding set has it */
    capset_t inheritable; /**< what execve(2) grants as far as the inheritable set has it */
    bool effective;       /**< whether what is granted is raised at once */
    uid_t rootid; /**< revision 3: uid, in the reader's user namespace, of the root that it counts for; else 0 */
};

/**
 * Decode the bytes of the xattr.
 * @return 0; -EINVAL where size and revision do not fit or there are flags that nobody knows, as for the kernel where
 * it stores and hands out an xattr: security/commoncap.c, validheader()
 */
int filecaps_decode(const void *data, size_t size, struct filecaps *filecaps, struct error *err);

/**
 * The three sets that a file has, as cap_get_file(3) gives them: effective is permitted and inheritable, or nothing.
 * The bounding and the ambient set are not known.
 */
struct capstate filecaps_capstate(const struct filecaps *filecaps);

#endif
