#include "grid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "display.h"
#include "layout.h"

/* The cells of the rows that are shown. */
struct cells {
    char **texts; /* row by row */
    size_t rows;
    size_t columns;
};

static void cells_free(struct cells *cells)
{
    for (size_t i = 0; cells->texts && i < cells->rows * cells->columns; i++)
        free(cells->texts[i]);
    free(cells->texts);
}

static void scroll_to_cursor(const struct grid *grid, struct grid_view *view, size_t height)
{
    if (grid->row_count <= height)
        view->top = 0;
    else if (view->top > grid->row_count - height)
        view->top = grid->row_count - height;
    if (grid->cursor < view->top)
        view->top = grid->cursor;
    if (grid->cursor >= view->top + height)
        view->top = grid->cursor - height + 1;
}

static struct cells fetch_cells(const struct grid *grid, const struct grid_view *view, size_t height)
{
    size_t left = grid->row_count - view->top;
    struct cells cells = { .rows = left < height ? left : height, .columns = grid->column_count };
    cells.texts = calloc(cells.rows * cells.columns + 1, sizeof(*cells.texts));
    for (size_t row = 0; cells.texts && row < cells.rows; row++)
        for (size_t column = 0; column < cells.columns; column++)
            cells.texts[row * cells.columns + column] = grid->cell(grid->data, view->top + row, column);
    return cells;
}

/* The texts of a row that is drawn; NULL where memory was short. */
static const char *const *row_texts(const struct cells *cells, size_t row)
{
    return (const char *const *)&cells->texts[row * cells->columns];
}

/* The headings, that of the column by which the rows are sorted with an arrow. */
struct headings {
    const char *texts[GRID_COLUMNS];
    char sorted[64];
};

static void fill_headings(const struct grid *grid, struct headings *headings)
{
    for (size_t column = 0; column < grid->column_count; column++)
        headings->texts[column] = grid->columns[column].heading;
    if (grid->sorted >= grid->column_count)
        return;
    snprintf(headings->sorted, sizeof(headings->sorted), "%s%c", headings->texts[grid->sorted],
             grid->descending ? 'v' : '^');
    headings->texts[grid->sorted] = headings->sorted;
}

static void widen(struct grid_view *view, size_t count, const char *const *texts)
{
    for (size_t column = 0; column < count; column++)
        widths_need(&view->widths, column, texts[column] ? display_width(texts[column]) : 1);
}

static void find_widths(const struct grid *grid, const struct grid_view *view, int width, size_t *widths)
{
    struct layout_want wants[GRID_COLUMNS];
    for (size_t column = 0; column < grid->column_count; column++)
        wants[column] = (struct layout_want){ widths_of(&view->widths, column), grid->columns[column].least,
                                              grid->columns[column].rank };
    layout_fit(wants, grid->column_count, (size_t)width, widths);
}

static void append_cell(struct buffer *line, const char *text, size_t width, bool right)
{
    _cleanup_(freep) wchar_t *fitted = calloc(width + 1, sizeof(*fitted));
    if (!fitted)
        return;
    size_t own = display_width(text);
    size_t before = right && own < width ? width - own : 0;
    display_fit(text, width - before, fitted);
    buffer_printf(line, "%s%*s%ls", line->size > 0 ? " " : "", (int)before, "", fitted);
}

static void draw_line(const struct grid *grid, const char *const *texts, const size_t *widths, enum style style,
                      struct area area)
{
    _cleanup_(buffer_free) struct buffer line = { 0 };
    for (size_t column = 0; column < grid->column_count; column++)
        if (widths[column] > 0)
            append_cell(&line, texts[column] ? texts[column] : "?", widths[column], grid->columns[column].right);
    screen_put(area.y, area.x, area.width, style, line.data ? line.data : "");
}

void grid_draw(const struct grid *grid, struct grid_view *view, struct area area)
{
    if (area.height < 1 || area.width < 1)
        return;
    view->height = area.height > 1 ? area.height - 1 : 1;
    scroll_to_cursor(grid, view, (size_t)view->height);
    _cleanup_(cells_free) struct cells cells = fetch_cells(grid, view, (size_t)(area.height - 1));
    if (!cells.texts)
        return;

    struct headings headings;
    size_t widths[GRID_COLUMNS];
    fill_headings(grid, &headings);
    widen(view, grid->column_count, headings.texts);
    for (size_t row = 0; row < cells.rows; row++)
        widen(view, grid->column_count, row_texts(&cells, row));
    find_widths(grid, view, area.width, widths);

    draw_line(grid, headings.texts, widths, STYLE_BAR, area);
    for (size_t row = 0; row < cells.rows; row++) {
        area.y++;
        draw_line(grid, row_texts(&cells, row), widths, grid->style(grid->data, view->top + row), area);
    }
}
