/* A table on the screen, with a cursor: of processes or of containers. */
#ifndef CCAPS_TOP_GRID_H
#define CCAPS_TOP_GRID_H

#include "screen.h"
#include "widths.h"

/** Columns that a grid has at most. */
enum { GRID_COLUMNS = WIDTHS_COLUMNS };

/** One column. */
struct grid_column {
    const char *heading;
    bool right;
    size_t least;  /**< struct layout_want, least */
    unsigned rank; /**< struct layout_want, rank */
};

/** What is to be drawn. */
struct grid {
    const struct grid_column *columns; /**< `column_count` of them, at most GRID_COLUMNS */
    size_t column_count;
    size_t row_count;
    size_t cursor;    /**< a row */
    size_t sorted;    /**< the column that the rows are sorted by; column_count: none */
    bool descending;  /**< in reverse */
    const void *data; /**< for the two functions */
    /** The text of a cell, harmless on a terminal. @return the caller's, free(); NULL when memory is short */
    char *(*cell)(const void *data, size_t row, size_t column);
    enum style (*style)(const void *data, size_t row);
};

/** What stays from one picture to the next. Zero-initialized: nothing yet. */
struct grid_view {
    size_t top;           /**< the first row that is shown */
    struct widths widths; /**< widths_age() is its owner's to call */
    int height;           /**< rows that were shown */
};

/** Draw the grid, scrolled so that the cursor is seen, under its headings. */
void grid_draw(const struct grid *grid, struct grid_view *view, struct area area);

#endif
