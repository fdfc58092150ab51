/* Signals that go to COMMAND rather than to those who wait for it. */
#ifndef CCAPS_LAUNCH_SIGNALS_H
#define CCAPS_LAUNCH_SIGNALS_H

#include <signal.h>

/**
 * Block all that is passed on, and SIGCHLD, so that sigwaitinfo(2) gets them; signals of job control and of faults keep
 * their meaning.
 * @param previous  filled: the mask before, which COMMAND is to have
 */
void signals_block(sigset_t *previous);

/** Wait for one of those that signals_block() blocked. @return the signal's number */
int signals_wait(void);

#endif
