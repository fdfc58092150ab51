/* Which processes ccaps-ps shows. */
#ifndef CCAPS_PS_SELECT_H
#define CCAPS_PS_SELECT_H

#include "containers/inventory.h"
#include "options.h"

/** Subjects that were chosen, in the order of their ids; borrowed from the inventory. */
struct selection {
    const struct subject **items; /**< `count` of them; the array is owned */
    size_t count;
    bool missing; /**< something asked for was not there; its line is on standard error */
};

/** Release the array; for _cleanup_ too. */
void selection_free(struct selection *selection);

/**
 * Read what the targets need (of single processes, these alone), settle it, and choose. What is not found or cannot be
 * read is told on standard error, a line each, and remembered in `missing`.
 *
 * @param needs  enum process_need
 * @return 0; a negative errno where nothing can be shown
 */
int select_subjects(const struct ps_options *options, unsigned needs, struct inventory *inventory,
                    struct selection *selection, struct error *err);

#endif
