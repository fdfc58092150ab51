/* The descriptors of the launcher. */
#ifndef CCAPS_LAUNCH_FILES_H
#define CCAPS_LAUNCH_FILES_H

#include "base/error.h"

/**
 * Open those of the standard streams that are closed, so that no file of ours gets such a number and is taken for one
 * by whoever inherits it. They can neither be read nor written, as before, and are closed again for COMMAND.
 * @return 0; a negative errno
 */
int standard_streams_reserve(struct error *err);

#endif
