/* What a process that is to be no more than COMMAND does with its own sets. */
#ifndef CCAPS_LAUNCH_CREDENTIALS_H
#define CCAPS_LAUNCH_CREDENTIALS_H

#include "launch/launch.h"

/** Give up what COMMAND does not have after its execve(2): called where the credentials' steps are done. */
void credentials_lower(const struct launch *launch);

#endif
