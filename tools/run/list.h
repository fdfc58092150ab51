/* --list and --stop: the containers of ccaps-run. */
#ifndef CCAPS_RUN_LIST_H
#define CCAPS_RUN_LIST_H

#include <stdbool.h>

#include "base/error.h"

/**
 * Print a row for each container on standard output.
 * @param missing  filled: whether one could not be read, which has its line on standard error
 * @return 0; a negative errno
 */
int containers_list(bool *missing, struct error *err);

/**
 * End a container: SIGTERM to its first process, ten seconds for it, then SIGKILL to all; then remove what is left.
 * @return 0; -ENOENT where there is none; another negative errno
 */
int container_stop(const char *name, struct error *err);

#endif
