/* The container view: a row a container. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "base/cleanup.h"
#include "base/escape.h"
#include "caps/names.h"
#include "caps/void.h"
#include "scroll.h"

static void append_runtime(struct buffer *out, const struct container_use *use)
{
    buffer_puts(out, use->container->runtime);
}

static void append_name(struct buffer *out, const struct container_use *use)
{
    buffer_puts(out, use->container->name);
}

static void append_init(struct buffer *out, const struct container_use *use)
{
    if (use->container->init > 0)
        buffer_printf(out, "%d", use->container->init);
    else
        buffer_puts(out, "-");
}

static void append_processes(struct buffer *out, const struct container_use *use)
{
    buffer_printf(out, "%zu", use->processes);
}

static void append_declared(struct buffer *out, const struct container_use *use)
{
    if (use->container->declared.known)
        capstate_append_grouped(out, &use->container->declared);
    else
        buffer_puts(out, "?");
}

static void append_used(struct buffer *out, const struct container_use *use)
{
    capstate_append_grouped(out, &use->used);
}

static void append_drift(struct buffer *out, const struct container_use *use)
{
    if (use->drift) {
        buffer_puts(out, "+");
        capset_append_short(out, use->drift);
    } else if (!container_declared_is_known(use->container)) {
        buffer_puts(out, "?");
    }
}

static void append_void(struct buffer *out, const struct container_use *use)
{
    struct capstate sets = capstate_void(&use->container->declared, use->container->user);
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        if (sets.sets[kind] == 0)
            continue;
        buffer_printf(out, "%s%c:", out->size > 0 ? " " : "", capset_names[kind].letter);
        capset_append_short(out, sets.sets[kind]);
    }
}

/* clang-format off */
static const struct {
    struct grid_column grid;
    void (*append)(struct buffer *out, const struct container_use *use);
} container_columns[] = {
    { { "RUNTIME", .least = 9, .rank = 3 }, append_runtime },
    { { "NAME", .least = 10, .rank = 0 }, append_name },
    { { "INIT", .right = true, .rank = 4 }, append_init },
    { { "PROCS", .right = true, .rank = 2 }, append_processes },
    { { "DECLARED", .least = 12, .rank = 5 }, append_declared },
    { { "IN USE", .least = 12, .rank = 1 }, append_used },
    { { "DRIFT", .least = 9, .rank = 1 }, append_drift },
    { { "VOID", .least = 8, .rank = 6 }, append_void },
};
/* clang-format on */

static char *containers_cell(const void *data, size_t row, size_t column)
{
    const struct app *app = data;
    _cleanup_(buffer_free) struct buffer raw = { 0 };
    buffer_puts(&raw, "");
    container_columns[column].append(&raw, &app->containers.uses[row]);
    return raw.failed ? NULL : escape_text(raw.data, raw.size);
}

static enum style containers_style(const void *data, size_t row)
{
    const struct app *app = data;
    if (row == app->containers.cursor)
        return STYLE_CURSOR;
    return app->containers.uses[row].drift ? STYLE_DRIFT : STYLE_PLAIN;
}

static void containers_move(struct app *app, size_t cursor)
{
    app->containers.cursor = cursor < app->containers.count ? cursor : 0;
    free(app->containers.at);
    app->containers.at = NULL;
    if (app->containers.count == 0)
        return;
    const struct container *container = app->containers.uses[app->containers.cursor].container;
    app->containers.runtime = container->runtime;
    app->containers.at = strdup(container->id);
}

static int compare_uses(const void *one, const void *other)
{
    const struct container *a = ((const struct container_use *)one)->container;
    const struct container *b = ((const struct container_use *)other)->container;
    int order = strcmp(a->runtime, b->runtime);
    return order ? order : strcmp(a->name, b->name);
}

/* Those with a process that was seen, in their order. */
static void fetch_uses(struct app *app)
{
    free(app->containers.uses);
    app->containers.count = 0;
    struct container_use *uses = app->containers.uses = container_uses(&app->model.now.inventory);
    for (size_t i = 0; uses && i < app->model.now.inventory.containers.count; i++)
        if (uses[i].processes > 0)
            uses[app->containers.count++] = uses[i];
    if (app->containers.count > 0)
        qsort(uses, app->containers.count, sizeof(*uses), compare_uses);
}

/* Runtimes may have ids in common. */
static bool is_under_cursor(const struct app *app, const struct container *container)
{
    return app->containers.at && strcmp(container->runtime, app->containers.runtime) == 0 &&
           strcmp(container->id, app->containers.at) == 0;
}

/* The cursor stays on its container, where that is still there. */
static void containers_refresh(struct app *app)
{
    fetch_uses(app);
    size_t cursor = app->containers.cursor;
    for (size_t i = 0; i < app->containers.count; i++)
        if (is_under_cursor(app, app->containers.uses[i].container))
            cursor = i;
    containers_move(app, cursor);
}

static void containers_draw(struct app *app, struct area area)
{
    struct grid_column shown[ARRAY_SIZE(container_columns)];
    for (size_t i = 0; i < ARRAY_SIZE(container_columns); i++)
        shown[i] = container_columns[i].grid;
    struct grid grid = {
        .columns = shown,
        .column_count = ARRAY_SIZE(shown),
        .row_count = app->containers.count,
        .cursor = app->containers.cursor,
        .sorted = ARRAY_SIZE(shown),
        .data = app,
        .cell = containers_cell,
        .style = containers_style,
    };
    grid_draw(&grid, &app->containers.view, area);
}

static bool containers_act(struct app *app, enum action action)
{
    int position = (int)app->containers.cursor;
    if (scroll(action, app->containers.view.height, (int)app->containers.count - 1, &position)) {
        containers_move(app, (size_t)position);
        return true;
    }
    if (action == ACTION_ENTER && app->containers.count > 0)
        app_enter(app, app->containers.uses[app->containers.cursor].container);
    if (action == ACTION_BACK || action == ACTION_CONTAINERS)
        app_enter(app, NULL);
    return action == ACTION_ENTER || action == ACTION_BACK || action == ACTION_CONTAINERS;
}

static const enum action footer[] = { ACTION_HELP, ACTION_QUIT, ACTION_BACK, ACTION_ENTER, ACTION_NONE };

const struct panel containers_panel = { .footer = footer,
                                        .title = "containers, by runtime and name; Enter shows the processes of one",
                                        .open = containers_refresh,
                                        .refresh = containers_refresh,
                                        .draw = containers_draw,
                                        .act = containers_act };
