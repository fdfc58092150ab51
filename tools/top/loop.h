/* The live view's life: keys, signals and the clock. */
#ifndef CCAPS_TOP_LOOP_H
#define CCAPS_TOP_LOOP_H

#include "app.h"

/**
 * Take the terminal, show the live view until the user or a signal ends it, and give the terminal back.
 *
 * @param app     that has looked once
 * @param signal  filled: the signal that ended it, SIGTERM, SIGHUP or SIGQUIT, of which the program is to die; 0 where
 * it ended by a key, Ctrl-C (SIGINT) included
 * @return 0; a negative errno
 */
int loop_run(struct app *app, int *signal, struct error *err);

#endif
