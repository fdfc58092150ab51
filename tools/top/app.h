/* The live view as a whole: which panel is in front, what keys do, when to look again. */
#ifndef CCAPS_TOP_APP_H
#define CCAPS_TOP_APP_H

#include "containers/use.h"
#include "grid.h"
#include "model.h"
#include "options.h"
#include "page.h"
#include "panel.h"
#include "prompt.h"

/** Panels that can lie on each other: a view, a detail, the help. */
enum { APP_PANELS = 3 };

/** What is being typed at the foot of the screen. */
enum prompt_kind { PROMPT_NONE, PROMPT_SEARCH, PROMPT_FILTER };

/** All that the live view remembers. */
struct app {
    struct top_options *options; /**< borrowed; keys change its selector */
    struct watch watch;          /**< what the targets mean */
    struct model model;
    const struct panel *panels[APP_PANELS]; /**< `depth` of them, the last in front */
    size_t depth;
    enum prompt_kind prompting;
    struct prompt prompt;
    size_t search_from; /**< the row at which a search began */
    bool not_found;     /**< what is searched for is in no row */
    bool quit;
    bool stale;           /**< what is to be read was changed: look again at once */
    bool widened;         /**< the next look sees threads that the last one did not ask for */
    struct error failure; /**< why nothing can be shown any more; errnum 0 while all is well */

    struct grid_view list; /**< list_panel */
    struct {
        struct grid_view view;
        struct container_use *uses; /**< of model.now; owned, `count` of them */
        size_t count;
        size_t cursor;
        const char *runtime; /**< of the container under the cursor */
        char *at;            /**< its id; owned */
    } containers;            /**< containers_panel */
    struct {
        struct page page;
        struct thread_id id;
        const char *matter; /**< why it is in the list no more; NULL where it is */
    } detail;               /**< detail_panel */
    struct {
        struct page page;
    } help; /**< help_panel */
    struct {
        size_t cursor; /**< a column of model.columns */
        struct grid_view view;
    } sort; /**< sort_panel */
};

/** Begin with the list. */
void app_init(struct app *app, struct top_options *options);

/** Release all; for _cleanup_ too. */
void app_free(struct app *app);

/**
 * Look at the machine, and let what is in front show it.
 * @param complain  as for select_subjects()
 * @return 0; a negative errno where nothing can be shown
 */
int app_look(struct app *app, void (*complain)(const struct error *err), struct error *err);

/** Do what a key asks for. */
void app_key(struct app *app, int key);

/** Draw the screen. */
void app_draw(struct app *app);

/** Bring a panel to the front, over what is there. */
void app_push(struct app *app, const struct panel *panel);

/** Back to the panel below. */
void app_pop(struct app *app);

/** Show `panel` in the place of all that is there. */
void app_show(struct app *app, const struct panel *panel);

/** Begin to type. */
void app_prompt(struct app *app, enum prompt_kind kind);

/** Sort the list anew by `column` (NULL: by pid), and go to its first row. */
void app_sort(struct app *app, const struct column *column, bool descending);

/** Show only rows that hold `text`; "" all. */
void app_filter(struct app *app, const char *text);

/** Bring the list to the front with the processes of `container` alone, from the first; NULL: with what was
 * selected, and the cursor where it was. */
void app_enter(struct app *app, const struct container *container);

#endif
