/* The lines above the list: whose machine, how many processes, how many of them can do what. */
#ifndef CCAPS_TOP_HEADER_H
#define CCAPS_TOP_HEADER_H

#include <stddef.h>

#include "model.h"

/** Lines of the header; a low screen goes without one. */
enum { HEADER_LINES = 3 };

/** A header's text. */
struct header {
    char *lines[HEADER_LINES]; /**< owned; NULL when memory was short */
};

/** Release the lines; for _cleanup_ too. */
void header_free(struct header *header);

/**
 * Write the header of the last look: where it was, what the processes hold, how the list is chosen and ordered.
 *
 * @param title  what the last line says in the place of the list's choice and order; NULL: these
 * @param width  columns of the screen: what does not fit is left out whole, the least telling first; 0 for no limit
 */
struct header header_of(const struct model *model, const struct selector *selector, const char *title, size_t width);

#endif
