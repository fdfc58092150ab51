/* A panel: what fills the screen between header and footer. All have one interface. */
#ifndef CCAPS_TOP_PANEL_H
#define CCAPS_TOP_PANEL_H

#include <stdbool.h>

#include "keys.h"
#include "screen.h"

struct app;

/** One kind of panel. What it remembers is in struct app. */
struct panel {
    const enum action *footer;        /**< what the footer offers, the most needed first; ACTION_NONE behind the last */
    const char *title;                /**< in the header, in the place of how the list is chosen; NULL: that */
    bool passing;                     /**< lies on another, to which `q` and Esc lead back */
    void (*open)(struct app *app);    /**< it comes to the front; NULL: nothing to do */
    void (*refresh)(struct app *app); /**< there was another look at the machine; NULL: nothing to do */
    void (*draw)(struct app *app, struct area area);
    /** Do what a key asks for. @return whether that was the panel's to do */
    bool (*act)(struct app *app, enum action action);
};

/** Processes, or threads: list.c. */
extern const struct panel list_panel;

/** Containers: containers.c. */
extern const struct panel containers_panel;

/** All about one process: detail.c. */
extern const struct panel detail_panel;

/** A menu of the columns to sort by: sort.c. */
extern const struct panel sort_panel;

/** The keys: help.c. */
extern const struct panel help_panel;

#endif
