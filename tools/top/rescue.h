/* The terminal given back where the program crashes, and nothing of ncurses may be called any more. */
#ifndef CCAPS_TOP_RESCUE_H
#define CCAPS_TOP_RESCUE_H

#include <stddef.h>

/** Remember the terminal's modes (termios(3)) as they are now. */
void rescue_remember(void);

/**
 * From now on a crash (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) restores the modes and writes these sequences, before
 * it ends the program as it would have.
 *
 * @param sequences  terminfo strings, `count` of them, copied; padding is left out; NULL or (char *)-1 for one that the
 * terminal does not have
 */
void rescue_arm(const char *const *sequences, size_t count);

/** A crash is a crash again. */
void rescue_disarm(void);

#endif
