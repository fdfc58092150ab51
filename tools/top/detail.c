/* All about one process: the dossier of the one that was under the cursor. */
#include "app.h"
#include "base/cleanup.h"
#include "dossier.h"
#include "read/process_read.h"

/* The process that was chosen, read again with what the list does not need. */
static void rewrite(struct page *page, const struct subject *subject)
{
    const struct status *status = &subject->process->status;
    struct process more = { 0 };
    bool read =
        process_read(status->pid, status->tid, NEED_CGROUP | NEED_ARGUMENTS | NEED_USER_NAMESPACE, &more, NULL) == 0;
    page_clear(page);
    dossier_write(page, subject, read ? &more : NULL);
    process_free(&more);
}

/* A thread that has come to be like its process leaves the list and lives on. Of what has ended, what was known last
 * stays. */
static const char *rewrite_unlisted(struct page *page, const struct thread_id *id)
{
    _cleanup_(inventory_free) struct inventory alone = { 0 };
    bool thread = id->tid != id->pid;
    if (inventory_read_thread(&alone, id) < 0)
        return thread ? "This thread has ended. What was known last:" : "This process has ended. What was known last:";
    rewrite(page, alone.subjects);
    return thread ? "No longer listed: a thread like its process." : "No longer listed.";
}

static void detail_refresh(struct app *app)
{
    const struct subject *subject = model_find(&app->model, &app->detail.id);
    if (subject)
        rewrite(&app->detail.page, subject);
    app->detail.matter = subject ? NULL : rewrite_unlisted(&app->detail.page, &app->detail.id);
}

static void detail_open(struct app *app)
{
    page_free(&app->detail.page);
    app->detail.id = app->model.at;
    detail_refresh(app);
}

static void detail_draw(struct app *app, struct area area)
{
    if (app->detail.matter && area.height > 1) {
        screen_put(area.y, area.x, area.width, STYLE_CHANGED, app->detail.matter);
        area.y++;
        area.height--;
    }
    page_draw(&app->detail.page, area);
}

static bool detail_act(struct app *app, enum action action)
{
    return page_act(&app->detail.page, action);
}

static const enum action footer[] = { ACTION_BACK, ACTION_HELP, ACTION_NONE };

const struct panel detail_panel = { .footer = footer,
                                    .passing = true,
                                    .open = detail_open,
                                    .refresh = detail_refresh,
                                    .draw = detail_draw,
                                    .act = detail_act };
