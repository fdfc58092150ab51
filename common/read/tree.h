/* A tree of directories walked for the capabilities of its files. */
#ifndef CCAPS_READ_TREE_H
#define CCAPS_READ_TREE_H

#include "caps/filecaps.h"

/** Who walks, and is told. Paths are valid during the call alone. */
struct tree_visitor {
    bool one_filesystem; /**< nothing on other file systems than that of the tree's own directory */
    bool everything;     /**< `found` is called for what has no capabilities, and for what is no regular file, too */
    /** @param filecaps  of a regular file; NULL of what is none. @return 0; a negative errno ends the walk */
    int (*found)(void *context, const char *path, const struct filecaps *filecaps);
    /** Something cannot be read; the walk goes on. @param reason  without the path in it */
    void (*failed)(void *context, const char *path, const struct error *reason);
    void *context;
};

/**
 * Walk the tree below a directory, depth first. Symbolic links are not followed; what goes away meanwhile is passed
 * over. Neither the length of the paths nor the depth has a limit: each directory is opened from the one above it.
 *
 * @param directory  the paths begin with it, slashes at its end left out
 * @return 0; what `found` returned; -ENOMEM with *err filled
 */
int tree_walk(const char *directory, const struct tree_visitor *visitor, struct error *err);

#endif
