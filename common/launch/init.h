/* The pid 1 of a container: it reaps what is orphaned there, and passes signals on to COMMAND. */
#ifndef CCAPS_LAUNCH_INIT_H
#define CCAPS_LAUNCH_INIT_H

#include <sys/types.h>

#include "launch/launch.h"

/**
 * Be the init until COMMAND, a child, ends; then end with its status, and with us the pid namespace.
 * The signals are blocked by signals_block(). All fds but the standard streams are closed, and what the program was
 * called with is wiped from memory that the container could see; COMMAND waits for it.
 */
_Noreturn void init_run(const struct launch *launch, pid_t command);

/** Exit status for what wait(2) tells: the process's own, or 128 and its signal's number. */
int exit_status_of(int wait_status);

#endif
