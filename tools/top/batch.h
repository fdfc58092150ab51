/* The live view without a terminal: one table after the other. */
#ifndef CCAPS_TOP_BATCH_H
#define CCAPS_TOP_BATCH_H

#include "app.h"

/**
 * Print what app's last look saw, then look again after each delay, options->updates times in all.
 * @return 0; a negative errno
 */
int batch_run(struct app *app, struct error *err);

#endif
