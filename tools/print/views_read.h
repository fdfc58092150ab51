/* Targets, each read from the kernel. */
#ifndef CCAPS_PRINT_VIEWS_READ_H
#define CCAPS_PRINT_VIEWS_READ_H

#include "files.h"
#include "views.h"

/**
 * Read the targets, or where there are none, the caller itself by system calls. One that cannot be read has its line on
 * standard error.
 *
 * @param files       of a target that is a file or a directory
 * @param containers  find out in which container each process is, for `subject`
 * @return 0; a negative errno where nothing can be shown
 */
int view_list_read(struct view_list *list, const struct target *targets, size_t count, const struct file_options *files,
                   bool containers, struct error *err);

#endif
