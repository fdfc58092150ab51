/* ccaps-print: what one thing may do. */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "diff.h"
#include "exec.h"
#include "options.h"
#include "views_read.h"

static void render(const struct form *form, const struct view_list *views, bool alone, struct buffer *out)
{
    if (form->append_all)
        form->append_all(out, views);
    for (size_t i = 0; !form->append_all && i < views->count; i++)
        form->append(out, &views->items[i], alone);
}

static int write_out(const struct buffer *out, struct error *err)
{
    if (out->failed)
        return error_set(err, ENOMEM, "cannot print");
    return write_output(stdout, out->data, out->size, err);
}

/* Read what was asked for, and append what there is to say of it. *fine becomes whether all is there, and true. */
static int look(const struct print_options *options, struct buffer *text, bool *fine, struct error *err)
{
    _cleanup_(view_list_free) struct view_list views = { 0 };
    bool alone = options->target_count < 2 && !files_recursive(&options->files);
    bool containers = options->form->containers || options->why.caps;
    int result = view_list_read(&views, options->targets, options->target_count, &options->files, containers, err);
    if (result < 0)
        return result;
    bool yes = true;
    if (options->exec_file)
        result = exec_append(text, &views, options->exec_file, options->form == &form_json, alone);
    else if (options->why.caps)
        why_append(text, &views, &options->why, alone);
    else if (options->checks.count > 0)
        yes = check_list_answer(&options->checks, &views, alone, text);
    else
        render(options->form, &views, alone, text);
    *fine = yes && !views.missing;
    return result < 0 ? error_set(err, -result, "cannot print") : 0;
}

static int run(struct print_options *options)
{
    struct error err = { 0 };
    _cleanup_(buffer_free) struct buffer text = { 0 };
    bool fine = true;
    int result = 0;
    if (options->diff)
        result = diff_append(&text, options->targets, options->form == &form_json, &fine, &err);
    else if (options->lookups.count > 0)
        fine = lookup_list_answer(&options->lookups, &text);
    else if (!options->converts)
        result = look(options, &text, &fine, &err);
    if (result == 0)
        result = write_out(options->converts ? &options->conversions : &text, &err);
    if (result < 0)
        error_print(&err);
    return result == 0 && fine ? EXIT_DONE : EXIT_FALSE_OR_MISSING;
}

int main(int argc, char **argv)
{
    _cleanup_(print_options_free) struct print_options options;
    int status = print_options_parse(argc, argv, &options);
    return status == OPTIONS_GO_ON ? run(&options) : status;
}
