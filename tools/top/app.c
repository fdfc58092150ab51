#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "display.h"
#include "header.h"

/* A screen that is lower than this shows less of the header. */
enum { LOW_SCREEN = 14, LOWEST_SCREEN = 6 };

/* On a smaller one there is nothing to be read. */
enum { LEAST_HEIGHT = 3, LEAST_WIDTH = 20 };

static void open_panel(struct app *app)
{
    const struct panel *front = app->panels[app->depth - 1];
    if (front->open)
        front->open(app);
}

void app_init(struct app *app, struct top_options *options)
{
    *app = (struct app){ .options = options,
                         .model = { .columns = options->listing.columns, .sort = options->listing.sort } };
    app_show(app, &list_panel);
}

void app_free(struct app *app)
{
    free(app->containers.uses);
    free(app->containers.at);
    page_free(&app->detail.page);
    page_free(&app->help.page);
    model_free(&app->model);
    watch_free(&app->watch);
}

void app_push(struct app *app, const struct panel *panel)
{
    if (app->depth == APP_PANELS || app->panels[app->depth - 1] == panel)
        return;
    app->panels[app->depth++] = panel;
    open_panel(app);
}

void app_pop(struct app *app)
{
    if (app->depth > 1)
        app->depth--;
}

void app_show(struct app *app, const struct panel *panel)
{
    app->panels[0] = panel;
    app->depth = 1;
    open_panel(app);
}

void app_prompt(struct app *app, enum prompt_kind kind)
{
    app->prompting = kind;
    app->not_found = false;
    app->search_from = app->model.cursor;
    app->prompt = (struct prompt){ 0 };
    if (kind == PROMPT_FILTER)
        snprintf(app->prompt.text, sizeof(app->prompt.text), "%s", app->model.filter);
}

/* Other rows than before: columns take the widths that these need. */
static void forget_widths(struct app *app)
{
    app->list.widths = (struct widths){ 0 };
}

void app_sort(struct app *app, const struct column *column, bool descending)
{
    app->model.sort = (struct sort_order){ column, descending };
    model_arrange(&app->model, &app->failure);
    model_move(&app->model, 0); /* who sorts wants to see what comes first */
}

void app_filter(struct app *app, const char *text)
{
    forget_widths(app);
    model_filter(&app->model, text, &app->failure);
}

void app_enter(struct app *app, const struct container *container)
{
    app_show(app, &list_panel);
    forget_widths(app);
    model_enter(&app->model, container, &app->failure);
    if (container)
        model_move(&app->model, 0);
}

/* Threads are told apart where there are any, but only in a table that the user has not chosen. */
static void choose_columns(struct app *app, const struct selection *selection)
{
    bool threads = app->options->listing.selector.threads;
    for (size_t i = 0; i < selection->count; i++)
        threads |= selection->items[i]->process->status.tid != selection->items[i]->process->status.pid;
    struct column_list chosen = app->options->listing.columns;
    if (threads && !app->options->listing.columns_chosen)
        column_list_insert(&chosen, 1, column_find("TID", NULL));
    if (chosen.count != app->model.columns.count)
        forget_widths(app);
    app->model.columns = chosen;
}

int app_look(struct app *app, void (*complain)(const struct error *err), struct error *err)
{
    struct snapshot snapshot = { 0 };
    unsigned needs = top_options_needs(app->options, &app->model.sort);
    int result = snapshot_take(&app->options->listing.selector, &app->watch, needs, complain, &snapshot, err);
    if (result < 0)
        return result;
    choose_columns(app, &snapshot.selection);
    result = model_take(&app->model, &snapshot, app->widened, err);
    snapshot_free(&snapshot);
    app->widened = app->stale = false;
    widths_age(&app->list.widths);
    widths_age(&app->containers.view.widths);
    for (size_t i = 0; result == 0 && i < app->depth; i++)
        if (app->panels[i]->refresh)
            app->panels[i]->refresh(app);
    return result;
}

static void toggle(struct app *app, bool *choice)
{
    *choice = !*choice;
    app->stale = true;
}

/* What means the same in every panel. */
static void act_anywhere(struct app *app, enum action action)
{
    struct selector *selector = &app->options->listing.selector;
    switch (action) {
    case ACTION_ALL:
        toggle(app, &selector->all);
        break;
    case ACTION_KERNEL_THREADS:
        toggle(app, &selector->kernel_threads);
        break;
    case ACTION_THREADS:
        toggle(app, &selector->threads);
        app->widened = true;
        break;
    case ACTION_CONTAINERS:
        app_show(app, &containers_panel);
        break;
    case ACTION_HELP:
        app_push(app, &help_panel);
        break;
    case ACTION_REDRAW:
        screen_redraw();
        break;
    case ACTION_QUIT:
        app->quit = true;
        break;
    default:
        break;
    }
}

static void act(struct app *app, enum action action)
{
    const struct panel *front = app->panels[app->depth - 1];
    if (front->passing && (action == ACTION_QUIT || action == ACTION_BACK))
        app_pop(app);
    else if (!front->act(app, action))
        act_anywhere(app, action);
}

static void search(struct app *app, size_t from)
{
    app->not_found = !model_search(&app->model, app->prompt.text, from);
}

static void prompt_changed(struct app *app)
{
    if (app->prompting == PROMPT_FILTER)
        app_filter(app, app->prompt.text);
    else
        search(app, app->search_from);
}

/* A key that is neither text nor one of the prompt's ends it, and does what it always does. */
static void key_in_prompt(struct app *app, int key)
{
    enum action action = key_action(key);
    if (prompt_key(&app->prompt, key)) {
        prompt_changed(app);
    } else if (action == ACTION_SEARCH && app->prompting == PROMPT_SEARCH) {
        search(app, app->model.cursor + 1);
    } else {
        if (action == ACTION_BACK && app->prompting == PROMPT_FILTER)
            app_filter(app, "");
        app->prompting = PROMPT_NONE;
        if (action != ACTION_ENTER && action != ACTION_BACK)
            act(app, action);
    }
}

void app_key(struct app *app, int key)
{
    if (app->prompting)
        key_in_prompt(app, key);
    else
        act(app, key_action(key));
}

static void draw_prompt(const struct app *app, struct area area)
{
    bool searching = app->prompting == PROMPT_SEARCH;
    _cleanup_(buffer_free) struct buffer line = { 0 };
    prompt_write(&app->prompt, searching ? "Search: " : "Filter: ", searching && app->not_found ? "  (in no row)" : "",
                 searching ? "   F3 next, Enter done" : "   Enter done, Esc all rows", (size_t)area.width, &line);
    screen_put(area.y, area.x, area.width, STYLE_STRONG, line.failed ? "" : line.data);
}

/* Keys and their labels, as many as there is room for; that of the filter in capitals while there is one. */
static void draw_keys(const struct app *app, struct area area)
{
    int x = 0;
    for (const enum action *action = app->panels[app->depth - 1]->footer; *action != ACTION_NONE; action++) {
        const struct key_row *row = key_row_of(*action);
        const char *label = *action == ACTION_FILTER && app->model.filter[0] != '\0' ? "FILTER" : row->label;
        int key_width = (int)strlen(row->key), label_width = (int)strlen(label);
        if (x + key_width + label_width > area.width)
            break;
        screen_put(area.y, area.x + x, key_width, STYLE_PLAIN, row->key);
        screen_put(area.y, area.x + x + key_width, label_width, STYLE_BAR, label);
        x += key_width + label_width + 1;
    }
}

static int header_height(struct area screen)
{
    if (screen.height < LOWEST_SCREEN)
        return 0;
    return screen.height < LOW_SCREEN ? HEADER_LINES - 1 : HEADER_LINES;
}

/* Rows are left out, or something is missing: a low screen tells that rather than the sums. */
static bool is_narrowed(const struct app *app)
{
    const struct model *model = &app->model;
    return !app->panels[0]->title && (model->filter[0] != '\0' || model->within.name || model->now.selection.missing ||
                                      model->now.selection.unread);
}

static void draw_header(const struct app *app, struct area area)
{
    _cleanup_(header_free) struct header header =
        header_of(&app->model, &app->options->listing.selector, app->panels[0]->title, (size_t)area.width);
    bool skip = area.height == HEADER_LINES - 1 && is_narrowed(app);
    for (int i = 0; i < area.height; i++) {
        const char *line = header.lines[i > 0 && skip ? i + 1 : i];
        screen_put(area.y + i, area.x, area.width, i == 0 ? STYLE_STRONG : STYLE_PLAIN, line ? line : "");
    }
}

static void draw_too_small(struct area screen)
{
    char text[64];
    snprintf(text, sizeof(text), "%dx%d is too small: %dx%d or more", screen.width, screen.height, LEAST_WIDTH,
             LEAST_HEIGHT);
    struct page page = { 0 };
    page_add(&page, STYLE_PLAIN, 0, "%s", text);
    page_draw(&page, screen);
    page_free(&page);
}

static void draw_parts(struct app *app, struct area screen)
{
    struct area header = { 0, 0, header_height(screen), screen.width };
    struct area footer = { screen.height - 1, 0, 1, screen.width };
    struct area panel = { header.height, 0, screen.height - header.height - footer.height, screen.width };

    draw_header(app, header);
    app->panels[app->depth - 1]->draw(app, panel);
    if (app->prompting)
        draw_prompt(app, footer);
    else
        draw_keys(app, footer);
}

void app_draw(struct app *app)
{
    struct area screen = screen_area();
    screen_erase();
    if (screen.width < LEAST_WIDTH || screen.height < LEAST_HEIGHT)
        draw_too_small(screen);
    else
        draw_parts(app, screen);
    screen_show();
}
