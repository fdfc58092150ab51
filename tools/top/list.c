/* The list of processes, or threads. */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "base/cleanup.h"
#include "scroll.h"

/* How a column gives way where the screen is narrow. Columns that are not here go before those that are. */
static const struct {
    const char *name;
    size_t least;
    unsigned rank;
} manners[] = {
    { "PID", 0, 0 },        { "COMM", 7, 1 },   { "PERMITTED", 10, 2 }, { "DRIFT", 9, 3 }, { "TID", 0, 4 },
    { "CONTAINER", 10, 5 }, { "EDIFF", 8, 6 },  { "USER", 4, 7 },       { "ROLE", 0, 8 },  { "ADIFF", 6, 9 },
    { "IDIFF", 6, 10 },     { "BDIFF", 6, 11 }, { "RISK", 0, 4 },
};
enum { LEAST_OF_OTHERS = 8, RANK_OF_OTHERS = 12 };

/* Where each row is a thread, it is the thread's id that tells them apart and stays. */
static const char *whose_manners(const char *name, bool threads)
{
    if (threads && strcmp(name, "PID") == 0)
        return "TID";
    return threads && strcmp(name, "TID") == 0 ? "PID" : name;
}

static struct grid_column grid_column_of(const struct column *column, bool threads)
{
    const char *name = whose_manners(column->name, threads);
    struct grid_column result = { column_heading(column), column->right, column->truncates ? LEAST_OF_OTHERS : 0,
                                  RANK_OF_OTHERS };
    for (size_t i = 0; i < ARRAY_SIZE(manners); i++) {
        if (strcmp(name, manners[i].name) != 0)
            continue;
        result.least = manners[i].least;
        result.rank = manners[i].rank;
    }
    return result;
}

/* A mark is a character first: with no colour it says as much. */
static char *marks_of(const struct model *model, const struct subject *subject)
{
    bool is_new = model_has_mark(model, subject, MARK_NEW);
    char marks[] = { ' ', ' ', '\0' };
    if (is_new || model_has_mark(model, subject, MARK_CHANGED))
        marks[0] = mark_letters[is_new ? MARK_NEW : MARK_CHANGED];
    if (model_has_mark(model, subject, MARK_DRIFT))
        marks[1] = mark_letters[MARK_DRIFT];
    return strdup(marks);
}

static char *list_cell(const void *data, size_t row, size_t column)
{
    const struct model *model = data;
    return column == 0 ? marks_of(model, model->rows[row])
                       : column_cell(model->columns.items[column - 1], model->rows[row]);
}

static enum style list_style(const void *data, size_t row)
{
    static const enum style styles[MARKS] = {
        [MARK_DRIFT] = STYLE_DRIFT, [MARK_NEW] = STYLE_NEW, [MARK_CHANGED] = STYLE_CHANGED
    };
    const struct model *model = data;
    if (row == model->cursor)
        return STYLE_CURSOR;
    for (enum mark mark = 0; mark < MARKS; mark++)
        if (model_has_mark(model, model->rows[row], mark))
            return styles[mark];
    return STYLE_PLAIN;
}

static size_t sorted_column(const struct model *model)
{
    size_t index = 0;
    while (index < model->columns.count && model->columns.items[index] != model->sort.column)
        index++;
    return index + 1;
}

/* A low screen has no header to tell it. */
static void draw_no_match(const struct model *model, struct area area)
{
    _cleanup_(buffer_free) struct buffer text = { 0 };
    buffer_printf(&text, "no row holds '%s'", model->filter);
    if (area.height > 1 && !text.failed)
        screen_put(area.y + 1, area.x, area.width, STYLE_PLAIN, text.data);
}

static void list_draw(struct app *app, struct area area)
{
    const struct model *model = &app->model;
    struct grid_column shown[GRID_COLUMNS] = { { .heading = "  " } };
    for (size_t i = 0; i < model->columns.count; i++) {
        shown[i + 1] = grid_column_of(model->columns.items[i], app->options->listing.selector.threads);
        if (model->columns.items[i] == model->sort.column)
            shown[i + 1].rank = 0; /* an order that one cannot see is none */
    }
    struct grid grid = {
        .columns = shown,
        .column_count = model->columns.count + 1,
        .row_count = model->count,
        .cursor = model->cursor,
        .sorted = sorted_column(model),
        .descending = model->sort.descending,
        .data = model,
        .cell = list_cell,
        .style = list_style,
    };
    grid_draw(&grid, &app->list, area);
    if (model->count == 0 && model->filter[0] != '\0')
        draw_no_match(model, area);
}

/* What keys sort by at once, the most telling first. */
static const struct {
    enum action action;
    const char *column;
    bool descending;
} sort_keys[] = {
    { ACTION_SORT_PID, "PID", false },
    { ACTION_SORT_PERMITTED, "PERMITTED", true },
    { ACTION_SORT_DRIFT, "DRIFT", true },
};

static bool sort_by_key(struct app *app, enum action action)
{
    for (size_t i = 0; i < ARRAY_SIZE(sort_keys); i++) {
        if (sort_keys[i].action != action)
            continue;
        app_sort(app, column_find(sort_keys[i].column, NULL), sort_keys[i].descending);
        return true;
    }
    return false;
}

/* First the filter goes, then the container that was entered. */
static void go_back(struct app *app)
{
    if (app->model.filter[0] == '\0' && app->model.within.id)
        app_show(app, &containers_panel);
    else
        app_filter(app, "");
}

static bool list_act(struct app *app, enum action action)
{
    struct model *model = &app->model;
    int position = (int)model->cursor;
    if (scroll(action, app->list.height, (int)model->count - 1, &position)) {
        model_move(model, position);
        return true;
    }
    switch (action) {
    case ACTION_ENTER:
        if (model_current(model))
            app_push(app, &detail_panel);
        return true;
    case ACTION_SEARCH:
        app_prompt(app, PROMPT_SEARCH);
        return true;
    case ACTION_FILTER:
        app_prompt(app, PROMPT_FILTER);
        return true;
    case ACTION_SORT:
        app_push(app, &sort_panel);
        return true;
    case ACTION_INVERT:
        app_sort(app, model->sort.column ? model->sort.column : column_find("PID", NULL), !model->sort.descending);
        return true;
    case ACTION_BACK:
        go_back(app);
        return true;
    default:
        return sort_by_key(app, action);
    }
}

static const enum action footer[] = { ACTION_HELP,       ACTION_QUIT, ACTION_SEARCH, ACTION_FILTER,  ACTION_ENTER,
                                      ACTION_CONTAINERS, ACTION_SORT, ACTION_ALL,    ACTION_THREADS, ACTION_NONE };

const struct panel list_panel = { .footer = footer, .draw = list_draw, .act = list_act };
