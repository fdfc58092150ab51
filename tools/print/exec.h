/* --exec: what a process would have after execve(2). */
#ifndef CCAPS_PRINT_EXEC_H
#define CCAPS_PRINT_EXEC_H

#include "base/buffer.h"
#include "views.h"

/**
 * Append, for each view, what it would have after execve(2) of `file`. Where that would fail or cannot be known,
 * views->missing is set; what cannot be shown has its line on standard error.
 *
 * @param json   as a document, for which the views have their subjects: ccaps-json(5)
 * @param alone  there is but one target, which need not stand above what is said of it
 * @return 0; -ENOMEM
 */
int exec_append(struct buffer *out, struct view_list *views, const char *file, bool json, bool alone);

#endif
