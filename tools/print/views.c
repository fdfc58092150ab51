#include "views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"

static void view_free(struct view *view)
{
    free(view->container);
    free(view->path);
}

void view_list_free(struct view_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        view_free(&list->items[i]);
    free(list->items);
    inventory_free(&list->inventory);
    *list = (struct view_list){ 0 };
}

struct view *view_list_add(struct view_list *list)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 4;
        struct view *items = reallocarray(list->items, capacity, sizeof(*items));
        if (!items)
            return NULL;
        list->items = items;
        list->capacity = capacity;
    }
    struct view *view = &list->items[list->count++];
    *view = (struct view){ 0 };
    return view;
}

void view_list_drop_last(struct view_list *list)
{
    view_free(&list->items[--list->count]);
}

struct capstate view_capabilities(const struct view *view)
{
    if (view->kind == TARGET_FILE)
        return filecaps_capstate(&view->filecaps);
    return view->process->status.credentials.caps;
}

char *view_label(const struct view *view)
{
    char ids[32];
    if (view->kind == TARGET_FILE || view->kind == TARGET_CONTAINER) {
        const char *name = view->container ? view->container : view->word;
        return escape_text(name, strlen(name));
    }
    if (view->kind == TARGET_THREAD)
        snprintf(ids, sizeof(ids), "%d/%d", view->pid, view->tid);
    else
        snprintf(ids, sizeof(ids), "%d", view->pid);
    return strdup(ids);
}
