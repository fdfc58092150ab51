/* All processes of /proc. */
#ifndef CCAPS_READ_SCAN_H
#define CCAPS_READ_SCAN_H

#include "base/error.h"
#include "read/process.h"

/**
 * Read all processes of /proc, and of their threads what `choice` says, into *list, which is empty; in any order. One
 * that goes away meanwhile is passed over.
 * @return 0; a negative errno where /proc cannot be read at all
 */
int process_list_scan(struct process_list *list, enum thread_choice choice, unsigned needs, struct error *err);

#endif
