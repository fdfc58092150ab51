/* One look at the machine. */
#ifndef CCAPS_TOP_SNAPSHOT_H
#define CCAPS_TOP_SNAPSHOT_H

#include "history.h"
#include "watch.h"

/** What one look gave. */
struct snapshot {
    struct inventory inventory; /**< all that was read */
    struct selection selection; /**< what of it is wanted */
    uint64_t begun;             /**< when it began: clock ticks since boot, as struct process, start_time */
    unsigned states;            /**< watch_select(), of the targets; 0 where there are none */
};

/** Release all; for _cleanup_ too. */
void snapshot_free(struct snapshot *snapshot);

/**
 * Take a look.
 *
 * @param watch     what the targets meant at the looks before
 * @param needs     enum process_need
 * @param complain  as for select_subjects(); at the first look alone
 * @return 0; a negative errno where nothing can be shown
 */
int snapshot_take(const struct selector *selector, struct watch *watch, unsigned needs,
                  void (*complain)(const struct error *err), struct snapshot *snapshot, struct error *err);

/**
 * Look at one thread alone, whatever it differs in.
 *
 * @param inventory  zeros; filled: has one subject; inventory_free()
 * @return 0; -ESRCH where it has ended, or its ids are another's by now; another negative errno
 */
int inventory_read_thread(struct inventory *inventory, const struct thread_id *id);

#endif
