/* How wide the columns of a table have been of late: they do not twitch while one scrolls, and what was once wide is
 * forgotten again. */
#ifndef CCAPS_TOP_WIDTHS_H
#define CCAPS_TOP_WIDTHS_H

#include <stddef.h>

/** Columns that a table has at most. */
enum { WIDTHS_COLUMNS = 66 };

/** Looks after which a width that nothing has needed since may be forgotten; after twice as many it is. */
enum { WIDTHS_LOOKS = 5 };

/** Zero-initialized: nothing was shown yet. */
struct widths {
    size_t lately[WIDTHS_COLUMNS]; /**< the widest of each column in this period of WIDTHS_LOOKS */
    size_t before[WIDTHS_COLUMNS]; /**< in the one before */
    unsigned looks;                /**< in this period */
};

/** Something of that width is shown in a column. */
void widths_need(struct widths *widths, size_t column, size_t width);

/** The widest that a column has been of late. */
size_t widths_of(const struct widths *widths, size_t column);

/** There was another look at the machine. */
void widths_age(struct widths *widths);

#endif
