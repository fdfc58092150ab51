/* Where it is not known whether a process holds more than its container's config declared: none and unknown are two
 * things. */
#ifndef CCAPS_TOP_DRIFT_H
#define CCAPS_TOP_DRIFT_H

#include "containers/inventory.h"

/** Whether there are states of runtimes that may not be read: their containers are cgroups like others then. */
bool drift_states_are_hidden(void);

/** Whether the drift of processes of `container` cannot be told. @param hidden  drift_states_are_hidden() */
bool drift_is_unknown_in(const struct container *container, bool hidden);

/** Whether that of one process or thread cannot be told. */
bool drift_is_unknown(const struct subject *subject, bool hidden);

#endif
