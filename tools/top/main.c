/* ccaps-top: who may do what, now. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "batch.h"
#include "loop.h"

/* End as one whom the signal killed, for those who wait for us to see. */
static void die_of(int signal_number)
{
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static int show(struct app *app, int *ended_by, struct error *err)
{
    if (!app->options->batch)
        return loop_run(app, ended_by, err);
    int result = batch_run(app, err);
    return result < 0 ? result : finish_output(stdout, err);
}

static int run(struct top_options *options)
{
    struct error err = { 0 };
    int ended_by = 0;
    _cleanup_(app_free) struct app app;
    app_init(&app, options);

    int result = app_look(&app, error_print, &err);
    const struct selection *selection = &app.model.now.selection;
    bool missing = selection->missing, unread = selection->unread;
    bool nothing = missing && app.model.count == 0;
    if (result == 0 && !nothing)
        result = show(&app, &ended_by, &err);
    if (ended_by)
        die_of(ended_by);
    if (result < 0)
        error_print(&err);
    return result < 0 || missing || unread ? EXIT_FALSE_OR_MISSING : EXIT_DONE;
}

static int list_columns(void)
{
    struct error err = { 0 };
    if (columns_print_help(stdout, &err) == 0)
        return EXIT_DONE;
    error_print(&err);
    return EXIT_FALSE_OR_MISSING;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    _cleanup_(top_options_free) struct top_options options;
    int status = top_options_parse(argc, argv, &options);
    if (status != OPTIONS_GO_ON)
        return status;
    return options.listing.list_columns ? list_columns() : run(&options);
}
