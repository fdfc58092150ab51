/* A menu of the columns that are shown: by which one the list is to be sorted. */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "base/cleanup.h"
#include "scroll.h"

static void sort_open(struct app *app)
{
    const struct model *model = &app->model;
    app->sort.view = (struct grid_view){ 0 };
    app->sort.cursor = 0;
    for (size_t i = 0; i < model->columns.count; i++)
        if (model->columns.items[i] == model->sort.column)
            app->sort.cursor = i;
}

/* A column may have come or gone. */
static void sort_refresh(struct app *app)
{
    if (app->sort.cursor >= app->model.columns.count)
        app->sort.cursor = 0;
}

static char *sort_cell(const void *data, size_t row, size_t column)
{
    const struct app *app = data;
    const struct column *choice = app->model.columns.items[row];
    return strdup(column == 0 ? choice->name : choice->help);
}

static enum style sort_style(const void *data, size_t row)
{
    const struct app *app = data;
    return row == app->sort.cursor ? STYLE_CURSOR : STYLE_PLAIN;
}

static void sort_draw(struct app *app, struct area area)
{
    static const struct grid_column shown[] = { { "SORT BY" }, { "", .least = 10, .rank = 1 } };
    struct grid grid = {
        .columns = shown,
        .column_count = ARRAY_SIZE(shown),
        .row_count = app->model.columns.count,
        .cursor = app->sort.cursor,
        .sorted = ARRAY_SIZE(shown),
        .data = app,
        .cell = sort_cell,
        .style = sort_style,
    };
    grid_draw(&grid, &app->sort.view, area);
}

static bool sort_act(struct app *app, enum action action)
{
    int position = (int)app->sort.cursor;
    if (scroll(action, app->sort.view.height, (int)app->model.columns.count - 1, &position)) {
        app->sort.cursor = (size_t)position;
        return true;
    }
    if (action != ACTION_ENTER)
        return false;
    app_sort(app, app->model.columns.items[app->sort.cursor], app->model.sort.descending);
    app_pop(app);
    return true;
}

static const enum action footer[] = { ACTION_ENTER, ACTION_BACK, ACTION_NONE };

const struct panel sort_panel = {
    .footer = footer, .passing = true, .open = sort_open, .refresh = sort_refresh, .draw = sort_draw, .act = sort_act
};
