/* All processes of /proc. */
#ifndef CCAPS_READ_SCAN_H
#define CCAPS_READ_SCAN_H

#include "base/error.h"
#include "read/process.h"

/**
 * Read all processes of /proc, and of their threads what `choice` says, into *list, which is empty; in any order, and
 * note as gaps those that could not be read, by the rule of process_list_miss().
 * @return 0; a negative errno where /proc cannot be read at all, or is not mounted
 */
int process_list_scan(struct process_list *list, enum thread_choice choice, unsigned needs, struct error *err);

#endif
