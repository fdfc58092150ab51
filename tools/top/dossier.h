/* All that is known of one process, as text to read. */
#ifndef CCAPS_TOP_DOSSIER_H
#define CCAPS_TOP_DOSSIER_H

#include "containers/inventory.h"
#include "page.h"

/**
 * Write the dossier of a process: who and where it is, how it differs from what its container's config declared, and
 * the matrix of its five sets, a row each capability that is in any.
 *
 * @param page  added to
 * @param more  the same process, read with arguments and user namespace; NULL where it could not be read again
 */
void dossier_write(struct page *page, const struct subject *subject, const struct process *more);

#endif
