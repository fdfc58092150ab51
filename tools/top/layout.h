/* How wide each column of a table is, where the screen is too narrow for all. */
#ifndef CCAPS_TOP_LAYOUT_H
#define CCAPS_TOP_LAYOUT_H

#include <stddef.h>

/** Blank columns between two columns of a table. */
enum { LAYOUT_GAP = 1 };

/** What a column wants. */
struct layout_want {
    size_t natural; /**< width of its widest cell and its heading */
    size_t least;   /**< what it can be cut down to and still be read; 0 where it is not cut */
    unsigned rank;  /**< the highest is left out first; of the same, the rightmost. 0 is left out last */
};

/**
 * Give `count` columns their widths: whole where the screen holds all; else the least important are left out until
 * the rest fits at its least, and what is then left over goes round.
 *
 * @param width   of the screen
 * @param widths  filled, `count` of them; 0 for a column that is left out
 */
void layout_fit(const struct layout_want *wants, size_t count, size_t width, size_t *widths);

#endif
