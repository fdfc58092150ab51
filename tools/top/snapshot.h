/* One look at the machine. */
#ifndef CCAPS_TOP_SNAPSHOT_H
#define CCAPS_TOP_SNAPSHOT_H

#include "containers/select.h"

/** What one look gave. */
struct snapshot {
    struct inventory inventory; /**< all that was read */
    struct selection selection; /**< what of it is wanted */
};

/** Release all; for _cleanup_ too. */
void snapshot_free(struct snapshot *snapshot);

/**
 * Take a look.
 *
 * @param needs     enum process_need
 * @param complain  as for select_subjects()
 * @return 0; a negative errno where nothing can be shown
 */
int snapshot_take(const struct selector *selector, unsigned needs, void (*complain)(const struct error *err),
                  struct snapshot *snapshot, struct error *err);

#endif
