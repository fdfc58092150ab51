/* Files, and trees of them, as targets. */
#ifndef CCAPS_PRINT_FILES_H
#define CCAPS_PRINT_FILES_H

#include <stdbool.h>

#include "base/error.h"
#include "views.h"

/** Which files are shown; all false: those that are named, where they have capabilities. */
struct file_options {
    bool recursive;       /**< -R: a directory stands for all below it */
    bool recursive_alias; /**< -r, as getcap has it */
    bool one_filesystem;  /**< -x */
    bool verbose;         /**< -v: what has no capabilities too */
};

/** Whether trees are walked. */
static inline bool files_recursive(const struct file_options *options)
{
    return options->recursive || options->recursive_alias;
}

/**
 * Add a file, or with files_recursive() the tree below a directory, to the list. What cannot be read has its line on
 * standard error, whether it is named or in a tree, and makes list->missing true.
 *
 * @return 0; -ENOMEM
 */
int files_read(struct view_list *list, const char *path, const struct file_options *options, struct error *err);

#endif
