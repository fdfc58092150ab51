#include "batch.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "header.h"
#include "render/table.h"

static int print_look(const struct app *app, struct error *err)
{
    const struct model *model = &app->model;
    _cleanup_(header_free) struct header header = header_of(model, &app->options->listing.selector, NULL, 0);
    for (size_t i = 0; i < HEADER_LINES; i++)
        printf("%s\n", header.lines[i] ? header.lines[i] : "?");
    putchar('\n');

    struct table_style style = { .color = color_wanted(app->options->listing.color, STDOUT_FILENO) };
    int result = table_print(stdout, model->rows, model->count, &model->columns, &style, err);
    if (result == 0 && fflush(stdout) != 0)
        result = error_set(err, errno, "cannot write the output");
    return result;
}

static void wait_for(int milliseconds)
{
    struct timespec left = { milliseconds / 1000, milliseconds % 1000 * 1000000L };
    while (nanosleep(&left, &left) < 0 && errno == EINTR)
        ;
}

int batch_run(struct app *app, struct error *err)
{
    int result = print_look(app, err);
    for (unsigned long done = 1; result == 0 && done != app->options->updates; done++) {
        wait_for(app->options->delay);
        result = app_look(app, NULL, err);
        putchar('\n');
        if (result == 0)
            result = print_look(app, err);
    }
    return result;
}
