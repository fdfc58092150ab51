/* Rows of processes as a table: libsmartcols does widths, truncation, raw output. */
#ifndef CCAPS_RENDER_TABLE_H
#define CCAPS_RENDER_TABLE_H

#include <stdio.h>

#include "render/columns.h"

/** How a table is to look. */
struct table_style {
    bool no_headings; /**< -n */
    bool raw;         /**< -r: a blank between columns, blanks in cells as \x20 */
    bool no_truncate; /**< -w: wider than the terminal rather than cut */
    bool color;       /**< what goes beyond the declared stands out; never the only sign of it */
};

/**
 * Print `count` subjects. What is not a terminal gets every cell whole.
 * @return 0; a negative errno with *err filled
 */
int table_print(FILE *out, const struct subject *const *subjects, size_t count, const struct column_list *list,
                const struct table_style *style, struct error *err);

#endif
