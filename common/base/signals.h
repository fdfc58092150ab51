/* Signals that a program was started to ignore. */
#ifndef CCAPS_BASE_SIGNALS_H
#define CCAPS_BASE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * Whether a signal is ignored, as by nohup(1). One that is blocked is queued all the same, so that signalfd(2) would
 * take it.
 */
static inline bool signal_is_ignored(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

#endif
