/* The keys, from the table that makes them work. */
#include "app.h"

enum { NAMES_WIDTH = 9 };

static void help_open(struct app *app)
{
    struct page *page = &app->help.page;
    page_free(page);
    page_add(page, STYLE_STRONG, 0, "Keys");
    for (size_t i = 0; i < key_rows_count; i++)
        page_add(page, STYLE_PLAIN, NAMES_WIDTH, "%-*s%s", NAMES_WIDTH, key_rows[i].names, key_rows[i].help);
    page_add(page, STYLE_PLAIN, 0, "%s", "");
    page_add(page, STYLE_STRONG, 0, "Marks");
    page_add(page, STYLE_PLAIN, NAMES_WIDTH, "%-*cnew: it came since the look before", NAMES_WIDTH,
             mark_letters[MARK_NEW]);
    page_add(page, STYLE_PLAIN, NAMES_WIDTH,
             "%-*cchanged: its sets, ids, no_new_privs or seccomp mode, since the look before", NAMES_WIDTH,
             mark_letters[MARK_CHANGED]);
    page_add(page, STYLE_PLAIN, NAMES_WIDTH, "%-*cdrift: it holds more than its container's config declared",
             NAMES_WIDTH, mark_letters[MARK_DRIFT]);
    page_add(page, STYLE_PLAIN, 0, "%c and %c stay for %d looks.", mark_letters[MARK_NEW], mark_letters[MARK_CHANGED],
             MARK_LOOKS);
    page_add(page, STYLE_PLAIN, 0, "%s", "");
    page_add(page, STYLE_STRONG, 0, "Sets");
    page_add(page, STYLE_PLAIN, 0,
             "E, I, B and A are shown as they differ from the permitted set: = the same, - none, "
             "=-kill the same but for kill, =+kill and kill besides, ? unknown.");
}

static void help_draw(struct app *app, struct area area)
{
    page_draw(&app->help.page, area);
}

static bool help_act(struct app *app, enum action action)
{
    return page_act(&app->help.page, action);
}

static const enum action footer[] = { ACTION_BACK, ACTION_NONE };

const struct panel help_panel = {
    .footer = footer, .passing = true, .open = help_open, .draw = help_draw, .act = help_act
};
