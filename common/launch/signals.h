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

/**
 * Open those of them that end a program, and that ours was not started to ignore, for poll(2).
 * @return an fd, the caller's; -1 with errno
 */
int signals_open(void);

/** Take one from signals_open(). @return its number; 0 where none could be read */
int signals_read(int fd);

/**
 * Pass a signal on to a child that leads a process group and was not waited for. Those of a terminal's keys go to the
 * whole group, as they would have without us between (termios(3), INTR and QUIT): a shell leaves them to what it runs.
 */
void signals_pass(pid_t child, int number);

/** Wait for one of those that signals_block() blocked. @return the signal's number */
int signals_wait(void);

#endif
